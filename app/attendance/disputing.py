"""Disputes: a volunteer says that the hours are wrong, and another person looks (PIPL 24)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.attendance.models import (
    DISPUTED,
    Attendance,
    AttendanceState,
    Dispute,
    DisputeState,
    Settlement,
)
from app.attendance.pings import AROUND_SLOT
from app.core import clock, limits
from app.core.db import session
from app.core.errors import ConflictError, InvalidError

# Of what still waits for a person anyway, nobody need complain yet.
DISPUTABLE = frozenset({AttendanceState.CREDITED, AttendanceState.REFUSED})


def disputes_of(attendance_id: int) -> list[Dispute]:
    """Return all that a volunteer had to say about an attendance, in order."""
    mine = sa.select(Dispute).where(Dispute.attendance_id == attendance_id)
    return list(session().scalars(mine.order_by(Dispute.id)))


def open_disputes(attendance_ids: Collection[int]) -> dict[int, Dispute]:
    """Return the disputes that are open, by attendance."""
    rows = session().scalars(sa.select(Dispute).where(Dispute.open_for.in_(attendance_ids)))
    return {row.attendance_id: row for row in rows}


def disputable_until(
    attendance: Attendance, settlement: Settlement | None, earlier: Collection[Dispute]
) -> datetime | None:
    """Return until when the hours may be disputed; None if they may not at all."""
    if settlement is None or attendance.state not in DISPUTABLE:
        return None
    if len(earlier) >= limits.DISPUTES_PER_ATTENDANCE or any(d.open_for for d in earlier):
        return None
    return settlement.created_at + timedelta(days=current_app.config["SETTINGS"].dispute_days)


def require_disputable(attendance: Attendance, settlement: Settlement | None) -> Settlement:
    """Return what is disputed; raise if it is too early or too late, or is disputed already."""
    if settlement is None or attendance.settle_due_at or attendance.state not in DISPUTABLE:
        raise ConflictError(
            "not_disputable",
            "时长还没有核定，或正在等待审核；有结果后才能提出异议。",
            "The hours are not settled yet, or wait for a review. Object when there is a result.",
        )
    earlier = disputes_of(attendance.id)
    if any(each.open_for for each in earlier):
        raise ConflictError(
            "dispute_open",
            "您的异议正在处理，请等待结果。",
            "Your objection is being looked at. Wait for the outcome.",
            dispute_id=earlier[-1].id,
        )
    if len(earlier) >= limits.DISPUTES_PER_ATTENDANCE:
        raise ConflictError(
            "disputes_used_up",
            f"同一次服务最多提出 {limits.DISPUTES_PER_ATTENDANCE} 次异议；"
            "如仍有疑问，请直接联系县级中心。",
            f"One attendance takes at most {limits.DISPUTES_PER_ATTENDANCE} objections. "
            "Ask the county's centre.",
            limit=limits.DISPUTES_PER_ATTENDANCE,
        )
    until = disputable_until(attendance, settlement, earlier)
    if until is None or until < clock.now():
        raise ConflictError(
            "dispute_too_late",
            "已超过提出异议的期限；如确有错误，请联系活动负责人。",
            "The time for objections is over. If something is wrong, ask the leader.",
        )
    return settlement


def require_none_open(attendance: Attendance) -> None:
    """Raise if a dispute is to be decided, which is more than to review."""
    found = open_disputes([attendance.id]).get(attendance.id)
    if found is not None:
        raise ConflictError(
            "dispute_waits",
            "志愿者对这次时长有异议，请先处理该异议。",
            "The volunteer objects to these hours. Decide about the objection.",
            dispute_id=found.id,
        )


def proposed(values: dict[str, Any], attendance: Attendance) -> tuple[datetime, datetime] | None:
    """Return when the volunteer says that they were there, if they say so."""
    start, end = values.get("start"), values.get("end")
    if start is None and end is None:
        return None
    slot = attendance.slot
    first, last = slot.starts_at - AROUND_SLOT, slot.ends_at + AROUND_SLOT
    if start is None or end is None or not first <= start < end <= last:
        raise InvalidError(
            "span_implausible",
            "请同时填写到达和离开的时间，并在活动时间前后一小时之内。",
            "Give both when you came and when you left, within an hour of the slot.",
            fields={"start": ["before the end, near the slot"], "end": ["after the start"]},
        )
    return start, end


def end(dispute: Dispute, state: DisputeState) -> None:
    """Close a dispute."""
    dispute.state, dispute.open_for, dispute.decided_at = state, None, clock.now()
    session().flush()


def is_disputed(attendance_id: int) -> bool:
    """Say whether somebody must look because the volunteer objects."""
    found = sa.select(Dispute.id).where(Dispute.open_for == attendance_id)
    return session().scalar(found) is not None


def withdraw_all(volunteer_id: int) -> None:
    """Withdraw what is open of a person who is going to be forgotten."""
    mine = sa.select(Attendance.id).where(
        Attendance.volunteer_id == volunteer_id, Attendance.to_review == DISPUTED
    )
    for dispute in open_disputes(session().scalars(mine).all()).values():
        dispute.attendance.to_review = None
        end(dispute, DisputeState.WITHDRAWN)
