"""What guardians may ask about their wards: the same as about themselves, by the same means.

Below 14 the guardian decides (PIPL 31); from 14 on the ward is told and may take it back; whoever
is of age asks alone.
"""

from typing import Any

from app.accounts import ages, idnumber
from app.accounts.models import Guardianship
from app.core.auth import Actor
from app.core.db import session
from app.core.errors import ForbiddenError, NotFoundError
from app.notices import service as notices
from app.notices.kinds import Kind
from app.personal import copies, service
from app.personal.copies import Shown
from app.personal.models import Erasure


def ask_for_copy(actor: Actor, guardianship_id: int) -> Shown:
    """Ask for a copy of all that is held about a ward."""
    ward_id = _ward(actor, guardianship_id)
    made = copies.ask(actor, ward_id)
    _tell(ward_id, f"ward copy {made.id}")
    return made


def list_copies(actor: Actor, guardianship_id: int, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the copies that the guardian asked for."""
    return copies.list_mine(actor, query, _ward(actor, guardianship_id))


def show_copy(actor: Actor, guardianship_id: int, copy_id: int) -> Shown:
    """Return a copy about a ward, with a fresh link if it is made."""
    return copies.show(actor, copy_id, _ward(actor, guardianship_id))


def ask_for_erasure(actor: Actor, guardianship_id: int) -> Erasure:
    """Ask that a ward is erased; a ward of 14 or more hears of it as of a wish of their own."""
    return service.ask(actor, _ward(actor, guardianship_id))


def show_erasure(actor: Actor, guardianship_id: int) -> Erasure:
    """Return the wish about a ward that waits, whoever of the two had it."""
    return service.show(actor, _ward(actor, guardianship_id))


def withdraw_erasure(actor: Actor, guardianship_id: int) -> None:
    """Take a wish about a ward back; from 14 on, the ward's own wish is the ward's to take back."""
    ward_id = _ward(actor, guardianship_id)
    age = ages.age_of(ward_id, ages.today())
    of_guardian = service.show(actor, ward_id).asked_by is not None
    if not of_guardian and (age is None or age >= idnumber.WITHOUT_GUARDIAN):
        raise ForbiddenError(
            "wards_own_erasure",
            "这是被监护人自己提出的注销申请，请由本人在自己的账号中撤回。",
            "Your ward asked for this. They take it back in their own account.",
        )
    service.withdraw(actor, ward_id)


def _ward(actor: Actor, guardianship_id: int) -> int:
    """Return whose guardian the actor is; raise unless it is somebody known to be a minor."""
    bond = session().get(Guardianship, guardianship_id)
    if bond is None or bond.ended_at is not None or bond.guardian_id != actor.user_id:
        raise NotFoundError("监护关系", "guardianship")
    minor = ages.is_minor(bond.ward_id)
    if minor is None:  # perhaps of age: calling oneself a ward makes nobody one
        raise ForbiddenError(
            "ward_age_unknown",
            "尚不知道被监护人的年龄，请先为其完成实名认证。",
            "Your ward's age is not known yet. Have their identity verified first.",
        )
    if not minor:
        raise ForbiddenError(
            "ward_of_age",
            "被监护人已满 18 周岁，请由本人在自己的账号中申请。",
            "Your ward is of age now. They ask in their own account.",
        )
    return bond.ward_id


def _tell(ward_id: int, key: str) -> None:
    """Let a ward of 14 or more know."""
    age = ages.age_of(ward_id, ages.today())
    if age is None or age >= idnumber.WITHOUT_GUARDIAN:
        notices.notify(ward_id, Kind.WARD_COPY_ASKED, {}, key=key)
