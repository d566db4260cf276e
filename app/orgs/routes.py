"""The API of organisations and of the roles in them."""

from typing import Any

from flask import Response, stream_with_context

from app.accounts.models import RoleGrant
from app.core.auth import actor, requires
from app.core.etags import matched, tagged
from app.core.http import Blueprint
from app.core.schemas import PageQuery, page_of
from app.orgs import moving, people, roles, schemas, service, teams, trail
from app.orgs.models import Membership, Organisation

blueprint = Blueprint("organisations", __name__, description="组织与角色 · Organisations and roles")

MEDIA = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}
FILES: dict[str, Any] = {
    "description": "文件 · the file",
    "content": {"text/csv": {}, "application/x-ndjson": {}},
}


@blueprint.get("/organisations")
@requires
@blueprint.arguments(schemas.OrganisationQuery, location="query")
@blueprint.response(200, page_of(schemas.OrganisationSchema))
def list_organisations(query: dict[str, Any]) -> dict[str, Any]:
    """下级组织或驻地队伍列表。List what is right below an organisation, or the roots."""
    return service.list_organisations(query)


@blueprint.post("/organisations")
@requires
@blueprint.arguments(schemas.OrganisationSchema)
@blueprint.response(201, schemas.OrganisationSchema)
def create_organisation(values: dict[str, Any]) -> Organisation:
    """新建下级组织（管理员）。Add an organisation below another; for administrators there.

    中心、所、站、点、基地、驿站 are places, each below a place; 总队、支队、小队 are teams, below
    a team or, the first of its kind, at a place (``place_id``). Roles there hold for the teams.
    """
    return service.create_organisation(actor(), **values)


@blueprint.get("/organisations/<int:organisation_id>")
@requires
@tagged
@blueprint.response(200, schemas.OrganisationSchema)
def show_organisation(organisation_id: int) -> Organisation:
    """查看一个组织。Show one organisation."""
    return service.get_organisation(organisation_id)


@blueprint.patch("/organisations/<int:organisation_id>")
@requires
@matched(service.get_organisation)
@blueprint.arguments(schemas.OrganisationRenameSchema)
@blueprint.response(200, schemas.OrganisationSchema)
def rename_organisation(values: dict[str, str], organisation_id: int) -> Organisation:
    """改名（管理员）。Rename; for administrators."""
    return service.rename(actor(), organisation_id, values["name"])


@blueprint.post("/organisations/<int:organisation_id>/close")
@requires
@blueprint.arguments(schemas.ReasonedSchema)
@blueprint.response(200, schemas.OrganisationSchema)
def close_organisation(values: dict[str, str], organisation_id: int) -> Organisation:
    """停用（管理员）；记录保留。Close; for administrators. Nothing is deleted.

    What hangs below it must be closed or moved first.
    """
    return service.close(actor(), organisation_id, values["reason"])


@blueprint.post("/organisations/<int:organisation_id>/reopen")
@requires
@blueprint.arguments(schemas.ReasonedSchema)
@blueprint.response(200, schemas.OrganisationSchema)
def reopen_organisation(values: dict[str, str], organisation_id: int) -> Organisation:
    """恢复停用的组织（管理员）。Open a closed organisation again."""
    return service.reopen(actor(), organisation_id, values["reason"])


@blueprint.post("/organisations/<int:organisation_id>/move")
@requires
@blueprint.arguments(schemas.MoveSchema)
@blueprint.response(200, schemas.OrganisationSchema)
def move_organisation(values: dict[str, Any], organisation_id: int) -> Organisation:
    """移到其他上级，下级随行（两端的管理员）。Hang it elsewhere with all below it.

    For administrators of both ends. Roles held inside what moves stay; those held through the old
    parent end at once.
    """
    return moving.move(actor(), organisation_id, values)


@blueprint.post("/organisations/<int:organisation_id>/move/preview")
@requires
@blueprint.arguments(schemas.MoveTargetSchema)
@blueprint.response(200, schemas.MovePlanSchema)
def preview_move(values: dict[str, Any], organisation_id: int) -> dict[str, Any]:
    """预览移动：带走哪些、谁的角色有变化（两端的管理员）。What a move would take along.

    Nothing is changed. What would be refused is refused here as well.
    """
    return moving.preview(actor(), organisation_id, values)


