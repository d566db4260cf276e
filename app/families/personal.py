"""What families hold about a person: in their copy, and at their erasure."""

import sqlalchemy as sa

from app.core import audit, clock
from app.core.db import session
from app.core.personal import PROOF, Fate, Holding, Joined, Part, Twins
from app.families import cards
from app.families.models import (
    GuardianPaper,
    Household,
    HouseholdMember,
    PaperCard,
    TakeoverCode,
)


def _keep_one(source: int, target: int) -> None:
    """Let one household act for somebody, and one card of theirs be good: those that go on."""
    mine, theirs = _present(source), _present(target)
    if mine is not None and theirs is not None:
        mine.left_at = clock.now()
        audit.record(None, "household.remove", mine, on_behalf_of=target)
    held = cards.held_by([source, target])
    if len(held) == 2:
        held[source].revoked_at = clock.now()
        audit.record(None, "card.revoke", held[source], on_behalf_of=target)
    session().flush()


def _present(user_id: int) -> HouseholdMember | None:
    return session().scalar(
        sa.select(HouseholdMember).where(
            HouseholdMember.user_id == user_id, HouseholdMember.left_at.is_(None)
        )
    )


PART = Part(
    (
        Holding(HouseholdMember.user_id, Fate.DELETED, "households", twins=Twins.RESOLVED),
        Holding(HouseholdMember.added_by, Fate.OF_OTHERS),
        Holding(Household.created_by, Fate.OF_OTHERS),
        Holding(PaperCard.holder_id, Fate.DELETED, "paper_cards", twins=Twins.RESOLVED),
        Holding(PaperCard.issued_by, Fate.OF_OTHERS),
        Holding(PaperCard.revoked_by, Fate.OF_OTHERS),
        Holding(TakeoverCode.member_id, Fate.DELETED, joined=Joined.STAYS),
        Holding(TakeoverCode.issued_by, Fate.OF_OTHERS),
        Holding(GuardianPaper.ward_id, Fate.KEPT, "guardian_papers", PROOF, joined=Joined.MOVED),
        Holding(GuardianPaper.guardian_id, Fate.OF_OTHERS),
        Holding(GuardianPaper.recorded_by, Fate.OF_OTHERS),
        Holding(GuardianPaper.looked_by, Fate.OF_OTHERS),
        Holding(GuardianPaper.decided_by, Fate.OF_OTHERS),
    ),
    join=_keep_one,
)
