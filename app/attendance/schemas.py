"""Shapes of attendance on the wire."""

import marshmallow as ma
from marshmallow import validate

from app.attendance import batches
from app.attendance.models import AttendanceState, DisputeState, Method
from app.core import limits
from app.core.schemas import CutSchema, InstantField, KeyField, PageQuery, Schema, sometimes

TEXT = validate.Length(min=1, max=limits.KEY_LENGTH)
NAME = [TEXT, validate.Regexp(batches.NAME)]
CODE = validate.Length(min=1, max=limits.CODE_LENGTH)


class PingSchema(Schema):
    """One fix as the phone gives it."""

    t = InstantField(required=True, any_century=True)
    longitude = ma.fields.Float(
        required=True, allow_nan=False, validate=validate.Range(min=-180, max=180)
    )
    latitude = ma.fields.Float(
        required=True, allow_nan=False, validate=validate.Range(min=-90, max=90)
    )
    accuracy = ma.fields.Float(
        allow_none=True,
        allow_nan=False,
        validate=validate.Range(min=-1e6, max=1e6),
        metadata={"description": "米；0、负数或缺失表示未知"},
    )
    speed = ma.fields.Float(
        allow_none=True, allow_nan=False, validate=validate.Range(min=-1e3, max=1e3)
    )
    altitude = ma.fields.Float(
        allow_none=True, allow_nan=False, validate=validate.Range(min=-1e4, max=1e5)
    )


class PlacedPingSchema(PingSchema):
    """One fix that stands by itself, with its datum."""

    datum = ma.fields.String(required=True, validate=validate.OneOf(["wgs84", "gcj02"]))
    platform = ma.fields.String(
        load_default="wechat",
        validate=validate.OneOf(["android", "ios", "browser", "wechat", "unknown"]),
    )
    device_id = ma.fields.String(validate=NAME)


class CheckInSchema(Schema):
    """How one checks in."""

    method = ma.fields.String(
        required=True, validate=validate.OneOf([Method.GPS, Method.CODE, Method.QR])
    )
    ping = ma.fields.Nested(PlacedPingSchema, metadata={"description": "gps 必填"})
    code = ma.fields.String(
        validate=CODE,
        metadata={
            "description": "code：六位数字；qr：扫到的全文；gps：活动要求第二种方式时一并提交"
        },
    )


class CheckOutSchema(Schema):
    """Leaving."""

    ping = ma.fields.Nested(PlacedPingSchema)
    code = ma.fields.String(
        validate=CODE,
        metadata={"description": "不定位时可凭当前签到码（数字或二维码全文）证明离场时刻"},
    )


class BatchSchema(Schema):
    """Pings that a phone sends at once; the engine's own decoder reads them."""

    batch_id = ma.fields.String(required=True, validate=NAME)
    datum = ma.fields.String(required=True, validate=validate.OneOf(["wgs84", "gcj02"]))
    pings = ma.fields.List(
        ma.fields.Nested(PingSchema),
        required=True,
        validate=validate.Length(min=1, max=limits.PINGS_PER_BATCH),
    )
    platform = ma.fields.String(
        validate=validate.OneOf(["android", "ios", "browser", "wechat", "unknown"])
    )
    device_id = ma.fields.String(allow_none=True, validate=NAME)
    sent_at = InstantField(allow_none=True, metadata={"description": "手机时钟，发送时刻"})


class ReceiptSchema(Schema):
    """What became of a batch: it is durable when this answer arrives."""

    stored = ma.fields.Integer()
    ignored = ma.fields.Integer(metadata={"description": "场次前后 60 分钟以外，未保存"})
    duplicate = ma.fields.Boolean()
    late = ma.fields.Boolean(metadata={"description": "已核算，将重新核算"})


class AttendanceSchema(Schema):
    """One volunteer in one slot."""

    id = ma.fields.Integer()
    activity_id = ma.fields.Integer()
    slot_id = ma.fields.Integer()
    volunteer_id = ma.fields.Integer()
    state = ma.fields.Enum(AttendanceState, by_value=True)
    method = ma.fields.Enum(Method, by_value=True)
    checked_in_at = InstantField()
    checked_out_at = InstantField(allow_none=True)
    to_review = ma.fields.String(
        allow_none=True,
        metadata={
            "description": "unverified：有待核实时段；doubtful：起止时间不太确定；"
            "signals：有疑似作弊迹象，时长已计入，请查看；disputed：志愿者有异议；"
            "organisation/county：等待审核"
        },
    )


class SeenSchema(Schema):
    """What the online filter believes: for the screen, never for the pay."""

    present = ma.fields.Boolean()
    probability = ma.fields.Float()
    last_ping_at = InstantField(allow_none=True)


class IntervalSchema(Schema):
    """One stay at a site, and between when and when its ends may lie."""

    start = ma.fields.String()
    end = ma.fields.String()
    start_range = ma.fields.List(ma.fields.String())
    end_range = ma.fields.List(ma.fields.String())
    confidence = ma.fields.Float()
    site = ma.fields.String(allow_none=True)
    reasons = ma.fields.List(ma.fields.String())


class UnverifiedSchema(Schema):
    """A span that a person must confirm."""

    start = ma.fields.String()
    end = ma.fields.String()
    reason = ma.fields.String()
    confidence = ma.fields.Float()


