"""Shapes of copies, erasures and merges on the wire."""

import marshmallow as ma
from marshmallow import validate

from app.core import limits
from app.core.schemas import InstantField, KeyField, PageQuery, Schema
from app.personal.models import ErasureState, MergeState

REASON = validate.Length(min=1, max=limits.REASON_LENGTH)


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


class TakeoverSchema(Schema):
    """The code that a leader gave."""

    code = ma.fields.String(required=True, load_only=True, validate=validate.Length(min=1, max=40))


class TakenOverSchema(Schema):
    """Who one is, with what was taken over."""

    user_id = KeyField(attribute="id")
    volunteer_no = ma.fields.String()


class MergeMineSchema(Schema):
    """Which account ends in one's own, and why."""

    volunteer_no = ma.fields.String(
        required=True,
        validate=validate.Length(min=1, max=40),
        metadata={"description": "另一个账号的志愿者编号 · the number of the account that ends"},
    )
    organisation_id = KeyField(
        required=True, metadata={"description": "由其负责人确认 · whose leaders confirm it"}
    )
    reason = ma.fields.String(required=True, validate=REASON)


class MergeInSchema(Schema):
    """Which account ends in which, and how one knows that both are one person's."""

    source_id = KeyField(required=True, metadata={"description": "将结束的账号 · it ends"})
    target_id = KeyField(required=True, metadata={"description": "保留的账号 · it goes on"})
    organisation_id = KeyField(required=True)
    reason = ma.fields.String(required=True, validate=REASON)


class MergeReasonSchema(Schema):
    """Why not."""

    reason = ma.fields.String(required=True, validate=REASON)


class MergeQuery(PageQuery):
    """Whose merges, and where they stand."""

    organisation_id = KeyField(strict=False, required=True)
    state = ma.fields.Enum(MergeState, by_value=True)


class MergeSchema(Schema):
    """That two accounts are said to be one person's."""

    id = KeyField()
    source_id = KeyField()
    source_no = ma.fields.String(attribute="source.volunteer_no")
    target_id = KeyField()
    target_no = ma.fields.String(attribute="target.volunteer_no")
    organisation_id = KeyField()
    state = ma.fields.Enum(MergeState, by_value=True)
    reason = ma.fields.String()
    by_person = ma.fields.Function(
        lambda row: row.asked_by == row.target_id,
        metadata={"type": "boolean", "description": "本人提出 · the person asked"},
    )
    asked_at = InstantField()
    decided_at = InstantField(allow_none=True)
    decision = ma.fields.String()
