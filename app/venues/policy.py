"""Who may do what to a venue, and what of it strangers see."""

from app.core import clock
from app.core.auth import Actor, RoleName
from app.core.errors import ForbiddenError
from app.orgs.models import Organisation
from app.venues.models import BookingState, RoomBooking

NEEDED = {
    "edit": RoleName.COORDINATOR,
    "lend": RoleName.COORDINATOR,  # rooms
    "review": RoleName.ADMINISTRATOR,  # what WeChat left to people
}


def require(actor: Actor, action: str, place: Organisation) -> None:
    """Raise ``ForbiddenError`` unless the actor may do this at the place."""
    actor.require(NEEDED[action], place.scope)


def require_staff(actor: Actor) -> None:
    """Raise unless the actor coordinates something: asked before WeChat is asked about words."""
    if not any(grant.role.rank >= RoleName.COORDINATOR.rank for grant in actor.grants):
        raise ForbiddenError(
            "role_required",
            "需要本组织或上级组织的协调员权限，请联系管理员。",
            "This needs the role coordinator in this organisation or above. Ask an administrator.",
            role=RoleName.COORDINATOR.value,
        )


def is_own(actor: Actor | None, place: Organisation) -> bool:
    """Say whether the actor has a role there: no stranger."""
    if actor is None:
        return False
    here = any(grant.organisation_id in place.scope for grant in actor.grants)
    return here or actor.holds(RoleName.COORDINATOR, place.scope)


def mask(contact: tuple[str, str]) -> tuple[str, str]:
    """Return a contact as strangers see it: 王**, 138****5678."""
    name, phone = contact
    hidden = len(phone) // 3 + 1 if phone else 0
    begin = max((len(phone) - hidden) // 2, 0)
    return (
        name[:1] + "*" * (len(name) - 1),
        phone[:begin] + "*" * hidden + phone[begin + hidden :],
    )


def standing(booking: RoomBooking) -> BookingState:
    """Return where a booking stands now, whether its job has run already or not."""
    late = booking.state is BookingState.REQUESTED and booking.starts_at <= clock.now()
    return BookingState.LAPSED if late else booking.state
