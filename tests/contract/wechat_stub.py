"""WeChat's server API as a real HTTP server, as strict as the original.

Checked in WeChat's order: address, method, JSON, access token, what is missing, what is wrong, the
limits. An answer is HTTP 200 with JSON that calls itself text/plain, whether good or bad.
Logging in and access tokens are here; messages, checks and pictures in the modules beside.
Where the documents name no errcode for a wrong value, it is 47001 (not the data expected).
"""

import itertools
import json
import threading
from collections import Counter
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from tests.contract import wechat_checks, wechat_messages, wechat_pictures
from tests.contract.wechat_answers import error

CODE_LIFETIME = timedelta(minutes=5)
TOKEN_LIFETIME, TOKEN_OVERLAP = timedelta(seconds=7200), timedelta(minutes=5)
FORCED_A_DAY, FORCED_APART = 20, timedelta(seconds=30)
CALLS_PER_MINUTE = 100  # for one person
# Calls of one mini-program in a minute.
LIMITS = {
    "/cgi-bin/stable_token": 10_000,
    "/wxa/msg_sec_check": 4_000,
    "/wxa/media_check_async": 2_000,
    "/wxa/getwxacodeunlimit": 5_000,
}
# And in a day.
DAY_LIMITS = {
    "/cgi-bin/token": 2_000,
    "/cgi-bin/stable_token": 500_000,
    "/cgi-bin/message/subscribe/send": 10_000_000,
    "/wxa/msg_sec_check": 2_000_000,
    "/wxa/media_check_async": 200_000,
}
SESSION_KEY = "tiihtNczf5v6AKRyjwEUhQ=="


class Request(NamedTuple):
    """What came."""

    method: str
    path: str
    query: dict[str, str]
    body: object = None


