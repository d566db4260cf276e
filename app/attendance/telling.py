"""What volunteers are told of their attendance: closed for them, held for a look, decided."""

from app.attendance.models import Attendance, AttendanceState, Decision, Review
from app.notices import service as notices
from app.notices.kinds import Kind

_LOOKED_AT_BY = {AttendanceState.ORG_REVIEW: "组织", AttendanceState.COUNTY_REVIEW: "县级"}
_DECIDED = {
    Decision.ACCEPT: ("已认可", "accepted"),
    Decision.AMEND: ("已补认", "accepted with more time"),
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


def _about(attendance: Attendance) -> dict[str, str]:
    return {
        "activity_id": str(attendance.activity_id),
        "attendance_id": str(attendance.id),
        "activity": attendance.activity.title,
    }
