"""What time and facts make of needs: they run out, and open again when nothing came of a yes."""

from datetime import timedelta

import sqlalchemy as sa

from app.activities import closing, lifecycle
from app.activities.models import Activity, ActivityState
from app.activities.policy import EDITABLE
from app.attendance import service as attendances
from app.core import audit, clock
from app.core.db import session
from app.matching import service, telling
from app.matching.models import Invitation, InvitationState, Need, NeedState

AT_ONCE = 200
DRAFT_WITHIN = timedelta(
    days=3
)  # a draft, or what was sent back, is submitted; or others are asked


def write_down() -> int:
    """Write down what has become of needs and invitations; return of how many."""
    return _expire_invitations() + _reopen() + _expire_needs()


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


def _reopen() -> int:
    """Let needs whose activity came to nothing look for somebody again."""
    found = session().execute(
        sa.select(Need, Invitation, Activity)
        .join(Invitation, Invitation.need_id == Need.id)
        .join(Activity, Activity.id == Invitation.activity_id)
        .where(
            Need.state == NeedState.MATCHED,
            Invitation.state == InvitationState.ACCEPTED,
            _failed(),
        )
        .order_by(Need.id)
        .limit(AT_ONCE)
        .with_for_update(of=(Need, Invitation, Activity), skip_locked=True)
    )
    rows = found.all()
    for need, invitation, activity in rows:
        _release(need, invitation, activity)
    return len(rows)


def _failed() -> sa.ColumnElement[bool]:
    """Say that nothing comes of an activity: called off, not submitted, or nobody was there."""
    off = Activity.state == ActivityState.CANCELLED
    since = sa.func.coalesce(Activity.state_since, Activity.created_at)
    late = Activity.state.in_(EDITABLE) & (since <= clock.now() - DRAFT_WITHIN)
    nobody = closing.nothing_ahead() & ~attendances.served(Activity.id)
    return nobody | late | (off & (Need.ends_at > clock.now()))


def _release(need: Need, invitation: Invitation, activity: Activity) -> None:
    """Let a team go, and the need look for the next one if there is time."""
    why = telling.NOBODY_CAME
    if activity.state is ActivityState.CANCELLED:
        why = telling.CALLED_OFF
    elif activity.state in EDITABLE:
        why = telling.NOT_SUBMITTED
        lifecycle.give_up(activity, why.zh)
    invitation.state = InvitationState.RELEASED
    telling.tell_ended(invitation, why)
    need.state = NeedState.OPEN
    if need.present_state is NeedState.EXPIRED:
        return  # of that who filed it hears next, and of nothing else
    audit.record(None, "need.reopen", need, reason=why.zh)
    telling.tell_need(need, *telling.REOPENED, f"reopened:{invitation.id}")


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
