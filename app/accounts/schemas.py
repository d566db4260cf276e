"""Shapes of people and logins on the wire."""

from typing import Any

import marshmallow as ma
from marshmallow import validate

from app.accounts.models import AgeSource, DevelopmentRole, Purpose, RiskDecision
from app.core import limits
from app.core.auth import RoleName
from app.core.schemas import InstantField, KeyField, NameField, Schema
from app.wechat.models import ContentState

WECHAT_CODE = [validate.Length(min=1, max=128), validate.Regexp("^[ -~]+$")]


class VolunteerNumberField(ma.fields.String):
    """A volunteer number."""

    def __init__(self, **kwargs: Any) -> None:
        what = {"description": "志愿者编号（末位为校验位）· volunteer number, with a check digit"}
        super().__init__(validate=validate.Length(min=1, max=40), metadata=what, **kwargs)


class RoleSchema(Schema):
    """A role, and where it holds."""

    id = KeyField()
    role = ma.fields.Enum(RoleName, by_value=True)
    organisation_id = KeyField(
        allow_none=True, metadata={"description": "空：到处有效 · null: everywhere"}
    )


class NicknameWaitsSchema(Schema):
    """A nickname that nobody else sees yet."""

    words = ma.fields.String()
    state = ma.fields.Enum(
        ContentState,
        by_value=True,
        metadata={"description": "machine_check、review、human_review：审核中；risky：未通过"},
    )


class UserSchema(Schema):
    """A person, to themselves."""

    id = KeyField()
    nickname = NameField()
    nickname_waits = ma.fields.Nested(
        NicknameWaitsSchema,
        allow_none=True,
        metadata={"description": "新昵称审核中，尚未生效 · shown to nobody else yet"},
    )
    volunteer_no = VolunteerNumberField(allow_none=True)
    roles = ma.fields.List(ma.fields.Nested(RoleSchema))


class LoggedInSchema(Schema):
    """A person with a fresh pair of tokens."""

    access_token = ma.fields.String()
    refresh_token = ma.fields.String(metadata={"description": "只能用一次 · good once"})
    token_type = ma.fields.String(metadata={"description": "Bearer"})
    expires_in = ma.fields.Integer(metadata={"description": "秒 · seconds"})
    session_id = KeyField(metadata={"description": "本次登录，见 /me/sessions · of this login"})
    user = ma.fields.Nested(UserSchema)


class WeChatLoginSchema(Schema):
    """The code of wx.login."""

    code = ma.fields.String(
        required=True,
        validate=WECHAT_CODE,
        metadata={"description": "wx.login 返回的 code，五分钟内有效，只能用一次"},
    )


class DevelopmentLoginSchema(Schema):
    """A name and a role, believed without proof."""

    name = NameField(required=True)
    role = ma.fields.Enum(DevelopmentRole, by_value=True, load_default=DevelopmentRole.VOLUNTEER)
    organisation_id = KeyField(
        load_default=None,
        allow_none=True,
        metadata={"description": "空：角色到处有效 · null: the role holds everywhere"},
    )


class RefreshSchema(Schema):
    """A refresh token."""

    refresh_token = ma.fields.String(required=True, validate=validate.Length(min=1, max=200))


class RenameSchema(Schema):
    """What a person may change about themselves."""

    nickname = NameField(required=True)


class ConsentTextSchema(Schema):
    """What is agreed to, in both languages."""

    version = ma.fields.Integer()
    zh = ma.fields.String()
    en = ma.fields.String()


class ConsentSchema(Schema):
    """How one stands to a purpose."""

    purpose = ma.fields.Enum(Purpose, by_value=True)
    in_force = ma.fields.Boolean(
        metadata={"description": "是否已同意当前版本 · agrees to the present text"}
    )
    version = ma.fields.Integer(
        allow_none=True, metadata={"description": "最近一次同意的版本 · last agreed to"}
    )
    given_at = InstantField(allow_none=True)
    withdrawn_at = InstantField(allow_none=True)
    text = ma.fields.Nested(ConsentTextSchema)


class GiveConsentSchema(Schema):
    """A purpose, and the version of its text that was read."""

    purpose = ma.fields.Enum(Purpose, by_value=True, required=True)
    version = ma.fields.Integer(
        required=True, strict=True, validate=validate.Range(min=1, max=10_000)
    )


