"""Guardians: who they are, and what they agree to for their wards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts import age_words, ages, bonds, consents, idnumber, verification, wards
from app.accounts.bonds import MOST, Bond
from app.accounts.models import (
    GuardianConsent,
    GuardianInvitation,
    GuardianPurpose,
    Guardianship,
    User,
)
from app.accounts.policy import GUARDIAN_TEXTS, Text
from app.core import audit, clock, crypto, typed_codes
from app.core.auth import Actor
from app.core.db import add, session
from app.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError

INVITED_FOR = timedelta(hours=48)
CODE_LENGTH = 12  # 60 bits: nobody guesses one while it lives
_LOOKUP = "guardian invitation"


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code as it is shown once, to the ward."""

    code: str
    expires_at: datetime


def invite(actor: Actor) -> Invitation:
    """Make a code for the actor's guardian to confirm; an earlier one is worth nothing any more."""
    if ages.standing(actor.user_id, ages.today()).minor is False:
        raise of_age()
    now = clock.now()
    lock(actor.user_id)
    session().execute(
        sa.update(GuardianInvitation)
        .where(GuardianInvitation.ward_id == actor.user_id, GuardianInvitation.used_at.is_(None))
        .values(used_at=now)
    )
    code = typed_codes.make(CODE_LENGTH)
    row = GuardianInvitation(ward_id=actor.user_id, lookup=crypto.sign(code, _LOOKUP))
    row.created_at, row.expires_at = now, now + INVITED_FOR
    audit.record(actor, "guardian.invite", row)
    return Invitation(code, row.expires_at)


def confirm(actor: Actor, code: str, agreed: Sequence[tuple[GuardianPurpose, int]] = ()) -> Bond:
    """Become the guardian of whoever made the code, and agree to what is named with it.

    A guardian is known by her real name and of age; the code is good once.
    """
    if ages.is_minor(actor.user_id) is not False:
        raise _guardian_of_age()
    ward_id = _redeem(code)
    if ward_id == actor.user_id:
        raise _code_invalid()
    lock(ward_id)
    require_room(ward_id, actor.user_id)
    bond = bind(ward_id, actor.user_id)
    audit.record(actor, "guardian.confirm", bond, on_behalf_of=ward_id)
    for purpose, version in agreed:
        give(actor, bond, purpose, version)
    return bonds.show(bond)


def list_wards(actor: Actor) -> list[Bond]:
    """Return whose guardian the actor is, and how she stands to each purpose."""
    return bonds.find(Guardianship.guardian_id == actor.user_id)


def list_guardians(actor: Actor) -> list[Bond]:
    """Return who the actor's guardians are, and what they agree to."""
    return bonds.find(Guardianship.ward_id == actor.user_id)


def give_consent(
    actor: Actor, guardianship_id: int, purpose: GuardianPurpose, version: int
) -> Bond:
    """Note that a guardian agrees, for her ward, to this version of the text."""
    bond = _own(actor, guardianship_id)
    lock(bond.ward_id)
    give(actor, bond, purpose, version)
    return bonds.show(bond)


def withdraw_consent(actor: Actor, guardianship_id: int, purpose: GuardianPurpose) -> None:
    """Note that a guardian does not agree any more; what follows from it follows at once."""
    bond = _own(actor, guardianship_id)
    lock(bond.ward_id)
    last = bonds.word(bond, purpose).last
    if last is not None and last.given:
        said = say(bond, purpose, last.version, given=False)
        audit.record(actor, "guardian.withdraw", said, on_behalf_of=bond.ward_id)


def end(actor: Actor, guardianship_id: int) -> None:
    """End a guardianship, from either side, and with it all that was agreed to under it."""
    bond = session().get(Guardianship, guardianship_id)
    if bond is None or bond.ended_at or actor.user_id not in {bond.ward_id, bond.guardian_id}:
        raise _no_bond()
    lock(bond.ward_id)
    bond.ended_at = clock.now()
    audit.record(actor, "guardian.end", bond, on_behalf_of=bond.ward_id)
    for purpose in GuardianPurpose:
        _follow(bond.ward_id, purpose)


def _redeem(code: str) -> int:
    """Use a code up and return who made it; of two who send it at once one is refused."""
    found: int | None = session().scalar(
        sa.update(GuardianInvitation)
        .where(
            GuardianInvitation.lookup.in_(crypto.signatures(typed_codes.plain(code), _LOOKUP)),
            GuardianInvitation.used_at.is_(None),
            GuardianInvitation.expires_at > clock.now(),
        )
        .values(used_at=clock.now())
        .returning(GuardianInvitation.ward_id)
    )
    if found is None:
        raise _code_invalid()
    return found


