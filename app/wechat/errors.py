"""What WeChat refuses, as errors of ours: the errcode, and whether trying again may help.

::

    WeChatError
    ├── WeChatUnavailableError  503   not reached, busy, or no sense in the answer; try again
    ├── WeChatSetupError        503   app id, secret, template …: for the operator, not by trying
    ├── WeChatLimitError        429   too many calls; later
    ├── WeChatValueError        422   a code that is spent, a value that WeChat does not take
    ├── WeChatUnwantedError     409   the person has not accepted (another) message
    └── WeChatBlockedError      403   WeChat holds the person to be at risk
"""

import logging
import re
from typing import ClassVar

from app.core.errors import (
    AppError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    TooManyError,
    UnavailableError,
)

log = logging.getLogger(__name__)
TOKEN_REFUSED = frozenset({40001, 40014, 42001})  # the access token: not one, not ours, too old
BUSY = -1
_ARGUMENT = re.compile(r"data\.(\w{1,40})\.value")


class WeChatError(AppError):
    """WeChat did not do what it was asked to; ``errcode`` is None where it said nothing."""

    again: ClassVar[bool] = False  # whether the same call may succeed later

    def __init__(
        self, code: str, zh: str, en: str, errcode: int | None = None, field: str = ""
    ) -> None:
        fields = {field: ["微信不接受该值。WeChat does not take this value."]} if field else None
        super().__init__(code, zh, en, fields=fields)
        self.errcode, self.field = errcode, field
        # Whether WeChat surely did nothing: it said so, or was not reached at all.
        self.undone = errcode is not None


class WeChatUnavailableError(WeChatError, UnavailableError):
    """Not reached, busy, or an answer without sense."""

    again = True


class WeChatSetupError(WeChatError, UnavailableError):
    """Something only the operator can put right."""


class WeChatLimitError(WeChatError, TooManyError):
    """Asked too often."""

    again = True


class WeChatValueError(WeChatError, InvalidError):
    """A value that WeChat does not take, or not any more."""


class WeChatUnwantedError(WeChatError, ConflictError):
    """The person did not ask for this message, or has had it."""


class WeChatBlockedError(WeChatError, ForbiddenError):
    """WeChat holds the person to be at risk."""


Refusal = tuple[type[WeChatError], str, str, str]

_NEW_CODE: Refusal = (
    WeChatValueError,
    "wechat_code_invalid",
    "微信凭证已失效，请重新登录或重新授权后再试。",
    "This WeChat code is not valid any more. Get a new one and try again.",
)
_CONTENT: Refusal = (
    WeChatValueError,
    "wechat_value_invalid",
    "微信不接受该内容，请按提示修改后重试。",
    "WeChat does not take this value. Change it and try again.",
)
_PERSON: Refusal = (
    WeChatValueError,
    "wechat_person_unknown",
    "微信不认识该用户，或其近两小时未使用小程序，请在小程序中重新登录后再试。",
    "WeChat does not know this person here, or not within two hours. Log in again, then retry.",
)
_PAGE: Refusal = (
    WeChatValueError,
    "wechat_page_unknown",
    "小程序没有已发布的这个页面，请检查页面路径。",
    "The mini-program has no such published page. Check its path.",
)
_REFUSALS: dict[int, Refusal] = {
    40029: _NEW_CODE,  # unknown or expired
    40163: _NEW_CODE,  # used before
    40003: _PERSON,
    43104: _PERSON,  # an openid of another app
    61010: _PERSON,  # not seen within two hours
    41030: _PAGE,
    40129: _CONTENT,  # scene
    40169: _CONTENT,  # scene: too long or a character that is not allowed
    45002: _CONTENT,  # too long
    47001: _CONTENT,  # not the JSON that is expected
    47003: _CONTENT,  # a value of a template
    40226: (
        WeChatBlockedError,
        "wechat_user_blocked",
        "微信判定该账号存在风险，暂时无法使用，请联系管理员。",
        "WeChat holds this account to be at risk and blocks it. Ask an administrator.",
    ),
    43101: (
        WeChatUnwantedError,
        "wechat_message_unwanted",
        "用户未订阅该消息或订阅次数已用完，请改用站内通知。",
        "The person did not accept this message, or had it already. Use the inbox instead.",
    ),
    45011: (
        WeChatLimitError,
        "wechat_too_many",
        "操作过于频繁，请一分钟后再试。",
        "Too many tries. Wait a minute and try again.",
    ),
    45009: (
        WeChatLimitError,
        "wechat_limit_reached",
        "平台调用微信接口的次数已达上限，请稍后再试。",
        "This platform has asked WeChat as often as it may. Try again later.",
    ),
}


def refusal(errcode: int, errmsg: str) -> WeChatError:
    """Return the error for an errcode; of WeChat's sentence only the offending field is kept."""
    if errcode == BUSY:
        return unavailable(errcode)
    if errcode not in _REFUSALS:
        # The code alone: WeChat's sentence may repeat what was sent.
        log.error("WeChat refused with errcode %s", errcode)
        return _setup(errcode)
    kind, code, zh, en = _REFUSALS[errcode]
    found = _ARGUMENT.search(errmsg) if errcode == 47003 else None
    return kind(code, zh, en, errcode, found[1] if found else "")


def unavailable(errcode: int | None = None, *, undone: bool = False) -> WeChatUnavailableError:
    """Return the error for a WeChat that gives no answer."""
    error = WeChatUnavailableError(
        "wechat_unavailable",
        "微信服务暂时无法连接，请稍后重试。",
        "WeChat does not answer at the moment. Try again shortly.",
        errcode,
    )
    error.undone = error.undone or undone
    return error


def _setup(errcode: int) -> WeChatSetupError:
    return WeChatSetupError(
        "wechat_refused",
        f"微信拒绝了平台的请求（错误码 {errcode}），请联系管理员检查微信设置。",
        f"WeChat refused this platform (errcode {errcode}). Ask the operator to look into it.",
        errcode,
    )
