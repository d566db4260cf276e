"""What we ask of WeChat's servers: the protocol, and who may answer it."""

import hashlib
import json
import logging
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx

from app.core.errors import (
    AppError,
    ForbiddenError,
    InvalidError,
    TooManyError,
    UnavailableError,
)

log = logging.getLogger(__name__)
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@dataclass(frozen=True, slots=True)
class WeChatSession:
    """Who WeChat says is there; its session key stays behind, for nothing here needs it."""

    openid: str
    unionid: str | None = None


class WeChat(Protocol):
    """WeChat's servers."""

    def code_to_session(self, code: str) -> WeChatSession:
        """Exchange the one-use code of ``wx.login``; raise an ``AppError`` that says what to do."""


class HttpWeChat:
    """WeChat itself, over HTTPS."""

    def __init__(self, app_id: str, secret: str, url: str, timeout_seconds: float) -> None:
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise ValueError(
                "WEIGUANG_WECHAT_URL must begin with https://, for the secret travels in it "
                "/ 微信接口地址必须使用 https"
            )
        # WeChat wants the secret in the address, and httpx logs addresses.
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self._app_id, self._secret = app_id, secret
        # Settings alone decide: no proxy or .netrc from the environment.
        self._http = httpx.Client(base_url=url, timeout=timeout_seconds, trust_env=False)

    def code_to_session(self, code: str) -> WeChatSession:
        """Ask /sns/jscode2session; never twice, for the code is spent by the first time."""
        answer = self._get(
            "/sns/jscode2session",
            appid=self._app_id,
            secret=self._secret,
            js_code=code,
            grant_type="authorization_code",
        )
        if not answer.get("openid"):
            raise _refusal(answer.get("errcode"))
        return WeChatSession(str(answer["openid"]), answer.get("unionid") or None)

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def _get(self, path: str, **query: str) -> dict[str, Any]:
        # `from None`: the causes carry the address, and with it the secret.
        try:
            answer = self._http.get(path, params=query).raise_for_status()
        except httpx.HTTPError as error:
            log.warning("WeChat not reached: %s", type(error).__name__)
            raise _unavailable() from None
        try:
            content = json.loads(answer.content)  # WeChat calls its JSON text/plain
        except ValueError:
            log.warning("WeChat's answer is no JSON")
            raise _unavailable() from None
        return content if isinstance(content, dict) else {}


class ConsoleWeChat:
    """A stand-in for trials: believes every code, and says in the log what would be asked."""

    def code_to_session(self, code: str) -> WeChatSession:
        """Return the same person for the same code."""
        openid = "console-" + hashlib.sha256(code.encode()).hexdigest()[:20]
        log.info("would ask WeChat: GET /sns/jscode2session; answering openid %s", openid)
        return WeChatSession(openid)


class UnconfiguredWeChat:
    """A production installation that was not told its app id."""

    def code_to_session(self, _code: str) -> WeChatSession:
        """Say that nobody can log in this way."""
        raise UnavailableError(
            "wechat_not_configured",
            "本平台尚未开通微信登录，请联系管理员。",
            "WeChat login is not set up here. Ask the operator to set the app id and secret.",
        )


def _refusal(errcode: object) -> AppError:
    if errcode in _REFUSALS:
        kind, *words = _REFUSALS[errcode]
        return kind(*words)
    # The code alone: WeChat's sentence may repeat what was sent.
    log.error("WeChat refused with errcode %s", errcode)
    return _unavailable()


def _unavailable() -> UnavailableError:
    return UnavailableError(
        "wechat_unavailable",
        "微信服务暂时无法连接，请稍后重试。",
        "WeChat does not answer at the moment. Try again shortly.",
    )


_NEW_CODE = (
    InvalidError,
    "wechat_code_invalid",
    "登录凭证已失效，请重新登录。",
    "This login code is not valid any more. Log in again.",
)
_REFUSALS: dict[object, tuple[type[AppError], str, str, str]] = {
    40029: _NEW_CODE,  # unknown or expired
    40163: _NEW_CODE,  # used before
    45011: (
        TooManyError,
        "wechat_too_many",
        "登录过于频繁，请一分钟后再试。",
        "Too many logins. Wait a minute and try again.",
    ),
    40226: (
        ForbiddenError,
        "wechat_user_blocked",
        "微信判定该账号存在风险，无法登录，请联系管理员。",
        "WeChat holds this account to be at risk and blocks it. Ask an administrator.",
    ),
}
