"""What people are told about the rooms that they booked."""

from app.notices import service as notices
from app.notices.kinds import Kind
from app.venues.models import BookingState, RoomBooking


def tell(booking: RoomBooking) -> None:
    """Tell who booked a room what became of it."""
    zh, en = _RESULTS[booking.state]
    values = {
        "booking_id": str(booking.id),
        "room": booking.room.shown_name,
        "starts_at": booking.starts_at.isoformat(),
        "result": zh,
        "result_en": en,
        "reason": booking.reason or "—",
    }
    key = f"booking:{booking.id}:{booking.state.value}"
    notices.notify(booking.booked_by, Kind.BOOKING_DECIDED, values, key=key)


_RESULTS = {
    BookingState.APPROVED: ("已通过", "it is yours"),
    BookingState.REFUSED: ("未通过", "not lent"),
    BookingState.CANCELLED: ("已取消", "cancelled"),
    BookingState.LAPSED: ("已过期", "lapsed"),
}
