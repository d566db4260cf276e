"""People, how they prove who they are, what they may do, and where they are logged in."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.core import limits
from app.core.auth import Actor, Grant, RoleName
from app.core.db import Base, Key


class IdentityKind(StrEnum):
    """Who vouches for a person."""

    WECHAT = "wechat"  # openid: of one app
    WECHAT_UNION = "wechat_union"  # unionid: of all apps that are bound to each other
    DEVELOPMENT = "development"


class Purpose(StrEnum):
    """What a person's consent is asked for, each by itself."""

    LOCATION_TRACK = "location_track"
    REAL_NAME = "real_name"
    PUBLICATION = "publication"


class GuardianPurpose(StrEnum):
    """What a guardian is asked about her ward, each by itself."""

    SERVICE = "service"
    LOCATION_TRACK = "location_track"
    REAL_NAME = "real_name"
    PUBLICATION = "publication"


class User(Base):
    """A person."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    nickname: Mapped[str] = mapped_column(sa.String(limits.NAME_LENGTH))
    # Given once; empty for the moment between the row and its number.
    volunteer_no: Mapped[str | None] = mapped_column(sa.String(24), unique=True)
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]  # what is left is a number without a name
    # The account that goes on in this one's place; its number leads there.
    joined_into: Mapped[int | None] = mapped_column(sa.BigInteger, index=True)

    roles: Mapped[list["RoleGrant"]] = relationship(order_by="RoleGrant.id")

    # The check of a nickname that has not passed, where it was asked for.
    nickname_waits = cast("Any", None)
    # Whether anybody ever logged in, where it was asked for.
    claimed = cast("Any", None)

    @validates("volunteer_no")
    def _given_once(self, _name: str, number: str) -> str:
        if self.volunteer_no not in {None, number}:
            raise ValueError("a volunteer number stays")
        return number

    @property
    def actor(self) -> Actor:
        """The person as the one who asks, with every role held at this moment."""
        held = (Grant(grant.role, grant.organisation_id) for grant in self.roles)
        return Actor(self.id, tuple(held))


class Identity(Base):
    """A name by which somebody else knows a person: an openid, or the name of a trial login."""

    __tablename__ = "identities"
    __table_args__ = (sa.UniqueConstraint("kind", "subject"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    kind: Mapped[IdentityKind] = mapped_column(
        sa.Enum(IdentityKind, native_enum=False, values_callable=list, length=16)
    )
    subject: Mapped[str] = mapped_column(sa.String(128))
    created_at: Mapped[datetime]


class DevelopmentRole(StrEnum):
    """As whom one looks at a trial installation."""

    VOLUNTEER = "volunteer"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"
    LEADER = "leader"  # a coordinator where they are one already, else everywhere
    REVIEWER = "reviewer"  # likewise an administrator
    RESIDENT = "resident"  # who has an account and no role

    def to_grant(self, held: Collection[RoleName]) -> RoleName | None:
        """Return the role that is missing to somebody who holds these somewhere."""
        if self is DevelopmentRole.RESIDENT:
            return None
        wanted = {
            DevelopmentRole.LEADER: RoleName.COORDINATOR,
            DevelopmentRole.REVIEWER: RoleName.ADMINISTRATOR,
        }.get(self)
        if wanted is not None:
            return None if wanted in held else wanted
        return RoleName(self.value)


class RoleGrant(Base):
    """A role that a person holds in an organisation and below it, or (None) everywhere."""

    __tablename__ = "role_grants"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "role", "organisation_id"),
        # A unique key takes two empty organisations for different ones.
        sa.Index(
            "uq_role_grants_everywhere",
            "user_id",
            "role",
            unique=True,
            sqlite_where=sa.text("organisation_id IS NULL"),
            postgresql_where=sa.text("organisation_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    role: Mapped[RoleName] = mapped_column(
        sa.Enum(RoleName, native_enum=False, values_callable=list, length=16)
    )
    organisation_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("organisations.id"), index=True
    )
    granted_by: Mapped[int] = mapped_column(sa.BigInteger)  # 0: the installation itself
    created_at: Mapped[datetime]


class Login(Base):
    """One login on one device: a chain of refresh tokens of which only the last is good.

    No token is stored, nor anything from which one can be made without the secret key: a token
    is the family, its number in the chain and a signature over both.
    """

    __tablename__ = "logins"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    family: Mapped[str] = mapped_column(sa.String(32), unique=True)
    number: Mapped[int]  # of the last token
    began_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(sa.String(limits.DEVICE_LENGTH))  # as it names itself
    renewed_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None] = mapped_column(index=True)


class Consent(Base):
    """What a person said about one purpose: yes to a version of its text, or no more.

    Rows are only added; the last one of a purpose counts.
    """

    __tablename__ = "consents"
    __table_args__ = (sa.Index("ix_consents_user_id_purpose_id", "user_id", "purpose", "id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    purpose: Mapped[Purpose]
    version: Mapped[int]
    given: Mapped[bool]
    at: Mapped[datetime]


class Guardianship(Base):
    """A guardian and her ward: the ward gave a code, the guardian confirmed it as herself."""

    __tablename__ = "guardianships"
    __table_args__ = (sa.UniqueConstraint("ward_id", "guardian_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    ward_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    guardian_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    confirmed_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    ward: Mapped[User] = relationship(foreign_keys=ward_id)
    guardian: Mapped[User] = relationship(foreign_keys=guardian_id)


class GuardianInvitation(Base):
    """A code that a ward hands to her guardian, good once; what is kept does not give it away."""

    __tablename__ = "guardian_invitations"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    ward_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    lookup: Mapped[str] = mapped_column(sa.String(64), unique=True)  # HMAC of the code
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class GuardianConsent(Base):
    """What a guardian said about one purpose for her ward; rows are only added.

    Of all her guardians' words the last one counts.
    """

    __tablename__ = "guardian_consents"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    guardianship_id: Mapped[int] = mapped_column(sa.ForeignKey("guardianships.id"), index=True)
    purpose: Mapped[GuardianPurpose]
    version: Mapped[int]
    given: Mapped[bool]
    at: Mapped[datetime]


class IdentityVerification(Base):
    """Somebody's real name and ID number: sealed, and to be found by a keyed hash alone."""

    __tablename__ = "identity_verifications"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), unique=True)
    sealed: Mapped[bytes]
    lookup: Mapped[str] = mapped_column(sa.String(64), unique=True)  # HMAC of the number
    verified_at: Mapped[datetime]


