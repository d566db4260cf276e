"""Shapes of hours on the wire."""

import marshmallow as ma
from marshmallow import validate

from app.core import limits
from app.core.schemas import CutSchema, InstantField, KeyField, PageQuery, Schema
from app.hours.models import ClaimState, Entry

REASON = validate.Length(min=1, max=limits.REASON_LENGTH)

CHAIN = ma.fields.Integer(
    attribute="volunteer_id",
    metadata={"description": "所在链（账号）；合并前的账号各自成链 · whose chain"},
)


class HoursSchema(Schema):
    """A volunteer's balance: what was verified, and apart from it what was entered by hand."""

    seconds = ma.fields.Integer(metadata={"description": "系统核定的时长 · verified"})
    hours = ma.fields.Function(
        lambda balance: balance["seconds"] // 360 / 10,
        metadata={"type": "number", "description": "同 verified_hours"},
    )
    verified_hours = ma.fields.Function(
        lambda balance: balance["seconds"] // 360 / 10,
        metadata={"type": "number", "description": "信用时数：系统核定，小时，舍去到 0.1"},
    )
    manual_hours = ma.fields.Function(
        lambda balance: balance["manual_seconds"] // 360 / 10,
        metadata={"type": "number", "description": "补录时数：单列，不与信用时数相加"},
    )
    manual_seconds = ma.fields.Integer()
    manual_records = ma.fields.Integer()
    records = ma.fields.Integer()
    in_review = ma.fields.Integer(metadata={"description": "等待审核的考勤数"})


class RecordActivitySchema(Schema):
    """What the hours were for."""

    id = ma.fields.Integer()
    title = ma.fields.String()


class RecordSchema(Schema):
    """One entry of the ledger."""

    id = KeyField()
    chain = CHAIN
    number = ma.fields.Integer()
    entry = ma.fields.Enum(Entry, by_value=True)
    attendance_id = ma.fields.Integer()
    activity = ma.fields.Nested(RecordActivitySchema)
    seconds = ma.fields.Integer()
    rule_set = ma.fields.String()
    cuts = ma.fields.List(ma.fields.Nested(CutSchema))
    spans = ma.fields.List(ma.fields.List(ma.fields.String()))
    served_at = InstantField()
    created_at = InstantField()
    previous = ma.fields.String()
    seal = ma.fields.String(metadata={"description": "SHA-256，与上一条相连"})


class ClaimInSchema(Schema):
    """Hours that nothing has recorded, and what there is to show for them."""

    organisation_id = KeyField(required=True, metadata={"description": "为哪个组织服务"})
    volunteer_id = KeyField(metadata={"description": "为家庭成员代填时填写；缺省为本人"})
    starts_at = InstantField(required=True)
    ends_at = InstantField(required=True)
    description = ma.fields.String(required=True, validate=REASON)
    evidence = ma.fields.List(
        ma.fields.String(validate=REASON),
        required=True,
        validate=validate.Length(min=1, max=limits.CLAIM_EVIDENCE),
        metadata={"description": "证明：在场人、签到表、照片编号等，每条一句"},
    )


class ClaimSchema(Schema):
    """A claim, who made it, and who agreed."""

    id = KeyField()
    volunteer_id = KeyField()
    nickname = ma.fields.String(attribute="volunteer.nickname")
    volunteer_no = ma.fields.String(attribute="volunteer.volunteer_no", allow_none=True)
    claimed_by = KeyField()
    organisation_id = KeyField()
    state = ma.fields.Enum(ClaimState, by_value=True)
    starts_at = InstantField()
    ends_at = InstantField()
    seconds = ma.fields.Integer()
    description = ma.fields.String()
    evidence = ma.fields.List(ma.fields.String())
    leader_id = KeyField(allow_none=True, metadata={"description": "第一位认可人"})
    leader_at = InstantField(allow_none=True)
    organiser_id = KeyField(allow_none=True, metadata={"description": "第二位认可人"})
    organiser_at = InstantField(allow_none=True)
    reason = ma.fields.String(metadata={"description": "驳回或撤销的原因"})
    created_at = InstantField()


class ClaimQuery(PageQuery):
    """Which claims."""

    organisation_id = KeyField(
        strict=False, required=True, metadata={"description": "该组织及其下级"}
    )
    state = ma.fields.String(validate=validate.OneOf([each.value for each in ClaimState]))


class ClaimReasonSchema(Schema):
    """Why."""

    reason = ma.fields.String(required=True, validate=REASON)


class ManualRecordSchema(Schema):
    """One entry of the ledger of manual hours."""

    id = KeyField()
    chain = CHAIN
    number = ma.fields.Integer()
    entry = ma.fields.Enum(Entry, by_value=True)
    claim_id = KeyField()
    organisation_id = KeyField()
    seconds = ma.fields.Integer()
    served_at = InstantField()
    created_at = InstantField()
    previous = ma.fields.String()
    seal = ma.fields.String(metadata={"description": "SHA-256，与上一条相连"})


class ManualQuotaSchema(Schema):
    """What an organisation has credited of this month's quota."""

    month = ma.fields.String()
    quota_seconds = ma.fields.Integer()
    spent_seconds = ma.fields.Integer()
