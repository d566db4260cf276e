"""Shapes of reviews and objections on the wire."""

import marshmallow as ma
from marshmallow import validate

from app.attendance.models import Decision
from app.attendance.review_queue import WHY
from app.attendance.schemas import AttendanceSchema, DisputeSchema, FlatSchema, SettlementSchema
from app.core import limits
from app.core.schemas import InstantField, KeyField, PageQuery, Schema

REASON = validate.Length(min=1, max=limits.REASON_LENGTH)
SPANS = validate.Length(max=100)


class ReviewsQuery(PageQuery):
    """Which of them."""

    why = ma.fields.String(validate=validate.OneOf(list(WHY)))
    activity_id = KeyField(strict=False)


class ServedActivitySchema(Schema):
    """Which activity it was."""

    id = ma.fields.Integer()
    title = ma.fields.String()
    organisation_id = ma.fields.Integer()


class SlotTimesSchema(Schema):
    """When the slot was."""

    starts_at = InstantField()
    ends_at = InstantField()


class OwnAttendancesQuery(PageQuery):
    """Which of one's own."""

    open = ma.fields.Boolean(metadata={"description": "只看进行中的 · only those under way"})


class OwnAttendanceSchema(AttendanceSchema):
    """One of one's own attendances, and what it is of."""

    activity = ma.fields.Nested(ServedActivitySchema)
    slot = ma.fields.Nested(SlotTimesSchema)


class WhySchema(Schema):
    """Why somebody must look."""

    code = ma.fields.String()
    zh = ma.fields.String()
    en = ma.fields.String()


class ReviewItemSchema(FlatSchema):
    """An attendance that somebody must look at, and what it came to."""

    volunteer = ma.fields.String(metadata={"description": "称呼，已遮掩 · name, masked"})
    activity = ma.fields.Nested(ServedActivitySchema)
    slot = ma.fields.Nested(SlotTimesSchema)
    settlement = ma.fields.Nested(SettlementSchema, allow_none=True)
    dispute = ma.fields.Nested(DisputeSchema, allow_none=True)
    why = ma.fields.Nested(WhySchema)
    priority = ma.fields.Integer(metadata={"description": "1 最急 · 1 is the most urgent"})
    waits_since = InstantField()
    confidence = ma.fields.Float(
        allow_none=True,
        metadata={"description": "最没把握的一段起止时间正确的概率 · of the least certain stay"},
    )


class SpanSchema(Schema):
    """A span of time."""

    start = InstantField(required=True)
    end = InstantField(required=True)


class _DecisionSchema(Schema):
    """What is decided about hours."""

    settlement_number = ma.fields.Integer(
        required=True, metadata={"description": "审核时看到的核算序号"}
    )
    accept = ma.fields.List(
        ma.fields.Nested(SpanSchema),
        validate=SPANS,
        metadata={"description": "amend：认可哪些待核实时段"},
    )
    credit = ma.fields.List(
        ma.fields.Nested(SpanSchema),
        validate=SPANS,
        metadata={"description": "amend：改为计入这些时段（须在场次之内），代替定位所示"},
    )
    reason = ma.fields.String(required=True, validate=REASON)


DECISION = validate.OneOf([each.value for each in Decision])


class ReviewInSchema(_DecisionSchema):
    """A decision about an attendance."""

    decision = ma.fields.String(required=True, validate=DECISION)


class DisputeInSchema(Schema):
    """What is wrong with the hours."""

    reason = ma.fields.String(required=True, validate=REASON)
    start = InstantField(metadata={"description": "您认为的到达时间，与 end 同填"})
    end = InstantField(metadata={"description": "您认为的离开时间"})


class DisputeDecisionSchema(_DecisionSchema):
    """A decision about an objection."""

    granted = ma.fields.Boolean(
        required=True, metadata={"description": "true：同意并按 decision 更正；false：维持"}
    )
    decision = ma.fields.String(validate=DECISION, metadata={"description": "granted 时必填"})


class OwnDisputeSchema(DisputeSchema):
    """One's own objection, and what it is about."""

    activity = ma.fields.Nested(ServedActivitySchema, attribute="attendance.activity")
