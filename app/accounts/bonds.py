"""Bonds of guardians and wards as they are shown: with the guardian's last word on each purpose."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import GuardianConsent, GuardianPurpose, Guardianship
from app.accounts.policy import GUARDIAN_TEXTS, Text
from app.core.db import session

MOST = 10  # wards of a guardian, and guardians of a ward


@dataclass(frozen=True, slots=True)
class Word:
    """How a guardian stands to one purpose: the present text, and what she last said."""

    purpose: GuardianPurpose
    text: Text
    last: GuardianConsent | None

    @property
    def in_force(self) -> bool:
        """Whether she agrees to the present text."""
        return self.last is not None and self.last.given and self.last.version == self.text.version


@dataclass(frozen=True, slots=True)
class Bond:
    """A guardianship, and how the guardian stands to each purpose."""

    row: Guardianship
    words: list[Word]


def find(whose: sa.ColumnElement[bool]) -> list[Bond]:
    """Return the bonds of somebody that have not ended, in as many statements for all."""
    rows = session().scalars(
        sa.select(Guardianship)
        .where(whose, Guardianship.ended_at.is_(None))
        .options(joinedload(Guardianship.ward), joinedload(Guardianship.guardian))
        .order_by(Guardianship.id)
        .limit(MOST)
    )
    return _with_words(rows.all())


def _with_words(rows: Sequence[Guardianship]) -> list[Bond]:
    """Return these with the last word of each on each purpose, in one statement for all."""
    latest = sa.select(sa.func.max(GuardianConsent.id)).where(
        GuardianConsent.guardianship_id.in_([row.id for row in rows])
    )
    groups = latest.group_by(GuardianConsent.guardianship_id, GuardianConsent.purpose)
    said = session().scalars(sa.select(GuardianConsent).where(GuardianConsent.id.in_(groups)))
    last = {(each.guardianship_id, each.purpose): each for each in said}
    return [
        Bond(
            row,
            [Word(each, text, last.get((row.id, each))) for each, text in GUARDIAN_TEXTS.items()],
        )
        for row in rows
    ]


def show(row: Guardianship) -> Bond:
    """Return one bond with the words of it."""
    return _with_words([row])[0]


def word(row: Guardianship, purpose: GuardianPurpose) -> Word:
    """Return how the guardian of a bond stands to one purpose."""
    return next(each for each in show(row).words if each.purpose is purpose)
