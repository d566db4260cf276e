"""How old people are: the ID number says it, and it is opened for no longer than that takes."""

import json
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from app.accounts import idnumber
from app.accounts.idnumber import IdNumber
from app.accounts.models import IdentityVerification
from app.core import clock, crypto
from app.core.db import session

SEALED_FOR = "real name"


class Opened(NamedTuple):
    """A name and number for as long as somebody computes with them; never returned to anybody."""

    name: str
    number: IdNumber


def today() -> date:
    """Return the day it is in China."""
    return clock.day_of(clock.now())


def age_of(user_id: int, day: date) -> int | None:
    """Return how old a person is on a day; None if their age is not known."""
    row = find_row(user_id)
    return None if row is None else unsealed(row.sealed, user_id).number.age_on(day)


def is_minor(user_id: int) -> bool | None:
    """Say whether a person is under 18 today; None if their age is not known."""
    age = age_of(user_id, today())
    return None if age is None else age < idnumber.OF_AGE


def find_row(user_id: int) -> IdentityVerification | None:
    """Return what is kept of a person's real name, sealed."""
    return session().scalar(
        sa.select(IdentityVerification).where(IdentityVerification.user_id == user_id)
    )


def unsealed(sealed: bytes, user_id: int) -> Opened:
    """Return a name and number; raise ``ValueError`` if they are another person's."""
    name, digits = json.loads(crypto.unseal(sealed, SEALED_FOR, str(user_id)))
    return Opened(name, IdNumber(digits))
