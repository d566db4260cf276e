"""One question to WeChat over HTTPS: its answer, or a ``WeChatError``; nothing secret is logged."""

import json
import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

from app.wechat.errors import WeChatUnavailableError, refusal, unavailable

log = logging.getLogger(__name__)
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_NOT_REACHED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
PAUSES_S = (0.2, 0.8)  # before the second and the third try
Answer = TypeVar("Answer")
Content = dict[str, Any]


class Transport:
    """The connection to WeChat's servers."""

    def __init__(
        self, url: str, timeout_seconds: float, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise ValueError(
                "WEIGUANG_WECHAT_URL must begin with https://, for the secret travels in it "
                "/ 微信接口地址必须使用 https"
            )
        # WeChat wants secrets in the address, and httpx logs addresses.
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self._sleep = sleep
        # Settings alone decide: no proxy or .netrc from the environment.
        self._http = httpx.Client(base_url=url, timeout=timeout_seconds, trust_env=False)

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def get(self, path: str, query: dict[str, str]) -> Content:
        """Ask with GET; return what the JSON holds."""
        return _content(self._send("GET", path, query, None))

    def post(self, path: str, query: dict[str, str], body: Content) -> Content:
        """Ask with POST; return what the JSON holds."""
        return _content(self._send("POST", path, query, body))

    def post_for_picture(self, path: str, query: dict[str, str], body: Content) -> bytes:
        """Ask with POST for bytes; what comes instead of them is a refusal in JSON."""
        response = self._send("POST", path, query, body)
        if response.headers.get("Content-Type", "").startswith("image/"):
            return response.content
        _content(response)
        log.warning("WeChat sent neither a picture nor a reason")
        raise unavailable()

    def patiently(self, ask: Callable[[], Answer]) -> Answer:
        """Ask up to three times while WeChat does not answer; for questions that change nothing."""
        for pause in PAUSES_S:
            try:
                return ask()
            except WeChatUnavailableError:
                self._sleep(pause)
        return ask()

    def _send(
        self, method: str, path: str, query: dict[str, str], body: Content | None
    ) -> httpx.Response:
        # As UTF-8 itself: WeChat takes \u escapes for the characters \, u, …
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        headers = {} if body is None else {"Content-Type": "application/json"}
        # `from None`: the causes carry the address, and with it the secrets.
        try:
            return self._http.request(
                method, path, params=query, content=content, headers=headers
            ).raise_for_status()
        except httpx.HTTPError as error:
            log.warning("WeChat not reached: %s", type(error).__name__)
            raise unavailable(undone=isinstance(error, _NOT_REACHED)) from None


def _content(response: httpx.Response) -> Content:
    try:
        content = json.loads(response.content)  # WeChat calls its JSON text/plain
    except ValueError:
        log.warning("WeChat's answer is no JSON")
        raise unavailable() from None
    if not isinstance(content, dict):
        log.warning("WeChat's answer is no JSON object")
        raise unavailable()
    errcode = content.get("errcode", 0)
    if not isinstance(errcode, int):
        log.warning("WeChat's errcode is no number")
        raise unavailable()
    if errcode:
        raise refusal(errcode, str(content.get("errmsg", "")))
    return content
