"""Shapes of copies and erasures on the wire."""

import marshmallow as ma

from app.core.schemas import InstantField, KeyField, Schema
from app.personal.models import ErasureState


class PersonalCopySchema(Schema):
    """A copy of all that is held about oneself."""

    id = KeyField()
    asked_at = InstantField()
    made_at = InstantField(allow_none=True)
    expires_at = InstantField()
    size = ma.fields.Integer(metadata={"description": "字节 · bytes"})
    link = ma.fields.String(
        allow_none=True,
        metadata={"description": "十分钟内有效的下载链接，无需登录 · good for ten minutes"},
    )


class KeptSchema(Schema):
    """What stays, and why."""

    section = ma.fields.String()
    rows = ma.fields.Integer()
    years = ma.fields.Integer(metadata={"description": "至少保存年数 · at least so long"})
    zh = ma.fields.String()
    en = ma.fields.String()


class ErasureSchema(Schema):
    """A wish to be erased."""

    id = KeyField()
    state = ma.fields.Enum(ErasureState, by_value=True)
    asked_at = InstantField()
    due_at = InstantField(metadata={"description": "此前可撤回 · until then it may be taken back"})
    kept = ma.fields.List(ma.fields.Nested(KeptSchema))
