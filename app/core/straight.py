"""The straight way: requests of which there are many are answered without Flask's work for each."""

import functools
import re
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from flask import Flask, Response, request

from app.core import auth
from app.core.http import SIMULATED_TIME
from app.core.limits import BODY_BYTES

# The key of a row in a path, as people write it; any other spelling Flask may judge.
KEY = r"(?P<\1>[1-9][0-9]{0,17})"
FAILED = "weiguang.failed"  # in the environment of a request: what the straight way ended with
SIMULATED = "HTTP_" + SIMULATED_TIME.upper().replace("-", "_")
Use = Callable[..., msgspec.Struct]


def straight(use: Use) -> Callable[..., Response]:
    """Make a view of a function of the actor, the request's body and what stands in the path.

    Only for what is one statement, and that a transaction by itself: none is begun around it. The
    function is called straight from the server if the request is as usual, else through Flask. An
    error sends the request on through Flask, and is answered there like any other.
    """

    @functools.wraps(use)
    def view(**path: int) -> Response:
        failed: Exception | None = request.environ.pop(FAILED, None)
        if failed is not None:
            raise failed
        answer = use(auth.actor_of_request(), request.get_data(), **path)
        return Response(msgspec.json.encode(answer), mimetype="application/json")

    view.straight = use  # type: ignore[attr-defined]
    return auth.documented(view)


def init_app(app: Flask) -> None:
    """Go the straight way to the views that have one."""
    app.wsgi_app = Straight(  # type: ignore[method-assign]
        app,
        [
            (re.compile(re.sub(r"<int:(\w+)>", KEY, rule.rule)), view.straight)
            for rule in app.url_map.iter_rules()
            if hasattr(view := app.view_functions[rule.endpoint], "straight")
        ],
    )


class Straight:
    """A WSGI application that answers usual POST requests itself and leaves the rest to Flask."""

    def __init__(self, app: Flask, ways: list[tuple[re.Pattern[str], Use]]) -> None:
        """Take the paths of the straight ways, and where each of them leads."""
        self._app, self._flask = app, app.wsgi_app
        self._ways = ways

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer a request."""
        content = self._answer(environ)
        if content is None:
            return self._flask(environ, start_response)
        headers = [("Content-Type", "application/json"), ("Content-Length", str(len(content)))]
        start_response("200 OK", headers)
        return [content]

    def _answer(self, environ: dict[str, Any]) -> bytes | None:
        length = environ.get("CONTENT_LENGTH") or ""
        if environ["REQUEST_METHOD"] != "POST" or SIMULATED in environ:
            return None
        if not length.isdecimal() or int(length) > BODY_BYTES:
            return None
        for path, use in self._ways:
            if found := path.fullmatch(environ["PATH_INFO"]):
                return self._try(use, found, environ, int(length))
        return None

    def _try(
        self, use: Use, found: re.Match[str], environ: dict[str, Any], length: int
    ) -> bytes | None:
        try:
            with self._app.app_context():
                actor = auth.actor_of(environ.get("HTTP_AUTHORIZATION", ""))
                keys = {name: int(text) for name, text in found.groupdict().items()}
                return msgspec.json.encode(use(actor, environ["wsgi.input"].read(length), **keys))
        except Exception as error:  # noqa: BLE001 - Flask's handlers know each of them
            environ[FAILED] = error
            return None
