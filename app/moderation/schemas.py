"""Shapes of content that waits for people."""

import marshmallow as ma
from marshmallow import validate

from app.core import limits
from app.core.schemas import InstantField, KeyField, Schema
from app.wechat.models import ContentState


class ContentCheckSchema(Schema):
    """Words or a file that somebody must look at."""

    id = KeyField()
    subject_kind = ma.fields.String(metadata={"description": "nickname、activity……"})
    subject_id = KeyField(allow_none=True)
    organisation_id = KeyField(allow_none=True)
    author_id = KeyField(allow_none=True)
    words = ma.fields.String(allow_none=True)
    state = ma.fields.Enum(ContentState, by_value=True)
    label = ma.fields.Integer(allow_none=True, metadata={"description": "微信的分类 · WeChat's"})
    asked_at = InstantField()
    decided_at = InstantField(allow_none=True)


class DecideSchema(Schema):
    """What a person decides about content, and why."""

    shown = ma.fields.Boolean(required=True)
    reason = ma.fields.String(
        required=True, validate=validate.Length(min=1, max=limits.REASON_LENGTH)
    )
