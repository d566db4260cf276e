"""Activities, their slots and sites, and sign-ups."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import limits
from app.core.db import Base, Key


class ActivityState(StrEnum):
    """Where an activity stands; phases that time brings are not states."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


class SignUpState(StrEnum):
    """Where a sign-up stands."""

    CONFIRMED = "confirmed"
    ATTENDED = "attended"
    CANCELLED = "cancelled"


class Activity(Base):
    """Something an organisation does with volunteers."""

    __tablename__ = "activities"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(limits.TITLE_LENGTH))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    state: Mapped[ActivityState] = mapped_column(
        default=ActivityState.DRAFT,
        index=True,
    )
    state_reason: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH), default="")
    rules: Mapped[dict[str, Any]]  # the rule set as it stood when the activity was made
    presence_policy: Mapped[dict[str, Any]]  # how gaps between pings are read
    sites_version: Mapped[int] = mapped_column(default=0)  # grows whenever the sites change
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime]

    slots: Mapped[list["Slot"]] = relationship(order_by="Slot.starts_at", lazy="selectin")
    sites: Mapped[list["ActivitySite"]] = relationship(
        order_by="ActivitySite.id", lazy="selectin", cascade="all, delete-orphan"
    )


class Slot(Base):
    """A span of time in which volunteers serve, with a number of places."""

    __tablename__ = "slots"
    __table_args__ = (sa.CheckConstraint("taken >= 0 AND taken <= quota", name="taken_in_quota"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    activity_id: Mapped[int] = mapped_column(sa.ForeignKey("activities.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    quota: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)

    CHECK_IN_OPENS = timedelta(minutes=60)  # before the start

    @property
    def opens_at(self) -> datetime:
        """When check-in opens."""
        return self.starts_at - self.CHECK_IN_OPENS


class ActivitySite(Base):
    """A place of an activity with its fence: a GeoJSON feature in WGS-84."""

    __tablename__ = "activity_sites"
    __table_args__ = (
        sa.UniqueConstraint("activity_id", "site_id"),
        sa.Index("ix_activity_sites_place", "lat", "lon"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    activity_id: Mapped[int] = mapped_column(sa.ForeignKey("activities.id"))
    site_id: Mapped[str] = mapped_column(sa.String(limits.KEY_LENGTH))
    name: Mapped[str] = mapped_column(sa.String(limits.NAME_LENGTH))
    feature: Mapped[dict[str, Any]]
    datum: Mapped[str] = mapped_column(sa.String(8))  # in which it was drawn
    lon: Mapped[float]  # middle of the fence, WGS-84, for lists
    lat: Mapped[float]


class SignUp(Base):
    """A volunteer's place in a slot."""

    __tablename__ = "sign_ups"
    __table_args__ = (sa.UniqueConstraint("slot_id", "volunteer_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    activity_id: Mapped[int] = mapped_column(sa.ForeignKey("activities.id"), index=True)
    slot_id: Mapped[int] = mapped_column(sa.ForeignKey("slots.id"))
    volunteer_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    state: Mapped[SignUpState]
    created_at: Mapped[datetime]
    code_failures: Mapped[int] = mapped_column(default=0)  # wrong codes since the last right one
    code_failed_at: Mapped[datetime | None]

    slot: Mapped[Slot] = relationship(lazy="joined", innerjoin=True)
