"""Shapes of desktop logins on the wire."""

import marshmallow as ma
from marshmallow import validate

from app.core import limits
from app.core.schemas import InstantField, KeyField, Schema


def _text(longest: int, **kwargs: object) -> ma.fields.String:
    return ma.fields.String(validate=validate.Length(min=1, max=longest), **kwargs)  # type: ignore[arg-type]


def _code(**kwargs: object) -> ma.fields.String:
    return ma.fields.String(
        validate=validate.Regexp("^[0-9A-Za-z -]{6,40}$"),
        metadata={"description": "六位动态口令或恢复码 · of the authenticator, or a recovery code"},
        **kwargs,  # type: ignore[arg-type]
    )


class DesktopLogInSchema(Schema):
    """A login name, its password, and at once or later a code."""

    login_name = _text(200, required=True)
    password = _text(1_000, required=True, load_only=True)
    code = _code(load_default=None, allow_none=True, load_only=True)


class SecondStepSchema(Schema):
    """What the first step gave, and a code."""

    challenge = _text(200, required=True)
    code = _code(required=True, load_only=True)


class TokensSchema(Schema):
    """A fresh pair of tokens; who they speak for says ``GET /me``."""

    access_token = ma.fields.String()
    refresh_token = ma.fields.String(metadata={"description": "只能用一次 · good once"})
    token_type = ma.fields.String(metadata={"description": "Bearer"})
    expires_in = ma.fields.Integer(metadata={"description": "秒 · seconds"})
    session_id = KeyField(metadata={"description": "本次登录，见 /me/sessions · of this login"})


class SetPasswordSchema(Schema):
    """A login name and a password, and the password before if there is one."""

    login_name = _text(200, required=True)
    password = _text(1_000, required=True, load_only=True)
    current_password = _text(1_000, load_default=None, allow_none=True, load_only=True)


class DesktopLoginSchema(Schema):
    """How one's own desktop login stands."""

    login_name = ma.fields.String()
    set_at = InstantField()
    second_factor = ma.fields.Boolean(
        metadata={"description": "动态口令是否已启用 · whether it is in force"}
    )
    recovery_codes_left = ma.fields.Integer()


class OfferSecondFactorSchema(Schema):
    """The present password, and a code if one authenticator is to replace another."""

    current_password = _text(1_000, required=True, load_only=True)
    code = _code(load_default=None, allow_none=True, load_only=True)


class SecondFactorOfferSchema(Schema):
    """What an authenticator takes in, as a QR code; shown once."""

    otpauth_uri = ma.fields.String()


class ConfirmSecondFactorSchema(Schema):
    """The first code of the authenticator."""

    code = _code(required=True, load_only=True)


class RecoveryCodesSchema(Schema):
    """Codes for the day when the authenticator is lost; each is good once, shown now and never."""

    recovery_codes = ma.fields.List(ma.fields.String())


class ResetSchema(Schema):
    """Why a desktop login is done away with."""

    reason = _text(limits.REASON_LENGTH, required=True)