class SignalSchema(Schema):
    """Something that a reviewer should know."""

    code = ma.fields.String()
    count = ma.fields.Integer()
    zh = ma.fields.String()
    en = ma.fields.String()
    score = ma.fields.Float(metadata=sometimes("作弊可能性 · of fraud, where there is one"))


class FlagSchema(Schema):
    """A day that comes near a limit or crosses it."""

    day = ma.fields.String()
    seconds = ma.fields.Integer()
    level = ma.fields.String()


class SettlementSchema(Schema):
    """What an attendance came to."""

    number = ma.fields.Integer()
    present_seconds = ma.fields.Integer()
    credited_seconds = ma.fields.Integer(
        metadata={"description": "已计入；审核中为 0，核算值见 computed_seconds"}
    )
    computed_seconds = ma.fields.Integer(attribute="verdict.credited_seconds")
    rule_set = ma.fields.String()
    created_at = InstantField()
    intervals = ma.fields.List(ma.fields.Nested(IntervalSchema), attribute="verdict.intervals")
    unverified = ma.fields.List(ma.fields.Nested(UnverifiedSchema), attribute="verdict.unverified")
    credited_spans = ma.fields.List(
        ma.fields.List(ma.fields.String()),
        attribute="verdict.credited_spans",
        metadata={
            "description": "计入的时段，含审核人认可的待核实时段 · with what a reviewer vouched for"
        },
    )
    amended = ma.fields.List(
        ma.fields.List(ma.fields.String()),
        attribute="verdict.amended",
        dump_default=None,
        allow_none=True,
        metadata={"description": "审核人更正后计入的时段；未更正为 null · set by a reviewer"},
    )
    cuts = ma.fields.List(ma.fields.Nested(CutSchema), attribute="verdict.cuts")
    signals = ma.fields.List(ma.fields.Nested(SignalSchema), attribute="verdict.signals")
    flags = ma.fields.List(ma.fields.Nested(FlagSchema), attribute="verdict.flags")


class DisputeSchema(Schema):
    """What a volunteer objects to, and what became of it."""

    id = ma.fields.Integer()
    attendance_id = ma.fields.Integer()
    state = ma.fields.Enum(DisputeState, by_value=True)
    reason = ma.fields.String()
    start = InstantField(attribute="starts_at", allow_none=True)
    end = InstantField(attribute="ends_at", allow_none=True)
    created_at = InstantField()
    decided_at = InstantField(allow_none=True)
    outcome = ma.fields.String(metadata={"description": "处理意见 · why it was decided so"})
    review_id = ma.fields.Integer(allow_none=True)


class FlatSchema(AttendanceSchema):
    """An attendance's own fields, beside what is known of it."""

    @ma.pre_dump
    def flatten(self, view: dict[str, object], **_: object) -> dict[str, object]:
        """Lift the attendance's own fields up."""
        row = view["attendance"]
        own = {name: getattr(row, name) for name in AttendanceSchema().fields}
        return own | {name: value for name, value in view.items() if name != "attendance"}


class AttendanceViewSchema(FlatSchema):
    """An attendance with what is seen of it now, or what it came to."""

    seen = ma.fields.Nested(SeenSchema, allow_none=True)
    settlement = ma.fields.Nested(SettlementSchema, allow_none=True)
    settling = ma.fields.Boolean(metadata={"description": "正在核算，请稍后刷新"})
    disputes = ma.fields.List(ma.fields.Nested(DisputeSchema))
    disputable_until = InstantField(
        allow_none=True, metadata={"description": "在此之前可提出异议；null 为不可"}
    )


class CountsSchema(Schema):
    """How many of an activity are where."""

    expected = ma.fields.Integer(metadata={"description": "已录取未签到"})
    on_site = ma.fields.Integer(metadata={"description": "在场"})
    away = ma.fields.Integer(metadata={"description": "已签到，暂离围栏"})
    left = ma.fields.Integer(metadata={"description": "已签退"})


class OnSiteItemSchema(FlatSchema):
    """An attendance, and where the volunteer seems to be; nothing is seen of who has left."""

    nickname = ma.fields.String()
    volunteer_no = ma.fields.String(allow_none=True)
    seen = ma.fields.Nested(SeenSchema)


class OnSitePageSchema(Schema):
    """Who is on site."""

    items = ma.fields.List(ma.fields.Nested(OnSiteItemSchema))
    next_cursor = ma.fields.String(allow_none=True)
    total = ma.fields.Integer(allow_none=True)
    version = ma.fields.String(metadata={"description": "现场状态的版本 · of the state on site"})
    unchanged = ma.fields.Boolean(metadata={"description": "与 since 相同，未列名单"})
    counts = ma.fields.Nested(CountsSchema)


class OnSiteQuery(PageQuery):
    """What the screen knows already."""

    since = ma.fields.String(validate=validate.Length(max=limits.KEY_LENGTH))
    left = ma.fields.Boolean(load_default=False)  # those of today who have left, too


class LiveHeaders(ma.Schema):
    """What the screen has seen last."""

    class Meta:
        """Other headers are none of our business."""

        unknown = ma.EXCLUDE

    last_event_id = ma.fields.String(
        data_key="Last-Event-ID", validate=validate.Length(max=limits.KEY_LENGTH)
    )


class CodeQuery(Schema):
    """Which slot's code."""

    slot_id = KeyField(strict=False)


class CodeSchema(Schema):
    """The rotating code of a slot."""

    slot_id = ma.fields.Integer()
    code = ma.fields.String()
    qr = ma.fields.String()
    valid_until = InstantField()
