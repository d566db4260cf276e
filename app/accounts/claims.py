"""Which accounts are one person's: whether anybody logged in, and how one ends in another.

An account that ended keeps its chains of sealed records. What sums or lists what a person has
therefore asks with ``theirs``, and what counts people counts ``person``.
"""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.accounts import tokens
from app.accounts.models import Guardianship, Identity, Login, RoleGrant, User
from app.core import audit
from app.core.auth import Actor, RoleName
from app.core.db import session

Column = InstrumentedAttribute[Any]
JOINED = "已合并账号"


def is_claimed(user_id: int) -> bool:
    """Say whether anybody ever logged in to an account."""
    ways = (
        sa.select(Identity.id).where(Identity.user_id == user_id),
        sa.select(Login.id).where(Login.user_id == user_id),
    )
    return any(session().scalar(way.limit(1)) is not None for way in ways)


def mark_claimed(people: Sequence[User]) -> None:
    """Say of each of these people whether anybody ever logged in as them."""
    asked = sa.select(Identity.user_id).where(Identity.user_id.in_([each.id for each in people]))
    known = set(session().scalars(asked))
    for each in people:
        each.claimed = each.id in known


def are_bound(one: int, other: int) -> bool:
    """Say whether one of two people is, or was, the other's guardian: then they are two."""
    both = {one, other}
    bond = sa.select(Guardianship.id).where(
        Guardianship.ward_id.in_(both), Guardianship.guardian_id.in_(both)
    )
    return session().scalar(bond.limit(1)) is not None


def leads(user_id: int) -> bool:
    """Say whether somebody has a role of trust, which nobody but an administrator gives."""
    role = RoleGrant.user_id == user_id, RoleGrant.role != RoleName.VOLUNTEER
    return session().scalar(sa.select(RoleGrant.id).where(*role).limit(1)) is not None


def accounts_of(user_id: int) -> list[int]:
    """Return a person's account, and those that ended in it."""
    ended = sa.select(User.id).where(User.joined_into == user_id).order_by(User.id)
    return [user_id, *session().scalars(ended)]


def theirs(column: Column, user_id: int) -> sa.ColumnElement[bool]:
    """Return the condition that rows are of a person's account, or of one that ended in it."""
    mine = sa.select(User.id).where(sa.or_(User.id == user_id, User.joined_into == user_id))
    return column.in_(mine)


def person(column: Column) -> sa.ColumnElement[int]:
    """Return whose rows are in a query: of an account that ended, whoever it ended in."""
    other = aliased(User)
    into = sa.select(other.joined_into).where(other.id == column).scalar_subquery()
    return sa.func.coalesce(into, column)


def persons(user_ids: Collection[int]) -> dict[int, int]:
    """Return the account that goes on for each of these."""
    rows = session().execute(sa.select(User.id, User.joined_into).where(User.id.in_(user_ids)))
    return {own: into or own for own, into in rows}


def retire(source: int, target: int, actor: Actor | None = None) -> None:
    """End an account in whose place another one goes on, and with it those that ended in it."""
    tokens.end_all(source)
    user = session().get_one(User, source)
    user.joined_into, user.nickname = target, JOINED
    audit.record(actor, "account.join", user, on_behalf_of=target)
    session().flush()
    earlier = sa.update(User).where(User.joined_into == source)
    session().execute(earlier.values(joined_into=target))
