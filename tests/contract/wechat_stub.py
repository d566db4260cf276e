"""WeChat's jscode2session as a real HTTP server, as strict as the original.

Checked in WeChat's order: what is missing, then who asks, then the code. An answer is HTTP 200 with
JSON that calls itself text/plain, whether good or bad; a code is good once and for five minutes.
"""

import itertools
import json
import threading
from collections import Counter
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

CODE_LIFETIME = timedelta(minutes=5)
CALLS_PER_MINUTE = 100  # for one person


class WeChatStub:
    """A server on a free port, with the people who pressed "log in" and the codes they got."""

    def __init__(self, app_id: str, secret: str) -> None:
        self.app_id, self.secret = app_id, secret
        self.now = datetime(2026, 5, 1, 8, 0)  # noqa: DTZ001 - a clock of its own
        self.busy = False
        self.fault: str | None = None  # "html", "list", "500" or "hang"
        self.blocked: set[str] = set()
        self.requests: list[tuple[str, str, dict[str, str]]] = []
        self._codes: dict[str, list] = {}  # code → [openid, given at, used]
        self._calls: Counter[tuple[str, datetime]] = Counter()
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()
        self.released = threading.Event()  # ends a "hang"
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Bound", (_Handler,), {"stub": self})
        )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "WeChatStub":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def press_login(self, openid: str) -> str:
        """Return the code that ``wx.login`` gives this person."""
        code = f"0{next(self._numbers):031d}"
        self._codes[code] = [openid, self.now, False]
        return code

    def answer(self, method: str, address: str) -> dict[str, object]:
        """Return what WeChat says to a request."""
        parts = urlsplit(address)
        query = dict(parse_qsl(parts.query, strict_parsing=True) if parts.query else [])
        with self._lock:
            self.requests.append((method, parts.path, query))
            if parts.path != "/sns/jscode2session":
                return _error(40066, "invalid url")
            if method != "GET":
                return _error(43001, "require GET method")
            return self._misses(query) or self._asked_by(query) or self._open(query["js_code"])

    def _misses(self, query):
        for name, errcode in (("appid", 41002), ("secret", 41004), ("js_code", 41008)):
            if not query.get(name):
                return _error(errcode, f"{name} missing")
        if query.get("grant_type") != "authorization_code":
            return _error(40002, "invalid grant_type")
        return None

    def _asked_by(self, query):
        if self.busy:
            return _error(-1, "system error")
        if query["appid"] != self.app_id:
            return _error(40013, "invalid appid")
        if query["secret"] != self.secret:
            return _error(40125, "invalid appsecret")
        return None

    def _open(self, code):
        if code not in self._codes:
            return _error(40029, f"invalid code {code}")
        openid, given_at, used = self._codes[code]
        minute = (openid, self.now.replace(second=0))
        self._calls[minute] += 1
        if self._calls[minute] > CALLS_PER_MINUTE:
            return _error(45011, "api minute-quota reach limit")
        if used:
            return _error(40163, "code been used")
        self._codes[code][2] = True
        if self.now - given_at > CODE_LIFETIME:
            return _error(40029, f"invalid code {code}")
        if openid in self.blocked:
            return _error(40226, "code blocked")
        return {"session_key": "tiihtNczf5v6AKRyjwEUhQ==", "openid": openid}


class _Handler(BaseHTTPRequestHandler):
    """Speaks HTTP for the stub."""

    stub: WeChatStub

    def do_GET(self) -> None:
        content = json.dumps(self.stub.answer(self.command, self.path)).encode()
        if self.stub.fault == "hang":
            self.stub.released.wait(10)
        if self.stub.fault in {"html", "list"}:
            content = {"html": b"<html>Bad gateway</html>", "list": b"[]"}[self.stub.fault]
        self.send_response(500 if self.stub.fault == "500" else 200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET  # noqa: N815 - http.server's own name

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


def _error(errcode: int, errmsg: str) -> dict[str, object]:
    return {"errcode": errcode, "errmsg": f"{errmsg}, rid: 6630-0a1b"}
