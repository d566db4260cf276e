"""Shapes of campaigns and closing reports on the wire."""

import marshmallow as ma
from marshmallow import validate

from app.activities.models import ActivityState
from app.campaigns.models import GROUPS
from app.core import limits
from app.core.schemas import InstantField, KeyField, NameField, PageQuery, Schema


class CampaignSchema(Schema):
    """A period with a name and a theme."""

    id = ma.fields.Integer(dump_only=True)
    organisation_id = KeyField(required=True)
    name = NameField(required=True, metadata={"description": "如“3·5 学雷锋志愿服务活动日”"})
    theme = ma.fields.String(
        required=True, validate=validate.Length(min=1, max=limits.REASON_LENGTH)
    )
    starts_at = InstantField(required=True)
    ends_at = InstantField(required=True)
    created_at = InstantField(dump_only=True)


class CampaignQuery(PageQuery):
    """Which campaigns to list."""

    organisation_id = KeyField(strict=False)
    current = ma.fields.Boolean(metadata={"description": "只列出正在进行的 · going on now"})


class CampaignFiguresSchema(Schema):
    """What came of a campaign."""

    activities = ma.fields.Integer(metadata={"description": "公开的活动，含中止与已取消的"})
    cancelled = ma.fields.Integer(metadata={"description": "其中已取消的"})
    volunteers = ma.fields.Integer(metadata={"description": "参加人数（每人计一次）"})
    attendances = ma.fields.Integer(metadata={"description": "参加人次"})
    seconds = ma.fields.Integer(metadata={"description": "已入账时长，秒"})
    reports = ma.fields.Integer(metadata={"description": "已结项活动"})
    beneficiaries = ma.fields.Integer(metadata={"description": "已结项活动的服务对象人数"})


class CampaignActivityItemSchema(Schema):
    """An activity of a campaign."""

    id = ma.fields.Integer()
    organisation_id = ma.fields.Integer()
    title = ma.fields.String()
    state = ma.fields.Enum(ActivityState, by_value=True)


class CampaignJoinSchema(Schema):
    """That an activity takes part."""

    campaign_id = ma.fields.Integer()
    activity_id = ma.fields.Integer()
    joined_at = InstantField()


class BeneficiaryGroupSchema(Schema):
    """Who was served, and how many."""

    group = NameField(required=True, metadata={"description": "服务对象，如“独居老人”"})
    count = ma.fields.Integer(
        required=True, strict=True, validate=validate.Range(min=0, max=1_000_000)
    )


class ClosingReportInSchema(Schema):
    """What came of an activity."""

    summary = ma.fields.String(
        required=True, validate=validate.Length(min=1, max=limits.TEXT_LENGTH)
    )
    groups = ma.fields.List(
        ma.fields.Nested(BeneficiaryGroupSchema),
        required=True,
        validate=validate.Length(min=1, max=GROUPS),
    )


class ClosingReportSchema(ClosingReportInSchema):
    """A closing report."""

    activity_id = ma.fields.Integer()
    beneficiaries = ma.fields.Integer()
    written_at = InstantField()
    accepted_at = InstantField(allow_none=True)
