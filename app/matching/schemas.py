"""Shapes of needs, offers and invitations on the wire."""

from typing import Any

import marshmallow as ma
from marshmallow import validate

from app.activities.categories import Category
from app.activities.skills import Skill
from app.core import limits
from app.core.schemas import InstantField, KeyField, NameField, PageQuery, Schema
from app.matching.models import InvitationState, NeedState
from geofence.datum import Datum


class SkillsField(ma.fields.List[Any]):
    """Some skills, each once."""

    def __init__(self, **kwargs: Any) -> None:
        one = ma.fields.Enum(Skill, by_value=True)
        super().__init__(one, load_default=list, validate=validate.Length(max=10), **kwargs)

    def _deserialize(self, *args: Any, **kwargs: Any) -> list[Any]:
        found = super()._deserialize(*args, **kwargs)
        return sorted({each.value for each in found if each is not None})

    def _serialize(self, value: Any, *_args: Any, **_kwargs: Any) -> Any:
        return value


class PlacedSchema(Schema):
    """Something with a place."""

    longitude = ma.fields.Float(required=True)
    latitude = ma.fields.Float(required=True)
    datum = ma.fields.String(
        load_default="wgs84", validate=validate.OneOf([each.value for each in Datum])
    )


class NeedInSchema(PlacedSchema):
    """Something that somebody needs done."""

    organisation_id = KeyField(required=True, metadata={"description": "由哪个站（所）核实"})
    category = ma.fields.Enum(Category, by_value=True, required=True)
    title = ma.fields.String(
        required=True,
        validate=validate.Length(min=1, max=limits.TITLE_LENGTH),
        metadata={"description": "受邀队伍可见，请勿写姓名住址 · seen by the teams that are asked"},
    )
    details = ma.fields.String(load_default="", validate=validate.Length(max=limits.TEXT_LENGTH))
    address = ma.fields.String(load_default="", validate=validate.Length(max=limits.REASON_LENGTH))
    contact = ma.fields.String(load_default="", validate=validate.Length(max=limits.NAME_LENGTH))
    risk_notice = ma.fields.String(
        required=True,
        validate=validate.Length(min=1, max=limits.REASON_LENGTH),
        metadata={"description": "可能的风险；没有请写“无”（条例第十三条）"},
    )
    skills = SkillsField()
    starts_at = InstantField(required=True)
    ends_at = InstantField(required=True)


class AskedNeedSchema(Schema):
    """A need, without what is private."""

    id = ma.fields.Integer()
    organisation_id = ma.fields.Integer()
    category = ma.fields.Enum(Category, by_value=True)
    title = ma.fields.String()
    risk_notice = ma.fields.String()
    skills = SkillsField()
    starts_at = InstantField()
    ends_at = InstantField()
    state = ma.fields.Enum(NeedState, by_value=True, attribute="present_state")
    reason = ma.fields.String()
    verify_due_at = InstantField()
    overdue = ma.fields.Boolean(metadata={"description": "核实已超期"})
    created_at = InstantField()


class NeedSchema(AskedNeedSchema):
    """The same, and who sees to it."""

    team_id = ma.fields.Integer(
        allow_none=True, metadata={"description": "承接的队伍 · the team that sees to it"}
    )
    activity_id = ma.fields.Integer(
        allow_none=True, metadata={"description": "由此而办的活动，通过审核后可看"}
    )


class NeedPrivateSchema(Schema):
    """What is private of a need."""

    details = ma.fields.String()
    address = ma.fields.String()
    contact = ma.fields.String()


class NeedQuery(PageQuery):
    """Which needs to list."""

    mine = ma.fields.Boolean(load_default=False, metadata={"description": "只列出我提出的"})
    state = ma.fields.String(validate=validate.OneOf([each.value for each in NeedState]))


class OfferInSchema(PlacedSchema):
    """A service that a team offers."""

    organisation_id = KeyField(required=True, metadata={"description": "哪支队伍"})
    category = ma.fields.Enum(Category, by_value=True, required=True)
    title = ma.fields.String(
        required=True, validate=validate.Length(min=1, max=limits.TITLE_LENGTH)
    )
    skills = SkillsField()
    radius_m = ma.fields.Float(
        load_default=5_000.0, validate=validate.Range(min=100, max=limits.NEAR_RADIUS_M)
    )
    capacity = ma.fields.Integer(
        strict=True,
        load_default=1,
        validate=validate.Range(min=1, max=20),
        metadata={"description": "可同时承接几项 · needs at a time"},
    )


class OfferSchema(Schema):
    """A service that a team offers."""

    id = ma.fields.Integer()
    organisation_id = ma.fields.Integer()
    category = ma.fields.Enum(Category, by_value=True)
    title = ma.fields.String()
    skills = SkillsField()
    radius_m = ma.fields.Float()
    capacity = ma.fields.Integer()


class OfferQuery(PageQuery):
    """Which offers to list."""

    organisation_id = KeyField(strict=False)
    category = ma.fields.Enum(Category, by_value=True)


class ReasonLineSchema(Schema):
    """One line of why this team is asked."""

    criterion = ma.fields.String()
    value = ma.fields.Float(metadata={"description": "0 最好，1 最差 · 0 is best, 1 is worst"})
    weight = ma.fields.Float()
    zh = ma.fields.String()
    en = ma.fields.String()


class InvitationSchema(Schema):
    """A team is asked for help."""

    id = ma.fields.Integer()
    state = ma.fields.Enum(InvitationState, by_value=True, attribute="present_state")
    cost = ma.fields.Float(metadata={"description": "各行 value × weight 之和，小者先邀请"})
    reasons = ma.fields.List(ma.fields.Nested(ReasonLineSchema))
    need = ma.fields.Nested(AskedNeedSchema)
    offer = ma.fields.Nested(OfferSchema)
    expires_at = InstantField()
    activity_id = ma.fields.Integer(
        allow_none=True, metadata={"description": "承接后建好的活动草稿"}
    )
    answered_at = InstantField(allow_none=True)


class InvitedSchema(Schema):
    """How many teams are asked."""

    invited = ma.fields.Integer()


class DeclineSchema(Schema):
    """Why a need is declined."""

    reason = NameField(required=True)
