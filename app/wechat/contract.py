"""What we ask of WeChat's servers: the calls, and the values that go in and come out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class WeChatSession:
    """Who WeChat says is there; its session key stays behind, for nothing here needs it."""

    openid: str
    unionid: str | None = None


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number that WeChat vouches for."""

    number: str  # without the country's prefix
    country_code: str


class Release(StrEnum):
    """Which release of the mini-program is opened."""

    RELEASED = "release"
    TRIAL = "trial"
    DEVELOPMENT = "develop"


@dataclass(frozen=True, slots=True)
class SubscribeMessage:
    """One message for which a person has given one consent."""

    openid: str
    template_id: str
    values: Mapping[str, str]  # by the template's field, as thing1
    page: str = ""  # where a tap leads; "" leads nowhere
    release: Release = Release.RELEASED


@dataclass(frozen=True, slots=True)
class Template:
    """A message template of this mini-program."""

    id: str
    title: str
    content: str


class Scene(IntEnum):
    """Where people write what is checked."""

    PROFILE = 1
    COMMENT = 2
    FORUM = 3
    DIARY = 4


class MediaKind(IntEnum):
    """What kind of file is checked."""

    AUDIO = 1
    IMAGE = 2


@dataclass(frozen=True, slots=True)
class Text:
    """Words by somebody who has used the mini-program within two hours."""

    openid: str
    scene: Scene
    content: str  # at most 2,500 characters
    title: str = ""
    nickname: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """A file by such a person, at an address that WeChat can fetch, of at most 10 MB."""

    openid: str
    scene: Scene
    url: str
    kind: MediaKind = MediaKind.IMAGE


class Suggestion(StrEnum):
    """What WeChat makes of content; only ``PASS`` lets it be shown."""

    PASS = "pass"  # noqa: S105 - WeChat's word
    REVIEW = "review"
    RISKY = "risky"


@dataclass(frozen=True, slots=True)
class Verdict:
    """WeChat's answer about content."""

    trace_id: str
    suggestion: Suggestion
    label: int  # 100: nothing found; 20001 politics, 20002 pornography, 20006 crime …


class RiskScene(IntEnum):
    """When WeChat is asked how risky somebody is."""

    REGISTRATION = 0
    REDEMPTION = 1


@dataclass(frozen=True, slots=True)
class RiskQuestion:
    """Who is asked about."""

    openid: str
    scene: RiskScene
    client_ip: str
    mobile: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CodePicture:
    """The round picture that opens a page of the mini-program with up to 32 characters."""

    scene: str
    page: str  # without a leading slash
    release: Release = Release.RELEASED
    width: int = 430  # px, 280 to 1280
    check_page: bool = True  # refuse a page that is not published yet


class WeChat(Protocol):
    """WeChat's servers; each call raises a ``WeChatError`` that says what to do."""

    def code_to_session(self, code: str) -> WeChatSession:
        """Exchange the one-use code of ``wx.login``."""

    def phone_number(self, code: str) -> PhoneNumber:
        """Exchange the one-use code of the phone number button."""

    def send_message(self, message: SubscribeMessage) -> str:
        """Send a subscribe message; return WeChat's id of it."""

    def templates(self) -> list[Template]:
        """List the message templates of this mini-program."""

    def add_template(self, library_id: str, keywords: list[int], purpose: str) -> str:
        """Take a template from WeChat's library; return its id here."""

    def delete_template(self, template_id: str) -> None:
        """Give a template up."""

    def check_text(self, text: Text) -> Verdict:
        """Ask what WeChat makes of words."""

    def check_media(self, media: Media) -> str:
        """Ask for a check of a file; return the trace id under which the verdict is pushed."""

    def code_picture(self, asked: CodePicture) -> bytes:
        """Draw a mini-program code, as JPEG."""

    def risk_rank(self, question: RiskQuestion) -> int:
        """Return how risky somebody is: 0 (not at all) to 4."""