class WeChatStub:
    """A server on a free port, with the people of a mini-program and what they pressed."""

    def __init__(self, app_id: str, secret: str) -> None:
        self.app_id, self.secret = app_id, secret
        self.now = datetime(2026, 5, 1, 8, 0)  # noqa: DTZ001 - a clock of its own
        self.busy = 0  # so many answers are -1
        self.fault: str | None = None  # "html", "list", "500" or "hang"
        self.fault_at: str | None = None  # the one call that has it; none: all
        self.blocked: set[str] = set()
        self.limits, self.day_limits = dict(LIMITS), dict(DAY_LIMITS)
        self.unions: dict[str, str] = {}  # openid → unionid, where the app is bound to others
        self.requests: list[Request] = []
        self.people: dict[str, datetime] = {}  # openid → seen at
        self.phones: dict[str, str] = {}  # openid → number
        self.messages = wechat_messages.Messages()
        self.checks = wechat_checks.Checks()
        self.pictures = wechat_pictures.Pictures()
        self.ranks: Counter[str] = Counter()
        self._codes: dict[str, list] = {}  # code → [openid, given at, used, for what]
        self._calls: Counter[tuple[str, datetime]] = Counter()
        self._tokens: dict[str, datetime] = {}  # → good until
        self._token = self._own = ""
        self._forced: list[datetime] = []
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

    # --- what people and the operator do --------------------------------------------------------

    def press_login(self, openid: str) -> str:
        """Return the code that ``wx.login`` gives this person, who is there now."""
        return self._give_code(openid, "login")

    def press_phone(self, openid: str, number: str) -> str:
        """Return the code that the phone number button gives."""
        self.phones[openid] = number
        return self._give_code(openid, "phone")

    def revoke(self) -> None:
        """End the present token before its time, as when somebody else forces another."""
        self._tokens.pop(self._token)
        self._token = ""

    def count(self, path: str) -> int:
        """Say how often a call was made."""
        return sum(request.path == path for request in self.requests)

    def token(self) -> str:
        """Return a good token, past HTTP."""
        return self._issue(force=False)["access_token"]

    # --- what WeChat says -----------------------------------------------------------------------

    def answer(self, method: str, address: str, content: bytes) -> dict[str, object] | bytes:
        """Return what WeChat says to a request: JSON, or a picture."""
        parts = urlsplit(address)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        body = _loaded(content)
        with self._lock:
            self.requests.append(Request(method, parts.path, query, body))
            if parts.path not in ROUTES:
                return error(40066, "invalid url")
            wanted, needs_token, respond = ROUTES[parts.path]
            return (
                self._misfits(method, wanted, content, body)
                or (needs_token and self._refuses_token(query))
                or self._overrun(parts.path)
                or respond(self, query if wanted == "GET" else body)
            )

    def _misfits(self, method, wanted, content, body):
        if method != wanted:
            return error({"GET": 43001, "POST": 43002}[wanted], f"require {wanted} method")
        if wanted == "POST" and not content:
            return error(44002, "empty post data")
        if wanted == "POST" and not isinstance(body, dict):
            return error(47001, "data format error")
        return None

    def _refuses_token(self, query):
        token = query.get("access_token")
        if not token:
            return error(41001, "access_token missing")
        if token not in self._tokens:
            return error(40001, "invalid credential, access_token is invalid or not latest")
        if self._tokens[token] <= self.now:
            return error(42001, "access_token expired")
        return None

    def _overrun(self, path):
        if self.busy:
            self.busy -= 1
            return error(-1, "system error")
        minute, day = (path, self.now.replace(second=0)), (path, self.now.date())
        self._calls.update([minute, day])
        if self._calls[day] > self.day_limits.get(path, 100_000_000):
            return error(45009, "reach max api daily quota limit")
        if self._calls[minute] > self.limits.get(path, 1_000_000):
            return error(45009, "reach max api minute quota limit")
        return None

    def _asked_by(self, given):
        if given["appid"] != self.app_id:
            return error(40013, "invalid appid")
        if given["secret"] != self.secret:
            return error(40125, "invalid appsecret")
        return None

    def log_in(self, query):
        """Answer jscode2session."""
        wrong = _missing(query, appid=41002, secret=41004, js_code=41008)
        if not wrong and query.get("grant_type") != "authorization_code":
            wrong = error(40002, "invalid grant_type")
        if wrong := wrong or self._asked_by(query):
            return wrong
        openid = self._open(query["js_code"], "login")
        if isinstance(openid, dict):
            return openid
        self.people[openid] = self.now
        union = {"unionid": self.unions[openid]} if openid in self.unions else {}
        return {"session_key": SESSION_KEY, "openid": openid} | union

    def give_phone(self, body):
        """Answer getuserphonenumber."""
        openid = self._open(body.get("code"), "phone")
        if isinstance(openid, dict):
            return openid
        if body.get("openid", openid) != openid:
            return error(40003, "invalid openid")
        found = {"countryCode": "86", "purePhoneNumber": self.phones[openid]}
        mark = {"timestamp": int(self.now.timestamp()), "appid": self.app_id}
        phone = found | {"phoneNumber": self.phones[openid], "watermark": mark}
        return {"errcode": 0, "errmsg": "ok", "phone_info": phone}

    def give_token(self, body):
        """Answer stable_token."""
        if body.get("grant_type") != "client_credential":
            return error(40002, "invalid grant_type")
        force = body.get("force_refresh", False)
        if not isinstance(force, bool):
            return error(47001, "data format error")
        return (
            _missing(body, appid=41002, secret=41004)
            or self._asked_by(body)
            or (force and self._may_not_force())
            or self._issue(force)
        )

    def give_own_token(self, query):
        """Answer token, the call before stable_token: each one is new, and ends the one before."""
        if query.get("grant_type") != "client_credential":
            return error(40002, "invalid grant_type")
        wrong = _missing(query, appid=41002, secret=41004) or self._asked_by(query)
        if wrong:
            return wrong
        if self._own in self._tokens:
            left = min(self._tokens[self._own], self.now + TOKEN_OVERLAP)
            self._tokens[self._own] = left
        self._own = f"{next(self._numbers)}_own".ljust(512, "t")
        self._tokens[self._own] = self.now + TOKEN_LIFETIME
        return {"access_token": self._own, "expires_in": int(TOKEN_LIFETIME.total_seconds())}

    def rank(self, body):
        """Answer getuserriskrank."""
        if body.get("appid") != self.app_id:
            return error(40013, "invalid appid")
        if body.get("openid") not in self.people:
            return error(40003, "invalid openid")
        if body.get("scene") not in {0, 1} or not _is_address(body.get("client_ip")):
            return error(47001, "data format error")
        texts = (body.get(name, "") for name in ("mobile_no", "email_address", "extended_info"))
        if not all(isinstance(each, str) for each in texts) or body.get("is_test", 0) not in {0, 1}:
            return error(47001, "data format error")
        rank = self.ranks[body["openid"]]
        return {"errcode": 0, "errmsg": "getuserriskrank succ", "union_id": 1, "risk_rank": rank}

    def seen_lately(self, openid):
        """Return what is wrong with a person whose content is checked; None if nothing is."""
        if openid not in self.people:
            return error(40003, "invalid openid")
        if self.now - self.people[openid] > timedelta(hours=2):
            return error(61010, "code is expired")
        return None

    def _give_code(self, openid: str, purpose: str) -> str:
        self.people[openid] = self.now
        code = f"0{next(self._numbers):031d}"
        self._codes[code] = [openid, self.now, False, purpose]
        return code

    def _open(self, code, purpose):
        """Return whose code it is, and spend it; or the refusal."""
        if code not in self._codes or self._codes[code][3] != purpose:
            return error(40029, f"invalid code {code}")
        openid, given_at, used, _ = self._codes[code]
        minute = (f"{purpose} {openid}", self.now.replace(second=0))
        self._calls[minute] += 1
        if self._calls[minute] > CALLS_PER_MINUTE:
            return error(45011, "api minute-quota reach limit")
        if used:
            return error(40163, "code been used")
        self._codes[code][2] = True
        if self.now - given_at > CODE_LIFETIME:
            return error(40029, f"invalid code {code}")
        if openid in self.blocked:
            return error(40226, "code blocked")
        return openid

    def _may_not_force(self):
        today = [at for at in self._forced if at.date() == self.now.date()]
        if len(today) >= FORCED_A_DAY:
            return error(45009, "reach max force_refresh daily quota limit")
        if today and self.now - today[-1] < FORCED_APART:
            return error(45011, "force_refresh too often")
        self._forced.append(self.now)
        return None

    def _issue(self, force):
        until = self._tokens.get(self._token, self.now)
        if force:
            self._tokens.pop(self._token, None)
        if force or until - self.now <= TOKEN_OVERLAP:
            self._token = f"{next(self._numbers)}_".ljust(512, "t")
            self._tokens[self._token] = until = self.now + TOKEN_LIFETIME
        left = int((until - self.now).total_seconds())
        return {"access_token": self._token, "expires_in": left}


