"""Shapes of sign-ups on the wire."""

import marshmallow as ma
from marshmallow import validate

from app.activities.models import LeaveState, SignUpState
from app.activities.skills import Skill
from app.activities.slot_schemas import SlotSchema
from app.core.schemas import InstantField, KeyField, PageQuery, Schema, sometimes


class SignUpInSchema(Schema):
    """Which slot to sign up for."""

    slot_id = KeyField(metadata={"description": "活动只有一个场次时可省略"})
    position_id = KeyField(metadata={"description": "活动没有岗位或只有一个岗位时可省略"})
    team_id = KeyField(metadata={"description": "代表哪个团队参加 · for which team"})
    agreement = ma.fields.String(
        validate=validate.Length(equal=64),
        metadata={"description": "已阅读的协议摘要；内容已变则拒绝 · digest of what was read"},
    )


class SignUpSchema(Schema):
    """A place in a slot, or the wish for one."""

    id = ma.fields.Integer()
    activity_id = ma.fields.Integer()
    slot_id = ma.fields.Integer()
    volunteer_id = ma.fields.Integer()
    position_id = ma.fields.Integer(allow_none=True)
    team_id = ma.fields.Integer(allow_none=True)
    state = ma.fields.Enum(
        SignUpState,
        by_value=True,
        attribute="present_state",
        metadata={"description": "此刻的状态 · as it is now"},
    )
    reason = ma.fields.String(metadata={"description": "未录取、移出等的原因 · why"})
    arrival = ma.fields.Integer(
        metadata={"description": "在该场次的报名顺序号 · 1, 2, … in the slot, as they came"}
    )
    offer_expires_at = InstantField(
        allow_none=True, metadata={"description": "候补名额保留到何时 · until when a place is kept"}
    )
    leave = ma.fields.Enum(LeaveState, by_value=True, allow_none=True)
    created_at = InstantField()
    changed_at = InstantField()
    slot = ma.fields.Nested(SlotSchema)


class SignUpForLeaderSchema(SignUpSchema):
    """The same with what only those who lead may read: they call people by their names."""

    nickname = ma.fields.String(attribute="volunteer.nickname")
    volunteer_no = ma.fields.String(attribute="volunteer.volunteer_no", allow_none=True)
    leave_reason = ma.fields.String()


class ActivityTitleSchema(Schema):
    """Which activity it is."""

    id = ma.fields.Integer()
    title = ma.fields.String()


class MySignUpSchema(Schema):
    """One of one's own sign-ups."""

    sign_up = ma.fields.Nested(SignUpSchema)
    activity = ma.fields.Nested(ActivityTitleSchema)
    ahead = ma.fields.Integer(
        allow_none=True,
        metadata={"description": "候补时前面还有几人 · how many wait before; null: not waiting"},
    )


class AgreementQuery(Schema):
    """What somebody might sign up for."""

    slot_id = KeyField(strict=False)
    position_id = KeyField(strict=False)


class AgreementSchema(Schema):
    """What is agreed to: content, way, time, place, conditions, safety."""

    digest = ma.fields.String()
    document = ma.fields.Dict()
    agreed_at = InstantField(metadata=sometimes("报名前没有 · not there before"))


class SkillsSchema(Schema):
    """What somebody says that they can do."""

    skills = ma.fields.List(
        ma.fields.Enum(Skill, by_value=True),
        required=True,
        validate=validate.Length(max=len(Skill)),
    )


class SkillSchema(Schema):
    """A skill with its name."""

    skill = ma.fields.Enum(Skill, by_value=True)
    zh = ma.fields.String()


class PlacesSchema(Schema):
    """How many places of a position are held in a slot."""

    slot_id = ma.fields.Integer()
    position_id = ma.fields.Integer(allow_none=True)
    taken = ma.fields.Integer()
    waiting = ma.fields.Integer()


class SignUpQuery(PageQuery):
    """Which sign-ups to list."""

    slot_id = KeyField(strict=False)
    state = ma.fields.String(validate=validate.OneOf([each.value for each in SignUpState]))


class MySignUpQuery(PageQuery):
    """Which of one's own sign-ups to list."""

    activity_id = KeyField(
        strict=False, metadata={"description": "只看某个活动的 · of one activity"}
    )
