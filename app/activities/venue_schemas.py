"""Shapes of what goes on at venues on the wire."""

import marshmallow as ma
from marshmallow import validate

from app.activities.schemas import PlaceField
from app.core import limits
from app.core.schemas import InstantField, PageQuery, Schema
from app.orgs.models import OrganisationKind


class TodayQuery(PageQuery):
    """Round which place."""

    near = PlaceField(
        required=True, metadata={"type": "string", "description": "经度,纬度 · lon,lat"}
    )
    datum = ma.fields.String(
        load_default="wgs84",
        validate=validate.OneOf(["wgs84", "gcj02", "bd09"]),
        metadata={"description": "near 的坐标系 · of near"},
    )
    radius_m = ma.fields.Float(
        load_default=5_000.0, validate=validate.Range(min=1, max=limits.NEAR_RADIUS_M)
    )


class SlotTodaySchema(Schema):
    """One slot of today."""

    activity_id = ma.fields.Integer(attribute="activity.id")
    title = ma.fields.String(attribute="activity.title")
    slot_id = ma.fields.Integer(attribute="slot.id")
    starts_at = InstantField(attribute="slot.starts_at")
    ends_at = InstantField(attribute="slot.ends_at")
    places_left = ma.fields.Integer(metadata={"description": "还可报名的名额 · places left"})


class VenueTodaySchema(Schema):
    """A venue as a map shows it, with what goes on there until midnight."""

    organisation_id = ma.fields.Integer(attribute="venue.venue.organisation_id")
    name = ma.fields.String(attribute="venue.venue.organisation.name")
    kind = ma.fields.Enum(
        OrganisationKind, by_value=True, attribute="venue.venue.organisation.kind"
    )
    longitude = ma.fields.Float(attribute="venue.venue.lon")
    latitude = ma.fields.Float(attribute="venue.venue.lat")
    datum = ma.fields.Constant("wgs84")
    radius_m = ma.fields.Float(attribute="venue.venue.radius_m")
    distance_m = ma.fields.Float(attribute="venue.distance_m")
    address = ma.fields.String(attribute="venue.address")
    open_now = ma.fields.Boolean(attribute="venue.open_now")
    closes_at = InstantField(
        attribute="venue.today.closes_at",
        allow_none=True,
        metadata={"description": "开到何时"},
    )
    opens_at = InstantField(
        attribute="venue.today.opens_at",
        allow_none=True,
        metadata={"description": "未开放：今天还会开放的时间，没有则 null"},
    )
    today = ma.fields.List(ma.fields.Nested(SlotTodaySchema), attribute="today.entries")
    more = ma.fields.Integer(
        attribute="today.more", metadata={"description": "未列出的场次数 · slots not listed"}
    )
