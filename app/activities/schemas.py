"""Shapes of activities on the wire."""

from typing import Any

import marshmallow as ma
from marshmallow import validate

from app.activities.categories import Category
from app.activities.models import ActivityState
from app.activities.phases import ActivityPhase
from app.activities.skills import Skill
from app.activities.slot_schemas import SiteSchema, SlotSchema, VersionSchema
from app.core import clock, limits
from app.core.schemas import InstantField, KeyField, NameField, PageQuery, Schema, sometimes
from geofence.datum import Datum

AGES = validate.Range(min=0, max=120)
TEXT = validate.Length(max=limits.TEXT_LENGTH)
TITLE = [
    validate.Length(min=1, max=limits.TITLE_LENGTH),
    validate.Regexp(r".*\S", error="请填写标题，不能只有空格。Not blanks alone."),
]


class PresencePolicySchema(Schema):
    """How gaps between pings are read."""

    kind = ma.fields.String(
        load_default="continuous",
        validate=validate.OneOf(["continuous", "sampled", "endpoints"]),
        metadata={
            "description": "continuous 连续；sampled 抽查；endpoints 只看签到签退（人工确认）"
        },
    )
    gap_minutes = ma.fields.Integer(
        validate=validate.Range(min=1, max=480),
        metadata=sometimes("sampled：两次确认之间最多间隔多少分钟仍计入"),
    )


class SignUpRulesSchema(Schema):
    """How sign-ups are taken."""

    sign_ups_reviewed = ma.fields.Boolean(
        metadata={"description": "报名须组织者审核 · the organiser chooses"}
    )
    waitlist_quota = ma.fields.Integer(
        validate=validate.Range(min=0, max=limits.WAITLIST),
        metadata={
            "description": "每个场次的候补人数上限，0：不设候补 · of each slot; 0: no waitlist"
        },
    )
    cancel_hours = ma.fields.Integer(
        validate=validate.Range(min=0, max=limits.CANCEL_HOURS),
        metadata={"description": "开始前多少小时内取消算临期取消 · later than that is late"},
    )
    closes_minutes = ma.fields.Integer(
        allow_none=True,
        validate=validate.Range(min=0, max=limits.CANCEL_HOURS * 60),
        metadata={"description": "开始前多少分钟截止报名，空：到场次结束 · null: with the slot"},
    )


class TeamQuotaSchema(Schema):
    """How many of a position's places one team may fill."""

    team_id = KeyField(required=True)
    quota = ma.fields.Integer(required=True, validate=validate.Range(min=1, max=limits.PLACES))


class PositionSchema(Schema):
    """A kind of work, what it takes, and how many places it has in each slot."""

    id = ma.fields.Integer(dump_only=True, metadata=sometimes("项目中没有 · not in a project"))
    name = NameField(required=True)
    quota = ma.fields.Integer(required=True, validate=validate.Range(min=1, max=limits.PLACES))
    min_age = ma.fields.Integer(load_default=None, allow_none=True, validate=AGES)
    max_age = ma.fields.Integer(load_default=None, allow_none=True, validate=AGES)
    skills = ma.fields.List(
        ma.fields.String(validate=validate.OneOf(list(Skill))),
        load_default=list,
        validate=validate.Length(max=len(Skill)),
    )
    course_id = KeyField(
        load_default=None, allow_none=True, metadata={"description": "须持有该课程的有效证书"}
    )
    team_id = KeyField(
        load_default=None, allow_none=True, metadata={"description": "只面向该团队成员"}
    )
    team_quotas = ma.fields.List(
        ma.fields.Nested(TeamQuotaSchema),
        load_default=list,
        validate=validate.Length(max=limits.TEAM_QUOTAS),
        attribute="quotas_of_teams",
        metadata={"description": "各团队最多占多少名额 · at most so many from each team"},
    )


class PositionsInSchema(VersionSchema):
    """All positions of an activity."""

    positions = ma.fields.List(
        ma.fields.Nested(PositionSchema),
        required=True,
        validate=validate.Length(max=limits.POSITIONS_PER_ACTIVITY),
    )


class TermsSchema(Schema):
    """What the law wants to be said before anybody is asked to come."""

    risk_notice = ma.fields.String(validate=TEXT, metadata={"description": "风险告知，提交前必填"})
    way = ma.fields.String(validate=TEXT, metadata={"description": "服务方式"})
    conditions = ma.fields.String(
        validate=TEXT, metadata={"description": "参加条件（年龄、技能、健康等），提交前必填"}
    )
    safety = ma.fields.String(validate=TEXT, metadata={"description": "安全保障措施"})
    dangerous = ma.fields.Boolean(
        allow_none=True, metadata={"description": "是否可能发生人身危险，提交前必答"}
    )
    insurance_policy = ma.fields.String(
        validate=validate.Length(max=limits.KEY_LENGTH),
        metadata={"description": "人身意外伤害保险单号，有人身危险时提交前必填"},
    )
    minors_allowed = ma.fields.Boolean(
        allow_none=True, metadata={"description": "是否接受未成年人，提交前必答"}
    )


