"""The unified volunteer number (MZ/T 061-2015), which stands in for the ID number everywhere.

Six digits of the county (GB/T 2260), eight that count its volunteers, and a check digit, so that
a slip of the pen is no other person. It is given at registration and stays.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from flask import current_app

from app.accounts import consents
from app.accounts.models import User
from app.accounts.policy import require_may_look_up
from app.core import audit
from app.core.attempts import Limit
from app.core.auth import Actor
from app.core.db import session
from app.core.errors import InvalidError, NotFoundError

LOOK_UPS = Limit("volunteer look-up", 120, timedelta(hours=1))
AT_ONCE = 2_000


def give(user: User) -> None:
    """Give a person the number, if they have none."""
    if user.volunteer_no is None:
        user.volunteer_no = number_for(user.id)


def number_for(user_id: int) -> str:
    """Return the number that belongs to an account."""
    body = f"{current_app.config['SETTINGS'].area}{user_id:08d}"
    return body + check_of(body)


def swap(first: int, second: int) -> None:
    """Let two accounts, of which one ends, change their numbers: both go on to lead to it."""
    both = sa.select(User.id, User.volunteer_no).where(User.id.in_((first, second)))
    held = {user_id: number for user_id, number in session().execute(both)}  # noqa: C416 - typed
    for user_id, number in ((first, None), (second, held[first]), (first, held[second])):
        this = sa.update(User).where(User.id == user_id)
        session().execute(this.values(volunteer_no=number))
    session().expire_all()


def give_all() -> int:
    """Give a number to those who have none yet, some at a time; return how many."""
    without = sa.select(User).where(User.volunteer_no.is_(None)).order_by(User.id).limit(AT_ONCE)
    people = session().scalars(without.with_for_update(skip_locked=True)).all()
    for each in people:
        give(each)
    session().flush()
    return len(people)


@dataclass(frozen=True, slots=True)
class Found:
    """Who has a number, to somebody who may be a stranger."""

    id: int
    nickname: str
    volunteer_no: str


def look_up(actor: Actor, text: str) -> Found:
    """Return who has a number; for coordinators, counted and noted down."""
    require_may_look_up(actor)
    number = parse(text)
    LOOK_UPS.spend(str(actor.user_id))
    found = session().scalar(
        sa.select(User).where(User.volunteer_no == number, User.erased_at.is_(None))
    )
    if found is None:
        raise NotFoundError("志愿者", "volunteer")
    if found.joined_into is not None:
        found = session().get_one(User, found.joined_into)
    audit.record(actor, "volunteer.look_up", found, before={}, after={})
    return Found(found.id, consents.public_name(found), found.volunteer_no or number)


def parse(text: str) -> str:
    """Return the digits of a number as somebody typed it; raise if they cannot be one."""
    digits = re.sub(r"[\s-]", "", text)
    if not re.fullmatch("[0-9]{15,24}", digits) or check_of(digits[:-1]) != digits[-1]:
        raise InvalidError(
            "volunteer_no_invalid",
            "志愿者编号有误，请核对后重新输入。",
            "This is no volunteer number: a digit is wrong. Check it and enter it again.",
            fields={"volunteer_no": ["check digit"]},
        )
    return digits


def check_of(body: str) -> str:
    """Return the check digit (ISO 7064, MOD 11,10), which finds every single wrong digit.

    >>> check_of("0794")
    '5'
    """
    product = 10
    for digit in body:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)
