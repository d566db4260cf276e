"""Looks at an adult's personal fields: each with a reason, in the audit, and told to the person."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts import disclosure
from app.accounts.claims import theirs
from app.accounts.disclosure import PersonalField
from app.accounts.models import User
from app.core import audit
from app.core.attempts import Limit
from app.core.audit import AuditEntry
from app.core.auth import Actor, RoleName
from app.core.db import session
from app.core.errors import ForbiddenError
from app.core.paging import page
from app.notices import service as notices
from app.notices.kinds import Kind
from app.orgs import service as orgs
from app.orgs.models import Organisation
from app.safeguarding import policy, service

LOOKS = Limit("look at a person", 30, timedelta(hours=1))
DEED = "person.look"
ROLES = {RoleName.COORDINATOR: "协调员", RoleName.ADMINISTRATOR: "管理员"}


def look(actor: Actor, user_id: int, values: dict[str, Any]) -> dict[str, Any]:
    """Return an adult's fields in the open; who looked and why is noted, and told to them."""
    organisation_id: int = values["organisation_id"]
    policy.require_staff(actor, organisation_id)
    service.require_known(actor, user_id, organisation_id)
    if disclosure.is_minor(user_id):
        raise ForbiddenError(
            "minor_access_needed",
            "这是未成年人，请提交查阅申请，由另一位管理员批准。",
            "This is a minor. Ask for access; another administrator approves it.",
        )
    LOOKS.spend(str(actor.user_id))
    _note(actor, user_id, values)
    fields = [PersonalField(each) for each in values["fields"]]
    return {"user_id": user_id} | disclosure.opened(user_id, fields)


def list_looks(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the looks at the actor's own fields: which, why, and who."""
    mine = sa.select(AuditEntry).where(
        AuditEntry.kind == User.__tablename__,
        theirs(AuditEntry.row_id, actor.user_id),
        AuditEntry.deed == DEED,
    )
    found = page(mine, [AuditEntry.id], query)
    named = _names({each.organisation_id for each in found["items"]})
    return found | {"items": [_shown(each, named) for each in found["items"]]}


def _note(actor: Actor, user_id: int, values: dict[str, Any]) -> None:
    organisation_id, reason = values["organisation_id"], values["reason"]
    above = actor.holds(RoleName.ADMINISTRATOR, orgs.path_of(organisation_id))
    role = RoleName.ADMINISTRATOR if above else RoleName.COORDINATOR
    entry = audit.record(
        actor,
        DEED,
        session().get_one(User, user_id),
        reason=reason,
        organisation_id=organisation_id,
        before={},
        after={"fields": sorted(set(values["fields"])), "role": role},
    )
    session().flush()
    told = {
        "organisation": orgs.get_organisation(organisation_id).name,
        "role": role.value,
        "role_zh": ROLES[role],
        "reason": reason,
    }
    notices.notify(user_id, Kind.PERSON_LOOKED_AT, told, key=f"look:{entry.id}")


def _names(wanted: set[int | None]) -> dict[int, str]:
    rows = sa.select(Organisation.id, Organisation.name).where(Organisation.id.in_(wanted))
    return {own: name for own, name in session().execute(rows)}  # noqa: C416 - typed rows


def _shown(entry: AuditEntry, named: dict[int, str]) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": entry.at,
        "organisation": named.get(entry.organisation_id or 0, ""),
        "reason": entry.reason,
    } | entry.after
