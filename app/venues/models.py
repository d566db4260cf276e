"""Venues, their photos and brand teams, and the function rooms that are booked there."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts import words
from app.core import limits
from app.core.db import Base, Key, Versioned
from app.orgs.models import Organisation
from app.wechat.models import ContentCheck

brand_teams = sa.Table(
    "venue_brand_teams",
    Base.metadata,
    sa.Column("venue_id", sa.ForeignKey("venues.id"), primary_key=True),
    sa.Column("team_id", sa.ForeignKey("organisations.id"), primary_key=True),
)


class Venue(Versioned, Base):
    """What there is to know about an organisation that is a place."""

    __tablename__ = "venues"
    __table_args__ = (sa.Index("ix_venues_place", "lat", "lon"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), unique=True)
    lon: Mapped[float]  # WGS-84
    lat: Mapped[float]
    datum: Mapped[str] = mapped_column(sa.String(8))  # in which it was given
    radius_m: Mapped[float]  # of the fence that an activity there begins with
    address: Mapped[str] = mapped_column(sa.String(limits.ADDRESS_LENGTH))
    address_check_id: Mapped[int | None] = mapped_column(sa.ForeignKey("content_checks.id"))
    contact: Mapped[bytes | None]  # name and phone, sealed
    slogan: Mapped[str] = mapped_column(sa.String(limits.SLOGAN_LENGTH))
    intro: Mapped[str] = mapped_column(sa.String(limits.INTRO_LENGTH))
    weekly: Mapped[list[Any]]  # {weekday, opens, closes}, in China's time
    exceptions: Mapped[list[Any]]  # {date, spans, note}: what holds on a day instead
    text_check_id: Mapped[int | None] = mapped_column(sa.ForeignKey("content_checks.id"))
    updated_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    text_check: Mapped[ContentCheck | None] = relationship(
        foreign_keys=text_check_id, lazy="joined"
    )
    address_check: Mapped[ContentCheck | None] = relationship(
        foreign_keys=address_check_id, lazy="joined"
    )
    photos: Mapped[list["VenuePhoto"]] = relationship(
        order_by="VenuePhoto.id", lazy="selectin", back_populates="venue"
    )
    brand_teams: Mapped[list[Organisation]] = relationship(
        secondary=brand_teams, order_by=Organisation.id, lazy="selectin"
    )


class VenuePhoto(Base):
    """A picture of a venue, not sealed because it is for all, and what came of its check."""

    __tablename__ = "venue_photos"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    venue_id: Mapped[int] = mapped_column(sa.ForeignKey("venues.id"), index=True)
    key: Mapped[str] = mapped_column(sa.String(32), unique=True)
    mimetype: Mapped[str] = mapped_column(sa.String(16))
    digest: Mapped[str] = mapped_column(sa.String(64))
    content: Mapped[bytes] = mapped_column(deferred=True)  # a list of venues needs none
    check_id: Mapped[int] = mapped_column(sa.ForeignKey("content_checks.id"))
    added_by: Mapped[int] = mapped_column(sa.BigInteger)
    added_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]  # when WeChat was asked about it

    check: Mapped[ContentCheck] = relationship(lazy="joined", innerjoin=True)
    venue: Mapped[Venue] = relationship(back_populates="photos")

    @property
    def url(self) -> str:
        """Where it is shown, on our own origin."""
        return f"/api/v1/venues/{self.venue.organisation_id}/photos/{self.id}"


class FunctionRoom(Base):
    """A room that is lent by the half hour."""

    __tablename__ = "function_rooms"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    name: Mapped[str] = mapped_column(sa.String(limits.NAME_LENGTH))
    name_check_id: Mapped[int | None] = mapped_column(sa.ForeignKey("content_checks.id"))
    capacity: Mapped[int]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    name_check: Mapped[ContentCheck | None] = relationship(lazy="joined")

    @property
    def shown_name(self) -> str:
        """Its name, as soon as that may be shown."""
        return self.name if words.shows(self.name_check) else "功能室（名称审核中）"


class BookingState(StrEnum):
    """Where a booking stands."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"  # nobody decided before it would have begun


HOLDING = (BookingState.REQUESTED, BookingState.APPROVED)


class RoomBooking(Base):
    """Somebody's wish for a room, and what came of it."""

    __tablename__ = "room_bookings"
    __table_args__ = (
        sa.Index("ix_room_bookings_room_id_starts_at", "room_id", "starts_at"),
        sa.Index("ix_room_bookings_state_starts_at", "state", "starts_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    room_id: Mapped[int] = mapped_column(sa.ForeignKey("function_rooms.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    state: Mapped[BookingState]
    purpose: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH))
    reason: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH), default="")
    booked_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(sa.BigInteger)
    decided_at: Mapped[datetime | None]

    room: Mapped[FunctionRoom] = relationship(lazy="joined", innerjoin=True)


class RoomHold(Base):
    """Half an hour of a room that a booking holds: the key lets nobody else have it."""

    __tablename__ = "room_holds"

    room_id: Mapped[int] = mapped_column(sa.ForeignKey("function_rooms.id"), primary_key=True)
    begins_at: Mapped[datetime] = mapped_column(primary_key=True)
    booking_id: Mapped[int] = mapped_column(sa.ForeignKey("room_bookings.id"), index=True)
