"""WeChat itself, over HTTPS: every call that we make, typed."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from redis import Redis

from app.wechat.contract import (
    CodePicture,
    Media,
    PhoneNumber,
    RiskQuestion,
    SubscribeMessage,
    Template,
    Text,
    Verdict,
    WeChatSession,
)
from app.wechat.errors import TOKEN_REFUSED, WeChatError, WeChatSetupError, unavailable
from app.wechat.token import AccessToken
from app.wechat.transport import Content, Transport
from app.wechat.verdicts import verdict

Answer = TypeVar("Answer")
_STATE = {"release": "formal", "trial": "trial", "develop": "developer"}


class HttpWeChat:
    """WeChat's servers.

    A token that WeChat refuses is replaced once, and the call repeated once: it did nothing the
    first time. Calls that change nothing are tried three times when WeChat does not answer; all
    others once, for whether it did what it was asked to is then not known.
    """

    def __init__(
        self,
        app_id: str,
        secret: str,
        url: str,
        timeout_seconds: float,
        redis: Redis | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._app_id, self._secret = app_id, secret
        self._transport = Transport(url, timeout_seconds, sleep)
        self._token = AccessToken(self._fetch_token, redis, app_id)

    def close(self) -> None:
        """Let go of the connections."""
        self._transport.close()

    def code_to_session(self, code: str) -> WeChatSession:
        """Ask /sns/jscode2session; never twice, for the code is spent by the first time."""
        query = {
            "appid": self._app_id,
            "secret": self._secret,
            "js_code": code,
            "grant_type": "authorization_code",
        }
        answer = self._transport.get("/sns/jscode2session", query)
        return WeChatSession(_part(answer, "openid"), answer.get("unionid") or None)

    def phone_number(self, code: str) -> PhoneNumber:
        """Ask /wxa/business/getuserphonenumber; once, for the code is spent by it."""
        answer = self._post("/wxa/business/getuserphonenumber", {"code": code})
        found = _part(answer, "phone_info", dict)
        return PhoneNumber(_part(found, "purePhoneNumber"), str(found.get("countryCode", "86")))

    def send_message(self, message: SubscribeMessage) -> str:
        """Ask /cgi-bin/message/subscribe/send; once, or somebody might get it twice."""
        body: Content = {
            "touser": message.openid,
            "template_id": message.template_id,
            "data": {name: {"value": value} for name, value in message.values.items()},
            "miniprogram_state": _STATE[message.release],
            "lang": "zh_CN",
        }
        body |= {"page": message.page} if message.page else {}
        answer = self._post("/cgi-bin/message/subscribe/send", body)
        return str(answer.get("msgid", ""))

    def templates(self) -> list[Template]:
        """Ask /wxaapi/newtmpl/gettemplate."""

        def ask(token: str) -> Content:
            return self._transport.get("/wxaapi/newtmpl/gettemplate", {"access_token": token})

        answer = self._with_token(ask, safe=True)
        found = _part(answer, "data", list)
        return [
            Template(_part(t, "priTmplId"), _part(t, "title"), _part(t, "content")) for t in found
        ]

    def add_template(self, library_id: str, keywords: list[int], purpose: str) -> str:
        """Ask /wxaapi/newtmpl/addtemplate; once, or the template would be there twice."""
        body = {"tid": library_id, "kidList": keywords, "sceneDesc": purpose}
        return str(_part(self._post("/wxaapi/newtmpl/addtemplate", body), "priTmplId"))

    def delete_template(self, template_id: str) -> None:
        """Ask /wxaapi/newtmpl/deltemplate."""
        self._post("/wxaapi/newtmpl/deltemplate", {"priTmplId": template_id})

    def check_text(self, text: Text) -> Verdict:
        """Ask /wxa/msg_sec_check, version 2; errcode 0 says only that WeChat has looked."""
        body: Content = {"version": 2, "openid": text.openid, "scene": int(text.scene)}
        body |= {"content": text.content}
        body |= {"title": text.title} if text.title else {}
        body |= {"nickname": text.nickname} if text.nickname else {}
        answer = self._read("/wxa/msg_sec_check", body)
        return verdict(_part(answer, "trace_id"), _part(answer, "result", dict))

    def check_media(self, media: Media) -> str:
        """Ask /wxa/media_check_async; once, or two verdicts would come."""
        body: Content = {"version": 2, "openid": media.openid, "scene": int(media.scene)}
        body |= {"media_url": media.url, "media_type": int(media.kind)}
        return str(_part(self._post("/wxa/media_check_async", body), "trace_id"))

    def code_picture(self, asked: CodePicture) -> bytes:
        """Ask /wxa/getwxacodeunlimit."""
        body = {
            "scene": asked.scene,
            "page": asked.page,
            "check_path": asked.check_page,
            "env_version": asked.release.value,
            "width": asked.width,
        }

        def ask(token: str) -> bytes:
            query = {"access_token": token}
            return self._transport.post_for_picture("/wxa/getwxacodeunlimit", query, body)

        return self._with_token(ask, safe=True)

    def risk_rank(self, question: RiskQuestion) -> int:
        """Ask /wxa/getuserriskrank."""
        body: Content = {"appid": self._app_id, "openid": question.openid}
        body |= {"scene": int(question.scene), "client_ip": question.client_ip}
        body |= {"mobile_no": question.mobile} if question.mobile else {}
        return int(_part(self._read("/wxa/getuserriskrank", body), "risk_rank", int))

    def _post(self, path: str, body: Content) -> Content:
        """Ask once."""
        return self._with_token(
            lambda token: self._transport.post(path, {"access_token": token}, body)
        )

    def _read(self, path: str, body: Content) -> Content:
        """Ask what may be asked again."""
        return self._with_token(
            lambda token: self._transport.post(path, {"access_token": token}, body), safe=True
        )

    def _with_token(self, ask: Callable[[str], Answer], *, safe: bool = False) -> Answer:
        def go(token: str) -> Answer:
            return self._transport.patiently(lambda: ask(token)) if safe else ask(token)

        token = self._token.get()
        try:
            return go(token)
        except WeChatSetupError as error:
            if error.errcode not in TOKEN_REFUSED:
                raise
        return go(self._token.replace(token))

    def _fetch_token(self) -> tuple[str, int]:
        try:
            return self._ask_for_token()
        except WeChatError as error:
            error.undone = True  # what the token was for was not asked yet
            raise

    def _ask_for_token(self) -> tuple[str, int]:
        body = {
            "grant_type": "client_credential",
            "appid": self._app_id,
            "secret": self._secret,
        }
        answer = self._transport.patiently(
            lambda: self._transport.post("/cgi-bin/stable_token", {}, body)
        )
        return _part(answer, "access_token"), _part(answer, "expires_in", int)


def _part(content: Any, name: str, kind: type = str) -> Any:
    """Return a part that must be there; an answer without it has no sense."""
    found = content.get(name) if isinstance(content, dict) else None
    if not isinstance(found, kind) or found == "":
        raise unavailable()
    return found
