"""Use case of moving a subtree: every path below follows in the same transaction."""

from typing import Any

import sqlalchemy as sa

from app.accounts.models import RoleGrant
from app.core import audit, limits
from app.core.auth import Actor
from app.core.db import session
from app.core.errors import InvalidError
from app.orgs import people, policy, roles, service
from app.orgs.models import Organisation, id_of

NAMED = 20  # of what moves


def move(actor: Actor, organisation_id: int, values: dict[str, Any]) -> Organisation:
    """Hang an organisation, with all below it, somewhere else; for administrators of both ends.

    Roles go by organisation: who has one in what moves keeps it, who had it through the old end
    has it no more, from the commit on, in every process. What waits for the move reads anew.
    """
    service.keep_shape(alone=True)
    moving = service.get_organisation(organisation_id)
    parent, place = _new_ends(actor, moving, values)
    if (parent, place) != _hangs_on(moving):
        _hang(actor, moving, parent, place, values["reason"])
    return moving


def preview(actor: Actor, organisation_id: int, values: dict[str, Any]) -> dict[str, Any]:
    """Say what a move would take along, and whose roles would begin or end to hold there."""
    moving = service.get_organisation(organisation_id)
    parent, place = _new_ends(actor, moving, values)
    above = {*(parent.ancestry if parent else ()), *(place.ancestry if place else ())}
    old = set(moving.scope) - {moving.id}
    inside = sa.select(Organisation).where(Organisation.id.in_(service.ids_below([moving.id])))
    names = inside.with_only_columns(Organisation.name).order_by(Organisation.id).limit(NAMED)
    count = sa.select(sa.func.count()).select_from(inside.subquery())
    return {
        "organisations": session().scalar(count),
        "names": session().scalars(names).all(),
        "people": people.count(moving.id),
        "losing": _roles_at(old - above),
        "gaining": _roles_at(above - old),
    }


def _roles_at(organisation_ids: set[int]) -> list[dict[str, Any]]:
    held = sa.select(RoleGrant).where(RoleGrant.organisation_id.in_(organisation_ids))
    found = session().scalars(held.order_by(RoleGrant.id).limit(limits.PAGE_SIZE))
    return roles.views(list(found))


def _new_ends(
    actor: Actor, moving: Organisation, values: dict[str, Any]
) -> tuple[Organisation | None, Organisation | None]:
    """Return what it is to hang on, parent and place; raise unless the actor may, and it can."""
    old = _hangs_on(moving)
    parent = service.get_open(values["parent_id"]) if values["parent_id"] is not None else None
    place = service.place_for(moving.kind, parent, _place_id(moving, parent, values))
    for end in (old, (parent, place)):
        policy.require_end(actor, *end)
    if place is not old[1]:
        policy.require_end(actor, None, old[1])
        policy.require_end(actor, None, place)
    if (parent, place) != old:
        _require_possible(moving, parent, place)
    return parent, place


def _place_id(moving: Organisation, parent: Organisation | None, values: dict[str, Any]) -> Any:
    """Return where a team is to serve: where it is told, else where it serves now."""
    return values["place_id"] or moving.place_id or (parent.place_id if parent else None)


def _hangs_on(moving: Organisation) -> tuple[Organisation | None, Organisation | None]:
    ends = (moving.parent_id, moving.place_id)
    parent, place = (each and service.get_organisation(each) for each in ends)
    return parent or None, place or None


def _require_possible(
    moving: Organisation, parent: Organisation | None, place: Organisation | None
) -> None:
    if parent is not None and moving.id in parent.ancestry:
        raise InvalidError(
            "organisation_cycle",
            "不能移到自己或自己的下级之下，请选择其他上级。",
            "It cannot hang below itself. Choose a parent that is not part of it.",
            fields={"parent_id": ["cycle"]},
        )
    policy.require_depth((len(parent.ancestry) if parent else 0) + _levels(moving))
    parent_id, place_id = id_of(parent), id_of(place)
    if parent_id != moving.parent_id or (parent_id is None and place_id != moving.place_id):
        service.require_new(moving.name, parent_id, place_id)


def _levels(top: Organisation) -> int:
    """Return how many levels a subtree has."""
    slashes = sa.func.length(Organisation.path) - sa.func.length(
        sa.func.replace(Organisation.path, "/", "")
    )
    deepest = sa.select(sa.func.max(slashes)).where(Organisation.path.startswith(top.path))
    return int(session().scalar(deepest) or 0) - len(top.ancestry)


def _hang(
    actor: Actor,
    moving: Organisation,
    parent: Organisation | None,
    place: Organisation | None,
    reason: str,
) -> None:
    before, old_parent = audit.values_of(moving), moving.parent_id or moving.place_id
    old, new = moving.path, f"{parent.path if parent else '/'}{moving.id}/"
    moving.parent_id, moving.place_id = id_of(parent), id_of(place)
    moving.place_path = place.path if place else ""
    session().flush()
    for column in (Organisation.path, Organisation.place_path):
        session().execute(
            sa.update(Organisation)
            .where(column.startswith(old))
            .values({column: sa.literal(new) + sa.func.substr(column, len(old) + 1)})
            .execution_options(synchronize_session=False)
        )
    session().expire_all()
    after = audit.values_of(moving)
    # Noted at both ends, each of which lost or won it.
    for place_of_note in {moving.id, old_parent} - {None}:
        audit.record(
            actor,
            "organisation.move",
            moving,
            reason=reason,
            organisation_id=place_of_note,
            before=before,
            after=after,
        )
