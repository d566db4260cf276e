"""How old people are: the ID number says it, and it is opened for no longer than that takes."""

import json
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from app.accounts import idnumber
from app.accounts.idnumber import IdNumber
from app.accounts.models import AgeSource, AgeWord, IdentityVerification
from app.core import clock, crypto
from app.core.db import session

SEALED_FOR, WORD_SEALED_FOR = "real name", "age word"
CERTAIN = frozenset({AgeSource.VERIFIED, AgeSource.NUMBER, AgeSource.PAPER})


class Opened(NamedTuple):
    """A name and number for as long as somebody computes with them; never returned to anybody."""

    name: str
    number: IdNumber


class Standing(NamedTuple):
    """What is known of somebody's age on a day."""

    source: AgeSource | None = None
    minor: bool | None = None  # None: nobody has said anything
    age: int | None = None  # in full years; as young as they can be
    until: date | None = None  # of a minor: the day of coming of age

    @property
    def is_certain(self) -> bool:
        """Whether it is known from more than what somebody said."""
        return self.source in CERTAIN


def today() -> date:
    """Return the day it is in China."""
    return clock.day_of(clock.now())


def standing(user_id: int, day: date) -> Standing:
    """Return what a person's number says of their age, or else what is kept of it."""
    row = find_row(user_id)
    if row is not None:
        return by_number(row.sealed, user_id, day)
    word = find_word(user_id)
    return Standing() if word is None else by_word(word.source, word.sealed, user_id, day)


def age_of(user_id: int, day: date) -> int | None:
    """Return how old a person is on a day; None if that is not known for certain."""
    known = standing(user_id, day)
    return known.age if known.is_certain else None


def is_minor(user_id: int) -> bool | None:
    """Say whether a person is under 18 today; None if their age is not known for certain."""
    age = age_of(user_id, today())
    return None if age is None else age < idnumber.OF_AGE


def by_number(sealed: bytes, user_id: int, day: date) -> Standing:
    """Return what a number says; raise ``ValueError`` if it is another person's."""
    number = unsealed(sealed, user_id).number
    age = number.age_on(day)
    if age >= idnumber.OF_AGE:
        return Standing(AgeSource.VERIFIED, minor=False, age=age)
    return Standing(AgeSource.VERIFIED, True, age, idnumber.of_age_on(number.born_on))


def by_word(source: AgeSource, sealed: bytes | None, user_id: int, day: date) -> Standing:
    """Return what is kept without a number; raise ``ValueError`` if it is another person's."""
    if sealed is None:
        return Standing(source, minor=source is AgeSource.WARD)
    until = word_until(sealed, user_id)
    if day >= until:
        return Standing(source, minor=False)
    return Standing(source, True, idnumber.age_before(until, day), until)


def find_row(user_id: int) -> IdentityVerification | None:
    """Return what is kept of a person's real name, sealed."""
    return session().scalar(
        sa.select(IdentityVerification).where(IdentityVerification.user_id == user_id)
    )


def find_word(user_id: int) -> AgeWord | None:
    """Return what is kept of a person's age without a number, sealed."""
    return session().scalar(sa.select(AgeWord).where(AgeWord.user_id == user_id))


def unsealed(sealed: bytes, user_id: int) -> Opened:
    """Return a name and number; raise ``ValueError`` if they are another person's."""
    name, digits = json.loads(crypto.unseal(sealed, SEALED_FOR, str(user_id)))
    return Opened(name, IdNumber(digits))


def word_until(sealed: bytes, user_id: int) -> date:
    """Return the day of coming of age; raise ``ValueError`` if it is another person's."""
    return date.fromisoformat(crypto.unseal(sealed, WORD_SEALED_FOR, str(user_id)).decode())
