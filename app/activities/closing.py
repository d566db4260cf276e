"""What comes after the end: moved on by whoever knows that the hours of an activity are right."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.activities.models import Activity, ActivityState, Slot
from app.activities.phases import ActivityPhase
from app.core import audit, clock
from app.core.db import session

P, S = ActivityPhase, ActivityState
NEXT = {P.SETTLING: None, P.PUBLICITY: P.SETTLING, P.SETTLED: P.PUBLICITY}  # what comes before
_KEPT = (Slot.activity_id == Activity.id, Slot.cancelled_at.is_(None))


def ended(served: sa.ColumnElement[bool], grace: timedelta = timedelta()) -> sa.ColumnElement[bool]:
    """Say that nothing of an activity is to come; if it was stopped, that some of it was served.

    One that is suspended may go on as long as a slot is ahead, one that is called off never.
    """
    state = Activity.state
    took_place = (state == S.APPROVED) & (sa.exists().where(*_KEPT) | served)
    stopped = (state == S.SUSPENDED) & served
    return (took_place | stopped) & nothing_ahead(grace) | ((state == S.CANCELLED) & served)


def over(served: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Say that an activity took place and nobody can be forgotten on it any more."""
    return Activity.closing.is_(None) & ended(served, Slot.NO_SHOW_AFTER)


def over_at() -> sa.ColumnElement[datetime]:
    """Return when an activity that is over was: with its last slot, or when it was called off."""
    ends = sa.select(sa.func.max(Slot.ends_at))
    kept = ends.where(*_KEPT).scalar_subquery()
    any_slot = ends.where(Slot.activity_id == Activity.id).scalar_subquery()
    last = sa.func.coalesce(kept, any_slot)
    return sa.case((Activity.state == S.CANCELLED, Activity.state_since), else_=last)


def nothing_ahead(grace: timedelta = timedelta()) -> sa.ColumnElement[bool]:
    """Say that no slot of an activity is still to come or going on."""
    return ~sa.exists().where(*_KEPT, Slot.ends_at > clock.now() - grace)


def at(phase: ActivityPhase) -> sa.ColumnElement[bool]:
    """Say that an activity stands at one of the phases after the end."""
    return Activity.closing == phase


def move_on(activity: Activity, phase: ActivityPhase) -> None:
    """Write down that an activity has come to the next phase after its end."""
    if activity.closing is not NEXT[phase]:
        raise ValueError(f"{phase} does not follow {activity.closing}")
    activity.closing = activity.phase = phase
    activity.phase_due_at = None
    audit.record(None, f"activity.{phase}", activity)
    session().flush()
