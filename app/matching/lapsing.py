"""What time makes of needs and invitations, written down: needs run out, silence is no answer."""

import sqlalchemy as sa

from app.core import audit, clock
from app.core.db import session
from app.matching import service, telling
from app.matching.models import Invitation, InvitationState, Need, NeedState

AT_ONCE = 200


def write_down() -> int:
    """Expire invitations without an answer, and needs whose time went by; return how many."""
    return _expire_invitations() + _expire_needs()


def _expire_invitations() -> int:
    late = (Invitation.state == InvitationState.INVITED) & (Invitation.expires_at <= clock.now())
    found = session().scalars(
        sa.select(Invitation)
        .where(late)
        .order_by(Invitation.id)
        .limit(AT_ONCE)
        .with_for_update(of=Invitation, skip_locked=True)
    )
    rows = found.all()
    for each in rows:
        each.state = InvitationState.EXPIRED
    session().flush()
    return len(rows)


def _expire_needs() -> int:
    waiting = Need.state.in_([NeedState.VERIFYING, NeedState.OPEN])
    late = sa.select(Need).where(waiting, Need.ends_at <= clock.now()).order_by(Need.ends_at)
    found = session().scalars(late.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
    for need in found:
        expire(need)
    return len(found)


def expire(need: Need) -> None:
    """End a need whose time went by: who filed it is told, and who is asked for it."""
    need.state = NeedState.EXPIRED
    audit.record(None, "need.expire", need)
    asked = Invitation.need_id == need.id
    service.recall(asked, {InvitationState.INVITED}, telling.RAN_OUT)
    telling.tell_need(need, *telling.EXPIRED, "expired")
