"""Paper cards: a QR code that says which card it is, and nothing about anybody.

A card proves that its holder's card was there. Who stands there is for the leader to say who
scans it: scanning is a deed of hers, with her name.
"""

import base64
import hmac
import secrets
from collections.abc import Collection

import sqlalchemy as sa

from app.core import audit, clock, crypto, rotation
from app.core.auth import Actor
from app.core.db import add, session
from app.core.errors import ConflictError, InvalidError
from app.families.models import Household, HouseholdMember, PaperCard

PURPOSE = "paper card"
PREFIX = "WGC1"
TOKEN_BYTES, SIGNATURE_CHARACTERS = 16, 16  # capital letters and digits: a small QR code


def issue(actor: Actor, holder_id: int, organisation_id: int) -> PaperCard:
    """Issue a card; the caller holds the household's row, so that one of a person is good."""
    revoke(actor, holder_id, organisation_id)
    token = _base32(secrets.token_bytes(TOKEN_BYTES))
    row = PaperCard(holder_id=holder_id, token=token, issued_by=actor.user_id)
    row.sealed = crypto.seal(_sign(token).encode(), PURPOSE, token)
    row.issued_at = clock.now()
    audit.record(
        actor, "card.issue", add(row), on_behalf_of=holder_id, organisation_id=organisation_id
    )
    return row


def revoke(actor: Actor, holder_id: int, organisation_id: int) -> None:
    """Make a person's card void; without one nothing happens."""
    row = held_by([holder_id]).get(holder_id)
    if row is None:
        return
    row.revoked_at, row.revoked_by = clock.now(), actor.user_id
    audit.record(actor, "card.revoke", row, on_behalf_of=holder_id, organisation_id=organisation_id)


def text_of(card: PaperCard) -> str:
    """Return what is in a card's QR code."""
    return f"{PREFIX}.{card.token}.{_printed(card)}"


def read(text: str) -> PaperCard:
    """Return the card that a QR code's text belongs to; raise unless it is one, and good."""
    prefix, _, rest = text.strip().upper().partition(".")
    token, _, signature = rest.partition(".")
    card = session().scalar(sa.select(PaperCard).where(PaperCard.token == token))
    if (
        prefix != PREFIX
        or card is None
        or not hmac.compare_digest(_printed(card).encode(), signature.encode())
    ):
        raise InvalidError(
            "card_invalid",
            "这不是本平台的纸质卡，请核对；无法扫描时请用点名。",
            "This is no paper card of this platform. If a card cannot be scanned, call the roll.",
        )
    if card.revoked_at is not None:
        raise ConflictError(
            "card_revoked",
            "该卡已作废（遗失或已换新卡），请核实持卡人并补办。",
            "This card is void: lost or replaced. Make sure who holds it, and issue another one.",
        )
    return card


def held_by(user_ids: Collection[int]) -> dict[int, PaperCard]:
    """Return the good cards of these people, by holder."""
    good = sa.select(PaperCard).where(
        PaperCard.holder_id.in_(user_ids), PaperCard.revoked_at.is_(None)
    )
    return {row.holder_id: row for row in session().scalars(good)} if user_ids else {}


def good_ones(
    organisation_id: int, household_id: int | None, after: int, limit: int
) -> list[PaperCard]:
    """Return good cards of an organisation's households in order of issue."""
    rows = (
        sa.select(PaperCard)
        .join(HouseholdMember, HouseholdMember.user_id == PaperCard.holder_id)
        .join(Household, Household.id == HouseholdMember.household_id)
        .where(
            Household.organisation_id == organisation_id,
            HouseholdMember.left_at.is_(None),
            PaperCard.revoked_at.is_(None),
            PaperCard.id > after,
        )
        .order_by(PaperCard.id)
        .limit(limit)
    )
    if household_id is not None:
        rows = rows.where(Household.id == household_id)
    return list(session().scalars(rows))


def reseal(after: int, limit: int) -> rotation.Progress | None:
    """Seal the next signatures under the present key; printed cards stay good."""
    return rotation.walk(PaperCard, _reseal, after, limit)


def _reseal(card: PaperCard) -> bool:
    sealed = crypto.reseal(card.sealed, PURPOSE, card.token)
    if sealed is None:
        return False
    card.sealed = sealed
    return True


def _printed(card: PaperCard) -> str:
    return crypto.unseal(card.sealed, PURPOSE, card.token).decode()


def _sign(token: str) -> str:
    return _base32(bytes.fromhex(crypto.sign(token, PURPOSE)))[:SIGNATURE_CHARACTERS]


def _base32(content: bytes) -> str:
    return base64.b32encode(content).decode().rstrip("=")
