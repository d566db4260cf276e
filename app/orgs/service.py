"""Growing the tree of organisations, finding one's place in it, and giving roles there."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.exc import IntegrityError

from app.core import audit, clock, paging
from app.core.auth import Actor, RoleName
from app.core.db import add, session
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.orgs import policy
from app.orgs.models import Organisation, OrganisationKind, id_of


def create_organisation(
    actor: Actor,
    name: str,
    kind: OrganisationKind,
    parent_id: int | None = None,
    place_id: int | None = None,
) -> Organisation:
    """Add an organisation below another one; for administrators there.

    A new root, without parent, is for those who are administrators everywhere. A team without
    parent begins a tree of its own; it serves at ``place_id``, or where its parent does.
    """
    keep_shape()
    parent = get_open(parent_id) if parent_id is not None else None
    place = place_for(kind, parent, place_id)
    policy.require_end(actor, parent, place)
    policy.require_depth(len(parent.ancestry) + 1 if parent else 1)
    require_new(name, parent_id, id_of(place))
    new = _plant(Organisation(name=name, kind=kind), parent, place)
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
            return _plant(Organisation(name=name, kind=OrganisationKind.CENTRE), None, None)
    except IntegrityError:
        # Another process that starts at this moment was quicker.
        return session().scalars(first).one()


def get_organisation(organisation_id: int) -> Organisation:
    """Return an organisation by id."""
    found = session().get(Organisation, organisation_id)
    if found is None:
        raise NotFoundError("组织", "organisation")
    return found


def get_open(organisation_id: int) -> Organisation:
    """Return an organisation in which something new may happen."""
    found = get_organisation(organisation_id)
    policy.require_open(found)
    return found


def rename(actor: Actor, organisation_id: int, name: str) -> Organisation:
    """Give an organisation another name; for its administrators."""
    found = get_organisation(organisation_id)
    actor.require(RoleName.ADMINISTRATOR, found.scope)
    if name != found.name:
        require_new(name, found.parent_id, found.place_id)
        found.name = name
        audit.record(actor, "organisation.rename", found, organisation_id=found.id)
    return found


def close(actor: Actor, organisation_id: int, reason: str) -> Organisation:
    """Close an organisation that has nothing open below it; closing twice is closing."""
    keep_shape(alone=True)
    found = get_organisation(organisation_id)
    actor.require(RoleName.ADMINISTRATOR, found.scope)
    if found.closed_at is None:
        _require_nothing_open(found)
        found.closed_at = clock.now()
        audit.record(actor, "organisation.close", found, reason=reason, organisation_id=found.id)
    return found


def reopen(actor: Actor, organisation_id: int, reason: str) -> Organisation:
    """Open a closed organisation again, if what it hangs on is open."""
    keep_shape(alone=True)
    found = get_organisation(organisation_id)
    actor.require(RoleName.ADMINISTRATOR, found.scope)
    for above in filter(None, (found.parent_id, found.place_id)):
        get_open(above)
    if found.closed_at is not None:
        found.closed_at = None
        audit.record(actor, "organisation.reopen", found, reason=reason, organisation_id=found.id)
    return found


def path_of(organisation_id: int) -> tuple[int, ...]:
    """Return the ids of those whose roles hold for an organisation, from the county down to it.

    Read each time: a subtree may move, and nothing would tell another process that remembered.
    """
    return get_organisation(organisation_id).scope


def ids_below(organisation_ids: Collection[int | None]) -> sa.Select[int]:
    """Return the query for the ids of these organisations, all below, and the teams of those."""
    top = orm.aliased(Organisation)
    below = Organisation.path.startswith(top.path) | Organisation.place_path.startswith(top.path)
    return (
        sa.select(Organisation.id)
        .join(top, below)
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


def list_organisations(query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of what is right below an organisation, of a place's teams, or of the roots."""
    chosen = sa.select(Organisation)
    if query["place_id"] is not None:
        chosen = chosen.where(Organisation.place_id == get_organisation(query["place_id"]).id)
    elif query["parent_id"] is not None:
        chosen = chosen.where(Organisation.parent_id == get_organisation(query["parent_id"]).id)
    else:
        chosen = _roots()
    if not query["closed"]:
        chosen = chosen.where(Organisation.closed_at.is_(None))
    return paging.page(chosen, [Organisation.id], query)


def keep_shape(*, alone: bool = False) -> None:
    """Let no subtree move while something is added to the tree; ``alone``: nor anything be added.

    The oldest organisation stands for the shape of all. What is loaded after this is as it is.
    """
    oldest = sa.select(Organisation.id).order_by(Organisation.id).limit(1)
    session().execute(oldest.with_for_update(read=not alone))
    session().expire_all()


def place_for(
    kind: OrganisationKind, parent: Organisation | None, place_id: int | None
) -> Organisation | None:
    """Return where a team serves: where it says, or where its parent does; None for a place."""
    policy.require_fitting(kind, parent)
    if not kind.is_team:
        if place_id is not None:
            raise _misplaced(
                "阵地不填 place_id，请填上级组织。", "A place has a parent, no place_id."
            )
        return None
    place_id = place_id or (parent.place_id if parent else None)
    if place_id is None:
        raise _misplaced("请填写队伍的驻地（place_id）。", "Say where the team serves: place_id.")
    place = get_open(place_id)
    if place.kind.is_team:
        raise _misplaced("驻地须是阵地，不能是队伍。", "A team serves at a place, not at a team.")
    return place


def require_new(name: str, parent_id: int | None, place_id: int | None) -> None:
    """Raise if there is an organisation of that name beside it."""
    same = sa.select(Organisation.id).where(
        Organisation.name == name, Organisation.parent_id.is_not_distinct_from(parent_id)
    )
    if parent_id is None:
        same = same.where(Organisation.place_id.is_not_distinct_from(place_id))
    if session().scalar(same) is not None:
        raise ConflictError(
            "organisation_exists",
            "同一上级下已有同名组织，请换一个名称。",
            "There is an organisation of that name beside it. Choose another name.",
        )


def _roots() -> sa.Select[Organisation]:
    return sa.select(Organisation).where(
        Organisation.parent_id.is_(None), Organisation.place_id.is_(None)
    )


def _plant(
    new: Organisation, parent: Organisation | None, place: Organisation | None
) -> Organisation:
    new.parent_id, new.place_id = id_of(parent), id_of(place)
    new.place_path = place.path if place else ""
    new.path, new.created_at = "", clock.now()
    add(new)
    new.path = f"{parent.path if parent else '/'}{new.id}/"
    session().flush()
    return new


def _require_nothing_open(organisation: Organisation) -> None:
    hanging = sa.select(Organisation.name).where(
        (Organisation.parent_id == organisation.id) | (Organisation.place_id == organisation.id),
        Organisation.closed_at.is_(None),
    )
    name = session().scalar(hanging.limit(1))
    if name is not None:
        raise ConflictError(
            "organisation_in_use",
            f"下面还有未停用的组织（如“{name}”），请先停用或移走。",
            f"Something below it is open, as {name}. Close or move that first.",
        )


def _misplaced(zh: str, en: str) -> InvalidError:
    return InvalidError("team_place", zh, en, fields={"place_id": ["invalid"]})
