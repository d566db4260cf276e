"""WeChat's mini-programs cannot send PATCH: there a POST says that it is meant as one."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask

MEANT = "HTTP_X_HTTP_METHOD_OVERRIDE"


def init_app(app: Flask) -> None:
    """Take such requests for what they are meant as, before anything looks at their method."""
    inner = app.wsgi_app

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        # PATCH alone: whatever else there is, WeChat can send by itself.
        if environ["REQUEST_METHOD"] == "POST" and environ.get(MEANT) == "PATCH":
            environ["REQUEST_METHOD"] = "PATCH"
        return inner(environ, start_response)

    app.wsgi_app = answer  # type: ignore[method-assign]
