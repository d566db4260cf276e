"""Households, who belongs to them, and the paper cards of people without a phone."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core import limits
from app.core.db import Base, Key


class Household(Base):
    """People whom the leaders of an organisation may act for."""

    __tablename__ = "households"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(limits.NAME_LENGTH))
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime]

    members: Mapped[list["HouseholdMember"]] = relationship(
        primaryjoin="and_(HouseholdMember.household_id == Household.id,"
        " HouseholdMember.left_at.is_(None))",
        order_by="HouseholdMember.id",
        viewonly=True,
    )


class HouseholdMember(Base):
    """Somebody who belongs to a household; to one at a time."""

    __tablename__ = "household_members"
    __table_args__ = (
        sa.Index(
            "uq_household_members_present",
            "user_id",
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    household_id: Mapped[int] = mapped_column(sa.ForeignKey("households.id"), index=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    added_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    added_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=user_id, lazy="joined", innerjoin=True)


class PaperCard(Base):
    """A card with a QR code that names its row and nobody: at most one of a person is good."""

    __tablename__ = "paper_cards"
    __table_args__ = (
        sa.Index(
            "uq_paper_cards_good",
            "holder_id",
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    holder_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    token: Mapped[str] = mapped_column(sa.String(32), unique=True)  # at random
    sealed: Mapped[bytes]  # the signature that is printed, or a copy of this table could print it
    issued_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    issued_at: Mapped[datetime]
    revoked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    revoked_at: Mapped[datetime | None]

    holder: Mapped[User] = relationship(foreign_keys=holder_id, lazy="joined", innerjoin=True)


class TakeoverCode(Base):
    """A code with which somebody takes over the account that others acted in; good once."""

    __tablename__ = "takeover_codes"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    lookup: Mapped[str] = mapped_column(sa.String(64), unique=True)  # HMAC of the code
    issued_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class Relation(StrEnum):
    """What a guardian is to her ward."""

    PARENT = "parent"
    GRANDPARENT = "grandparent"
    SIBLING = "sibling"  # of age
    OTHER = "other"  # whom the law or the village committee has named


class PaperState(StrEnum):
    """Where a guardian's paper stands."""

    RECORDED = "recorded"  # a second person has to look
    IN_FORCE = "in_force"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"  # by itself: of age, the bond ended otherwise, nobody decided


class GuardianPaper(Base):
    """What a guardian without a phone signed for her ward: the form's photo and name sealed."""

    __tablename__ = "guardian_papers"
    __table_args__ = (sa.Index(None, "organisation_id", "state", "id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    ward_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    guardian_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))  # when in force
    state: Mapped[PaperState]
    purposes: Mapped[list[Any]]  # [{purpose, version}, …]
    key: Mapped[str] = mapped_column(sa.String(32), unique=True)  # of what is sealed, at random
    name_sealed: Mapped[bytes]  # the guardian's name and relation
    mimetype: Mapped[str] = mapped_column(sa.String(16), default="")
    sealed: Mapped[bytes] = mapped_column(deferred=True)  # the form; empty: none, or deleted
    of_age_on: Mapped[date]  # from when on the ward decides alone
    recorded_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    recorded_at: Mapped[datetime]
    looked_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))  # not who recorded
    looked_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH), default="")
    ended_at: Mapped[datetime | None] = mapped_column(index=True)

    @property
    def has_scan(self) -> bool:
        """Whether there is a photo of the form, without loading it."""
        return bool(self.mimetype)
