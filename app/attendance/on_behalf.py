"""What a leader does for a member of a household: sign up, arrive, leave; both names are kept.

Arriving and leaving by the code that somebody else shows at the site: the leader's own phone says
nothing about where the member is. Leaders of the activity itself call the roll or scan the card.
"""

from typing import Any

from app.activities import service as activities
from app.activities import signups
from app.activities.models import SignUp
from app.attendance import check_in
from app.attendance.models import Attendance
from app.core import audit
from app.core.auth import Actor
from app.families import service as families


def sign_up(actor: Actor, activity_id: int, values: dict[str, Any]) -> SignUp:
    """Ask for a place for a member; asking twice is one sign-up."""
    member, values = _member(actor, values)
    made = signups.sign_up(member, activity_id, values, noted=True)
    _note(actor, "sign_up.for_member", made, made.volunteer_id)
    return made


def cancel_sign_up(actor: Actor, activity_id: int, sign_up_id: int, member_id: int) -> SignUp:
    """Give a member's place back."""
    member, _ = _member(actor, {"volunteer_id": member_id})
    found = signups.cancel_sign_up(member, activity_id, sign_up_id, noted=True)
    _note(actor, "sign_up.cancel_for_member", found, member_id)
    return found


def arrive(actor: Actor, activity_id: int, values: dict[str, Any]) -> Attendance:
    """Check a member in by the code."""
    member, values = _member(actor, values)
    attendance = check_in.check_in(member, activity_id, values, by=actor)
    _note(actor, "attendance.arrive_for_member", attendance, member.user_id)
    return attendance


def leave(actor: Actor, attendance_id: int, values: dict[str, Any]) -> Attendance:
    """Check a member out by the code."""
    member, values = _member(actor, values)
    attendance = check_in.check_out(member, attendance_id, values, by=actor)
    _note(actor, "attendance.leave_for_member", attendance, member.user_id)
    return attendance


def _member(actor: Actor, values: dict[str, Any]) -> tuple[Actor, dict[str, Any]]:
    """Return the member as the one who asks, without any role, and the other values."""
    rest = dict(values)
    member_id = rest.pop("volunteer_id")
    families.require_acts_for(actor, member_id)
    return Actor(member_id), rest


def _note(actor: Actor, deed: str, row: SignUp | Attendance, member_id: int) -> None:
    after = {"activity_id": row.activity_id, "slot_id": row.slot_id, "state": row.state}
    of = activities.get_activity(row.activity_id, bare=True).organisation_id
    audit.record(
        actor, deed, row, before={}, after=after, on_behalf_of=member_id, organisation_id=of
    )
