"""Growing the tree of organisations, finding one's place in it, and giving roles there."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.exc import IntegrityError

from app.accounts import service as accounts
from app.accounts.models import RoleGrant
from app.core import audit, clock, paging
from app.core.auth import Actor, RoleName
from app.core.cache import cached
from app.core.db import add, session
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.orgs.models import DEPTH, Organisation, OrganisationKind


def create_organisation(
    actor: Actor, name: str, kind: OrganisationKind, parent_id: int | None = None
) -> Organisation:
    """Add an organisation below another one; for administrators there.

    A new root, without parent, is for those who are administrators everywhere.
    """
    path = path_of(parent_id) if parent_id is not None else ()
    actor.require(RoleName.ADMINISTRATOR, path)
    _require_shallow(path)
    _require_new(name, parent_id)
    new = _plant(name, kind, path)
    audit.record(actor, "organisation.create", new, organisation_id=new.id)
    return new


def ensure_root(name: str) -> Organisation:
    """Return the first organisation of this installation, made under this name if there is none."""
    first = _roots().order_by(Organisation.id).limit(1)
    existing = session().scalar(first)
    if existing is not None:
        return existing
    try:
        with session().begin_nested():
            return _plant(name, OrganisationKind.CENTRE, ())
    except IntegrityError:
        # Another process that starts at this moment was quicker.
        return session().scalars(first).one()


def get_organisation(organisation_id: int) -> Organisation:
    """Return an organisation by id."""
    found = session().get(Organisation, organisation_id)
    if found is None:
        raise NotFoundError("组织", "organisation")
    return found


@cached(4096)
def path_of(organisation_id: int) -> tuple[int, ...]:
    """Return the ids from the root down to the organisation."""
    return get_organisation(organisation_id).ancestry


def ids_below(organisation_ids: Collection[int | None]) -> sa.Select[int]:
    """Return the query for the ids of these organisations and of all below them."""
    top = orm.aliased(Organisation)
    return (
        sa.select(Organisation.id)
        .join(top, Organisation.path.startswith(top.path))
        .where(top.id.in_([each for each in organisation_ids if each is not None]))
    )


def default_for(actor: Actor) -> Organisation:
    """Return the organisation that is meant when the actor names none."""
    own = {grant.organisation_id for grant in actor.grants} - {None}
    if len(own) == 1:
        return get_organisation(own.pop() or 0)
    roots = [] if own else list(session().scalars(_roots().limit(2)))
    if len(roots) != 1:
        raise InvalidError(
            "organisation_required",
            "请指明组织（organisation_id）。",
            "Say which organisation is meant: organisation_id.",
            fields={"organisation_id": ["required"]},
        )
    return roots[0]


def list_children(parent_id: int | None, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the organisations right below one, or of the roots."""
    below = sa.select(Organisation).where(Organisation.parent_id == parent_id)
    if parent_id is not None:
        get_organisation(parent_id)
    return paging.page(below, [Organisation.id], query)


def grant_role(
    actor: Actor, user_id: int, role: RoleName, organisation_id: int | None
) -> RoleGrant:
    """Give a person a role in an organisation; for administrators there."""
    return accounts.grant_role(actor, user_id, role, _scope(organisation_id))


def revoke_role(actor: Actor, user_id: int, grant_id: int) -> None:
    """Take a role from a person; for administrators of the organisation that it holds for."""
    grant = accounts.get_grant(user_id, grant_id)
    accounts.revoke_role(actor, grant, _scope(grant.organisation_id))


def _scope(organisation_id: int | None) -> tuple[int, ...]:
    return () if organisation_id is None else path_of(organisation_id)


def _roots() -> sa.Select[Organisation]:
    return sa.select(Organisation).where(Organisation.parent_id.is_(None))


def _plant(name: str, kind: OrganisationKind, path: tuple[int, ...]) -> Organisation:
    new = Organisation(name=name, kind=kind, parent_id=path[-1] if path else None, path="")
    new.created_at = clock.now()
    add(new)
    new.path = f"/{'/'.join(map(str, (*path, new.id)))}/"
    session().flush()
    return new


def _require_shallow(path: tuple[int, ...]) -> None:
    if len(path) >= DEPTH:
        raise InvalidError(
            "organisation_too_deep",
            f"组织最多 {DEPTH} 级，请选择更高一级的上级组织。",
            f"The tree may have {DEPTH} levels. Choose a parent nearer to the root.",
            limit=DEPTH,
        )


def _require_new(name: str, parent_id: int | None) -> None:
    same = sa.select(Organisation.id).where(
        Organisation.name == name, Organisation.parent_id.is_not_distinct_from(parent_id)
    )
    if session().scalar(same) is not None:
        raise ConflictError(
            "organisation_exists",
            "同一上级下已有同名组织，请换一个名称。",
            "There is an organisation of that name beside it. Choose another name.",
        )
