"""Shapes of venues, rooms and bookings on the wire."""

from typing import Any

import marshmallow as ma
from marshmallow import validate

from app.core import limits
from app.core.schemas import InstantField, KeyField, NameField, PageQuery, Schema, sometimes
from app.orgs.models import TEAMS, OrganisationKind
from app.venues.models import BookingState
from app.venues.policy import standing
from app.wechat.models import ContentState
from geofence.datum import Datum

DATUMS = validate.OneOf([each.value for each in Datum])
IF_KNOWN = sometimes("本人或管理人可见 · for who may know")
PLACES = [each for each in OrganisationKind if each not in TEAMS]


class TimeOfDayField(ma.fields.String):
    """A time of day in China, ``HH:MM``; a day ends at ``24:00``."""

    def __init__(self, **kwargs: Any) -> None:
        form = validate.Regexp(r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")
        super().__init__(validate=form, required=True, **kwargs)


class OpeningSpanSchema(Schema):
    """From when to when on a day."""

    opens = TimeOfDayField()
    closes = TimeOfDayField()


class WeekdaySpanSchema(OpeningSpanSchema):
    """From when to when on a day of the week."""

    weekday = ma.fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(min=1, max=7),
        metadata={"description": "1 星期一 … 7 星期日 · Monday is 1"},
    )


class OpeningExceptionSchema(Schema):
    """What holds on one date instead: other spans, or none."""

    date = ma.fields.String(required=True, validate=validate.Regexp(r"^\d{4}-\d{2}-\d{2}$"))
    spans = ma.fields.List(
        ma.fields.Nested(OpeningSpanSchema), required=True, validate=validate.Length(max=6)
    )
    note = ma.fields.String(load_default="", validate=validate.Length(max=limits.NAME_LENGTH))


class ContactSchema(Schema):
    """Whom to call; masked for strangers."""

    name = NameField(required=True)
    phone = ma.fields.String(
        required=True,
        validate=validate.Regexp(r"^[0-9+\-*]{5,20}$"),
        metadata={"description": "对外人隐去中间几位 · masked for strangers"},
    )


class VenueInSchema(Schema):
    """All that there is to say about a venue."""

    longitude = ma.fields.Float(required=True, validate=validate.Range(min=-180, max=180))
    latitude = ma.fields.Float(required=True, validate=validate.Range(min=-85, max=85))
    datum = ma.fields.String(required=True, validate=DATUMS)
    radius_m = ma.fields.Float(
        load_default=200.0,
        validate=validate.Range(min=20, max=5_000),
        metadata={
            "description": "电子围栏的缺省半径（米）· of the fence that activities begin with"
        },
    )
    address = ma.fields.String(load_default="", validate=validate.Length(max=limits.ADDRESS_LENGTH))
    contact = ma.fields.Nested(ContactSchema, load_default=None, allow_none=True)
    slogan = ma.fields.String(load_default="", validate=validate.Length(max=limits.SLOGAN_LENGTH))
    intro = ma.fields.String(load_default="", validate=validate.Length(max=limits.INTRO_LENGTH))
    weekly = ma.fields.List(
        ma.fields.Nested(WeekdaySpanSchema), load_default=list, validate=validate.Length(max=42)
    )
    exceptions = ma.fields.List(
        ma.fields.Nested(OpeningExceptionSchema),
        load_default=list,
        validate=validate.Length(max=100),
    )
    brand_team_ids = ma.fields.List(KeyField(), load_default=list, validate=validate.Length(max=20))


class VenuePhotoSchema(Schema):
    """A picture."""

    id = KeyField()
    url = ma.fields.String(metadata={"description": "本站地址 · on our own origin"})
    state = ma.fields.Enum(ContentState, by_value=True, attribute="check.state")


class PhotoAddressQuery(Schema):
    """What opens a picture to WeChat before it has passed; nobody else needs it."""

    until = ma.fields.Integer(load_default=0, validate=validate.Range(min=0, max=2**40))
    mac = ma.fields.String(load_default="", validate=validate.Length(max=128))


class BrandTeamSchema(Schema):
    """A team that a venue is known for."""

    id = KeyField()
    name = ma.fields.String()


