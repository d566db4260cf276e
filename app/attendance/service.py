"""Use cases of attendance after the check-in: look, settle, review, tidy."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.activities.models import Activity, Slot
from app.attendance import codes, likeness, live, policy, settling, telling
from app.attendance.check_in import close, get_attendance
from app.attendance.models import (
    OPEN,
    Attendance,
    AttendanceState,
    Decision,
    PingBatch,
    Review,
    Settlement,
)
from app.core import audit, clock
from app.core.auth import Actor, RoleName
from app.core.db import add, session
from app.core.errors import ConflictError, InvalidError
from app.core.paging import page
from app.orgs import service as orgs
from geofence.intervals import Span, subtract, union

FORGOTTEN_AFTER = timedelta(minutes=60)  # after the end of the slot
SWEPT_AT_ONCE = 500


def show_attendance(actor: Actor, attendance_id: int) -> dict[str, Any]:
    """Return an attendance with what is seen so far, or with its settlement."""
    attendance = get_attendance(attendance_id)
    policy.require_visible(actor, attendance)
    settlement = settling.latest_settlement(attendance.id)
    return {
        "attendance": attendance,
        "seen": live.seen_so_far(attendance) if attendance.state is OPEN else None,
        "settlement": settlement,
        "settling": attendance.settle_due_at is not None,
    }


def settle_attendance(attendance_id: int) -> Settlement | None:
    """Settle one attendance; whoever comes second finds nothing to do."""
    attendance = get_attendance(attendance_id, lock=True)
    settlement = settling.settle(attendance)
    if settlement is not None:
        settling.mark_later_ones(attendance)
    return settlement


def settle_again(attendance_id: int) -> None:
    """Owe another settlement, for pings that came after the first."""
    settling.settle_soon(get_attendance(attendance_id, lock=True))


def unrecorded_settlements(limit: int, attendance_id: int | None = None) -> Sequence[Settlement]:
    """Return settlements that the ledger has not seen yet, oldest first."""
    statement = sa.select(Settlement).where(Settlement.recorded.is_(False))
    if attendance_id is not None:
        statement = statement.where(Settlement.attendance_id == attendance_id)
    return session().scalars(statement.order_by(Settlement.id).limit(limit)).all()


def list_reviews(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of attendances that somebody in the actor's scope must look at."""
    scopes = [g.organisation_id for g in actor.grants if g.role is not RoleName.VOLUNTEER]
    statement = sa.select(Attendance).where(Attendance.to_review.is_not(None))
    if None not in scopes:
        statement = statement.join(Activity).where(
            Activity.organisation_id.in_(orgs.ids_below(scopes))
        )
    found = page(statement, [Attendance.id], query)
    settlements = settling.latest_settlements([each.id for each in found["items"]])
    return found | {
        "items": [
            {"attendance": each, "settlement": settlements.get(each.id)} for each in found["items"]
        ]
    }


def review(actor: Actor, attendance_id: int, values: dict[str, Any]) -> Attendance:
    """Decide about an attendance, or correct an earlier decision; the reason is kept with it."""
    attendance = get_attendance(attendance_id, lock=True)
    policy.require_visible(actor, attendance)
    earlier = settling.latest_review(attendance.id)
    by_county = policy.require_reviewer(actor, attendance, earlier)
    settlement = _settlement_seen(attendance, values["settlement_number"])
    decided = add(
        Review(
            attendance_id=attendance.id,
            settlement_id=settlement.id,
            actor_id=actor.user_id,
            decision=Decision(values["decision"]),
            spans=_spans(values, settlement),
            basis=settlement.verdict["basis"],
            by_county=by_county,
            reason=values["reason"],
            created_at=clock.now(),
        )
    )
    audit.record(
        actor,
        "attendance.review",
        decided,
        reason=values["reason"],
        organisation_id=attendance.activity.organisation_id,
    )
    attendance.to_review = None
    settling.settle_soon(attendance)
    telling.tell_review(attendance, decided)
    return attendance


def _settlement_seen(attendance: Attendance, number: int) -> Settlement:
    settlement = settling.latest_settlement(attendance.id)
    if settlement is None or attendance.state is OPEN:
        raise ConflictError(
            "not_settled",
            "该考勤尚未核算，请稍后再审核。",
            "This attendance is not settled yet. Review it later.",
        )
    if number != settlement.number:
        raise ConflictError(
            "settlement_changed",
            "有新的定位数据到达，时长已重新计算，请查看后再决定。",
            "New pings came in and the hours were computed again. Look at them, then decide.",
        )
    return settlement


