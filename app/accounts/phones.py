"""Phone numbers that WeChat vouches for: one to one account, sealed, and masked where they show."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Phone, User
from app.core import audit, clock, crypto, rotation
from app.core.attempts import Limit
from app.core.auth import Actor
from app.core.db import add, session
from app.core.errors import ConflictError, NotFoundError
from app.core.queue import find_job
from app.wechat import WeChat

PURPOSE, INDEX = "phone", "phone index"
CLAIM = "app.personal.jobs.claim"  # by name, for the job stands above and knows of imports
OWED_AT_ONCE = 100
BINDINGS = Limit("binding a phone", 10, timedelta(days=1))  # each costs a fee at WeChat


@dataclass(frozen=True, slots=True)
class MaskedPhone:
    """What is shown of a phone number, to its owner as well."""

    number: str
    bound_at: datetime


def bind(actor: Actor, code: str, wechat: WeChat) -> MaskedPhone:
    """Bind the number that WeChat's button gave the code for, in place of one bound before."""
    # Asked before the first statement, so that no lock is held while WeChat thinks.
    BINDINGS.require(str(actor.user_id))
    given = wechat.phone_number(code)
    number = f"+{given.country_code}{given.number}"
    BINDINGS.spend(str(actor.user_id))
    session().execute(
        sa.select(User.id).where(User.id == actor.user_id).with_for_update(key_share=True)
    )
    _require_free(number, actor.user_id)
    row = _find(actor.user_id) or Phone(user_id=actor.user_id)
    try:
        # Filled inside: what is changed before goes to the database before the savepoint does.
        with session().begin_nested():
            row.bound_at, row.looked_at = clock.now(), None
            _fill(row, number)
            audit.record(actor, "phone.bind", add(row), before={}, after={})
    except IntegrityError as error:
        # Two accounts gave the same number at the same moment.
        raise _taken() from error
    find_job(CLAIM).enqueue_after_commit(actor.user_id)
    return _mask(row)


def show(actor: Actor) -> MaskedPhone:
    """Return what may be shown of the actor's number."""
    return _mask(_require(actor.user_id))


def unbind(actor: Actor) -> None:
    """Delete the actor's number."""
    row = _require(actor.user_id)
    audit.record(actor, "phone.unbind", row, before={}, after={})
    session().delete(row)
    session().flush()


def forget(user_id: int) -> None:
    """Delete a person's number."""
    session().execute(sa.delete(Phone).where(Phone.user_id == user_id))


def not_looked_at() -> Iterator[int]:
    """Yield whose numbers may be those of accounts without a login, the oldest first.

    All of them, some at a time: with many something may be under way for long.
    """
    owed = sa.select(Phone.id, Phone.user_id).where(Phone.looked_at.is_(None)).order_by(Phone.id)
    found = session().execute(owed.limit(OWED_AT_ONCE)).all()
    while found:
        yield from (user_id for _, user_id in found)
        found = session().execute(owed.where(Phone.id > found[-1].id).limit(OWED_AT_ONCE)).all()


def note_look(user_id: int) -> None:
    """Note that it was seen whether somebody's number is that of an account without a login."""
    mine = sa.update(Phone).where(Phone.user_id == user_id)
    session().execute(mine.values(looked_at=clock.now()))


def pass_on(source: int, target: int) -> None:
    """Let a person's number be another account's; that one's own, if it has any, stays."""
    number = number_of(source)
    forget(source)
    if number is None or _find(target) is not None:
        return
    row = Phone(user_id=target, bound_at=clock.now(), looked_at=clock.now())
    _fill(row, number)
    add(row)


def number_of(user_id: int) -> str | None:
    """Return a person's number in the open, for a call or a message; never to be shown."""
    row = _find(user_id)
    return None if row is None else _open(row)


def owner_of(number: str) -> int | None:
    """Return whose number this is (with its country: +86…), under whichever key it is indexed."""
    return session().scalar(
        sa.select(Phone.user_id).where(Phone.lookup.in_(crypto.signatures(number, INDEX)))
    )


def owners_of(numbers: Collection[str]) -> dict[str, int]:
    """Return whose these numbers are, of those that are somebody's."""
    lookups = {sign: number for number in numbers for sign in crypto.signatures(number, INDEX)}
    rows = sa.select(Phone.lookup, Phone.user_id).where(Phone.lookup.in_(lookups))
    return {lookups[lookup]: user_id for lookup, user_id in session().execute(rows)}


def reseal(after: int, limit: int) -> rotation.Progress | None:
    """Seal and index the next numbers under the present key; None when there are no more."""
    return rotation.walk(Phone, _reseal, after, limit)


def _find(user_id: int) -> Phone | None:
    return session().scalar(sa.select(Phone).where(Phone.user_id == user_id))


def _require(user_id: int) -> Phone:
    row = _find(user_id)
    if row is None:
        raise NotFoundError("手机号", "phone number")
    return row


def _require_free(number: str, user_id: int) -> None:
    if owner_of(number) not in {None, user_id}:
        raise _taken()


def _fill(row: Phone, number: str) -> None:
    row.sealed = crypto.seal(number.encode(), PURPOSE, str(row.user_id))
    row.lookup = crypto.sign(number, INDEX)


def _open(row: Phone) -> str:
    return crypto.unseal(row.sealed, PURPOSE, str(row.user_id)).decode()


def _reseal(row: Phone) -> bool:
    if crypto.reseal(row.sealed, PURPOSE, str(row.user_id)) is None:
        return False
    _fill(row, _open(row))
    return True


def _mask(row: Phone) -> MaskedPhone:
    number = _open(row).removeprefix("+86")
    shown = f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}" if len(number) > 7 else "***"
    return MaskedPhone(shown, row.bound_at)


def _taken() -> ConflictError:
    return ConflictError(
        "phone_taken",
        "该手机号已绑定其他账号；请用原账号登录并解绑，或请负责人核实。",
        "Another account has this phone number. Log in with that one and unbind it, or ask the "
        "leader.",
        commits=True,  # or the try would not be counted
    )
