"""Bookings of rooms whose years are over, and the half hours that they held."""

import sqlalchemy as sa

from app.core import retention
from app.core.db import session
from app.venues.models import RoomBooking, RoomHold


def delete_bookings(years: int) -> int:
    """Delete some bookings that ended so many years ago; return how many rows went."""
    old = RoomBooking.ends_at < retention.older_than(years)
    first = sa.select(RoomBooking.id).where(old).order_by(RoomBooking.id)
    ids = session().scalars(first.limit(retention.DELETED_AT_ONCE)).all()
    return sum(retention.delete_of(each, ids) for each in (RoomHold.booking_id, RoomBooking.id))
