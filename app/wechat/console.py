"""What stands in for WeChat where there is none: for trials, and for production without app id."""

import base64
import hashlib
import logging
import secrets
from typing import NoReturn

from app.wechat.contract import (
    CodePicture,
    Media,
    PhoneNumber,
    RiskQuestion,
    SubscribeMessage,
    Suggestion,
    Template,
    Text,
    Verdict,
    WeChatSession,
)
from app.wechat.errors import WeChatSetupError

log = logging.getLogger(__name__)
# The smallest JPEG that viewers open: one grey pixel.
_PIXEL = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////"
    "////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAA"
    "AAAAAAAAAAD/2gAIAQEAAD8AN//Z"
)


class ConsoleWeChat:
    """A stand-in for trials: believes everything, and says in the log what would be asked."""

    def __init__(self) -> None:
        self._templates: dict[str, Template] = {}

    def code_to_session(self, code: str) -> WeChatSession:
        """Return the same person for the same code."""
        openid = f"console-{_mark(code)}"
        log.info("would ask WeChat: GET /sns/jscode2session; answering openid %s", openid)
        return WeChatSession(openid)

    def phone_number(self, code: str) -> PhoneNumber:
        """Return the same number for the same code; nobody has one that begins with 100."""
        _say("POST /wxa/business/getuserphonenumber")
        return PhoneNumber(f"100{int(_mark(code), 16) % 10**8:08d}", "86")

    def send_message(self, message: SubscribeMessage) -> str:
        """Send nothing."""
        _say(f"POST /cgi-bin/message/subscribe/send, template {message.template_id}")
        return _mark(f"{message}")

    def templates(self) -> list[Template]:
        """List what was added here."""
        _say("GET /wxaapi/newtmpl/gettemplate")
        return list(self._templates.values())

    def add_template(self, library_id: str, keywords: list[int], purpose: str) -> str:
        """Remember the template until this process ends."""
        _say("POST /wxaapi/newtmpl/addtemplate")
        made = Template(f"console-{_mark(f'{library_id} {keywords}')}", purpose, "")
        self._templates[made.id] = made
        return made.id

    def delete_template(self, template_id: str) -> None:
        """Forget the template."""
        _say("POST /wxaapi/newtmpl/deltemplate")
        self._templates.pop(template_id, None)

    def check_text(self, text: Text) -> Verdict:  # noqa: ARG002 - the protocol's name
        """Let nothing pass unseen: without WeChat a person looks."""
        _say("POST /wxa/msg_sec_check")
        return Verdict(_trace(), Suggestion.REVIEW, 0)

    def check_media(self, media: Media) -> str:  # noqa: ARG002 - the protocol's name
        """Return a trace id for which no verdict will come: a person looks."""
        _say("POST /wxa/media_check_async")
        return _trace()

    def code_picture(self, asked: CodePicture) -> bytes:
        """Return a picture of one pixel."""
        _say(f"POST /wxa/getwxacodeunlimit, page {asked.page}")
        return _PIXEL

    def risk_rank(self, question: RiskQuestion) -> int:
        """Hold nobody to be at risk."""
        _say(f"POST /wxa/getuserriskrank, scene {question.scene}")
        return 0


class UnconfiguredWeChat:
    """A production installation that was not told its app id."""

    def code_to_session(self, code: str) -> WeChatSession:  # noqa: ARG002 - the protocol's name
        """Say that nobody can log in this way."""
        _refuse()

    def phone_number(self, code: str) -> PhoneNumber:  # noqa: ARG002
        """Say so."""
        _refuse()

    def send_message(self, message: SubscribeMessage) -> str:  # noqa: ARG002
        """Say so."""
        _refuse()

    def templates(self) -> list[Template]:
        """Say so."""
        _refuse()

    def add_template(self, library_id: str, keywords: list[int], purpose: str) -> str:  # noqa: ARG002
        """Say so."""
        _refuse()

    def delete_template(self, template_id: str) -> None:  # noqa: ARG002
        """Say so."""
        _refuse()

    def check_text(self, text: Text) -> Verdict:  # noqa: ARG002
        """Say so."""
        _refuse()

    def check_media(self, media: Media) -> str:  # noqa: ARG002
        """Say so."""
        _refuse()

    def code_picture(self, asked: CodePicture) -> bytes:  # noqa: ARG002
        """Say so."""
        _refuse()

    def risk_rank(self, question: RiskQuestion) -> int:  # noqa: ARG002
        """Say so."""
        _refuse()


def _say(asked: str) -> None:
    log.info("would ask WeChat: %s", asked)


def _mark(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _trace() -> str:
    return f"console-{secrets.token_hex(10)}"


def _refuse() -> NoReturn:
    raise WeChatSetupError(
        "wechat_not_configured",
        "本平台尚未开通微信功能，请联系管理员。",
        "WeChat is not set up here. Ask the operator to set the app id and secret.",
    )