def close_forgotten() -> int:
    """Close attendances whose slot has long been over; return how many."""
    due = clock.now() - FORGOTTEN_AFTER
    found = (
        session()
        .scalars(
            sa.select(Attendance)
            .join(Slot, Slot.id == Attendance.slot_id)
            .where(Attendance.state == OPEN, Slot.ends_at < due)
            .order_by(Attendance.id)
            .limit(SWEPT_AT_ONCE)
            .with_for_update(of=Attendance, skip_locked=True, key_share=True)
        )
        .all()
    )
    for attendance in found:
        close(attendance, AttendanceState.AUTO_CLOSED, None)
        telling.tell_forgotten(attendance)
    return len(found)


def sweep() -> int:
    """Ask again for every settlement that is owed and overdue; return how many."""
    now = clock.now()
    _owe_unseen_batches(now)
    owed = (
        session()
        .scalars(
            sa.select(Attendance)
            .where(Attendance.settle_due_at <= now)
            .order_by(Attendance.settle_due_at)
            .limit(SWEPT_AT_ONCE)
            .with_for_update(of=Attendance, skip_locked=True, key_share=True)
        )
        .all()
    )
    for attendance in owed:
        settling.settle_soon(attendance)
    return len(owed)


def find_likenesses() -> int:
    """Compare attendances whose track is new with all whose tracks are kept."""
    return likeness.find_likenesses()


def delete_old_tracks() -> int:
    """Delete raw pings whose time is over; what they showed stays in the verdict."""
    kept = timedelta(days=current_app.config["SETTINGS"].track_days)
    now = clock.now()
    found = (
        session()
        .scalars(
            sa.select(Attendance)
            .join(Slot, Slot.id == Attendance.slot_id)
            .where(
                Slot.ends_at < now - kept,
                Attendance.state != OPEN,
                Attendance.settle_due_at.is_(None),
                Attendance.tracks_deleted_at.is_(None),
            )
            .limit(SWEPT_AT_ONCE)
            .with_for_update(of=Attendance, skip_locked=True, key_share=True)
        )
        .all()
    )
    for attendance in found:
        session().execute(sa.delete(PingBatch).where(PingBatch.attendance_id == attendance.id))
        likeness.forget(attendance.id)
        attendance.tracks_deleted_at = now
    return len(found)


def forget_codes() -> int:
    """Forget which codes were used when none of them can come back; return how many."""
    return codes.forget_uses()


def _owe_unseen_batches(now: datetime) -> None:
    # A batch may become visible just after a settlement that ran while it was being stored.
    lateness = current_app.config["SETTINGS"].ping_lateness
    counted = (
        sa.select(sa.func.count())
        .where(PingBatch.attendance_id == Attendance.id, PingBatch.count > 0)
        .scalar_subquery()
    )
    session().execute(
        sa.update(Attendance)
        .where(
            Attendance.state != OPEN,
            Attendance.settle_due_at.is_(None),
            Attendance.checked_in_at > now - 2 * lateness,
            Attendance.settled_batches < counted,
        )
        .values(settle_due_at=now)
        .execution_options(synchronize_session=False)
    )


def _spans(values: dict[str, Any], settlement: Settlement) -> list[list[str]]:
    wanted = union(Span(each["start"], each["end"]) for each in values.get("accept", []))
    if wanted and values["decision"] != Decision.AMEND:
        raise InvalidError(
            "accept_needs_amend",
            "认可待核实时段请选择“补认”（amend）。",
            "To accept unverified time, decide amend.",
            fields={"accept": ["goes with amend"]},
        )
    plausible = [
        Span(datetime.fromisoformat(each["start"]), datetime.fromisoformat(each["end"]))
        for each in settlement.verdict["unverified"]
    ]
    if subtract(wanted, plausible):
        raise InvalidError(
            "span_not_unverified",
            "只能认可“待核实”的时段，请按列出的时段选择。",
            "Only time that is listed as unverified can be accepted. Choose from the list.",
            fields={"accept": ["not within the unverified time"]},
        )
    return [
        [s.start.astimezone(UTC).isoformat(), s.end.astimezone(UTC).isoformat()] for s in wanted
    ]
