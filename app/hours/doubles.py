"""Hours of two accounts that are of the same moments: together they would count twice."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import orm

from app.accounts.claims import theirs
from app.activities.models import Slot
from app.attendance.models import Attendance, AttendanceState
from app.core.db import session
from app.hours.claims import LIVE
from app.hours.models import ChainCheckpoint, Entry, ManualClaim, ManualRecord, ServiceRecord
from geofence.intervals import Span, intersection, union


def shared(one: int, other: int) -> tuple[Span, ...]:
    """Return the time for which both accounts have hours, or may get some.

    Credited spans against credited spans; and what is claimed by hand against claims and against
    every attendance of the other, as whoever claims is asked. What was let go is not looked at.
    """
    credited, claimed, attended = (
        [union(each(user_id)) for user_id in (one, other)]
        for each in (_credited, _claimed, _attended)
    )
    return union(
        span
        for mine, their in (
            (credited[0], credited[1]),
            (claimed[0], claimed[1]),
            (claimed[0], attended[1]),
            (attended[0], claimed[1]),
        )
        for span in intersection(mine, their)
    )


def has_records(user_id: int) -> bool:
    """Say whether anything is, or was, in a chain of a person's."""
    ledgers = ServiceRecord.volunteer_id, ManualRecord.volunteer_id, ChainCheckpoint.volunteer_id
    asked = (sa.select(each).where(theirs(each, user_id)).limit(1) for each in ledgers)
    return any(session().scalar(each) is not None for each in asked)


def _credited(user_id: int) -> Iterator[Span]:
    later = orm.aliased(ServiceRecord)
    taken_back = sa.exists().where(
        later.attendance_id == ServiceRecord.attendance_id, later.id > ServiceRecord.id
    )
    standing = sa.select(ServiceRecord.spans).where(
        theirs(ServiceRecord.volunteer_id, user_id),
        ServiceRecord.entry == Entry.CREDIT,
        ~taken_back,
    )
    for spans in session().scalars(standing):
        yield from (Span(*map(datetime.fromisoformat, each)) for each in spans)


def _claimed(user_id: int) -> Iterator[Span]:
    live = theirs(ManualClaim.volunteer_id, user_id), ManualClaim.state.in_(LIVE)
    rows = session().execute(sa.select(ManualClaim.starts_at, ManualClaim.ends_at).where(*live))
    yield from (Span(starts_at, ends_at) for starts_at, ends_at in rows)


def _attended(user_id: int) -> Iterator[Span]:
    rows = session().execute(
        sa.select(Slot.starts_at, Slot.ends_at)
        .join(Attendance, Attendance.slot_id == Slot.id)
        .where(
            theirs(Attendance.volunteer_id, user_id), Attendance.state != AttendanceState.REFUSED
        )
    )
    yield from (Span(starts_at, ends_at) for starts_at, ends_at in rows)
