"""Addresses of files that only WeChat is given, good for an hour, so that it can check them."""

import hmac
from datetime import timedelta

from flask import current_app

from app.core import clock, crypto

GOOD_FOR = timedelta(hours=1)  # WeChat fetches within minutes


def public_url() -> str:
    """Return where WeChat reaches us; empty if it does not."""
    url: str = current_app.config["SETTINGS"].public_url
    return url


def sign(key: str, purpose: str) -> str:
    """Return the query that opens the file of this key for a while."""
    until = int((clock.now() + GOOD_FOR).timestamp())
    return f"until={until}&mac={_macs(key, purpose, until)[0]}"


def is_signed(key: str, purpose: str, until: int, mac: str) -> bool:
    """Say whether a query is ours, and still good."""
    macs = _macs(key, purpose, until)
    good = any(hmac.compare_digest(mac.encode(), each.encode()) for each in macs)
    return good and until >= clock.now().timestamp()


def _macs(key: str, purpose: str, until: int) -> list[str]:
    return crypto.signatures(f"{key}.{until}", purpose)
