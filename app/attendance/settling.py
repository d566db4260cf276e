"""Settlement: what was shown, the rules and the reviews, into one verdict."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.activities.models import Slot
from app.attendance import disputing, telling, verdicts
from app.attendance.models import (
    DISPUTED,
    OPEN,
    Attendance,
    AttendanceState,
    Decision,
    Review,
    Settlement,
)
from app.attendance.observing import Observed, observe
from app.core import clock, crypto, queue
from app.core.db import add, session
from geofence.hours import RuleSet, credit
from geofence.intervals import Span, intersection, union

SETTLE = "app.attendance.jobs.settle"  # by name, for the job stands above and calls us
LEASE = timedelta(minutes=2)  # how long the sweep waits before it asks for the same one again


def settle_soon(attendance: Attendance) -> None:
    """Owe a settlement: the job is asked for after the commit, and the sweep looks after it."""
    # With a queue the job is on its way: the sweep need not look before the lease is over.
    attendance.settle_due_at = clock.now() + (LEASE if queue.exists() else timedelta())
    session().flush()
    queue.find_job(SETTLE).enqueue_after_commit(attendance.id)


def settle(attendance: Attendance) -> Settlement | None:
    """Compute what the attendance comes to; return the new settlement, or None if it is the same.

    The caller holds the attendance's row: nobody else settles it at this moment.
    """
    attendance.settle_due_at = None
    if attendance.state is OPEN:
        return None
    latest = latest_settlement(attendance.id)
    verdict, seen = compute(attendance)
    state, to_review = _decide(verdict, review_in_force(attendance.id, verdict["basis"]))
    attendance.settled_batches = seen
    disputed = disputing.is_disputed(attendance.id)
    attendance.state, attendance.to_review = state, DISPUTED if disputed else to_review
    digest = crypto.digest(json.dumps([verdict, state], sort_keys=True).encode())
    if latest is not None and latest.digest == digest:
        return None
    telling.tell_held(attendance)
    credited = verdict["credited_seconds"] if state is AttendanceState.CREDITED else 0
    return add(
        Settlement(
            attendance_id=attendance.id,
            number=latest.number + 1 if latest else 1,
            verdict=verdict,
            digest=digest,
            present_seconds=verdict["present_seconds"],
            credited_seconds=credited,
            rule_set=verdict["rule_set"],
            state=state,
            created_at=clock.now(),
        )
    )


def latest_settlement(attendance_id: int) -> Settlement | None:
    """Return the settlement in force."""
    return session().scalar(
        sa.select(Settlement)
        .where(Settlement.attendance_id == attendance_id)
        .order_by(Settlement.number.desc())
        .limit(1)
    )


def latest_settlements(attendance_ids: Collection[int]) -> dict[int, Settlement]:
    """Return the settlements in force of several attendances, those that have one."""
    mine = Settlement.attendance_id.in_(attendance_ids)
    latest = (
        sa.select(Settlement.attendance_id, sa.func.max(Settlement.number).label("number"))
        .where(mine)
        .group_by(Settlement.attendance_id)
        .subquery()
    )
    rows = session().scalars(
        sa.select(Settlement)
        .join(latest, latest.c.attendance_id == Settlement.attendance_id)
        .where(Settlement.number == latest.c.number)
    )
    return {row.attendance_id: row for row in rows}


def latest_review(attendance_id: int) -> Review | None:
    """Return the decision that was made last."""
    return session().scalar(
        sa.select(Review)
        .where(Review.attendance_id == attendance_id)
        .order_by(Review.id.desc())
        .limit(1)
    )


def review_in_force(attendance_id: int, basis: str) -> Review | None:
    """Return the last decision, if whoever made it had seen what is known now."""
    review = latest_review(attendance_id)
    return review if review is not None and review.basis == basis else None


def compute(attendance: Attendance) -> tuple[dict[str, Any], int]:
    """Return the verdict as JSON, and how many ping batches it has seen."""
    seen = observe(attendance, latest_settlement(attendance.id))
    basis = _basis(seen)
    rules = RuleSet.from_json(json.dumps(attendance.activity.rules))
    review = review_in_force(attendance.id, basis)
    instead = _instead(review)
    certain = [interval.span for interval in seen.presence.intervals]
    slot, taken = attendance.slot, _taken(attendance)
    result = credit(
        union((*certain, *_vouched(review, seen))) if instead is None else instead,
        (Span(slot.starts_at, slot.ends_at),),
        rules,
        taken=taken,
    )
    # The daily limits look at the whole day: this attendance and those that were there before it.
    flags = credit((*result.spans, *taken), (), rules).flags if result.spans else ()
    verdict = verdicts.to_json(seen.presence, result, flags, seen.offset, seen.remarks)
    # Only where somebody amended it, so that what nobody touched stays as it was to the last byte.
    amended = {} if review is None or instead is None else {"amended": review.instead}
    return verdict | amended | {"basis": basis}, seen.batches


def mark_later_ones(attendance: Attendance) -> None:
    """Owe settlements to the later attendances of those days, which share the seconds."""
    later = session().scalars(
        sa.select(Attendance)
        .join(Slot, Slot.id == Attendance.slot_id)
        .where(
            Attendance.volunteer_id == attendance.volunteer_id,
            Attendance.state != OPEN,
            Attendance.id > attendance.id,
            Slot.starts_at < attendance.slot.ends_at + timedelta(days=1),
            Slot.ends_at > attendance.slot.starts_at - timedelta(days=1),
        )
    )
    for each in later:
        settle_soon(each)


def _taken(attendance: Attendance) -> tuple[Span, ...]:
    """Return what the volunteer's earlier attendances were credited for: a second counts once."""
    rows = session().scalars(
        sa.select(Settlement)
        .join(Attendance, Attendance.id == Settlement.attendance_id)
        .join(Slot, Slot.id == Attendance.slot_id)
        .where(
            Attendance.volunteer_id == attendance.volunteer_id,
            Attendance.id < attendance.id,
            Slot.starts_at < attendance.slot.ends_at + timedelta(days=1),
            Slot.ends_at > attendance.slot.starts_at - timedelta(days=1),
        )
        .order_by(Settlement.attendance_id, Settlement.number)
    )
    in_force = {row.attendance_id: row for row in rows}
    return union(
        Span(*map(datetime.fromisoformat, each))
        for row in in_force.values()
        if row.state is AttendanceState.CREDITED
        for each in row.verdict["credited_spans"]
    )


