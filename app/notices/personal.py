"""What notices hold about a person: in their copy, and at their erasure."""

import sqlalchemy as sa

from app.accounts.models import Identity, IdentityKind
from app.core.db import session
from app.core.personal import Fate, Holding, Part, Twins
from app.notices.models import Message, Notice, Subscription


def _keep_those_of_one_openid(source: int, target: int) -> None:
    """Keep what WeChat was allowed by the openid that messages go to from now on: the newest."""
    wechat = Identity.kind == IdentityKind.WECHAT
    known = sa.select(Identity.user_id).where(Identity.user_id.in_((source, target)), wechat)
    newest = session().scalar(known.order_by(Identity.id.desc()).limit(1))
    if newest is not None:
        worthless = target if newest == source else source
        session().execute(sa.delete(Subscription).where(Subscription.user_id == worthless))


PART = Part(
    (
        Holding(
            Message.notice_id,
            Fate.DELETED,
            "wechat_messages",
            through=(Notice.id, Notice.user_id),
        ),
        Holding(Notice.user_id, Fate.DELETED, "notices", twins=Twins.LEFT),
        Holding(Subscription.user_id, Fate.DELETED, "subscriptions", twins=Twins.DROPPED),
    ),
    join=_keep_those_of_one_openid,
)
