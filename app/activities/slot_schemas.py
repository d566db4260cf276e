"""Shapes of slots and sites on the wire, and of versions that were seen."""

from typing import Any

import marshmallow as ma
from marshmallow import validate

from app.core import limits
from app.core.schemas import InstantField, KeyField, Schema
from geofence.datum import Datum


class SlotSchema(Schema):
    """A span of time with places."""

    id = ma.fields.Integer(dump_only=True)
    starts_at = InstantField(required=True)
    ends_at = InstantField(required=True)
    quota = ma.fields.Integer(required=True, validate=validate.Range(min=1, max=limits.PLACES))
    taken = ma.fields.Integer(dump_only=True, metadata={"description": "已报名人数 · places taken"})
    waiting = ma.fields.Integer(dump_only=True, metadata={"description": "候补人数 · waitlist"})
    open = ma.fields.Boolean(dump_only=True, metadata={"description": "是否接受报名"})
    site_ids = ma.fields.List(
        ma.fields.String(),
        dump_only=True,
        allow_none=True,
        metadata={"description": "本场次的地点，空：活动的全部地点 · null: all of the activity's"},
    )
    cancelled_at = InstantField(dump_only=True, allow_none=True)
    cancel_reason = ma.fields.String(
        dump_only=True,
        attribute="shown_reason",
        metadata={"description": "取消原因，通过内容审核后可见 · once it was looked at"},
    )
    rule = ma.fields.String(dump_only=True, metadata={"description": "由哪条重复规则生成"})


SITE_IDS: dict[str, Any] = {
    "allow_none": True,
    "validate": validate.Length(min=1, max=limits.SITES_PER_ACTIVITY),
    "metadata": {"description": "本场次的地点，空：活动的全部地点"},
}


class VersionSchema(Schema):
    """What the one who changes it has seen."""

    version = ma.fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(min=1, max=2**31 - 1),
        metadata={"description": "所见的版本号，防止覆盖他人的修改 · the version that was seen"},
    )


class VersionQuery(Schema):
    """The same in a query."""

    version = ma.fields.Integer(required=True, validate=validate.Range(min=1, max=2**31 - 1))


class SlotsInSchema(VersionSchema):
    """A slot to add, or many by a rule."""

    starts_at = InstantField(required=True)
    ends_at = InstantField(required=True)
    quota = ma.fields.Integer(required=True, validate=validate.Range(min=1, max=limits.PLACES))
    site_ids = ma.fields.List(ma.fields.String(), load_default=None, **SITE_IDS)
    rule = ma.fields.String(
        validate=validate.Length(max=limits.RULE_LENGTH),
        metadata={"description": "RFC 5545 重复规则，如 FREQ=WEEKLY;BYDAY=SA;COUNT=10"},
    )
    exceptions = ma.fields.List(
        ma.fields.Date(),
        load_default=list,
        validate=validate.Length(max=limits.SLOTS_PER_ACTIVITY),
        metadata={"description": "除外的日期 · days that are left out"},
    )


class SlotPatchSchema(VersionSchema):
    """What of a slot is to change."""

    starts_at = InstantField()
    ends_at = InstantField()
    quota = ma.fields.Integer(validate=validate.Range(min=1, max=limits.PLACES))
    site_ids = ma.fields.List(ma.fields.String(), **SITE_IDS)


class SiteSchema(Schema):
    """A place with its fence."""

    site_id = ma.fields.String()
    name = ma.fields.String()
    feature = ma.fields.Dict(metadata={"description": "GeoJSON Feature, WGS-84"})
    longitude = ma.fields.Float(attribute="lon")
    latitude = ma.fields.Float(attribute="lat")
    datum = ma.fields.Constant("wgs84")


class SitesInSchema(ma.Schema):
    """A GeoJSON FeatureCollection whose ``properties.datum`` names its datum."""

    class Meta:
        """GeoJSON may carry foreign members (RFC 7946 §6.1); the engine checks the rest."""

        unknown = ma.INCLUDE

    type = ma.fields.String(required=True, validate=validate.Equal("FeatureCollection"))
    features = ma.fields.List(ma.fields.Raw(), required=True)
    properties = ma.fields.Dict(
        required=True, metadata={"description": "{datum: wgs84 | gcj02 | bd09}"}
    )


class VenueSiteSchema(Schema):
    """Whose fence to take over."""

    organisation_id = KeyField(required=True, metadata={"description": "阵地所属组织"})
    radius_m = ma.fields.Float(
        validate=validate.Range(min=10, max=5_000), metadata={"description": "缺省为阵地的半径"}
    )


class FenceFileSchema(Schema):
    """A file that another program has written."""

    text = ma.fields.String(
        required=True,
        validate=validate.Length(min=1, max=limits.BODY_BYTES),
        metadata={"description": "文件内容：GeoJSON、KML 或 GPX · what is in the file"},
    )
    datum = ma.fields.String(
        validate=validate.OneOf([d.value for d in Datum]),
        metadata={"description": "缺省：GeoJSON 自己写明的，否则 wgs84"},
    )
    radius_m = ma.fields.Float(
        load_default=100.0,
        validate=validate.Range(min=1, max=limits.NEAR_RADIUS_M / 2),
        metadata={"description": "点的半径 · of the circle round a point"},
    )
    half_width_m = ma.fields.Float(
        load_default=30.0,
        validate=validate.Range(min=1, max=limits.NEAR_RADIUS_M / 2),
        metadata={"description": "路线两侧各多宽 · of the corridor along a line"},
    )


class FenceWarningSchema(Schema):
    """What to think of before the fence is saved."""

    code = ma.fields.String()
    probability = ma.fields.Float(
        metadata={"description": "人在正中、室内误差 30 米时判为在场的概率 · of one fix indoors"}
    )
    zh = ma.fields.String()
    en = ma.fields.String()


class FenceCheckedSchema(Schema):
    """How large a fence is, as the engine sees it."""

    site_id = ma.fields.String()
    area_m2 = ma.fields.Float(metadata={"description": "平方米"})
    width_m = ma.fields.Float(metadata={"description": "米：内切圆最大直径 · the widest circle"})
    warnings = ma.fields.List(ma.fields.Nested(FenceWarningSchema))


class FencesCheckedSchema(Schema):
    """One answer for each site, in their order."""

    items = ma.fields.List(ma.fields.Nested(FenceCheckedSchema))