# path → method, whether it needs an access token, what answers
ROUTES = {
    "/sns/jscode2session": ("GET", False, WeChatStub.log_in),
    "/cgi-bin/token": ("GET", False, WeChatStub.give_own_token),
    "/cgi-bin/stable_token": ("POST", False, WeChatStub.give_token),
    "/wxa/business/getuserphonenumber": ("POST", True, WeChatStub.give_phone),
    "/wxa/getuserriskrank": ("POST", True, WeChatStub.rank),
    "/cgi-bin/message/subscribe/send": ("POST", True, wechat_messages.send),
    "/wxaapi/newtmpl/gettemplate": ("GET", True, wechat_messages.list_templates),
    "/wxaapi/newtmpl/addtemplate": ("POST", True, wechat_messages.add_template),
    "/wxaapi/newtmpl/deltemplate": ("POST", True, wechat_messages.delete_template),
    "/wxa/msg_sec_check": ("POST", True, wechat_checks.check_text),
    "/wxa/media_check_async": ("POST", True, wechat_checks.check_media),
    "/wxa/getwxacodeunlimit": ("POST", True, wechat_pictures.draw),
}


def _missing(given: dict, **errcodes: int) -> dict | None:
    wrong = (error(errcodes[name], f"{name} missing") for name in errcodes if not given.get(name))
    return next(wrong, None)


def _loaded(content: bytes) -> object:
    try:
        return json.loads(content)
    except ValueError:
        return None


def _is_address(text: object) -> bool:
    parts = str(text).split(".")
    return len(parts) == 4 and all(part.isdecimal() and int(part) < 256 for part in parts)


class _Handler(BaseHTTPRequestHandler):
    """Speaks HTTP for the stub."""

    stub: WeChatStub

    def do_GET(self) -> None:
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer = self.stub.answer(self.command, self.path, sent)
        picture = isinstance(answer, bytes)
        content = answer if picture else json.dumps(answer, ensure_ascii=False).encode()
        here = self.stub.fault_at in {None, self.path.partition("?")[0]}
        fault = self.stub.fault if here else None
        if fault == "hang":
            self.stub.released.wait(10)
        if fault in {"html", "list"}:
            picture = False
            content = {"html": b"<html>Bad gateway</html>", "list": b"[]"}[fault]
        self.send_response(500 if fault == "500" else 200)
        self.send_header("Content-Type", "image/jpeg" if picture else "text/plain")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET  # noqa: N815 - http.server's own name

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""
