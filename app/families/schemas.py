"""Shapes of guardians, households and paper cards on the wire."""

import marshmallow as ma
from marshmallow import validate

from app.accounts.models import GuardianPurpose, Purpose
from app.core import limits
from app.core.schemas import InstantField, KeyField, NameField, PageQuery, Schema, sometimes
from app.families.models import PaperState, Relation

ONCE_SAID = sometimes("最近一次；没有表态则无 · the last word, if there is one")


class PersonSchema(Schema):
    """A person as others see them."""

    id = KeyField()
    nickname = NameField()


class GuardianTextSchema(Schema):
    """What a guardian agrees to, in both languages."""

    version = ma.fields.Integer()
    zh = ma.fields.String()
    en = ma.fields.String()


class GuardianTextOfSchema(Schema):
    """A purpose, and what a guardian agrees to about it."""

    purpose = ma.fields.Enum(GuardianPurpose, by_value=True)
    text = ma.fields.Nested(GuardianTextSchema)


class GuardianWordSchema(Schema):
    """How a guardian stands to a purpose."""

    purpose = ma.fields.Enum(GuardianPurpose, by_value=True)
    in_force = ma.fields.Boolean()
    version = ma.fields.Integer(attribute="last.version", metadata=ONCE_SAID)
    said_at = InstantField(attribute="last.at", metadata=ONCE_SAID)
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


class HouseholdInSchema(Schema):
    """A new household."""

    organisation_id = KeyField(required=True)
    name = NameField(required=True, metadata={"description": "如 三组杨家"})


class CardSchema(Schema):
    """A paper card, without what is in its QR code."""

    id = KeyField()
    issued_at = InstantField()


class MemberSchema(Schema):
    """Somebody who belongs to a household."""

    user_id = KeyField()
    nickname = NameField()
    added_at = InstantField()
    card = ma.fields.Nested(CardSchema, allow_none=True)


class HouseholdSchema(Schema):
    """A household with its members."""

    id = KeyField(attribute="household.id")
    organisation_id = KeyField(attribute="household.organisation_id")
    name = NameField(attribute="household.name")
    created_at = InstantField(attribute="household.created_at")
    members = ma.fields.List(ma.fields.Nested(MemberSchema))


class HouseholdQuery(PageQuery):
    """Whose households."""

    organisation_id = KeyField(strict=False, required=True)


class PaperConsentSchema(Schema):
    """What somebody agreed to on paper."""

    purpose = ma.fields.Enum(Purpose, by_value=True, required=True)
    version = ma.fields.Integer(
        required=True, strict=True, validate=validate.Range(min=1, max=10_000)
    )


class MemberAgeSchema(Schema):
    """Whether a member is of age, in the version of the text that was read to them."""

    version = ma.fields.Integer(
        required=True, strict=True, validate=validate.Range(min=1, max=10_000)
    )
    born_in = ma.fields.Integer(
        strict=True,
        validate=validate.Range(min=1900, max=2100),
        metadata={"description": "未满 18 周岁的才填出生年份 · of a minor alone"},
    )


class MemberInSchema(Schema):
    """Somebody without a phone."""

    nickname = NameField(required=True, metadata={"description": "印在卡上的称呼"})
    age = ma.fields.Nested(
        MemberAgeSchema,
        metadata={"description": "是否已满 18 周岁；也可稍后填 · whether of age; may follow"},
    )
    paper_consents = ma.fields.List(
        ma.fields.Nested(PaperConsentSchema),
        load_default=list,
        validate=validate.Length(max=len(Purpose)),
        metadata={"description": "本人在纸上签字同意的用途；由负责人宣读并保存原件"},
    )


class SheetQuery(Schema):
    """Which cards to print."""

    organisation_id = KeyField(strict=False, required=True)
    household_id = KeyField(strict=False)
    after = ma.fields.Integer(
        load_default=0,
        validate=validate.Range(min=0, max=2**63 - 1),
        metadata={"description": "只打印此编号之后的卡 · only cards after this number"},
    )
    limit = ma.fields.Integer(
        load_default=limits.PAGE_SIZE, validate=validate.Range(min=1, max=limits.PAGE_SIZE)
    )


class SheetSchema(SheetQuery):
    """Which cards to print, each with a code."""

    organisation_id = KeyField(required=True)
    household_id = KeyField()


class TakeoverCodeSchema(Schema):
    """A code for taking an account over, shown once."""

    code = ma.fields.String(metadata={"description": "8 位，交给本人在其手机上输入"})
    expires_at = InstantField()


class GuardianPaperInSchema(Schema):
    """What a guardian without a phone signed."""

    guardian_name = ma.fields.String(
        required=True,
        load_only=True,
        validate=validate.Length(min=1, max=limits.NAME_LENGTH),
        metadata={"description": "监护人姓名，加密保存 · kept sealed"},
    )
    relation = ma.fields.Enum(Relation, by_value=True, required=True)
    consents = ma.fields.List(
        ma.fields.Nested(GiveGuardianConsentSchema),
        required=True,
        validate=validate.Length(min=1, max=len(GuardianPurpose)),
    )
    of_age_on = ma.fields.Date(
        metadata={"description": "未实名的成员年满 18 周岁的日期 · if their age is not known"}
    )


class GuardianPaperSchema(Schema):
    """A guardian's paper; of her name only the outline."""

    id = KeyField(attribute="row.id")
    ward_id = KeyField(attribute="row.ward_id")
    organisation_id = KeyField(attribute="row.organisation_id")
    guardian_name = ma.fields.String()
    relation = ma.fields.Enum(Relation, by_value=True)
    state = ma.fields.Enum(PaperState, by_value=True, attribute="row.state")
    consents = ma.fields.List(ma.fields.Nested(GiveGuardianConsentSchema))
    has_scan = ma.fields.Boolean(attribute="row.has_scan")
    of_age_on = ma.fields.Date(attribute="row.of_age_on")
    recorded_at = InstantField(attribute="row.recorded_at")
    decided_at = InstantField(attribute="row.decided_at", allow_none=True)
    ended_at = InstantField(attribute="row.ended_at", allow_none=True)
    reason = ma.fields.String(attribute="row.reason")


class GuardianPaperQuery(PageQuery):
    """Whose papers, and where they stand."""

    organisation_id = KeyField(strict=False, required=True)
    state = ma.fields.Enum(PaperState, by_value=True)


class PaperReasonSchema(Schema):
    """Why."""

    reason = ma.fields.String(
        required=True, validate=validate.Length(min=1, max=limits.REASON_LENGTH)
    )
