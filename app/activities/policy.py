"""Who may do what to an activity."""

from collections.abc import Set as AbstractSet

from app.activities.models import Activity, ActivityState
from app.activities.phases import FROZEN
from app.core.auth import Actor, RoleName
from app.core.errors import ConflictError, NotFoundError
from app.orgs import service as orgs

NEEDED = {
    "edit": RoleName.COORDINATOR,
    "submit": RoleName.COORDINATOR,
    "cancel": RoleName.COORDINATOR,
    "lead": RoleName.COORDINATOR,  # codes, roll-call, who is on site
    "review": RoleName.ADMINISTRATOR,
}
S = ActivityState
EDITABLE = frozenset({S.DRAFT, S.REJECTED, S.UNPUBLISHED})
OPEN_TO_EDITS = frozenset({S.APPROVED, S.SUSPENDED})
LISTED = (S.APPROVED,)  # without being asked for


def require(actor: Actor, action: str, activity: Activity) -> None:
    """Raise ``ForbiddenError`` unless the actor may do this to the activity."""
    actor.require(NEEDED[action], orgs.path_of(activity.organisation_id))


def allows(actor: Actor, action: str, activity: Activity) -> bool:
    """Say whether the actor may do this to the activity."""
    return actor.holds(NEEDED[action], orgs.path_of(activity.organisation_id))


def require_visible(actor: Actor, activity: Activity) -> None:
    """Raise ``NotFoundError`` for an activity that is not public and not the actor's own."""
    if activity.open_to_all:
        return
    if not actor.holds(RoleName.COORDINATOR, orgs.path_of(activity.organisation_id)):
        raise NotFoundError("活动", "activity")


def require_state(activity: Activity, allowed: AbstractSet[S], zh: str, en: str) -> None:
    """Raise ``ConflictError`` unless the activity is in a state in which this can be done."""
    if activity.closing in FROZEN:
        raise ConflictError(
            "activity_settled",
            f"活动已公示或已结项，不能{zh}；时长有误请走考勤复核或提出异议，更正会另记一笔。",
            f"The activity is made public or settled; you cannot {en}. Wrong hours are put right "
            "by a review or an objection, as an entry of their own.",
            phase=activity.closing.value,
        )
    if activity.state not in allowed:
        raise ConflictError(
            "activity_state",
            f"活动当前状态为“{_STATE_ZH[activity.state]}”，不能{zh}。请刷新页面，按现在的状态办理。",
            f"The activity is {activity.state.value}; you cannot {en} now. Refresh the page and "
            "go on from what it shows.",
            state=activity.state.value,
        )


_STATE_ZH = {
    S.DRAFT: "草稿",
    S.SUBMITTED: "待审核",
    S.APPROVED: "已通过",
    S.REJECTED: "已驳回",
    S.UNPUBLISHED: "取消发布",
    S.SUSPENDED: "中止",
    S.CANCELLED: "已取消",
}
