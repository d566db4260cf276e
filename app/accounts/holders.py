"""Who holds a role for an organisation, and is to be told of something there."""

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from app.accounts.models import RoleGrant
from app.core.auth import RoleName
from app.core.db import session

HOLDERS = 20  # that are told of one thing, the nearest first
FEW = 3  # who are told of what comes every day


def holders_near(role: RoleName, path: Sequence[int]) -> list[int]:
    """Return some who hold a role, or a higher one, for an organisation: the nearest first."""
    return list(dict.fromkeys(user_id for _rank, user_id in _ranked(role, path)))[:HOLDERS]


def holders_at(role: RoleName, path: Sequence[int]) -> list[int]:
    """Return those who hold it for the nearest organisation for which anybody does."""
    ranked = _ranked(role, path)
    at_nearest = [user_id for rank, user_id in ranked if rank == ranked[0][0]]
    return list(dict.fromkeys(at_nearest))[:HOLDERS]


def a_few_near(
    role: RoleName, path: Sequence[int], first: Collection[int] = (), *, but: int = 0
) -> list[int]:
    """Return a few who are told of what comes every day: ``first`` those who know of it, if able.

    ``but``: whom it is about, who does not decide about themselves.
    """
    able = [each for each in holders_near(role, path) if each != but]
    return sorted(able, key=lambda each: each not in first)[:FEW]


def _ranked(role: RoleName, path: Sequence[int]) -> list[tuple[int, int]]:
    """Return how far away a role is held and by whom, the nearest first."""
    nearest = {organisation_id: -depth for depth, organisation_id in enumerate(path)}
    grants = session().execute(
        sa.select(RoleGrant.user_id, RoleGrant.organisation_id)
        .where(
            RoleGrant.role.in_([each for each in RoleName if each.rank >= role.rank]),
            RoleGrant.organisation_id.in_(path) | RoleGrant.organisation_id.is_(None),
        )
        .order_by(RoleGrant.id)
        .limit(10 * HOLDERS)
    )
    ranked = ((nearest.get(each.organisation_id or 0, 1), each.user_id) for each in grants)
    return sorted(ranked, key=lambda each: each[0])