class VenueSchema(Schema):
    """A venue, as the one who asks may see it."""

    organisation_id = KeyField(attribute="venue.organisation_id")
    name = ma.fields.String(attribute="venue.organisation.name")
    kind = ma.fields.Enum(OrganisationKind, by_value=True, attribute="venue.organisation.kind")
    longitude = ma.fields.Float(attribute="venue.lon")
    latitude = ma.fields.Float(attribute="venue.lat")
    datum = ma.fields.Constant("wgs84")
    radius_m = ma.fields.Float(attribute="venue.radius_m")
    distance_m = ma.fields.Float(
        allow_none=True, metadata={"description": "只在按位置查询时给出 · where a place was given"}
    )
    address = ma.fields.String(metadata={"description": "通过内容审核后公开 · once looked at"})
    contact = ma.fields.Nested(ContactSchema, allow_none=True)
    slogan = ma.fields.String()
    intro = ma.fields.String()
    text_state = ma.fields.Enum(
        ContentState,
        by_value=True,
        attribute="venue.text_check.state",
        metadata=sometimes("文字的审核状态，通过后公开 · of the words, if there are any"),
    )
    weekly = ma.fields.List(ma.fields.Nested(WeekdaySpanSchema), attribute="venue.weekly")
    exceptions = ma.fields.List(ma.fields.Nested(OpeningExceptionSchema))
    open_now = ma.fields.Boolean()
    closes_at = InstantField(
        attribute="today.closes_at", allow_none=True, metadata={"description": "开到何时"}
    )
    opens_at = InstantField(
        attribute="today.opens_at",
        allow_none=True,
        metadata={"description": "未开放：今天还会开放的时间，没有则 null"},
    )
    photos = ma.fields.List(ma.fields.Nested(VenuePhotoSchema))
    brand_teams = ma.fields.List(ma.fields.Nested(BrandTeamSchema), attribute="venue.brand_teams")
    updated_at = InstantField(attribute="venue.updated_at")
    version = ma.fields.Integer(attribute="venue.version")


class NearField(ma.fields.Field[tuple[float, float]]):
    """``lon,lat`` in degrees."""

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> tuple[float, float]:
        try:
            lon, lat = map(float, str(value).split(","))
        except ValueError as error:
            raise ma.ValidationError("要写成“经度,纬度”。Write it as lon,lat.") from error
        if not (-180 <= lon <= 180 and -85 <= lat <= 85):
            raise ma.ValidationError("经纬度超出范围。Out of range.")
        return lon, lat


class VenueQuery(PageQuery):
    """Which venues."""

    near = NearField(metadata={"type": "string", "description": "经度,纬度 · lon,lat"})
    datum = ma.fields.String(
        load_default="wgs84", validate=DATUMS, metadata={"description": "near 的坐标系 · of near"}
    )
    radius_m = ma.fields.Float(
        load_default=5_000.0, validate=validate.Range(min=1, max=limits.NEAR_RADIUS_M)
    )
    kind = ma.fields.String(validate=validate.OneOf([each.value for each in PLACES]))
    q = ma.fields.String(validate=validate.Length(min=1, max=limits.NAME_LENGTH))


class ContentReviewSchema(Schema):
    """A person's decision about what WeChat left to people."""

    shown = ma.fields.Boolean(required=True)


class RoomSchema(Schema):
    """A function room."""

    id = KeyField(dump_only=True)
    organisation_id = KeyField(dump_only=True)
    name = NameField(required=True)
    capacity = ma.fields.Integer(
        required=True, strict=True, validate=validate.Range(min=1, max=10_000)
    )
    closed_at = InstantField(dump_only=True, allow_none=True)


class RoomsQuery(PageQuery):
    """Which rooms."""

    closed = ma.fields.Boolean(
        load_default=False, metadata={"description": "包括已停用的 · closed ones too"}
    )


class ListedRoomSchema(RoomSchema):
    """A function room as anybody sees it."""

    name = NameField(
        attribute="shown_name", metadata={"description": "通过内容审核后公开 · once looked at"}
    )


class RoomChangeSchema(Schema):
    """What may change about a room."""

    name = NameField()
    capacity = ma.fields.Integer(strict=True, validate=validate.Range(min=1, max=10_000))
    closed = ma.fields.Boolean(metadata={"description": "停用 · out of use"})


class BookingInSchema(Schema):
    """A wish for a room."""

    starts_at = InstantField(required=True)
    ends_at = InstantField(required=True)
    purpose = ma.fields.String(
        required=True, validate=validate.Length(min=1, max=limits.REASON_LENGTH)
    )


class BookingSchema(BookingInSchema):
    """A booking."""

    id = KeyField()
    room_id = KeyField()
    room = ma.fields.String(attribute="room.shown_name")
    state = ma.fields.Function(
        standing, metadata={"type": "string", "enum": [each.value for each in BookingState]}
    )
    reason = ma.fields.String()
    booked_by = KeyField()
    created_at = InstantField()
    decided_at = InstantField(allow_none=True)


class HeldSchema(Schema):
    """When a room is held; for what and for whom, if one may know."""

    starts_at = InstantField()
    ends_at = InstantField()
    state = ma.fields.Enum(BookingState, by_value=True)
    id = KeyField(metadata=IF_KNOWN)
    purpose = ma.fields.String(metadata=IF_KNOWN)
    booked_by = KeyField(metadata=IF_KNOWN)


class WeekQuery(Schema):
    """Which seven days."""

    first = ma.fields.Date(
        load_default=None, metadata={"description": "第一天，缺省为今天 · today if not given"}
    )


class BookingDecisionSchema(Schema):
    """Lend the room, or not."""

    accept = ma.fields.Boolean(required=True)
    reason = ma.fields.String(load_default="", validate=validate.Length(max=limits.REASON_LENGTH))


class BookingCancelSchema(Schema):
    """Why a room is given back."""

    reason = ma.fields.String(load_default="", validate=validate.Length(max=limits.REASON_LENGTH))