def _basis(seen: Observed) -> str:
    """Return the digest of what was shown, apart from what rules and reviewers make of it."""
    return crypto.digest(json.dumps(verdicts.shown(seen.presence, seen.remarks)).encode())


def _vouched(review: Review | None, seen: Observed) -> tuple[Span, ...]:
    if review is None or review.decision is not Decision.AMEND:
        return ()
    spans = [Span(*map(datetime.fromisoformat, each)) for each in review.spans]
    return intersection(union(spans), union(u.span for u in seen.presence.unverified))


def _instead(review: Review | None) -> tuple[Span, ...] | None:
    """Return what a reviewer says counts in place of what was seen."""
    if review is None or review.decision is not Decision.AMEND or not review.instead:
        return None
    return union(Span(*map(datetime.fromisoformat, each)) for each in review.instead)


def _decide(verdict: dict[str, Any], review: Review | None) -> tuple[AttendanceState, str | None]:
    """Return the state that a verdict leads to, and who must look at it."""
    level = verdict["review"]
    if review is None:
        # What is certain is credited at once; what is only plausible waits beside it.
        return _HELD.get(level, AttendanceState.CREDITED), level
    if review.decision is Decision.REFUSE:
        return AttendanceState.REFUSED, None
    if level == "county" and not review.by_county:
        return AttendanceState.COUNTY_REVIEW, level
    return AttendanceState.CREDITED, None


_HELD = {
    "county": AttendanceState.COUNTY_REVIEW,
    "organisation": AttendanceState.ORG_REVIEW,
}
