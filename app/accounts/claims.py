"""Accounts that others made for people: whether anybody logged in, and how one ends in another."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.accounts import tokens
from app.accounts.models import Identity, Login, User
from app.core import audit
from app.core.db import session

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


def retire(source: int, target: int) -> None:
    """End an account in whose place another one goes on."""
    tokens.end_all(source)
    user = session().get_one(User, source)
    user.joined_into, user.nickname = target, JOINED
    audit.record(None, "account.join", user, on_behalf_of=target)
    session().flush()
