"""Whom a sign-up waits for is told so: a ward's guardians, those who lead the activity."""

from app.accounts import service as accounts
from app.accounts import wards
from app.accounts.holders import a_few_near
from app.activities.models import Activity, SignUp, SignUpState
from app.core import clock
from app.core.auth import RoleName
from app.core.db import session
from app.notices import service as notices
from app.notices.kinds import Kind
from app.orgs import service as orgs


def tell_moved(sign_up: SignUp) -> None:
    """Tell whoever has to decide about a sign-up, as it stands now."""
    if sign_up.state is SignUpState.GUARDIAN_PENDING:
        tell_guardians(sign_up)
    elif sign_up.state is SignUpState.APPLIED:
        # Once a day for an activity: many may apply within an hour.
        key = f"sign_ups_wait:{sign_up.activity_id}:{clock.day_of(clock.now())}"
        _tell_leaders(sign_up, Kind.SIGN_UPS_WAIT, {}, key)


def tell_guardians(sign_up: SignUp) -> None:
    """Tell a ward's guardians of a sign-up that waits for them, each once; also who came later."""
    activity, slot = _of(sign_up), sign_up.slot
    about = {"activity_id": str(activity.id), "activity": activity.title}
    about |= {"who": accounts.get_user(sign_up.volunteer_id).nickname}
    about |= {"starts_at": slot.starts_at.isoformat()}
    key = f"guardian_pending:{sign_up.id}:{sign_up.arrival}"
    for user_id in sorted(wards.guardians_of(sign_up.volunteer_id)):
        notices.notify(user_id, Kind.WARD_SIGN_UP_WAITS, about, key=key, until=slot.ends_at)


def tell_leave_asked(sign_up: SignUp) -> None:
    """Tell those who lead the activity that somebody asks to be excused; why, they read there."""
    key = f"leave_asked:{sign_up.id}:{clock.now().isoformat()}"
    _tell_leaders(sign_up, Kind.LEAVE_ASKED, {"sign_up_id": str(sign_up.id)}, key)


def _tell_leaders(sign_up: SignUp, kind: Kind, more: dict[str, str], key: str) -> None:
    activity = _of(sign_up)
    values = {"activity_id": str(activity.id), "activity": activity.title} | more
    path = orgs.path_of(activity.organisation_id)
    first = (activity.created_by,)
    for user_id in a_few_near(RoleName.COORDINATOR, path, first, but=sign_up.volunteer_id):
        notices.notify(user_id, kind, values, key=key)


def _of(sign_up: SignUp) -> Activity:
    return session().get_one(Activity, sign_up.activity_id)
