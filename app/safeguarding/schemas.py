"""Shapes of requests to see a minor's personal fields on the wire."""

import re

import marshmallow as ma
from marshmallow import validate

from app.accounts.disclosure import PersonalField
from app.core import limits
from app.core.schemas import InstantField, KeyField, PageQuery, Schema, sometimes
from app.safeguarding.models import AccessState

REASON = validate.Length(min=1, max=limits.REASON_LENGTH)
IF_ASKED = sometimes("申请的内容才有 · if it was asked for")
OWN_FIELDS = [each.value for each in PersonalField if each is not PersonalField.GUARDIANS]
FIELD = validate.OneOf([each.value for each in PersonalField])


class PersonQuery(Schema):
    """In the name of which organisation one asks."""

    organisation_id = KeyField(strict=False, required=True)


class MaskedPersonSchema(Schema):
    """What is known of a person, masked."""

    user_id = KeyField()
    minor = ma.fields.Boolean(metadata={"description": "未成年人（或监护人如此确认）"})
    real_name = ma.fields.String(allow_none=True)
    birth_date = ma.fields.String(allow_none=True)
    id_number = ma.fields.String(allow_none=True)
    phone = ma.fields.String(allow_none=True)
    guardians = ma.fields.Integer(metadata={"description": "监护人人数"})


class PersonLookInSchema(Schema):
    """Which fields of an adult, in the name of which organisation, and why."""

    organisation_id = KeyField(required=True)
    fields_ = ma.fields.List(
        ma.fields.String(validate=validate.OneOf(OWN_FIELDS)),
        required=True,
        data_key="fields",
        attribute="fields",
        validate=validate.Length(min=1, max=len(OWN_FIELDS)),
    )
    reason = ma.fields.String(
        required=True,
        validate=[
            validate.Length(min=5, max=200),
            validate.Regexp(r"\S.*\S\Z", flags=re.DOTALL),
        ],
        metadata={"description": "原因，首尾无空格；告知本人 · why; the person is told"},
    )


class LookedAtPersonSchema(Schema):
    """The fields of an adult that were asked for, in the open."""

    user_id = KeyField()
    real_name = ma.fields.String(allow_none=True, metadata=IF_ASKED)
    birth_date = ma.fields.String(allow_none=True, metadata=IF_ASKED)
    id_number = ma.fields.String(allow_none=True, metadata=IF_ASKED)
    phone = ma.fields.String(allow_none=True, metadata=IF_ASKED)


class LookAtMeSchema(Schema):
    """That somebody looked at one's own fields."""

    id = KeyField()
    at = InstantField()
    organisation = ma.fields.String()
    role = ma.fields.String()
    fields_ = ma.fields.List(ma.fields.String(), data_key="fields", attribute="fields")
    reason = ma.fields.String()


class AccessInSchema(Schema):
    """Whose fields, which, why, and for how long."""

    minor_id = KeyField(required=True)
    organisation_id = KeyField(required=True)
    fields_ = ma.fields.List(
        ma.fields.String(validate=FIELD),
        required=True,
        data_key="fields",
        attribute="fields",
        validate=validate.Length(min=1, max=len(PersonalField)),
    )
    why = ma.fields.String(required=True, validate=REASON)
    hours = ma.fields.Integer(
        required=True, strict=True, validate=validate.Range(min=1, max=limits.MINOR_ACCESS_HOURS)
    )


class AccessSchema(Schema):
    """A request, and where it stands."""

    id = KeyField()
    minor_id = KeyField()
    organisation_id = KeyField()
    asked_by = KeyField()
    fields_ = ma.fields.List(ma.fields.String(), data_key="fields", attribute="fields")
    why = ma.fields.String()
    hours = ma.fields.Integer()
    state = ma.fields.Enum(AccessState, by_value=True, attribute="present_state")
    asked_at = InstantField()
    decided_by = KeyField(allow_none=True)
    decided_at = InstantField(allow_none=True)
    decision = ma.fields.String(metadata={"description": "不批准的原因"})
    ends_at = InstantField(metadata={"description": "到期自动失效 · ends by itself"})


class AuditedAccessSchema(Schema):
    """A request, and how often its fields were looked at."""

    access = ma.fields.Nested(AccessSchema)
    looks = ma.fields.Integer()


class AccessQuery(PageQuery):
    """Which requests."""

    organisation_id = KeyField(strict=False, required=True)
    from_ = InstantField(data_key="from")
    to = InstantField()


class AccessReasonSchema(Schema):
    """Why not."""

    reason = ma.fields.String(required=True, validate=REASON)


class GuardianContactSchema(Schema):
    """Whom to call."""

    user_id = KeyField()
    real_name = ma.fields.String(allow_none=True)
    phone = ma.fields.String(allow_none=True)


class OpenedPersonSchema(Schema):
    """The fields that were asked for, in the open."""

    user_id = KeyField()
    ends_at = InstantField()
    real_name = ma.fields.String(allow_none=True, metadata=IF_ASKED)
    birth_date = ma.fields.String(allow_none=True, metadata=IF_ASKED)
    id_number = ma.fields.String(allow_none=True, metadata=IF_ASKED)
    phone = ma.fields.String(allow_none=True, metadata=IF_ASKED)
    guardians = ma.fields.List(ma.fields.Nested(GuardianContactSchema), metadata=IF_ASKED)


class LookSchema(Schema):
    """One look."""

    id = KeyField()
    actor_id = KeyField()
    fields_ = ma.fields.List(ma.fields.String(), data_key="fields", attribute="fields")
    at = InstantField()
