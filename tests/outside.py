"""WeChat as the application reaches it in tests: not while a transaction is open.

A transaction that waits for somebody else's server holds its locks, on SQLite those of everybody.
"""

import functools

from flask import has_app_context

from app.core.db import session


class Extensions(dict):
    """An application's extensions; whatever stands for WeChat among them is watched."""

    def __getitem__(self, name):
        found = super().__getitem__(name)
        return Outside(found) if name == "wechat" else found


class Outside:
    """Passes every call on, once it has seen that no lock can be held."""

    def __init__(self, wechat):
        object.__setattr__(self, "_wechat", wechat)

    def __getattr__(self, name):
        found = getattr(self._wechat, name)
        return _watched(found) if callable(found) else found

    def __setattr__(self, name, value):
        setattr(self._wechat, name, value)

    def __delattr__(self, name):
        delattr(self._wechat, name)


def _watched(call):
    @functools.wraps(call)
    def watched(*args, **options):
        open_ = has_app_context() and session().in_transaction()
        assert not open_, f"WeChat is asked within a transaction: {call.__name__}"
        return call(*args, **options)

    return watched
