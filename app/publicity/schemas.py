"""Shapes of publicity on the wire."""

import marshmallow as ma
from marshmallow import validate

from app.core import limits
from app.core.schemas import InstantField, KeyField, PageQuery, Schema
from app.publicity.models import ObjectionState

TEXT = validate.Length(min=1, max=limits.REASON_LENGTH)


class PublicityQuery(PageQuery):
    """Where to look."""

    organisation_id = KeyField(strict=False, metadata={"description": "该组织及其下级"})


class PublicitySchema(Schema):
    """An activity whose hours are shown."""

    activity_id = ma.fields.Integer()
    organisation_id = ma.fields.Integer(attribute="activity.organisation_id")
    title = ma.fields.String(attribute="activity.title")
    since = InstantField()
    until = InstantField(metadata={"description": "公示截止"})


class PublicHoursSchema(Schema):
    """The hours of one volunteer."""

    name = ma.fields.String(
        metadata={
            "description": "本人（未成年人还须监护人）同意公开的为昵称，否则为隐去的志愿者编号"
        }
    )
    seconds = ma.fields.Integer()


class PublicManualHoursSchema(PublicHoursSchema):
    """Manual hours that are shown."""

    claim_id = ma.fields.Integer()
    served_at = InstantField()
    credited_at = InstantField()
    until = InstantField()
    reversed = ma.fields.Boolean(metadata={"description": "已撤销"})


class ObjectionInSchema(Schema):
    """What is wrong."""

    text = ma.fields.String(required=True, validate=TEXT)


class AnswerSchema(Schema):
    """Whether an objection is right, and why."""

    state = ma.fields.String(
        required=True,
        validate=validate.OneOf([ObjectionState.UPHELD.value, ObjectionState.DISMISSED.value]),
    )
    answer = ma.fields.String(required=True, validate=TEXT)


class ObjectionQuery(PageQuery):
    """Which objections to list."""

    organisation_id = KeyField(required=True, strict=False)
    state = ma.fields.Enum(ObjectionState, by_value=True)


class ObjectionSchema(Schema):
    """An objection, and what became of it."""

    id = ma.fields.Integer()
    organisation_id = ma.fields.Integer()
    activity_id = ma.fields.Integer(allow_none=True)
    title = ma.fields.String(allow_none=True, metadata={"description": "活动名称；补录时长没有"})
    claim_id = ma.fields.Integer(allow_none=True)
    text = ma.fields.String()
    state = ma.fields.Enum(ObjectionState, by_value=True)
    answer = ma.fields.String()
    answered_at = InstantField(allow_none=True)
    created_at = InstantField()
