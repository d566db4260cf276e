"""What people are told of the rooms that they asked for."""

from app.core.auth import Actor
from app.notices import service as notices
from app.venues.models import BookingState, RoomBooking

_SAID = {
    BookingState.APPROVED: ("已同意", "it is yours"),
    BookingState.REFUSED: ("未同意", "refused"),
    BookingState.CANCELLED: ("已取消", "called off"),
    BookingState.LAPSED: ("逾期未处理", "nobody decided in time"),
}


def tell(actor: Actor | None, booking: RoomBooking) -> None:
    """Tell whoever booked a room what became of it, unless they did it themselves."""
    if actor is not None and actor.user_id == booking.booked_by:
        return
    asked = notices.Request("功能室预约", "booking of a room", booking.room.name, booking.id)
    key = f"booking:{booking.id}:{booking.state}"
    said = _SAID[booking.state]
    notices.tell_decided(booking.booked_by, asked, said, booking.reason, key=key)