class AgeSource(StrEnum):
    """From where it is known how old somebody is, or whether they are a minor."""

    VERIFIED = "verified"  # the real name is here; never stored
    NUMBER = "number"  # it was here, and the consent to it was taken back
    PAPER = "paper"  # a guardian signed it, and two people looked
    SAID = "said"  # by the person, or by who registered them
    WARD = "ward"  # that they have a guardian, and nothing else


class AgeWord(Base):
    """What is kept of the age of somebody without a real name: no more than until when a minor."""

    __tablename__ = "age_words"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), unique=True)
    source: Mapped[AgeSource]
    # The day of coming of age; none: said to be of age, or a ward of whom nobody knows it.
    sealed: Mapped[bytes | None]
    noted_at: Mapped[datetime]


class Phone(Base):
    """Somebody's phone number: sealed, and to be found by a keyed hash alone."""

    __tablename__ = "phones"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), unique=True)
    sealed: Mapped[bytes]
    lookup: Mapped[str] = mapped_column(sa.String(64), unique=True)  # HMAC of the number
    bound_at: Mapped[datetime]
    # When it was seen whether an account without a login was kept under it.
    looked_at: Mapped[datetime | None] = mapped_column(index=True)


class RiskDecision(StrEnum):
    """What an administrator makes of an account that WeChat holds to be at risk."""

    HARMLESS = "harmless"
    WATCHED = "watched"


class RiskCheck(Base):
    """A high risk rank that WeChat gave when somebody registered."""

    __tablename__ = "risk_checks"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), unique=True)
    rank: Mapped[int]
    asked_at: Mapped[datetime]
    decision: Mapped[RiskDecision | None]
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
