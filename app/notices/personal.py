"""What notices hold about a person: in their copy, and at their erasure."""

from app.core.personal import Fate, Holding, Part
from app.notices.models import Message, Notice, Subscription

PART = Part(
    (
        Holding(
            Message.notice_id,
            Fate.DELETED,
            "wechat_messages",
            through=(Notice.id, Notice.user_id),
        ),
        Holding(Notice.user_id, Fate.DELETED, "notices"),
        Holding(Subscription.user_id, Fate.DELETED, "subscriptions"),
    )
)
