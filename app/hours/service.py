"""Use cases of the ledger: book settlements, sum up, verify."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from app.accounts import service as accounts
from app.accounts.claims import accounts_of, theirs
from app.activities.models import Activity
from app.attendance import service as attendances
from app.attendance.models import Attendance, AttendanceState, Settlement
from app.core.auth import Actor
from app.core.db import session
from app.core.paging import page
from app.hours import chains, claims, manual
from app.hours.models import Entry, ServiceRecord
from app.notices import service as notices
from app.notices.kinds import Kind
from geofence.intervals import Span

BOOKED_AT_ONCE = 500
HELD = (AttendanceState.ORG_REVIEW, AttendanceState.COUNTY_REVIEW)


def book_pending(attendance_id: int | None = None) -> int:
    """Book what was settled and is not in the ledger yet; return how many settlements."""
    pending = attendances.unrecorded_settlements(BOOKED_AT_ONCE, attendance_id)
    # In one order for all, so that two workers cannot wait for each other.
    for volunteer_id in sorted({each.attendance.volunteer_id for each in pending}):
        accounts.lock_user(volunteer_id)
    booked = 0
    for settlement in pending:
        session().refresh(settlement, with_for_update={"of": Settlement})
        if not settlement.recorded:
            _book(settlement)
            booked += 1
    return booked


def show_hours(actor: Actor) -> dict[str, Any]:
    """Return the actor's balance: verified hours, what waits for a review, and apart the manual."""
    total, count = chains.total_of(ServiceRecord, actor.user_id)
    in_review = session().scalar(
        sa.select(sa.func.count()).where(
            Attendance.volunteer_id == actor.user_id, Attendance.state.in_(HELD)
        )
    )
    manual_seconds, manual_records = manual.total(actor.user_id)
    return {
        "seconds": total,
        "records": count,
        "in_review": in_review,
        "manual_seconds": manual_seconds,
        "manual_records": manual_records,
    }


def list_records(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the actor's records, newest first."""
    activity = orm.joinedload(ServiceRecord.activity, innerjoin=True)
    mine = (
        sa.select(ServiceRecord)
        .where(theirs(ServiceRecord.volunteer_id, actor.user_id))
        # Of the activity only its own row is shown.
        .options(activity.lazyload(Activity.slots), activity.lazyload(Activity.sites))
    )
    return page(mine, [ServiceRecord.id], query, newest=True)


def _book(settlement: Settlement) -> None:
    settlement.recorded = True
    standing = _standing(settlement.attendance_id)
    if standing is None and _was_let_go(settlement):
        return
    wanted = settlement.credited_seconds if settlement.state is AttendanceState.CREDITED else 0
    same = standing is not None and (standing.seconds, standing.cuts, standing.spans) == (
        wanted,
        settlement.verdict["cuts"],
        settlement.verdict["credited_spans"],
    )
    if same:
        return
    _tell(settlement, standing, wanted)
    if standing is not None:
        _append(settlement, Entry.REVERSAL, -standing.seconds, standing.cuts, standing.spans)
    if wanted:
        cuts, spans = settlement.verdict["cuts"], settlement.verdict["credited_spans"]
        _append(settlement, Entry.CREDIT, wanted, cuts, spans)
        times = [Span(*map(datetime.fromisoformat, each)) for each in spans]
        claims.give_way(settlement.attendance.volunteer_id, times)


def _tell(settlement: Settlement, standing: ServiceRecord | None, wanted: int) -> None:
    """Tell the volunteer how many hours they have now, if that is not what they were told."""
    before = standing.seconds if standing else 0
    if before == wanted:
        return
    attendance = settlement.attendance
    values = {
        "activity_id": str(attendance.activity_id),
        "attendance_id": str(attendance.id),
        "activity": attendance.activity.title,
        "hours": in_hours(wanted),
    }
    kind = Kind.HOURS_CREDITED
    if standing is not None:
        kind, values = Kind.HOURS_CHANGED, values | {"before": in_hours(before)}
    notices.notify(attendance.volunteer_id, kind, values, key=f"hours:{settlement.id}")


def in_hours(seconds: int) -> str:
    """Return a duration as people are told it, rounded down to a tenth of an hour."""
    return f"{seconds // 360 / 10:.1f}"


def _standing(attendance_id: int) -> ServiceRecord | None:
    """Return the credit that stands for an attendance: its latest entry, unless taken back."""
    latest = session().scalar(
        sa.select(ServiceRecord)
        .where(ServiceRecord.attendance_id == attendance_id)
        .order_by(ServiceRecord.id.desc())
        .limit(1)
    )
    return latest if latest is not None and latest.entry is Entry.CREDIT else None


def _was_let_go(settlement: Settlement) -> bool:
    """Say whether the hours may be in the sum of what was let go: they are not given again."""
    attendance = settlement.attendance
    at = attendance.slot.opens_at  # nothing was booked before
    chained = accounts_of(attendance.volunteer_id)
    return any(chains.was_let_go(ServiceRecord, each, at) for each in chained)


def _append(
    settlement: Settlement, entry: Entry, seconds: int, cuts: list[Any], spans: list[Any]
) -> None:
    attendance = settlement.attendance
    record = ServiceRecord(
        volunteer_id=attendance.volunteer_id,
        entry=entry,
        attendance_id=attendance.id,
        settlement_id=settlement.id,
        activity_id=attendance.activity_id,
        seconds=seconds,
        rule_set=settlement.rule_set,
        cuts=cuts,
        spans=spans,
        served_at=attendance.slot.starts_at,
    )
    chains.append(record)