def bind(ward_id: int, guardian_id: int) -> Guardianship:
    """Make one the other's guardian, who has agreed to nothing yet; the ward must be locked.

    Who has a guardian is a minor from then on, whoever ends it, until their age is known.
    """
    age_words.keep_of_ward(ward_id)
    mine = sa.select(Guardianship).where(
        Guardianship.ward_id == ward_id, Guardianship.guardian_id == guardian_id
    )
    bond = session().scalar(mine)
    if bond is None:
        bond = Guardianship(ward_id=ward_id, guardian_id=guardian_id, confirmed_at=clock.now())
        try:
            with session().begin_nested():
                return add(bond)
        except IntegrityError:
            bond = session().scalars(mine).one()
    if bond.ended_at is not None:
        # What was agreed to before the end is not agreed to again by the new beginning.
        for purpose in GuardianPurpose:
            say(bond, purpose, GUARDIAN_TEXTS[purpose].version, given=False)
        bond.confirmed_at, bond.ended_at = clock.now(), None
        session().flush()
    return bond


def texts() -> list[tuple[GuardianPurpose, Text]]:
    """Return what guardians are asked, in the present words."""
    return list(GUARDIAN_TEXTS.items())


def require_present(purpose: GuardianPurpose, version: int) -> None:
    """Raise unless a version of the text is the one that is agreed to now."""
    if version != GUARDIAN_TEXTS[purpose].version:
        raise consents.text_changed(GUARDIAN_TEXTS[purpose])


def give(actor: Actor, bond: Guardianship, purpose: GuardianPurpose, version: int) -> None:
    """Add the guardian's yes to a purpose, which the actor vouches for."""
    require_present(purpose, version)
    if not bonds.word(bond, purpose).in_force:
        said = say(bond, purpose, version, given=True)
        audit.record(actor, "guardian.consent", said, on_behalf_of=bond.ward_id)


def say(
    bond: Guardianship, purpose: GuardianPurpose, version: int, *, given: bool
) -> GuardianConsent:
    """Add what a guardian said about a purpose, and let it have its effect; the ward is locked."""
    row = GuardianConsent(guardianship_id=bond.id, purpose=purpose, version=version, given=given)
    row.at = clock.now()
    add(row)
    _follow(bond.ward_id, purpose)
    return row


def _follow(ward_id: int, purpose: GuardianPurpose) -> None:
    """Let what was said have its effect at once."""
    consents.forget_word(ward_id)
    if purpose is not GuardianPurpose.REAL_NAME or wards.guardian_agrees(ward_id, purpose):
        return
    age = ages.age_of(ward_id, ages.today())
    if age is not None and age < idnumber.WITHOUT_GUARDIAN:
        verification.forget(ward_id)


def _own(actor: Actor, guardianship_id: int) -> Guardianship:
    bond = session().get(Guardianship, guardianship_id)
    if bond is None or bond.ended_at is not None or bond.guardian_id != actor.user_id:
        raise _no_bond()
    return bond


def lock(user_id: int) -> None:
    """Let whoever else changes a ward's guardians wait."""
    session().execute(sa.select(User.id).where(User.id == user_id).with_for_update(key_share=True))


def require_room(ward_id: int, guardian_id: int) -> None:
    """Raise if either of the two is bound to as many as anybody may be."""
    counted = sa.select(sa.func.count()).select_from(Guardianship)
    for side in (Guardianship.ward_id == ward_id, Guardianship.guardian_id == guardian_id):
        if (session().scalar(counted.where(side, Guardianship.ended_at.is_(None))) or 0) >= MOST:
            raise ConflictError(
                "too_many_guardians",
                f"监护关系最多 {MOST} 个，请先解除不再需要的。",
                f"There may be {MOST} guardianships at most. End one that is not needed first.",
                limit=MOST,
            )


def of_age() -> ConflictError:
    """Return the refusal of a guardian for somebody who needs none."""
    return ConflictError(
        "guardian_not_needed",
        "您已年满 18 周岁（实名或本人声明），不需要监护人同意；声明有误的，请先改为未满 18 周岁。",
        "You are 18 or older, by your number or your own word, and need no guardian's consent. If "
        "you said so by mistake, say first that you are below 18.",
    )


def _guardian_of_age() -> ForbiddenError:
    return ForbiddenError(
        "guardian_not_verified",
        "监护人须先完成实名认证且年满 18 周岁，请先实名认证。",
        "A guardian must be verified by name and number and be of age. Verify your identity first.",
    )


def _code_invalid() -> InvalidError:
    return InvalidError(
        "invitation_invalid",
        "邀请码有误、已使用或已过期，请让被监护人重新生成。",
        "This code is wrong, used or out of date. Ask your ward for a new one.",
        fields={"code": ["wrong, used or out of date"]},
    )


def _no_bond() -> NotFoundError:
    return NotFoundError("监护关系", "guardianship")