class ActivityInSchema(SignUpRulesSchema, TermsSchema):
    """A new activity."""

    organisation_id = KeyField(metadata={"description": "缺省为您所在的组织"})
    title = ma.fields.String(required=True, validate=TITLE)
    description = ma.fields.String(
        load_default="", validate=validate.Length(max=limits.TEXT_LENGTH)
    )
    category = ma.fields.Enum(
        Category, by_value=True, metadata={"description": "服务类别，供查找 · kind of service"}
    )
    slots = ma.fields.List(
        ma.fields.Nested(SlotSchema),
        required=True,
        validate=validate.Length(min=1, max=limits.SLOTS_PER_ACTIVITY),
    )
    positions = ma.fields.List(
        ma.fields.Nested(PositionSchema),
        load_default=list,
        validate=validate.Length(max=limits.POSITIONS_PER_ACTIVITY),
    )
    rules = ma.fields.Dict(metadata={"description": "时长规则；缺省为平台规则 · rule set"})
    presence_policy = ma.fields.Nested(
        PresencePolicySchema, load_default=lambda: {"kind": "continuous"}
    )


class ActivityPatchSchema(SignUpRulesSchema, TermsSchema, VersionSchema):
    """What of an activity is to change."""

    title = ma.fields.String(validate=TITLE)
    description = ma.fields.String(validate=TEXT)
    category = ma.fields.Enum(Category, by_value=True, allow_none=True)
    presence_policy = ma.fields.Nested(PresencePolicySchema)


class ToReviewQuery(PageQuery):
    """Which activities to review."""

    overdue = ma.fields.Boolean(metadata={"description": "只列已超时的 · only those overdue"})


class ActivitySchema(SignUpRulesSchema, TermsSchema):
    """An activity."""

    id = ma.fields.Integer()
    organisation_id = ma.fields.Integer()
    title = ma.fields.String()
    description = ma.fields.String()
    category = ma.fields.Enum(Category, by_value=True, allow_none=True)
    state = ma.fields.Enum(ActivityState, by_value=True)
    state_reason = ma.fields.String(
        attribute="shown_reason",
        metadata={"description": "通过内容审核后可见 · once it was looked at"},
    )
    phase = ma.fields.Enum(
        ActivityPhase,
        by_value=True,
        allow_none=True,
        attribute="present_phase",
        metadata={"description": "已通过的活动此刻的阶段 · where it stands in time"},
    )
    submitted_at = InstantField(allow_none=True)
    review_due_at = InstantField(allow_none=True)
    project_id = ma.fields.Integer(allow_none=True, metadata={"description": "来自项目库的项目"})
    project_version = ma.fields.Integer(allow_none=True)
    copied_from_id = ma.fields.Integer(allow_none=True, metadata={"description": "复制自哪个活动"})
    slots = ma.fields.List(ma.fields.Nested(SlotSchema))
    positions = ma.fields.List(ma.fields.Nested(PositionSchema))
    sites = ma.fields.List(ma.fields.Nested(SiteSchema))
    version = ma.fields.Integer(metadata={"description": "修改时带上，防止覆盖他人的修改"})
    presence_policy = ma.fields.Nested(PresencePolicySchema)
    rules = ma.fields.Dict()
    created_at = InstantField()
    distance_m = ma.fields.Float(metadata=sometimes("只在按位置查询时给出"))


class ReasonSchema(Schema):
    """Why."""

    reason = ma.fields.String(
        required=True, validate=validate.Length(min=1, max=limits.REASON_LENGTH)
    )


class PlaceField(ma.fields.Field[tuple[float, float]]):
    """``lon,lat`` in degrees."""

    def _deserialize(self, value: Any, *_args: Any, **_kwargs: Any) -> tuple[float, float]:
        try:
            lon, lat = map(float, str(value).split(","))
        except ValueError as error:
            raise ma.ValidationError("要写成“经度,纬度”。Write it as lon,lat.") from error
        return lon, lat


class ActivityQuery(PageQuery):
    """Which activities to list."""

    near = PlaceField(metadata={"type": "string", "description": "经度,纬度 · lon,lat"})
    datum = ma.fields.String(
        load_default="wgs84",
        validate=validate.OneOf([d.value for d in Datum]),
        metadata={"description": "near 的坐标系"},
    )
    radius_m = ma.fields.Float(
        load_default=5_000.0, validate=validate.Range(min=1, max=limits.NEAR_RADIUS_M)
    )
    from_ = InstantField(data_key="from", load_default=clock.now)
    to = InstantField()
    q = ma.fields.String(validate=validate.Length(max=limits.NAME_LENGTH))
    category = ma.fields.Enum(Category, by_value=True)
    open_places = ma.fields.Boolean(metadata={"description": "只列出还有名额的 · with places left"})
    led = ma.fields.Boolean(metadata={"description": "只列出我负责的 · that one coordinates"})
    state = ma.fields.String(
        validate=validate.OneOf([s.value for s in ActivityState]),
        metadata={"description": "缺省只列出已通过的活动；其他状态只对本组织的协调员可见"},
    )
