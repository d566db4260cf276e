"""Settlement: all that is known about an attendance, through the engine, into one verdict."""

import json
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.activities.models import Activity, Slot
from app.activities.sites import sites_of
from app.attendance import pings, verdicts
from app.attendance.models import (
    OPEN,
    Attendance,
    AttendanceState,
    Decision,
    EvidenceRow,
    Method,
    Review,
    Settlement,
)
from app.core import clock, crypto, queue
from app.core.db import add, session
from geofence.hours import RuleSet, credit
from geofence.intervals import Span, intersection, union
from geofence.model import Model
from geofence.pings import merge
from geofence.presence import settle_presence
from geofence.verdict import Evidence, EvidenceKind, Presence

SETTLE = "app.attendance.jobs.settle"  # by name, for the job stands above and calls us
LEASE = timedelta(minutes=2)  # how long the sweep waits before it asks for the same one again
OFFSET_IGNORED = timedelta(seconds=5)
OFFSET_CORRECTED = timedelta(minutes=10)
VOUCHED = {Method.CODE: EvidenceKind.CODE, Method.QR: EvidenceKind.CODE}


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
    review = _review_of(attendance.id)
    state = _state(verdict, review)
    attendance.settled_batches, attendance.state = seen, state
    attendance.to_review = None if review else verdict["review"]
    digest = crypto.digest(json.dumps([verdict, state], sort_keys=True).encode())
    if latest is not None and latest.digest == digest:
        return None
    return add(
        Settlement(
            attendance_id=attendance.id,
            number=latest.number + 1 if latest else 1,
            verdict=verdict,
            digest=digest,
            present_seconds=verdict["present_seconds"],
            credited_seconds=verdict["credited_seconds"]
            if state is AttendanceState.CREDITED
            else 0,
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


def compute(attendance: Attendance) -> tuple[dict[str, Any], int]:
    """Return the verdict as JSON, and how many ping batches it has seen."""
    seen = _observe(attendance)
    presence = _until_check_out(seen.presence, attendance.checked_out_at)
    rules = RuleSet.from_json(json.dumps(attendance.activity.rules))
    spans = union((*(i.span for i in presence.intervals), *_vouched(attendance.id, presence)))
    slot, taken = attendance.slot, _taken(attendance)
    result = credit(spans, (Span(slot.starts_at, slot.ends_at),), rules, taken=taken)
    # The daily limits look at the whole day: this attendance and those that were there before it.
    flags = credit((*result.spans, *taken), (), rules).flags if result.spans else ()
    return verdicts.to_json(presence, result, flags, seen.offset, seen.devices), seen.batches


class Observed(NamedTuple):
    """What phone and people have shown."""

    presence: Presence
    offset: timedelta  # by which the phone's clock was corrected
    devices: int
    batches: int


def _observe(attendance: Attendance) -> Observed:
    latest = latest_settlement(attendance.id)
    if attendance.tracks_deleted_at is not None and latest is not None:
        # The pings are gone, as they must be; what they showed was kept.
        return Observed(*verdicts.from_json(latest.verdict), attendance.settled_batches)
    batches = pings.load_pings(attendance.id)
    offset = _correctable(pings.clock_offset([row for row, _ in batches]))
    track = merge(*(columns for _, columns in batches)) if batches else pings.NONE
    activity = attendance.activity
    presence = settle_presence(
        pings.shifted(track, offset),
        sites_of(activity.id, activity.sites_version),
        model_of(activity),
        evidence=_evidence(attendance),
    )
    devices = {row.device_id for row, _ in batches if row.device_id}
    return Observed(presence, offset, len(devices), len(batches))


def model_of(activity: Activity) -> Model:
    """Return the estimator's constants for an activity: the defaults and its presence policy."""
    policy = activity.presence_policy
    model = Model(policy=policy["kind"])
    if policy.get("gap_minutes"):
        model = Model(policy=policy["kind"], sampled_gap_s=policy["gap_minutes"] * 60.0)
    return model


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


def _evidence(attendance: Attendance) -> list[Evidence]:
    # A GPS check-in is a ping among pings; codes and roll-calls are somebody's or something's word.
    rows = session().scalars(
        sa.select(EvidenceRow).where(
            EvidenceRow.attendance_id == attendance.id, EvidenceRow.method != Method.GPS
        )
    )
    return [
        Evidence(row.at, VOUCHED.get(row.method, EvidenceKind.ROLL_CALL), row.site_id)
        for row in rows
    ]


def _correctable(offset: timedelta) -> timedelta:
    return offset if OFFSET_IGNORED < abs(offset) <= OFFSET_CORRECTED else timedelta()


def _until_check_out(presence: Presence, end: datetime | None) -> Presence:
    """Nobody serves after they said that they leave."""
    return presence if end is None else verdicts.clipped(presence, end)


def _review_of(attendance_id: int) -> Review | None:
    return session().scalar(
        sa.select(Review)
        .where(Review.attendance_id == attendance_id)
        .order_by(Review.id.desc())
        .limit(1)
    )


def _vouched(attendance_id: int, presence: Presence) -> tuple[Span, ...]:
    review = _review_of(attendance_id)
    if review is None or review.decision is not Decision.AMEND:
        return ()
    spans = [Span(*map(datetime.fromisoformat, each)) for each in review.spans]
    return intersection(union(spans), union(u.span for u in presence.unverified))


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


def _state(verdict: dict[str, Any], review: Review | None) -> AttendanceState:
    if review is not None:
        refused = review.decision is Decision.REFUSE
        return AttendanceState.REFUSED if refused else AttendanceState.CREDITED
    # What is certain is credited at once; what is only plausible waits for a look beside it.
    return _HELD.get(verdict["review"], AttendanceState.CREDITED)


_HELD = {
    "county": AttendanceState.COUNTY_REVIEW,
    "organisation": AttendanceState.ORG_REVIEW,
}