class VerifyIdentitySchema(Schema):
    """A real name, and the number on the identity card."""

    name = NameField(required=True)
    number = ma.fields.String(
        required=True,
        validate=validate.Length(min=1, max=40),
        load_only=True,
        metadata={"description": "18 位身份证号码 · number of the resident identity card"},
    )


class IdentityVerificationSchema(Schema):
    """What is shown of a real name: masked, to its owner as well."""

    name = ma.fields.String(metadata={"description": "如 王*"})
    number = ma.fields.String(metadata={"description": "如 6***************1X"})
    minor = ma.fields.Boolean(metadata={"description": "未满 18 周岁 · under 18"})
    verified_at = InstantField()


class SayAgeSchema(Schema):
    """Whether somebody is of age, in the version of the text that was read."""

    version = ma.fields.Integer(
        required=True, strict=True, validate=validate.Range(min=1, max=10_000)
    )
    born_in = ma.fields.Integer(
        strict=True,
        validate=validate.Range(min=1900, max=2100),
        metadata={
            "description": "出生年份：只有未满 18 周岁的才填；不填即声明已满 18 周岁 · the year of "
            "birth, of a minor alone; without it: of age"
        },
    )


class AgeSchema(Schema):
    """What is known of somebody's age, to themselves."""

    asked = ma.fields.Boolean(
        metadata={"description": "报名前须先声明 · a sign-up waits for the person's word"}
    )
    minor = ma.fields.Boolean(
        allow_none=True,
        attribute="known.minor",
        metadata={"description": "空：尚不知道 · null: not known"},
    )
    source = ma.fields.Enum(AgeSource, by_value=True, allow_none=True, attribute="known.source")
    minor_until = ma.fields.Date(
        allow_none=True,
        attribute="known.until",
        metadata={"description": "最迟至该日成年 · the day of coming of age, at the latest"},
    )
    guardian_first = ma.fields.Boolean(
        metadata={"description": "未满 14 周岁：须监护人先同意 · below 14: a guardian comes first"}
    )
    text = ma.fields.Nested(ConsentTextSchema)


class SessionSchema(Schema):
    """Where one is logged in."""

    id = KeyField()
    device = ma.fields.String(
        metadata={"description": "设备自报的名称，仅供辨认 · as the device names itself"}
    )
    began_at = InstantField()
    renewed_at = InstantField()
    expires_at = InstantField()
    current = ma.fields.Boolean(
        metadata={"description": "就是发出本次请求的登录 · the one that asks"}
    )


class BindPhoneSchema(Schema):
    """The code of the phone number button."""

    code = ma.fields.String(
        required=True,
        validate=WECHAT_CODE,
        metadata={"description": "getPhoneNumber 按钮返回的 code，五分钟内有效，只能用一次"},
    )


class PhoneSchema(Schema):
    """What is shown of a phone number: masked, to its owner as well."""

    number = ma.fields.String(metadata={"description": "如 139****1111"})
    bound_at = InstantField()


class LookUpSchema(Schema):
    """Whom somebody looks for; blanks and dashes in the number do not matter."""

    volunteer_no = VolunteerNumberField(required=True)


class VolunteerSchema(Schema):
    """A person, to those who found them by their number."""

    id = KeyField()
    nickname = ma.fields.String()
    volunteer_no = VolunteerNumberField()


class RiskCheckSchema(Schema):
    """A high risk rank that WeChat gave when somebody registered, and what came of it."""

    id = KeyField()
    user_id = KeyField()
    rank = ma.fields.Integer(metadata={"description": "微信风险等级 0–4 · WeChat's rank"})
    asked_at = InstantField()
    decision = ma.fields.Enum(RiskDecision, by_value=True, allow_none=True)
    decided_at = InstantField(allow_none=True)


class DecideRiskSchema(Schema):
    """What an administrator makes of it, and why."""

    decision = ma.fields.Enum(RiskDecision, by_value=True, required=True)
    reason = ma.fields.String(
        required=True, validate=validate.Length(min=1, max=limits.REASON_LENGTH)
    )
