"""Roles in the tree: who holds one, giving and ending them, and telling whom it is about."""

from typing import Any

import sqlalchemy as sa

from app.accounts import service as accounts
from app.accounts.models import RoleGrant, User
from app.core import paging
from app.core.auth import Actor, RoleName
from app.core.db import session
from app.notices import service as notices
from app.notices.kinds import Kind
from app.orgs import service
from app.orgs.models import Organisation

_NAMES = {
    RoleName.VOLUNTEER: ("志愿者", "volunteer"),
    RoleName.COORDINATOR: ("协调员", "coordinator"),
    RoleName.ADMINISTRATOR: ("管理员", "administrator"),
}
_EVERYWHERE = ("全平台", "the whole platform")


def list_roles(actor: Actor, organisation_id: int, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the roles held here and below; for administrators here."""
    actor.require(RoleName.ADMINISTRATOR, service.path_of(organisation_id))
    here = RoleGrant.organisation_id.in_(service.ids_below([organisation_id]))
    found = paging.page(sa.select(RoleGrant).where(here), [RoleGrant.id], query)
    return found | {"items": views(found["items"])}


def views(grants: list[RoleGrant]) -> list[dict[str, Any]]:
    """Return roles with the names of who holds them and where."""
    people = names(User.id, User.nickname, {each.user_id for each in grants})
    places = names(
        Organisation.id, Organisation.name, {each.organisation_id for each in grants} - {None}
    )
    return [
        {
            "grant": each,
            "nickname": people.get(each.user_id, ""),
            "organisation": places.get(each.organisation_id, ""),
        }
        for each in grants
    ]


def grant(actor: Actor, user_id: int, role: RoleName, organisation_id: int | None) -> RoleGrant:
    """Give a person a role in an organisation, and tell them; for administrators there."""
    given = accounts.grant_role(actor, user_id, role, _scope(organisation_id))
    _tell(given, Kind.ROLE_GRANTED, {})
    return given


def end(actor: Actor, user_id: int, grant_id: int, reason: str) -> None:
    """Take a role from a person, and tell them; for administrators of where it holds."""
    held = accounts.get_grant(user_id, grant_id)
    accounts.revoke_role(actor, held, _scope(held.organisation_id), reason)
    _tell(held, Kind.ROLE_ENDED, {"reason": reason or "—"})


def _tell(held: RoleGrant, kind: Kind, more: dict[str, str]) -> None:
    place = held.organisation_id and service.get_organisation(held.organisation_id).name
    (role_zh, role), (everywhere_zh, everywhere) = _NAMES[held.role], _EVERYWHERE
    values = {
        "organisation": place or everywhere,
        "organisation_zh": place or everywhere_zh,
        "role": role,
        "role_zh": role_zh,
    }
    # One grant is told once, however often it is asked for.
    key = f"{kind.value}:{held.id}:{held.created_at.isoformat()}"
    notices.notify(held.user_id, kind, values | more, key=key)


def _scope(organisation_id: int | None) -> tuple[int, ...]:
    return () if organisation_id is None else service.path_of(organisation_id)


def names(key: Any, name: Any, ids: set[Any]) -> dict[Any, str]:
    """Return the names of rows by their ids."""
    rows = session().execute(sa.select(key, name).where(key.in_(ids)))
    return {found: each for found, each in rows}  # noqa: C416 - as mypy can read it
