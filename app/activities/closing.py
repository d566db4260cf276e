"""What comes after the end: moved on by whoever knows that the hours of an activity are right."""

import sqlalchemy as sa

from app.activities.models import Activity, ActivityState, Slot
from app.activities.phases import ActivityPhase
from app.core import audit, clock
from app.core.db import session

P = ActivityPhase
NEXT = {P.SETTLING: None, P.PUBLICITY: P.SETTLING, P.SETTLED: P.PUBLICITY}  # what comes before


def over() -> sa.ColumnElement[bool]:
    """Say that an activity took place and nobody can be forgotten on it any more."""
    last = (
        sa.select(sa.func.max(Slot.ends_at))
        .where(Slot.activity_id == Activity.id, Slot.cancelled_at.is_(None))
        .scalar_subquery()
    )
    return sa.and_(
        Activity.state == ActivityState.APPROVED,
        Activity.phase == P.ENDED,
        Activity.closing.is_(None),
        last <= clock.now() - Slot.NO_SHOW_AFTER,
    )


def nothing_ahead() -> sa.ColumnElement[bool]:
    """Say that no slot of an activity is still to come or going on."""
    ahead = sa.exists().where(
        Slot.activity_id == Activity.id,
        Slot.cancelled_at.is_(None),
        Slot.ends_at > clock.now(),
    )
    return ~ahead


def at(phase: ActivityPhase) -> sa.ColumnElement[bool]:
    """Say that an activity stands at one of the phases after the end."""
    return (Activity.state == ActivityState.APPROVED) & (Activity.closing == phase)


def move_on(activity: Activity, phase: ActivityPhase) -> None:
    """Write down that an activity has come to the next phase after its end."""
    if activity.closing is not NEXT[phase]:
        raise ValueError(f"{phase} does not follow {activity.closing}")
    activity.closing = activity.phase = phase
    activity.phase_due_at = None
    audit.record(None, f"activity.{phase}", activity)
    session().flush()
