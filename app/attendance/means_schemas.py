"""Shapes of roll-calls, cards, policies and acting for members on the wire."""

import marshmallow as ma
from marshmallow import validate

from app.activities.models import SignUpState
from app.attendance.means import BESIDE, LEADERS, OWN
from app.attendance.models import Method
from app.attendance.schemas import CODE, NAME, TEXT, AttendanceSchema
from app.core import limits
from app.core.schemas import InstantField, KeyField, Schema, sometimes

# Of the years 2000 to 2100.
MILLISECONDS = validate.Range(min=946_684_800_000, max=4_102_444_800_000)
WHEN_REFUSED = sometimes("未成功的原因 · why it was refused")
EVENTS = validate.OneOf(["arrive", "leave"])


class RollCallSchema(Schema):
    """Whom the leader vouches for."""

    volunteer_ids = ma.fields.List(
        KeyField(),
        required=True,
        validate=validate.Length(min=1, max=limits.ROLL_CALL_PEOPLE),
    )
    event = ma.fields.String(load_default="arrive", validate=EVENTS)


class CardScanSchema(Schema):
    """The cards that the leader scanned."""

    cards = ma.fields.List(
        ma.fields.String(validate=CODE),
        required=True,
        validate=validate.Length(min=1, max=limits.ROLL_CALL_PEOPLE),
        metadata={"description": "纸质卡二维码的全文 · texts of the QR codes"},
    )
    event = ma.fields.String(load_default="arrive", validate=EVENTS)


class CalledSchema(Schema):
    """What became of one who was called."""

    volunteer_id = ma.fields.Integer(allow_none=True)
    card = ma.fields.Integer(
        allow_none=True, metadata={"description": "第几张卡，从 0 起 · place in the list of cards"}
    )
    attendance = ma.fields.Nested(AttendanceSchema, allow_none=True)
    code = ma.fields.String(attribute="error.code", metadata=WHEN_REFUSED)
    detail = ma.fields.String(attribute="error.zh", metadata=WHEN_REFUSED)
    detail_en = ma.fields.String(attribute="error.en", metadata=WHEN_REFUSED)


class RollCallResultSchema(Schema):
    """Each who was called, and how many were."""

    called = ma.fields.Integer()
    refused = ma.fields.Integer()
    results = ma.fields.List(ma.fields.Nested(CalledSchema))


MEANS = validate.OneOf([each.value for each in (*OWN, *LEADERS, *BESIDE)])


class CheckInPolicySchema(Schema):
    """Which means an activity takes, and which need a second one."""

    allowed = ma.fields.List(
        ma.fields.String(validate=MEANS),
        required=True,
        validate=validate.Length(min=1, max=len(Method)),
    )
    second = ma.fields.Dict(
        keys=ma.fields.String(validate=validate.OneOf([each.value for each in OWN])),
        values=ma.fields.List(
            ma.fields.String(validate=MEANS), validate=validate.Length(min=1, max=len(Method))
        ),
        load_default=dict,
        metadata={
            "description": "某种方式还须哪些方式之一作第二证明，如 {code: [gps]}；"
            "gps、code、qr 须同时提交，其他可在当次服务内补上，否则转人工审核"
        },
    )


class SignUpForMemberSchema(Schema):
    """A member of a household, and the slot."""

    volunteer_id = KeyField(required=True)
    slot_id = KeyField()
    position_id = KeyField()


class SignedUpSchema(Schema):
    """A place that a member has, or waits for."""

    id = ma.fields.Integer()
    activity_id = ma.fields.Integer()
    slot_id = ma.fields.Integer()
    volunteer_id = ma.fields.Integer()
    state = ma.fields.Enum(SignUpState, by_value=True)


class MemberQuery(Schema):
    """Which member is acted for."""

    volunteer_id = KeyField(strict=False, required=True)


class ArriveForMemberSchema(Schema):
    """A member who arrives, by the code that is shown at the site."""

    volunteer_id = KeyField(required=True)
    method = ma.fields.String(required=True, validate=validate.OneOf([Method.CODE, Method.QR]))
    code = ma.fields.String(required=True, validate=CODE)


