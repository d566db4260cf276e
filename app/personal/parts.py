"""What all features together hold about a person."""

from typing import Any

import sqlalchemy as sa

from app.accounts import personal as accounts
from app.activities import personal as activities
from app.attendance import personal as attendance
from app.calendars import personal as calendars
from app.campaigns import personal as campaigns
from app.core.audit import AuditEntry
from app.core.db import Base
from app.core.idempotency import IdempotentRequest
from app.core.personal import PROOF, Fate, Holding, Part
from app.credentials import personal as credentials
from app.families import personal as families
from app.hours import personal as hours
from app.imports import personal as imports
from app.matching import personal as matching
from app.notices import personal as notices
from app.orgs import personal as orgs
from app.personal.models import Erasure, PersonalCopy
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
        Holding(IdempotentRequest.user_id, Fate.DELETED),
        Holding(ContentCheck.author_id, Fate.NAMELESS, "content_checks", blank={"words": None}),
        Holding(ContentCheck.decided_by, Fate.OF_OTHERS),
        Holding(PersonalCopy.user_id, Fate.DELETED),
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
    for part in PARTS:
        found |= part.more(user_id)
        found |= {each.section: each.rows(user_id) for each in part.holdings if each.section}
    return found


def are_at_rest(user_id: int) -> bool:
    """Say whether nothing of a person's is under way that an erasure would break."""
    return all(part.is_at_rest(user_id) for part in PARTS)


def kept(user_id: int) -> list[dict[str, Any]]:
    """Return what stays of a person, with the law that says so; empty sections are left out."""
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
        if each.law is not None and (count := each.count(user_id))
    ]


def erase(user_id: int) -> None:
    """Let everything go that no law keeps."""
    for part in PARTS:
        part.let_go(user_id)
    place = {table: number for number, table in enumerate(Base.metadata.sorted_tables)}
    holdings = [each for part in PARTS for each in part.holdings]
    # What refers to a row goes before it.
    for each in sorted(holdings, key=lambda holding: place[holding.table], reverse=True):
        each.erase(user_id)
