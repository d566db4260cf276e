"""Shapes of walks on the wire: pings with their probability, stays, silences, words."""

import marshmallow as ma
from marshmallow import validate

from app.attendance.models import AttendanceState
from app.attendance.schemas import PingSchema, SignalSchema
from app.core import limits
from app.core.schemas import CutSchema, InstantField, Schema


class PlainInstantField(ma.fields.String):
    """An instant that the engine has written already."""

    def __init__(self) -> None:
        super().__init__(metadata={"format": "date-time"})


class WalkPingSchema(Schema):
    """One fix in WGS-84, and what was inferred there."""

    t = PlainInstantField()
    longitude = ma.fields.Float()
    latitude = ma.fields.Float()
    accuracy = ma.fields.Float(allow_none=True, metadata={"description": "米；null 为未知"})
    probability = ma.fields.Float(metadata={"description": "当时在场的概率 · of being inside"})
    distance_m = ma.fields.Float(metadata={"description": "到围栏边界，内为负 · negative inside"})
    site = ma.fields.String()
    ignored = ma.fields.Boolean(metadata={"description": "与前后矛盾，未采用 · set aside"})


class StaySchema(Schema):
    """A stay, with how sure its ends are."""

    start = PlainInstantField()
    end = PlainInstantField()
    start_range = ma.fields.List(PlainInstantField())
    end_range = ma.fields.List(PlainInstantField())
    confidence = ma.fields.Float()
    site = ma.fields.String()
    reasons = ma.fields.List(ma.fields.String())


class SilenceSchema(Schema):
    """Time that is plausible and not shown."""

    start = PlainInstantField()
    end = PlainInstantField()
    reason = ma.fields.String()
    confidence = ma.fields.Float()


class PhraseSchema(Schema):
    """The same said in both languages."""

    zh = ma.fields.String()
    en = ma.fields.String()


class WordSchema(PhraseSchema):
    """A moment at which somebody or something vouched for the volunteer."""

    t = PlainInstantField()
    kind = ma.fields.String()
    site = ma.fields.String()


class LongDaySchema(Schema):
    """A day so long that somebody must look."""

    day = ma.fields.String()
    seconds = ma.fields.Integer()
    level = ma.fields.String()


class WindowSchema(Schema):
    """When an activity is."""

    start = InstantField(required=True)
    end = InstantField(required=True)


class TriedWalkSchema(Schema):
    """A walk, and what it comes to."""

    sites = ma.fields.Dict(metadata={"description": "GeoJSON FeatureCollection, WGS-84"})
    slots = ma.fields.List(ma.fields.Nested(WindowSchema))
    pings = ma.fields.List(ma.fields.Nested(WalkPingSchema))
    total = ma.fields.Integer(
        metadata={"description": "定位点总数；多于 pings 时为抽稀，极值保留 · thinned if more"}
    )
    silence_seconds = ma.fields.Integer(
        metadata={"description": "两点间隔超过此值不连线 · no line joins pings farther apart"}
    )
    evidence = ma.fields.List(ma.fields.Nested(WordSchema))
    intervals = ma.fields.List(ma.fields.Nested(StaySchema))
    unverified = ma.fields.List(ma.fields.Nested(SilenceSchema))
    signals = ma.fields.List(ma.fields.Nested(SignalSchema))
    cuts = ma.fields.List(ma.fields.Nested(CutSchema))
    flags = ma.fields.List(ma.fields.Nested(LongDaySchema))
    present_seconds = ma.fields.Integer(allow_none=True)
    computed_seconds = ma.fields.Integer(allow_none=True)
    phrases = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.Nested(PhraseSchema),
        metadata={"description": "代码的含义 · what codes mean"},
    )


class WalkSchema(TriedWalkSchema):
    """The walk of an attendance, as it was settled last."""

    attendance_id = ma.fields.Integer()
    state = ma.fields.Enum(AttendanceState, by_value=True)
    settlement_number = ma.fields.Integer(
        allow_none=True, metadata={"description": "null：尚在进行 · it still goes on"}
    )
    credited_seconds = ma.fields.Integer(allow_none=True)
    amended = ma.fields.Raw(
        allow_none=True, dump_default=None, metadata={"description": "审核人更正后计入的时段"}
    )
    deleted_at = InstantField(
        allow_none=True, metadata={"description": "轨迹何时按规定删除 · when the track was deleted"}
    )
    deleted = ma.fields.Nested(
        PhraseSchema, allow_none=True, metadata={"description": "删除后还保留什么 · what is kept"}
    )


class TriedSitesSchema(ma.Schema):
    """A GeoJSON FeatureCollection whose ``properties.datum`` names its datum."""

    class Meta:
        """GeoJSON may carry foreign members (RFC 7946 §6.1); the engine checks the rest."""

        unknown = ma.INCLUDE

    type = ma.fields.String(required=True, validate=validate.Equal("FeatureCollection"))
    features = ma.fields.List(ma.fields.Raw(), required=True)
    properties = ma.fields.Dict(
        required=True, metadata={"description": "{datum: wgs84 | gcj02 | bd09}"}
    )


class TryOutSchema(Schema):
    """Sites that are not saved, and a walk."""

    sites = ma.fields.Nested(TriedSitesSchema, required=True)
    datum = ma.fields.String(
        required=True,
        validate=validate.OneOf(["wgs84", "gcj02", "bd09"]),
        metadata={"description": "轨迹的坐标系 · of the walk"},
    )
    platform = ma.fields.String(
        load_default="unknown",
        validate=validate.OneOf(["android", "ios", "browser", "wechat", "unknown"]),
    )
    pings = ma.fields.List(
        ma.fields.Nested(PingSchema),
        validate=validate.Length(min=1, max=limits.PINGS_TRIED_OUT),
    )
    csv = ma.fields.String(
        validate=validate.Length(min=1, max=limits.BODY_BYTES),
        metadata={"description": "CSV 文本，列 t、lon、lat，可有 accuracy_m、trace_id"},
    )
    slot = ma.fields.Nested(
        WindowSchema, metadata={"description": "活动时段；缺省则全部在场时间都计 · optional"}
    )
