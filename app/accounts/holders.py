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
    ranked = sorted(grants, key=lambda grant: nearest.get(grant.organisation_id or 0, 1))
    return list(dict.fromkeys(grant.user_id for grant in ranked))[:HOLDERS]


def nearest(
    role: RoleName, path: Sequence[int], first: Collection[int] = (), *, but: int = 0
) -> list[int]:
    """Return a few who are told of what comes every day: ``first`` those who know of it, if able.

    ``but``: whom it is about, who does not decide about themselves.
    """
    able = [each for each in holders_near(role, path) if each != but]
    return sorted(able, key=lambda each: each not in first)[:FEW]
