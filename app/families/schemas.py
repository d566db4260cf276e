"""Shapes of guardians, households and paper cards on the wire."""

import marshmallow as ma
from marshmallow import validate

from app.accounts.models import GuardianPurpose
from app.core.schemas import InstantField, KeyField, NameField, Schema


class PersonSchema(Schema):
    """A person as others see them."""

    id = KeyField()
    nickname = NameField()


class GuardianTextSchema(Schema):
    """What a guardian agrees to, in both languages."""

    version = ma.fields.Integer()
    zh = ma.fields.String()
    en = ma.fields.String()


class GuardianWordSchema(Schema):
    """How a guardian stands to a purpose."""

    purpose = ma.fields.Enum(GuardianPurpose, by_value=True)
    in_force = ma.fields.Boolean()
    version = ma.fields.Integer(attribute="last.version", metadata={"description": "最近一次"})
    said_at = InstantField(attribute="last.at")
    text = ma.fields.Nested(GuardianTextSchema)


class GuardianshipSchema(Schema):
    """A guardian and her ward."""

    id = KeyField(attribute="row.id")
    ward = ma.fields.Nested(PersonSchema, attribute="row.ward")
    guardian = ma.fields.Nested(PersonSchema, attribute="row.guardian")
    confirmed_at = InstantField(attribute="row.confirmed_at")
    consents = ma.fields.List(ma.fields.Nested(GuardianWordSchema), attribute="words")


class GuardianInvitationSchema(Schema):
    """A code for the guardian, shown once."""

    code = ma.fields.String(
        metadata={"description": "12 位，交给监护人在其账号中确认 · for the guardian to confirm"}
    )
    expires_at = InstantField()


class GiveGuardianConsentSchema(Schema):
    """A purpose, and the version of its text that was read."""

    purpose = ma.fields.Enum(GuardianPurpose, by_value=True, required=True)
    version = ma.fields.Integer(
        required=True, strict=True, validate=validate.Range(min=1, max=10_000)
    )


class ConfirmWardSchema(Schema):
    """The code that a ward made, and what the guardian agrees to at once."""

    code = ma.fields.String(required=True, load_only=True, validate=validate.Length(min=1, max=40))
    consents = ma.fields.List(
        ma.fields.Nested(GiveGuardianConsentSchema),
        load_default=list,
        validate=validate.Length(max=len(GuardianPurpose)),
    )
