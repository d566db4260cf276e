"""What people are told about rooms that are booked, and asked for."""

from app.accounts.holders import holders_near
from app.core import clock
from app.core.auth import RoleName
from app.notices import service as notices
from app.notices.kinds import Kind
from app.orgs import service as orgs
from app.venues.models import BookingState, FunctionRoom, RoomBooking


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


def tell_asked(booking: RoomBooking, room: FunctionRoom) -> None:
    """Tell those who lend the room that somebody asks for it; who it is the list says."""
    near = holders_near(RoleName.COORDINATOR, orgs.path_of(room.organisation_id))
    begins = booking.starts_at.astimezone(clock.CHINA)
    subject = f"{room.name} {begins:%m-%d %H:%M}"
    request = notices.Request("功能室预约", "booking of a room", subject, booking.id)
    told = [each for each in near if each != booking.booked_by]
    notices.tell_filed(told, request, key=f"booking:{booking.id}:asked")


_RESULTS = {
    BookingState.APPROVED: ("已通过", "it is yours"),
    BookingState.REFUSED: ("未通过", "not lent"),
    BookingState.CANCELLED: ("已取消", "cancelled"),
    BookingState.LAPSED: ("已过期", "lapsed"),
}
