"""What tests need to be there before they begin; call these inside ``with work():``."""

import itertools

from app.accounts.models import User
from app.core import clock
from app.core.auth import Actor, Grant, RoleName
from app.core.db import add
from app.orgs import service as orgs
from app.orgs.models import Organisation, OrganisationKind

_numbers = itertools.count(1)
# May do everything everywhere, like the installation itself.
SYSTEM = Actor(0, (Grant(RoleName.ADMINISTRATOR, None),))


def make_user(nickname: str | None = None) -> User:
    """Make a person without any role."""
    return add(User(nickname=nickname or f"志愿者{next(_numbers)}", created_at=clock.now()))


def make_organisation(
    parent: Organisation | None = None,
    name: str | None = None,
    kind: OrganisationKind = OrganisationKind.STATION,
    place: Organisation | None = None,
) -> Organisation:
    """Make an organisation below the given one, or a root; a team serves at the place."""
    name = name or f"组织{next(_numbers)}"
    ids = [each.id if each else None for each in (parent, place)]
    return orgs.create_organisation(SYSTEM, name, kind, *ids)


def actor_with(role: RoleName | str, organisation_id: int | None = None, user_id: int = 1) -> Actor:
    """Give somebody who holds just this role."""
    return Actor(user_id, (Grant(RoleName(role), organisation_id),))
