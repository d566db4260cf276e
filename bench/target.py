"""What the servers under measurement serve: the application, and beside it two that do nothing."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

EMPTY_WSGI = "/empty/wsgi"
EMPTY_FLASK = "/empty/flask"


def _empty_wsgi(_environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/html"), ("Content-Length", "0")])
    return [b""]


def _empty_flask() -> Flask:
    empty = Flask("empty", static_folder=None)
    empty.add_url_rule(EMPTY_FLASK, view_func=lambda: "", methods=["POST"])
    return empty


def make() -> Callable[..., Iterable[bytes]]:
    """Return one that hands each request to whom it asks for."""
    empty = {EMPTY_WSGI: _empty_wsgi, EMPTY_FLASK: _empty_flask()}
    from wsgi import app as application  # noqa: PLC0415 - reads the environment

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return empty.get(environ["PATH_INFO"], application)(environ, start_response)

    return serve
