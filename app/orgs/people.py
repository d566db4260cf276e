"""Who has to do with an organisation: for its own coordinators, and for nobody else."""

from typing import Any

import sqlalchemy as sa

from app.accounts import claims
from app.accounts.models import User
from app.core import paging
from app.core.auth import Actor, RoleName
from app.core.db import session
from app.orgs import service
from app.orgs.teams import people_of


def list_people(actor: Actor, organisation_id: int, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of those who hold a role or are in a team, here or below."""
    actor.require(RoleName.COORDINATOR, service.path_of(organisation_id))
    found = sa.select(User).where(User.id.in_(people_of(organisation_id)))
    listed = paging.page(found, [User.id], query)
    claims.mark_claimed(listed["items"])
    return listed


def count(organisation_id: int) -> int:
    """Return how many hold a role or are in a team, here or below."""
    found = people_of(organisation_id).subquery()
    return session().scalar(sa.select(sa.func.count()).select_from(found)) or 0
