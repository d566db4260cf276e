"""Joining to a person the account that was imported under the phone number that they bind.

WeChat vouches for the number, the import for whom it belongs to. The account with sealed records
goes on, else the one that is logged in; of two that cannot be joined nothing is touched, and the
person is told whom to ask. A role is never passed on: who granted it to a row of a list, grants it
to the person.
"""

from collections.abc import Iterator

from app.accounts import claims, numbers, phones
from app.accounts import service as accounts
from app.accounts.models import User
from app.core import audit
from app.core.db import session
from app.imports import service as imports
from app.notices import service as notices
from app.notices.kinds import Kind
from app.personal import joining, parts

ROLES = "role_grants"


def owed() -> Iterator[int]:
    """Yield whose numbers nobody has looked at yet."""
    return phones.not_looked_at()


def look(user_id: int) -> None:
    """Join what was imported under a person's number; once, and when nothing is under way."""
    accounts.lock_user(user_id)
    number = phones.number_of(user_id)
    listed = None if number is None else imports.person_under(number)
    if listed is None or listed == user_id or not _is_waiting(listed):
        phones.note_look(user_id)
        return
    accounts.lock_user(listed)
    if not (parts.are_at_rest(user_id) and parts.are_at_rest(listed)):
        return  # the sweep asks again
    phones.note_look(user_id)
    in_the_way = parts.refusals(listed)
    if not in_the_way:
        numbers.swap(listed, user_id)  # the number of the list was given out
        _join(listed, user_id)
    elif ROLES not in in_the_way and not parts.refusals(user_id):
        _join(user_id, listed)
    else:
        _refuse(user_id, listed)


def _is_waiting(user_id: int) -> bool:
    user = accounts.get_user(user_id)
    gone = user.erased_at is not None or user.joined_into is not None
    return not gone and not claims.is_claimed(user_id)


def _join(source: int, target: int) -> None:
    joining.join(source, target)
    values = {"volunteer_no": _number(target)}
    notices.notify(target, Kind.ACCOUNT_JOINED, values, key=f"joined {source}")


def _refuse(user_id: int, listed: int) -> None:
    row = session().get_one(User, listed)
    audit.record(None, "account.join_refused", row, on_behalf_of=user_id, before={}, after={})
    values = {"volunteer_no": _number(listed)}
    notices.notify(user_id, Kind.ACCOUNT_NOT_JOINED, values, key=f"not joined {listed}")


def _number(user_id: int) -> str:
    return accounts.get_user(user_id).volunteer_no or ""