class LeaveForMemberSchema(Schema):
    """A member who leaves, by the code that is shown at the site."""

    volunteer_id = KeyField(required=True)
    code = ma.fields.String(required=True, validate=CODE)


class ReceiptKeyInSchema(Schema):
    """Which phone is to sign."""

    device = ma.fields.String(required=True, validate=NAME)


class ReceiptKeySchema(Schema):
    """A key, with its secret, shown once."""

    id = KeyField(attribute="row.id")
    activity_id = KeyField(attribute="row.activity_id")
    secret = ma.fields.String(
        metadata={"description": "十六进制；HMAC-SHA256 的密钥，只显示一次 · hex, shown once"}
    )
    expires_at = InstantField(attribute="row.expires_at")
    now = InstantField(metadata={"description": "服务器时间，供手机校准 · our clock"})


class ReceiptSignedSchema(Schema):
    """One arrival or departure as it was signed."""

    counter = ma.fields.Integer(
        required=True, strict=True, validate=validate.Range(min=1, max=limits.RECEIPTS)
    )
    at_ms = ma.fields.Integer(required=True, strict=True, validate=MILLISECONDS)
    event = ma.fields.String(required=True, validate=EVENTS)
    slot_id = KeyField(required=True)
    volunteer_id = KeyField()
    card = ma.fields.String(validate=CODE)
    mac = ma.fields.String(required=True, validate=validate.Regexp("^[0-9a-f]{64}$"))


class ReceiptsSchema(Schema):
    """What a phone signed, and what its clock says now."""

    sent_at_ms = ma.fields.Integer(required=True, strict=True, validate=MILLISECONDS)
    receipts = ma.fields.List(
        ma.fields.Nested(ReceiptSignedSchema),
        required=True,
        validate=validate.Length(min=1, max=limits.RECEIPTS_AT_ONCE),
    )


class OutcomeSchema(Schema):
    """What became of one receipt."""

    counter = ma.fields.Integer()
    outcome = ma.fields.String(metadata={"description": "merged · duplicate · refused"})
    attendance_id = ma.fields.Integer(allow_none=True)
    code = ma.fields.String(attribute="error.code", metadata=WHEN_REFUSED)
    detail = ma.fields.String(attribute="error.zh", metadata=WHEN_REFUSED)
    detail_en = ma.fields.String(attribute="error.en", metadata=WHEN_REFUSED)


class MergedSchema(Schema):
    """What became of each, which numbers are missing, and how far the phone's clock is off."""

    outcomes = ma.fields.List(ma.fields.Nested(OutcomeSchema))
    missing = ma.fields.List(ma.fields.Integer())
    clock_offset_seconds = ma.fields.Float()


class PhotoQuery(Schema):
    """When and where the app says that the photo was taken."""

    t = InstantField(required=True)
    longitude = ma.fields.Float(allow_nan=False, validate=validate.Range(min=-180, max=180))
    latitude = ma.fields.Float(allow_nan=False, validate=validate.Range(min=-90, max=90))
    accuracy = ma.fields.Float(allow_nan=False, validate=validate.Range(min=-1e6, max=1e6))
    datum = ma.fields.String(validate=validate.OneOf(["wgs84", "gcj02"]))

    @ma.validates_schema
    def together(self, values: dict[str, object], **_: object) -> None:
        """Refuse a position without its datum, or half a one."""
        place = {"longitude", "latitude", "datum"} & values.keys()
        if place and len(place) < 3:
            raise ma.ValidationError("位置须含经纬度与坐标系。A position needs its datum.", "datum")


class PhotoSchema(Schema):
    """A photo, without its content."""

    id = KeyField()
    attendance_id = KeyField()
    mimetype = ma.fields.String()
    at = InstantField()
    received_at = InstantField()


class CheckAddressQuery(Schema):
    """Until when an address is good, and that it is ours."""

    until = ma.fields.Integer(required=True, validate=validate.Range(min=0, max=2**40))
    mac = ma.fields.String(required=True, validate=TEXT)
