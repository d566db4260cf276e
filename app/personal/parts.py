"""What all features together hold about a person."""

from typing import Any

import sqlalchemy as sa

from app.accounts import claims
from app.accounts import personal as accounts
from app.activities import personal as activities
from app.attendance import personal as attendance
from app.calendars import personal as calendars
from app.campaigns import personal as campaigns
from app.core.audit import AuditEntry
from app.core.db import Base, session
from app.core.idempotency import IdempotentRequest
from app.core.personal import PROOF, Fate, Holding, Joined, Part
from app.credentials import personal as credentials
from app.families import personal as families
from app.hours import personal as hours
from app.imports import personal as imports
from app.matching import personal as matching
from app.notices import personal as notices
from app.orgs import personal as orgs
from app.personal.models import AccountMerge, Erasure, PersonalCopy
from app.publicity import personal as publicity
from app.safeguarding import personal as safeguarding
from app.trainings import personal as trainings
from app.venues import personal as venues
from app.wechat.models import ContentCheck


class _AboutThem(Holding):
    """Audit entries whose subject is the person's own account."""

    def of(self, user_id: int) -> sa.ColumnElement[bool]:
        return sa.and_(AuditEntry.kind == "users", AuditEntry.row_id == user_id)


# What no feature holds, and this one itself.
OWN = Part(
    (
        _AboutThem(AuditEntry.row_id, Fate.KEPT, "audit_about_me", PROOF),
        Holding(AuditEntry.on_behalf_of, Fate.KEPT, "audit_on_my_behalf", PROOF),
        Holding(AuditEntry.actor_id, Fate.KEPT, "audit_of_my_deeds", PROOF),
        Holding(IdempotentRequest.user_id, Fate.DELETED, joined=Joined.STAYS),
        Holding(ContentCheck.author_id, Fate.NAMELESS, "content_checks", blank={"words": None}),
        Holding(ContentCheck.decided_by, Fate.OF_OTHERS),
        Holding(PersonalCopy.user_id, Fate.DELETED, joined=Joined.STAYS),
        Holding(PersonalCopy.asked_by, Fate.OF_OTHERS),
        Holding(AccountMerge.source_id, Fate.KEPT, "merged_accounts", PROOF),
        Holding(AccountMerge.target_id, Fate.KEPT, "account_merges", PROOF),
        Holding(AccountMerge.asked_by, Fate.OF_OTHERS),
        Holding(AccountMerge.decided_by, Fate.OF_OTHERS),
        Holding(Erasure.asked_by, Fate.OF_OTHERS),
        Holding(Erasure.user_id, Fate.KEPT, "erasures", PROOF),
    )
)
# From the highest down: what is let go above may still need what is below.
PARTS: tuple[Part, ...] = (
    publicity.PART,
    matching.PART,
    campaigns.PART,
    calendars.PART,
    hours.PART,
    attendance.PART,
    safeguarding.PART,
    activities.PART,
    families.PART,
    trainings.PART,
    credentials.PART,
    imports.PART,
    venues.PART,
    orgs.PART,
    notices.PART,
    accounts.PART,
    OWN,
)


def collect(user_id: int) -> dict[str, Any]:
    """Return everything about a person, by section."""
    found: dict[str, Any] = {}
    theirs = claims.accounts_of(user_id)
    for part in PARTS:
        found |= part.more(user_id)
        found |= {
            each.section: [row for one in theirs for row in each.rows(one)]
            for each in part.holdings
            if each.section
        }
    return found


def refusals(user_id: int, *, vouched: bool = False) -> list[str]:
    """Return the tables because of which a person's account is not joined to another.

    ``vouched``: by people who know that both are one person's; without, it happens by itself.
    """
    return [
        each.table.name
        for part in PARTS
        for each in part.holdings
        if (each.merges if vouched else each.joins) is Joined.REFUSED and each.count(user_id)
    ]


def pass_on(source: int, target: int) -> None:
    """Let what is about one account be about the other."""
    for part in PARTS:
        part.join(source, target)
    session().flush()
    for part in PARTS:
        for each in part.holdings:
            each.pass_on(source, target)
    session().expire_all()  # the rows were changed beneath what was read of them


def are_at_rest(user_id: int) -> bool:
    """Say whether nothing of a person's is under way that an erasure would break."""
    return all(part.is_at_rest(one) for one in claims.accounts_of(user_id) for part in PARTS)


def kept(user_id: int) -> list[dict[str, Any]]:
    """Return what stays of a person, with the law that says so; empty sections are left out."""
    theirs = claims.accounts_of(user_id)
    return [
        {
            "section": each.section,
            "rows": count,
            "years": each.law.years,
            "zh": each.law.zh,
            "en": each.law.en,
        }
        for part in PARTS
        for each in part.holdings
        if each.law is not None and (count := sum(map(each.count, theirs)))
    ]


def erase(user_id: int) -> None:
    """Let everything go that no law keeps."""
    theirs = claims.accounts_of(user_id)
    for part in PARTS:
        for one in theirs:
            part.let_go(one)
    place = {table: number for number, table in enumerate(Base.metadata.sorted_tables)}
    holdings = [each for part in PARTS for each in part.holdings]
    # What refers to a row goes before it.
    for each in sorted(holdings, key=lambda holding: place[holding.table], reverse=True):
        for one in theirs:
            each.erase(one)
