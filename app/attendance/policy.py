"""Who may see and do what to an attendance."""

from collections.abc import Collection

from app.accounts.holders import holders_near
from app.activities import service as activities
from app.activities.models import Activity, ActivityState
from app.attendance.models import Attendance, AttendanceState, Review
from app.core.auth import Actor, RoleName
from app.core.errors import ForbiddenError, NotFoundError
from app.orgs import service as orgs


def require_own(actor: Actor, attendance: Attendance) -> None:
    """Raise ``NotFoundError`` for somebody else's attendance."""
    if attendance.volunteer_id != actor.user_id:
        raise NotFoundError("考勤", "attendance")


def require_visible(actor: Actor, attendance: Attendance) -> None:
    """Raise ``NotFoundError`` unless it is the actor's own, or of an activity they lead."""
    if attendance.volunteer_id != actor.user_id and not activities.is_leader(
        actor, attendance.activity
    ):
        raise NotFoundError("考勤", "attendance")


def require_sets_means(actor: Actor, activity: Activity) -> None:
    """Raise unless the actor may say by which means people check in.

    Whoever leads it may while it is a draft; what was reviewed only a reviewer changes.
    """
    draft = activity.state in {ActivityState.DRAFT, ActivityState.REJECTED}
    needed = RoleName.COORDINATOR if draft else RoleName.ADMINISTRATOR
    actor.require(needed, orgs.path_of(activity.organisation_id))


def require_reviewer(actor: Actor, attendance: Attendance, earlier: Review | None) -> bool:
    """Say whether the actor decides for the county; raise unless they may decide at all.

    Never about one's own hours; about what is the county's, or was decided there, only there.
    """
    path = orgs.path_of(attendance.activity.organisation_id)
    if attendance.volunteer_id == actor.user_id:
        raise ForbiddenError(
            "own_attendance",
            "不能审核自己的时长，请由其他负责人审核。",
            "You cannot review your own hours. Ask somebody else to.",
        )
    countys = attendance.state is AttendanceState.COUNTY_REVIEW
    if countys or (earlier is not None and earlier.by_county):
        actor.require(RoleName.ADMINISTRATOR, path[:1])
    else:
        actor.require(RoleName.COORDINATOR, path)
    return actor.holds(RoleName.ADMINISTRATOR, path[:1])


def require_fresh(actor: Actor, took_part: Collection[int]) -> None:
    """Raise if the actor has decided about it before: whoever objects is heard by somebody else."""
    if actor.user_id in took_part:
        raise ForbiddenError(
            "decided_before",
            "您审核过这次时长，异议须由另一位负责人处理。",
            "You have decided about these hours before. Somebody else must hear the objection.",
        )


def reviewers(attendance: Attendance, but: Collection[int]) -> list[int]:
    """Return who may decide about an objection, those nearest to the activity first."""
    path = orgs.path_of(attendance.activity.organisation_id)
    countys = attendance.state is AttendanceState.COUNTY_REVIEW
    role, path = (RoleName.ADMINISTRATOR, path[:1]) if countys else (RoleName.COORDINATOR, path)
    left_out = {attendance.volunteer_id, *but}
    return [each for each in holders_near(role, path) if each not in left_out]
