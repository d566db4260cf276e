"""Who may do what to an activity."""

from app.activities.models import Activity, ActivityState
from app.core.auth import Actor, RoleName
from app.core.errors import NotFoundError
from app.orgs import service as orgs

NEEDED = {
    "edit": RoleName.COORDINATOR,
    "submit": RoleName.COORDINATOR,
    "cancel": RoleName.COORDINATOR,
    "lead": RoleName.COORDINATOR,  # codes, roll-call, who is on site
    "review": RoleName.ADMINISTRATOR,
}
OPEN_TO_ALL = frozenset({ActivityState.APPROVED, ActivityState.CANCELLED})
LISTED = (ActivityState.APPROVED,)  # without being asked for


def require(actor: Actor, action: str, activity: Activity) -> None:
    """Raise ``ForbiddenError`` unless the actor may do this to the activity."""
    actor.require(NEEDED[action], orgs.path_of(activity.organisation_id))


def require_visible(actor: Actor, activity: Activity) -> None:
    """Raise ``NotFoundError`` for an activity that is not public and not the actor's own."""
    if activity.state in OPEN_TO_ALL:
        return
    if not actor.holds(RoleName.COORDINATOR, orgs.path_of(activity.organisation_id)):
        raise NotFoundError("活动", "activity")
