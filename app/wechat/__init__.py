"""The WeChat server API, and what stands in for it where there is none."""

from app.wechat.client import ConsoleWeChat, HttpWeChat, UnconfiguredWeChat, WeChat, WeChatSession
from config import Settings

__all__ = ["WeChat", "WeChatSession", "make_wechat"]


def make_wechat(settings: Settings) -> WeChat:
    """Return the WeChat of this installation: the real one wherever there is an app id."""
    if settings.wechat_app_id:
        return HttpWeChat(
            settings.wechat_app_id,
            settings.wechat_secret,
            settings.wechat_url,
            settings.wechat_timeout_seconds,
        )
    return ConsoleWeChat() if settings.development else UnconfiguredWeChat()
