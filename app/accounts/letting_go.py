"""Proofs of consent whose years are over; the word that counts now is never among them."""

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.accounts.models import Consent, GuardianConsent, Guardianship, User
from app.core import retention


def delete_old(years: int) -> int:
    """Delete some words that ended to count so many years ago; return how many rows went."""
    return _consents(years) + _guardian_consents(years) + _guardianships(years)


def _consents(years: int) -> int:
    limit, later = retention.older_than(years), aliased(Consent)
    replaced = sa.exists().where(
        later.user_id == Consent.user_id,
        later.purpose == Consent.purpose,
        later.id > Consent.id,
        later.at < limit,
    )
    erased = sa.exists().where(User.id == Consent.user_id, User.erased_at < limit)
    return retention.delete_some(Consent.id, Consent.at < limit, replaced | erased)


def _guardian_consents(years: int) -> int:
    limit, later = retention.older_than(years), aliased(GuardianConsent)
    replaced = sa.exists().where(
        later.guardianship_id == GuardianConsent.guardianship_id,
        later.purpose == GuardianConsent.purpose,
        later.id > GuardianConsent.id,
        later.at < limit,
    )
    bond = Guardianship.id == GuardianConsent.guardianship_id
    ended = sa.exists().where(bond, Guardianship.ended_at < limit)
    over = GuardianConsent.at < limit
    return retention.delete_some(GuardianConsent.id, over, replaced | ended)


def _guardianships(years: int) -> int:
    bond = GuardianConsent.guardianship_id == Guardianship.id
    over = Guardianship.ended_at < retention.older_than(years)
    return retention.delete_some(Guardianship.id, over, ~sa.exists().where(bond))
