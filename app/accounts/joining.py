"""What becomes of an account's words, bonds and name when it ends in another one."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.accounts import age_words, bonds, consents, guardians, verification
from app.accounts.models import Consent, GuardianPurpose, Guardianship, Purpose
from app.core import clock
from app.core.db import add, session

SIDES = (
    (Guardianship.ward_id, Guardianship.guardian_id),
    (Guardianship.guardian_id, Guardianship.ward_id),
)


def join(source: int, target: int) -> None:
    """Let what was said, agreed to and verified under one account hold for the other."""
    for bond, other in _twin_bonds(source, target):
        _end_twin(bond, other)
    _carry_words(source, target)
    agreed = _last_words(target).get(Purpose.REAL_NAME)
    verification.pass_on(source, target, agreed=agreed is not None and agreed.given)
    age_words.pass_on(source, target)  # after it: who has a name needs no word


def _carry_words(source: int, target: int) -> None:
    """Let what was said under the account that ends hold under the one that goes on.

    Its last word counts where nothing was said there, or where a later no takes back a yes: a no
    is only taken back where it was said.
    """
    known = _last_words(target)
    for purpose, last in _last_words(source).items():
        there = known.get(purpose)
        if there is None or (not last.given and last.at >= there.at):
            row = Consent(user_id=target, purpose=purpose, version=last.version, given=last.given)
            row.at = last.at
            add(row)
    consents.forget_word(target)


def _last_words(user_id: int) -> dict[Purpose, Consent]:
    return {row.purpose: row for row in consents.history(user_id)}


def _end_twin(bond: Guardianship, other: Guardianship) -> None:
    """End one of two bonds of the same two people; a no that was said under it stays a no."""
    for purpose in GuardianPurpose:
        said, known = (bonds.word(each, purpose).last for each in (bond, other))
        if said is not None and not said.given and known is not None and known.given:
            guardians.say(other, purpose, known.version, given=False)
    bond.ended_at = bond.ended_at or clock.now()
    session().flush()


def _twin_bonds(source: int, target: int) -> list[tuple[Guardianship, Guardianship]]:
    """Return the bonds of both accounts with the same third person."""
    found = []
    for mine, third in SIDES:
        other = aliased(Guardianship)
        same = getattr(other, third.key) == third, getattr(other, mine.key) == target
        rows = sa.select(Guardianship, other).join(other, sa.and_(*same)).where(mine == source)
        found += [(bond, twin) for bond, twin in session().execute(rows).all()]
    return found
