"""Shapes of hours on the wire."""

import marshmallow as ma

from app.core.schemas import CutSchema, InstantField, Schema
from app.hours.models import Entry


class HoursSchema(Schema):
    """A volunteer's balance."""

    seconds = ma.fields.Integer()
    hours = ma.fields.Function(
        lambda balance: balance["seconds"] // 360 / 10,
        metadata={"type": "number", "description": "小时，舍去到 0.1"},
    )
    records = ma.fields.Integer()
    in_review = ma.fields.Integer(metadata={"description": "等待审核的考勤数"})


class RecordActivitySchema(Schema):
    """What the hours were for."""

    id = ma.fields.Integer()
    title = ma.fields.String()


class RecordSchema(Schema):
    """One entry of the ledger."""

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
