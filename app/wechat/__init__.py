"""The WeChat server API, and what stands in for it where there is none."""

from redis import Redis

from app.wechat.client import HttpWeChat
from app.wechat.console import ConsoleWeChat, UnconfiguredWeChat
from app.wechat.contract import (
    CodePicture,
    Media,
    MediaKind,
    PhoneNumber,
    Release,
    RiskQuestion,
    RiskScene,
    Scene,
    SubscribeMessage,
    Suggestion,
    Template,
    Text,
    Verdict,
    WeChat,
    WeChatSession,
)
from app.wechat.errors import (
    WeChatBlockedError,
    WeChatError,
    WeChatLimitError,
    WeChatSetupError,
    WeChatUnavailableError,
    WeChatUnwantedError,
    WeChatValueError,
)
from config import Settings

__all__ = [
    "CodePicture",
    "Media",
    "MediaKind",
    "PhoneNumber",
    "Release",
    "RiskQuestion",
    "RiskScene",
    "Scene",
    "SubscribeMessage",
    "Suggestion",
    "Template",
    "Text",
    "Verdict",
    "WeChat",
    "WeChatBlockedError",
    "WeChatError",
    "WeChatLimitError",
    "WeChatSession",
    "WeChatSetupError",
    "WeChatUnavailableError",
    "WeChatUnwantedError",
    "WeChatValueError",
    "make_wechat",
]


def make_wechat(settings: Settings, redis: Redis | None = None) -> WeChat:
    """Return the WeChat of this installation: the real one wherever there is an app id."""
    if settings.wechat_app_id:
        return HttpWeChat(
            settings.wechat_app_id,
            settings.wechat_secret,
            settings.wechat_url,
            settings.wechat_timeout_seconds,
            redis,
        )
    return ConsoleWeChat() if settings.development else UnconfiguredWeChat()
