"""Shapes of organisations on the wire."""

import marshmallow as ma
from marshmallow import validate

from app.core import limits
from app.core.auth import RoleName
from app.core.schemas import InstantField, KeyField, NameField, PageQuery, Schema
from app.orgs.models import MembershipState, OrganisationKind


class OrganisationSchema(Schema):
    """A node of the tree."""

    id = KeyField(dump_only=True)
    parent_id = KeyField(load_default=None, allow_none=True)
    place_id = KeyField(
        load_default=None,
        allow_none=True,
        metadata={
            "description": "队伍的驻地，缺省同上级 · where a team serves; as its parent does"
        },
    )
    name = NameField(required=True)
    kind = ma.fields.Enum(OrganisationKind, by_value=True, required=True)
    path = ma.fields.List(
        KeyField(),
        dump_only=True,
        attribute="ancestry",
        metadata={"description": "从根到本组织的编号 · ids from the root down to itself"},
    )
    scope = ma.fields.List(
        KeyField(),
        dump_only=True,
        metadata={"description": "在其中任一组织的角色在此有效 · whose roles hold here"},
    )
    created_at = InstantField(dump_only=True)
    closed_at = InstantField(dump_only=True, allow_none=True)
    version = ma.fields.Integer(dump_only=True)


class OrganisationRenameSchema(Schema):
    """Another name."""

    name = NameField(required=True)


class ReasonedSchema(Schema):
    """Why."""

    reason = ma.fields.String(
        required=True, validate=validate.Length(min=1, max=limits.REASON_LENGTH)
    )


class WhyQuery(Schema):
    """Why, if it is said."""

    reason = ma.fields.String(
        load_default="",
        validate=validate.Length(max=limits.REASON_LENGTH),
        metadata={"description": "原因，本人会看到 · the person reads it"},
    )


class MoveTargetSchema(Schema):
    """Where to hang an organisation."""

    parent_id = KeyField(
        required=True,
        allow_none=True,
        metadata={"description": "空：成为最上级 · null: it becomes a root"},
    )
    place_id = KeyField(
        load_default=None,
        allow_none=True,
        metadata={
            "description": "队伍的新驻地，缺省不变 · where a team serves; as now if not given"
        },
    )


class MoveSchema(MoveTargetSchema, ReasonedSchema):
    """Where to hang an organisation, and why."""


class HeldRoleSchema(Schema):
    """A role that somebody holds somewhere."""

    id = KeyField(attribute="grant.id")
    user_id = KeyField(attribute="grant.user_id")
    nickname = ma.fields.String()
    role = ma.fields.Enum(RoleName, by_value=True, attribute="grant.role")
    organisation_id = KeyField(attribute="grant.organisation_id")
    organisation = ma.fields.String()
    created_at = InstantField(attribute="grant.created_at")


class MovePlanSchema(Schema):
    """What a move would take along, and whose roles would begin or end to hold there."""

    organisations = ma.fields.Integer(metadata={"description": "含自身 · itself too"})
    names = ma.fields.List(
        ma.fields.String(), metadata={"description": "最多 20 个 · twenty at most"}
    )
    people = ma.fields.Integer(
        metadata={"description": "在其中有角色或在队的人数 · with a role or in a team there"}
    )
    losing = ma.fields.List(ma.fields.Nested(HeldRoleSchema))
    gaining = ma.fields.List(ma.fields.Nested(HeldRoleSchema))


class OrganisationQuery(PageQuery):
    """What is right below an organisation, or serves at a place."""

    parent_id = KeyField(
        strict=False,
        load_default=None,
        metadata={"description": "不填：最上级 · without it: the roots"},
    )
    place_id = KeyField(
        strict=False,
        load_default=None,
        metadata={"description": "驻在该阵地的队伍 · the teams that serve there"},
    )
    closed = ma.fields.Boolean(
        load_default=False, metadata={"description": "包括已停用的 · closed ones too"}
    )


class GrantSchema(Schema):
    """A role that a person is given."""

    id = KeyField(dump_only=True)
    user_id = KeyField(dump_only=True)
    role = ma.fields.Enum(RoleName, by_value=True, required=True)
    organisation_id = KeyField(
        load_default=None,
        allow_none=True,
        metadata={"description": "空：到处有效 · null: everywhere"},
    )


class AuditEntrySchema(Schema):
    """One deed: who did what to which row, when, why, and what it changed."""

    id = KeyField()
    at = InstantField()
    actor_id = ma.fields.Integer(metadata={"description": "0：系统 · 0: the installation itself"})
    actor_name = ma.fields.String(
        allow_none=True, metadata={"description": "昵称；已注销则无 · null for who is gone"}
    )
    on_behalf_of = KeyField(allow_none=True, metadata={"description": "代谁操作 · for whom"})
    deed = ma.fields.String()
    kind = ma.fields.String(metadata={"description": "数据表 · the table of the row"})
    row_id = KeyField(allow_none=True)
    organisation_id = KeyField(allow_none=True)
    organisation_name = ma.fields.String(allow_none=True)
    reason = ma.fields.String()
    before = ma.fields.Dict(metadata={"description": "*** 为隐去的个人信息 · ***: hidden"})
    after = ma.fields.Dict()


def _word(description: str) -> ma.fields.String:
    return ma.fields.String(
        validate=validate.Length(min=1, max=limits.DEED_LENGTH),
        metadata={"description": description},
    )


class AuditFilter(Schema):
    """Which deeds."""

    organisation_id = KeyField(
        strict=False,
        load_default=None,
        metadata={"description": "该组织及其下级；缺省为您管理的全部 · there and below it"},
    )
    deed = _word("操作，可只写开头，如 role. · a deed, or how it begins")
    person_id = KeyField(
        strict=False, metadata={"description": "操作人或被代办人 · who did it, or for whom"}
    )
    kind = _word("数据表，如 activities · table of the row")
    row_id = KeyField(strict=False)


class AuditQuery(AuditFilter, PageQuery):
    """Which deeds, and where in the list to go on."""

    from_ = InstantField(data_key="from")
    to = InstantField()


class AuditExportSchema(AuditFilter):
    """Which deeds, and as what kind of file."""

    from_ = InstantField(data_key="from", required=True)
    to = InstantField(required=True)
    format = ma.fields.String(load_default="csv", validate=validate.OneOf(["csv", "jsonl"]))


class MembershipSchema(Schema):
    """Somebody in a team, or on the way in or out."""

    id = KeyField()
    organisation_id = KeyField()
    team = ma.fields.String(attribute="team.name")
    user_id = KeyField()
    nickname = ma.fields.String(attribute="user.nickname")
    state = ma.fields.Enum(MembershipState, by_value=True)
    leads = ma.fields.Boolean(metadata={"description": "队长 · leads the team"})
    reason = ma.fields.String()
    applied_at = InstantField()
    decided_at = InstantField(allow_none=True)


class MembersQuery(PageQuery):
    """Which members."""

    state = ma.fields.Enum(MembershipState, by_value=True, load_default=MembershipState.MEMBER)


class MembershipDecisionSchema(Schema):
    """Take somebody in, or not."""

    accept = ma.fields.Boolean(required=True)
    reason = ma.fields.String(load_default="", validate=validate.Length(max=limits.REASON_LENGTH))


class OrganisationPersonSchema(Schema):
    """Somebody who has to do with an organisation, as its coordinators see them."""

    id = KeyField()
    nickname = ma.fields.String()
    claimed = ma.fields.Boolean(
        metadata={"description": "false：尚未认领，本人从未登录 · nobody ever logged in as them"}
    )
