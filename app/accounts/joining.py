"""What becomes of an account's words, bonds and name when it ends in another one."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.accounts import age_words, consents, guardians, verification
from app.accounts.models import Guardianship
from app.core.db import session

SIDES = (
    (Guardianship.ward_id, Guardianship.guardian_id),
    (Guardianship.guardian_id, Guardianship.ward_id),
)


def join(source: int, target: int) -> None:
    """Let what was said, agreed to and verified under one account hold for the other."""
    for bond, other in _twin_bonds(source, target):
        guardians.end_twin(bond, other)
    consents.pass_on(source, target)
    verification.pass_on(source, target)
    age_words.pass_on(source, target)  # after it: who has a name needs no word


def are_bound(one: int, other: int) -> bool:
    """Say whether one of two people is, or was, the other's guardian: then they are two."""
    both = {one, other}
    bond = sa.select(Guardianship.id).where(
        Guardianship.ward_id.in_(both), Guardianship.guardian_id.in_(both)
    )
    return session().scalar(bond.limit(1)) is not None


def _twin_bonds(source: int, target: int) -> list[tuple[Guardianship, Guardianship]]:
    """Return the bonds of both accounts with the same third person."""
    found = []
    for mine, third in SIDES:
        other = aliased(Guardianship)
        same = getattr(other, third.key) == third, getattr(other, mine.key) == target
        rows = sa.select(Guardianship, other).join(other, sa.and_(*same)).where(mine == source)
        found += [(bond, twin) for bond, twin in session().execute(rows).all()]
    return found
