"""Use cases of attendance after the check-in: look, settle, tidy."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.activities.models import Slot
from app.attendance import codes, disputing, likeness, live, policy, settling, telling
from app.attendance.check_in import close, get_attendance
from app.attendance.models import (
    OPEN,
    Attendance,
    AttendanceState,
    Dispute,
    PingBatch,
    Settlement,
)
from app.core import clock
from app.core.auth import Actor
from app.core.db import session

FORGOTTEN_AFTER = timedelta(minutes=60)  # after the end of the slot
SWEPT_AT_ONCE = 500


def show_attendance(actor: Actor, attendance_id: int) -> dict[str, Any]:
    """Return an attendance with what is seen so far, or with its settlement."""
    attendance = get_attendance(attendance_id)
    policy.require_visible(actor, attendance)
    settlement = settling.latest_settlement(attendance.id)
    disputes = disputing.disputes_of(attendance.id)
    return {
        "attendance": attendance,
        "seen": live.seen_so_far(attendance) if attendance.state is OPEN else None,
        "settlement": settlement,
        "settling": attendance.settle_due_at is not None,
        "disputes": disputes,
        "disputable_until": disputing.disputable_until(attendance, settlement, disputes),
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


def unsettled(activity_id: Any) -> sa.ColumnElement[bool]:
    """Say that hours of an activity are not final: under way, to review, disputed, not booked."""
    final = Attendance.state.in_((AttendanceState.CREDITED, AttendanceState.REFUSED))
    waits = Attendance.settle_due_at.is_not(None) | Attendance.to_review.is_not(None)
    disputed = sa.exists().where(Dispute.open_for == Attendance.id)
    unseen = sa.exists().where(
        Settlement.attendance_id == Attendance.id, Settlement.recorded.is_(False)
    )
    return sa.exists().where(
        Attendance.activity_id == activity_id, sa.or_(~final, waits, disputed, unseen)
    )


def served(activity_id: Any) -> sa.ColumnElement[bool]:
    """Say that somebody was there: whatever became of the activity since, its hours are theirs."""
    refused = Attendance.state == AttendanceState.REFUSED
    return sa.exists().where(Attendance.activity_id == activity_id, ~refused)


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
