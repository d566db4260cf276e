"""Attendances whose years are over go with all that hangs on them, once their records have gone."""

from datetime import datetime

import sqlalchemy as sa

from app.attendance.models import (
    Attendance,
    AttendanceMark,
    Dispute,
    EvidenceRow,
    Likeness,
    Photo,
    PingBatch,
    Receipt,
    Review,
    Settlement,
)
from app.core import retention
from app.core.db import session

AT_ONCE = 200
# By what it hangs on an attendance; what refers to others comes first.
_PARTS = (
    Dispute.attendance_id,
    Review.attendance_id,
    Likeness.attendance_id,
    Likeness.other_id,
    Receipt.attendance_id,
    Photo.attendance_id,
    AttendanceMark.attendance_id,
    PingBatch.attendance_id,
    EvidenceRow.attendance_id,
    Settlement.attendance_id,
)


def let_go(years: int) -> int:
    """Let some attendances go, and receipts that came to none; return how many rows went."""
    limit = retention.older_than(years)
    over = _is_over(limit)
    old = sa.select(Attendance.id).where(over).order_by(Attendance.id).limit(AT_ONCE)
    ids = session().scalars(old.with_for_update()).all()
    gone = sum(retention.delete_of(each, ids) for each in _PARTS)
    gone += retention.delete_of(Attendance.id, ids)
    no_attendance = Receipt.attendance_id.is_(None)
    return gone + retention.delete_some(Receipt.id, Receipt.received_at < limit, no_attendance)


def _is_over(limit: datetime) -> sa.ColumnElement[bool]:
    """Say that nothing about an attendance is younger, or owed, or refers to it from above."""
    later = (
        (Settlement.attendance_id, Settlement.created_at >= limit),
        (Settlement.attendance_id, Settlement.recorded.is_(False)),
        (Review.attendance_id, Review.created_at >= limit),
        (Dispute.attendance_id, Dispute.created_at >= limit),
        (Dispute.attendance_id, Dispute.decided_at >= limit),
    )
    return sa.and_(
        Attendance.created_at < limit,
        Attendance.settle_due_at.is_(None),
        retention.unreferenced(Attendance, but=_PARTS),
        *(~sa.exists().where(mine == Attendance.id, young) for mine, young in later),
    )
