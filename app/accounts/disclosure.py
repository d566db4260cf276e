"""What we know about a person, masked for a look, or in the open for a reason that is logged."""

from collections.abc import Collection
from enum import StrEnum
from typing import Any

from app.accounts import ages, phones, wards
from app.accounts.ages import Opened


class PersonalField(StrEnum):
    """What may be asked for, each by itself."""

    REAL_NAME = "real_name"
    BIRTH_DATE = "birth_date"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    GUARDIANS = "guardians"  # their names and phone numbers


F = PersonalField


def is_minor(user_id: int) -> bool:
    """Say whether a person is a minor, by their number, their own or their guardian's word."""
    return wards.needs_guardian(user_id)


def masked(user_id: int) -> dict[str, Any]:
    """Return what may be seen without a reason: that there is something, and its outline."""
    opened, phone = _opened(user_id), phones.number_of(user_id)
    return {
        F.REAL_NAME.value: opened and opened.name[:1] + "*" * max(len(opened.name) - 1, 1),
        F.BIRTH_DATE.value: opened and "****-**-**",
        F.ID_NUMBER.value: opened and opened.number.masked,
        F.PHONE.value: phone and f"***{phone[-4:]}",
        F.GUARDIANS.value: len(wards.guardians_of(user_id)),
    }


def opened(user_id: int, fields: Collection[PersonalField]) -> dict[str, Any]:
    """Return these fields in the open; whoever calls has made sure that it is logged."""
    known = _opened(user_id)
    every: dict[PersonalField, Any] = {
        F.REAL_NAME: known and known.name,
        F.BIRTH_DATE: known and known.number.born_on.isoformat(),
        F.ID_NUMBER: known and known.number.digits,
    }
    found = {field.value: every[field] for field in fields if field in every}
    if F.PHONE in fields:
        found[F.PHONE.value] = phones.number_of(user_id)
    if F.GUARDIANS in fields:
        found[F.GUARDIANS.value] = [_guardian(each) for each in sorted(wards.guardians_of(user_id))]
    return found


def _guardian(user_id: int) -> dict[str, Any]:
    known = _opened(user_id)
    return {
        "user_id": user_id,
        "real_name": known and known.name,
        "phone": phones.number_of(user_id),
    }


def _opened(user_id: int) -> Opened | None:
    row = ages.find_row(user_id)
    return None if row is None else ages.unsealed(row.sealed, user_id)
