"""What is told of attendances: closed by us, held for a look, decided, objected to."""

from collections.abc import Iterable

from app.attendance.models import (
    Attendance,
    AttendanceState,
    Decision,
    Dispute,
    DisputeState,
    Review,
)
from app.notices import service as notices
from app.notices.kinds import Kind

_LOOKED_AT_BY = {AttendanceState.ORG_REVIEW: "组织", AttendanceState.COUNTY_REVIEW: "县级"}
_DECIDED = {
    Decision.ACCEPT: ("已认可", "accepted"),
    Decision.AMEND: ("已更正", "amended"),
    Decision.REFUSE: ("不予计入", "no hours"),
}


def tell_forgotten(attendance: Attendance) -> None:
    """Tell a volunteer that the check-out was done for them."""
    key = f"forgotten:{attendance.id}"
    notices.notify(attendance.volunteer_id, Kind.CHECK_OUT_FORGOTTEN, _about(attendance), key=key)


def tell_held(attendance: Attendance) -> None:
    """Tell a volunteer, once, that a person looks at the hours first."""
    by = _LOOKED_AT_BY.get(attendance.state)
    if by is not None:
        values = _about(attendance) | {"by": by}
        key = f"held:{attendance.id}"
        notices.notify(attendance.volunteer_id, Kind.HOURS_IN_REVIEW, values, key=key)


def tell_review(attendance: Attendance, review: Review) -> None:
    """Tell a volunteer what a reviewer decided, and why."""
    zh, en = _DECIDED[review.decision]
    values = _about(attendance) | {"result_zh": zh, "result": en, "reason": review.reason}
    key = f"review:{review.id}"
    notices.notify(attendance.volunteer_id, Kind.REVIEW_DECIDED, values, key=key)


def tell_disputed(dispute: Dispute, reviewers: Iterable[int]) -> None:
    """Tell those who may decide that a volunteer objects; what she wrote they read there."""
    for user_id in reviewers:
        values, key = _about(dispute.attendance), f"dispute:{dispute.id}"
        notices.notify(user_id, Kind.DISPUTE_FILED, values, key=key)


def tell_dispute_decided(dispute: Dispute) -> None:
    """Tell a volunteer what became of their objection, and why."""
    granted = dispute.state is DisputeState.GRANTED
    zh, en = ("已同意，将重新核算", "granted") if granted else ("维持原结果", "it stays as it was")
    values = _about(dispute.attendance) | {"result_zh": zh, "result": en, "reason": dispute.outcome}
    key = f"dispute_decided:{dispute.id}"
    notices.notify(dispute.attendance.volunteer_id, Kind.DISPUTE_DECIDED, values, key=key)


def _about(attendance: Attendance) -> dict[str, str]:
    return {
        "activity_id": str(attendance.activity_id),
        "attendance_id": str(attendance.id),
        "activity": attendance.activity.title,
    }