@blueprint.get("/organisations/<int:organisation_id>/roles")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.HeldRoleSchema))
def list_roles(query: dict[str, Any], organisation_id: int) -> dict[str, Any]:
    """本组织及下级的角色（管理员）。Who holds which role here or below; for administrators."""
    return roles.list_roles(actor(), organisation_id, query)


@blueprint.get("/organisations/<int:organisation_id>/people")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.OrganisationPersonSchema))
def list_people(query: dict[str, Any], organisation_id: int) -> dict[str, Any]:
    """本组织及下级的人员（协调员）。Who has a role or is in a team here or below."""
    return people.list_people(actor(), organisation_id, query)


@blueprint.get("/organisations/<int:organisation_id>/memberships")
@requires
@blueprint.arguments(schemas.MembersQuery, location="query")
@blueprint.response(200, page_of(schemas.MembershipSchema))
def list_members(query: dict[str, Any], organisation_id: int) -> dict[str, Any]:
    """队员或申请名单（协调员）。A team's members, or those who applied; for coordinators."""
    return teams.list_members(actor(), organisation_id, query)


@blueprint.post("/organisations/<int:organisation_id>/memberships")
@requires
@blueprint.response(201, schemas.MembershipSchema)
def apply_for_team(organisation_id: int) -> Membership:
    """申请加入队伍。Ask to belong to a team."""
    return teams.apply(actor(), organisation_id)


@blueprint.post("/organisations/<int:organisation_id>/memberships/<int:membership_id>/decide")
@requires
@blueprint.arguments(schemas.MembershipDecisionSchema)
@blueprint.response(200, schemas.MembershipSchema)
def decide_membership(
    values: dict[str, Any], organisation_id: int, membership_id: int
) -> Membership:
    """审核入队申请（协调员）。Take an applicant in or refuse; for coordinators."""
    return teams.decide(actor(), organisation_id, membership_id, **values)


@blueprint.post("/organisations/<int:organisation_id>/memberships/<int:membership_id>/remove")
@requires
@blueprint.arguments(schemas.ReasonedSchema)
@blueprint.response(200, schemas.MembershipSchema)
def remove_member(values: dict[str, str], organisation_id: int, membership_id: int) -> Membership:
    """移出队员（协调员）。Take a member out, saying why; for coordinators."""
    return teams.remove(actor(), organisation_id, membership_id, values["reason"])


@blueprint.post("/organisations/<int:organisation_id>/memberships/<int:membership_id>/lead")
@requires
@blueprint.response(200, schemas.MembershipSchema)
def make_leader(organisation_id: int, membership_id: int) -> Membership:
    """任命队长（管理员），原队长卸任。Make a member the leader; for administrators.

    The leader coordinates the team; whoever led before does no more.
    """
    return teams.lead(actor(), organisation_id, membership_id)


@blueprint.get("/me/memberships")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.MembershipSchema))
def list_my_memberships(query: dict[str, Any]) -> dict[str, Any]:
    """我的队伍。My teams, and those that I applied to or left."""
    return teams.list_mine(actor(), query)


@blueprint.delete("/me/memberships/<int:membership_id>")
@requires
@blueprint.response(200, schemas.MembershipSchema)
def leave_team(membership_id: int) -> Membership:
    """退出队伍或撤回申请。Leave a team, or take an application back."""
    return teams.leave(actor(), membership_id)


@blueprint.post("/users/<int:user_id>/roles")
@requires
@blueprint.arguments(schemas.GrantSchema)
@blueprint.response(201, schemas.GrantSchema)
def grant_role(values: dict[str, Any], user_id: int) -> RoleGrant:
    """授予角色（管理员），并告知本人。Give a person a role in an organisation and below it.

    They are told. It counts from their next login or refresh on. Granting it twice is one grant.
    """
    return roles.grant(actor(), user_id, **values)


@blueprint.delete("/users/<int:user_id>/roles/<int:grant_id>")
@requires
@blueprint.arguments(schemas.WhyQuery, location="query")
@blueprint.response(204)
def revoke_role(query: dict[str, str], user_id: int, grant_id: int) -> None:
    """收回角色（管理员），并告知本人。Take a role from a person, who is told.

    Access tokens issued before go on carrying it until they expire (15 minutes).
    """
    roles.end(actor(), user_id, grant_id, query["reason"])


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
