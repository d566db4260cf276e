"""Shapes of people and logins on the wire."""

import marshmallow as ma
from marshmallow import validate

from app.core.auth import RoleName
from app.core.schemas import KeyField, NameField, Schema


class RoleSchema(Schema):
    """A role, and where it holds."""

    id = KeyField()
    role = ma.fields.Enum(RoleName, by_value=True)
    organisation_id = KeyField(
        allow_none=True, metadata={"description": "空：到处有效 · null: everywhere"}
    )


class UserSchema(Schema):
    """A person, to themselves."""

    id = KeyField()
    nickname = NameField()
    roles = ma.fields.List(ma.fields.Nested(RoleSchema))


class LoggedInSchema(Schema):
    """A person with a fresh pair of tokens."""

    access_token = ma.fields.String()
    refresh_token = ma.fields.String(metadata={"description": "只能用一次 · good once"})
    token_type = ma.fields.String(metadata={"description": "Bearer"})
    expires_in = ma.fields.Integer(metadata={"description": "秒 · seconds"})
    user = ma.fields.Nested(UserSchema)


class WeChatLoginSchema(Schema):
    """The code of wx.login."""

    code = ma.fields.String(
        required=True,
        validate=[validate.Length(min=1, max=128), validate.Regexp("^[ -~]+$")],
        metadata={"description": "wx.login 返回的 code，五分钟内有效，只能用一次"},
    )


class DevelopmentLoginSchema(Schema):
    """A name and a role, believed without proof."""

    name = NameField(required=True)
    role = ma.fields.Enum(RoleName, by_value=True, load_default=RoleName.VOLUNTEER)
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
