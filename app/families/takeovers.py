"""Codes for people who have a phone now: with one they take over the account made for them.

A leader who acts for somebody gives it to them, said or printed beside their card. It is short,
for it is typed by hand, so it is good once, not for long, and guessing is counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from app.accounts import claims
from app.core import audit, clock, crypto, typed_codes
from app.core.attempts import Limit
from app.core.auth import Actor
from app.core.db import add, session
from app.core.errors import ConflictError, ForbiddenError, InvalidError
from app.families import cards, service
from app.families.models import HouseholdMember, PaperCard, TakeoverCode

LENGTH = 8
SAID_FOR, PRINTED_FOR = timedelta(days=1), timedelta(days=7)
TRIES = Limit("taking an account over", 5, timedelta(hours=1))
_LOOKUP = "takeover code"


@dataclass(frozen=True, slots=True)
class Issued:
    """A code as it is shown once."""

    code: str
    expires_at: datetime


def issue(actor: Actor, household_id: int, member_id: int) -> Issued:
    """Make a code for a household's member; an earlier one is worth nothing any more."""
    household = service.member_of(actor, household_id, member_id)
    if claims.is_claimed(member_id):
        raise ConflictError(
            "account_claimed",
            "该成员已在用自己的账号登录，无需认领码。",
            "This member logs in by themselves already and needs no code.",
        )
    return _make(actor, member_id, household.organisation_id, SAID_FOR)


def for_sheet(actor: Actor, rows: Iterable[PaperCard], organisation_id: int) -> dict[int, Issued]:
    """Make a code for each card that is printed, whose holder nobody logs in as, by card."""
    return {
        card.id: _make(actor, card.holder_id, organisation_id, PRINTED_FOR)
        for card in rows
        if card.holder_id != actor.user_id and not claims.is_claimed(card.holder_id)
    }


def redeem(actor: Actor, code: str) -> TakeoverCode:
    """Use a code up; of two who send it at once one is refused, as is who issued it."""
    TRIES.spend(str(actor.user_id))
    found = session().scalar(
        sa.update(TakeoverCode)
        .where(
            TakeoverCode.lookup.in_(crypto.signatures(typed_codes.plain(code), _LOOKUP)),
            TakeoverCode.used_at.is_(None),
            TakeoverCode.expires_at > clock.now(),
        )
        .values(used_at=clock.now())
        .returning(TakeoverCode.id)
    )
    if found is None:
        raise _invalid()
    row = session().get_one(TakeoverCode, found, populate_existing=True)
    if row.issued_by == actor.user_id:
        raise ForbiddenError(
            "own_takeover_code",
            "不能使用自己发出的认领码，请交给本人在其手机上输入。",
            "Nobody uses a code that they issued. Give it to the person, for their own phone.",
        )
    return row


def end_acting(actor: Actor, code: TakeoverCode) -> None:
    """Let nobody act any more for who took their account over; their card is void."""
    member = session().scalar(
        sa.select(HouseholdMember).where(
            HouseholdMember.user_id == code.member_id, HouseholdMember.left_at.is_(None)
        )
    )
    if member is None:
        raise _invalid()
    cards.revoke(actor, code.member_id, code.organisation_id)
    member.left_at = clock.now()
    audit.record(
        actor, "household.leave", member,
        on_behalf_of=code.member_id, organisation_id=code.organisation_id,
    )  # fmt: skip
    session().flush()


def purge() -> None:
    """Delete codes whose time is over."""
    session().execute(sa.delete(TakeoverCode).where(TakeoverCode.expires_at <= clock.now()))


def _make(actor: Actor, member_id: int, organisation_id: int, lasts: timedelta) -> Issued:
    now = clock.now()
    session().execute(
        sa.update(TakeoverCode)
        .where(TakeoverCode.member_id == member_id, TakeoverCode.used_at.is_(None))
        .values(used_at=now)
    )
    code = typed_codes.make(LENGTH)
    row = TakeoverCode(
        member_id=member_id,
        organisation_id=organisation_id,
        lookup=crypto.sign(code, _LOOKUP),
        issued_by=actor.user_id,
        issued_at=now,
        expires_at=now + lasts,
    )
    audit.record(
        actor, "takeover.issue", add(row), before={}, after={"expires_at": row.expires_at},
        on_behalf_of=member_id, organisation_id=organisation_id,
    )  # fmt: skip
    return Issued(f"{code[:4]}-{code[4:]}", row.expires_at)


def _invalid() -> InvalidError:
    return InvalidError(
        "takeover_code_invalid",
        "认领码无效、已使用或已过期，请核对，或请负责人重新发放。",
        "This code is wrong, used or expired. Check it, or ask the leader for another one.",
        commits=True,  # the try is counted
    )
