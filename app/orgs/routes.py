"""The API of organisations and of the roles in them."""

from typing import Any

from flask import Response, stream_with_context

from app.accounts.models import RoleGrant
from app.core.auth import actor, requires
from app.core.http import Blueprint
from app.core.schemas import page_of
from app.orgs import schemas, service, trail
from app.orgs.models import Organisation

blueprint = Blueprint("organisations", __name__, description="组织与角色 · Organisations and roles")

MEDIA = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}
FILES: dict[str, Any] = {
    "description": "文件 · the file",
    "content": {"text/csv": {}, "application/x-ndjson": {}},
}


@blueprint.get("/organisations")
@requires
@blueprint.arguments(schemas.ChildrenQuery, location="query")
@blueprint.response(200, page_of(schemas.OrganisationSchema))
def list_organisations(query: dict[str, Any]) -> dict[str, Any]:
    """下级组织列表。List the organisations right below one, or the roots."""
    return service.list_children(query["parent_id"], query)


@blueprint.post("/organisations")
@requires
@blueprint.arguments(schemas.OrganisationSchema)
@blueprint.response(201, schemas.OrganisationSchema)
def create_organisation(values: dict[str, Any]) -> Organisation:
    """新建下级组织（管理员）。Add an organisation below another; for administrators there."""
    return service.create_organisation(actor(), **values)


@blueprint.get("/organisations/<int:organisation_id>")
@requires
@blueprint.response(200, schemas.OrganisationSchema)
def show_organisation(organisation_id: int) -> Organisation:
    """查看一个组织。Show one organisation."""
    return service.get_organisation(organisation_id)


@blueprint.post("/users/<int:user_id>/roles")
@requires
@blueprint.arguments(schemas.GrantSchema)
@blueprint.response(201, schemas.GrantSchema)
def grant_role(values: dict[str, Any], user_id: int) -> RoleGrant:
    """授予角色（管理员）。Give a person a role in an organisation and below it.

    It counts from the person's next login or refresh on. Granting it twice is one grant.
    """
    return service.grant_role(actor(), user_id, **values)


@blueprint.delete("/users/<int:user_id>/roles/<int:grant_id>")
@requires
@blueprint.response(204)
def revoke_role(user_id: int, grant_id: int) -> None:
    """收回角色（管理员）。Take a role from a person.

    Access tokens issued before go on carrying it until they expire (15 minutes).
    """
    service.revoke_role(actor(), user_id, grant_id)


@blueprint.get("/audit-entries")
@requires
@blueprint.arguments(schemas.AuditQuery, location="query")
@blueprint.response(200, page_of(schemas.AuditEntrySchema))
def list_audit_entries(query: dict[str, Any]) -> dict[str, Any]:
    """操作日志（管理员）。What was done, newest first; for administrators."""
    return trail.list_entries(actor(), query)


@blueprint.post("/audit-entries/export")
@requires
@blueprint.arguments(schemas.AuditExportSchema)
@blueprint.doc(responses={"200": FILES})
@blueprint.response(200)
def export_audit(values: dict[str, Any]) -> Response:
    """导出操作日志（管理员），导出本身也会记录。Export deeds as a file; that is a deed as well.

    At most 93 days at a time, oldest first. ``jsonl``: one JSON object a line.
    """
    pieces = stream_with_context(trail.export(actor(), values))
    kind = MEDIA[values["format"]]
    return Response(pieces, content_type=kind, headers={"Cache-Control": "no-store"})
