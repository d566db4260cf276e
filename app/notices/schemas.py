"""Shapes of notices on the wire."""

import marshmallow as ma
from marshmallow import validate

from app.core.schemas import InstantField, KeyField, PageQuery, Schema
from app.notices.kinds import Kind
from app.notices.models import TEMPLATE_LENGTH, Answer
from app.notices.speaking import Template


class NoticeSchema(Schema):
    """Something one was told."""

    id = KeyField()
    kind = ma.fields.Enum(Kind, by_value=True)
    title = ma.fields.String()
    text = ma.fields.String()
    title_en = ma.fields.String()
    text_en = ma.fields.String()
    values = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.String(),
        metadata={"description": "如 activity_id：可据此跳转 · where it leads, by id"},
    )
    created_at = InstantField()
    read_at = InstantField(allow_none=True)


class InboxSchema(Schema):
    """A page of notices."""

    items = ma.fields.List(ma.fields.Nested(NoticeSchema))
    next_cursor = ma.fields.String(allow_none=True)
    unread = ma.fields.Integer(metadata={"description": "全部未读数 · unread in all"})


class InboxQuery(PageQuery):
    """Which notices."""

    unread = ma.fields.Boolean(
        load_default=False, metadata={"description": "只看未读 · only what is unread"}
    )


class ReadAllSchema(Schema):
    """Up to which notice everything was seen."""

    up_to = KeyField(required=True)


class UnreadSchema(Schema):
    """How many are left."""

    unread = ma.fields.Integer()


class SubscriptionSchema(Schema):
    """A template, and how many of its messages one still wants."""

    template = ma.fields.Enum(Template, by_value=True)
    template_id = ma.fields.String(
        metadata={"description": "供 wx.requestSubscribeMessage 使用 · for tmplIds"}
    )
    messages_left = ma.fields.Integer()
    last_answer = ma.fields.Enum(Answer, by_value=True, allow_none=True)
    answered_at = InstantField(allow_none=True)


class ReportSchema(Schema):
    """What wx.requestSubscribeMessage reported."""

    answers = ma.fields.Dict(
        required=True,
        keys=ma.fields.String(validate=validate.Length(min=1, max=TEMPLATE_LENGTH)),
        values=ma.fields.Enum(Answer, by_value=True),
        validate=validate.Length(min=1, max=10),
        metadata={"description": "模板 id → accept / reject / ban / filter …"},
    )
