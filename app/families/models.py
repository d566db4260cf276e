"""Households, who belongs to them, and the paper cards of people without a phone."""

from datetime import datetime

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
