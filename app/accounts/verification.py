"""Real names: one number to one account, sealed where they lie, masked where they show."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts import age_words, ages, consents, idnumber, wards
from app.accounts.ages import SEALED_FOR, Opened, find_row, today, unsealed
from app.accounts.idnumber import OF_AGE, IdNumber
from app.accounts.models import AgeSource, GuardianPurpose, IdentityVerification, Purpose, User
from app.core import audit, clock, crypto, rotation
from app.core.attempts import Limit
from app.core.auth import Actor
from app.core.db import add, session
from app.core.errors import ConflictError, NotFoundError

INDEX = "real name index"
# Of numbers that others have: with more, one could find out who has an account.
TRIES = Limit("verifying an identity", 5, timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Masked:
    """What is shown of a real name, to its owner as well."""

    name: str
    number: str
    minor: bool
    verified_at: datetime


def verify(actor: Actor, name: str, number: str) -> Masked:
    """Keep the actor's real name, or correct the name to the same number."""
    if not consents.agrees(actor.user_id, Purpose.REAL_NAME):
        raise consents.consent_needed(Purpose.REAL_NAME)
    parsed = idnumber.parse(number, today())
    child = parsed.age_on(today()) < idnumber.WITHOUT_GUARDIAN
    if child and not wards.guardian_agrees(actor.user_id, GuardianPurpose.REAL_NAME):
        raise wards.guardian_needed()
    session().execute(
        sa.select(User.id).where(User.id == actor.user_id).with_for_update(key_share=True)
    )
    row = find_row(actor.user_id)
    if row is not None and _open(row).number != parsed:
        raise _differs()
    _require_no_older(actor.user_id, parsed)
    TRIES.spend(str(actor.user_id))
    _require_free(parsed, actor.user_id)
    row = row or IdentityVerification(user_id=actor.user_id)
    row.verified_at = clock.now()
    _fill(row, Opened(name, parsed))
    try:
        with session().begin_nested():
            add(row)
    except IntegrityError as error:
        # Two accounts gave the same number at the same moment.
        raise _taken() from error
    TRIES.give_back(str(actor.user_id))
    age_words.forget(actor.user_id)
    # Whose and when, nothing else: name and number stay sealed.
    audit.record(actor, "identity.verify", row, before={}, after={"verified_at": row.verified_at})
    return _mask(row)


def show(actor: Actor) -> Masked:
    """Return what may be shown of the actor's real name."""
    row = find_row(actor.user_id)
    if row is None:
        raise NotFoundError("实名信息", "verified identity")
    return _mask(row)


def forget(user_id: int) -> None:
    """Delete a person's real name, number and index; of a minor stays until when they are one."""
    age_words.keep_of_number(user_id)
    session().execute(
        sa.delete(IdentityVerification).where(IdentityVerification.user_id == user_id)
    )


def pass_on(source: int, target: int, *, agreed: bool) -> None:
    """Let a real name be another account's, sealed to it, if that one agreed and has none."""
    row = find_row(source)
    if row is None:
        return
    opened, verified_at = _open(row), row.verified_at
    forget(source)
    if agreed and find_row(target) is None:
        moved = IdentityVerification(user_id=target, verified_at=verified_at)
        _fill(moved, opened)
        add(moved)


def reseal(after: int, limit: int) -> rotation.Progress | None:
    """Seal and index the next names under the present key; None when there are no more."""
    return rotation.walk(IdentityVerification, _reseal, after, limit)


def _require_free(number: IdNumber, user_id: int) -> None:
    """Raise if another account has the number, under whichever key it is indexed."""
    lookups = crypto.signatures(number.digits, INDEX)
    other = sa.select(IdentityVerification.id).where(
        IdentityVerification.lookup.in_(lookups), IdentityVerification.user_id != user_id
    )
    if session().scalar(other) is not None:
        raise _taken()


def _require_no_older(user_id: int, number: IdNumber) -> None:
    """Raise if the number makes somebody grown whose own number said that they are not."""
    known = ages.standing(user_id, today())
    if known.source is AgeSource.NUMBER and known.minor and number.age_on(today()) >= OF_AGE:
        raise ConflictError(
            "age_contradicts",
            "本账号此前实名的身份证号码属未成年人，不能改用成年人的号码；确系当时填错的，"
            "请联系平台管理员核实更正。",
            "The number that this account was verified with before is a minor's; a grown person's "
            "cannot take its place. If that one was wrong, ask the administrators to correct it.",
        )


def _fill(row: IdentityVerification, opened: Opened) -> None:
    plain = json.dumps([opened.name, opened.number.digits], ensure_ascii=False).encode()
    row.sealed = crypto.seal(plain, SEALED_FOR, str(row.user_id))
    row.lookup = crypto.sign(opened.number.digits, INDEX)


def _open(row: IdentityVerification) -> Opened:
    return unsealed(row.sealed, row.user_id)


def _reseal(row: IdentityVerification) -> bool:
    if crypto.reseal(row.sealed, SEALED_FOR, str(row.user_id)) is None:
        return False
    _fill(row, _open(row))
    return True


def _mask(row: IdentityVerification) -> Masked:
    name, number = _open(row)
    shown = name[0] + "*" * (len(name) - 1) if len(name) > 1 else "*"
    minor = number.age_on(today()) < idnumber.OF_AGE
    return Masked(shown, number.masked, minor, row.verified_at)


def _differs() -> ConflictError:
    return ConflictError(
        "identity_differs",
        "本账号已用其他身份证号码实名；如当时填错，请先撤回实名同意，再重新认证。",
        "This account is verified with another number. If that was wrong, withdraw the consent to "
        "real names and verify again.",
    )


def _taken() -> ConflictError:
    return ConflictError(
        "identity_taken",
        "该身份证号码已在其他账号实名；请用原账号登录，或请负责人核实。",
        "Another account is verified with this number. Log in with that one, or ask the leader.",
        commits=True,  # or the try would not be counted
    )
