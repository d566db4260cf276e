"""What venues hold about a person: in their copy, and at their erasure."""

from app.core.personal import Fate, Holding, Part
from app.venues.models import FunctionRoom, RoomBooking, RoomHold, Venue, VenuePhoto

PART = Part(
    (
        # The room was the organisation's; the person only asked for it.
        Holding(RoomBooking.booked_by, Fate.NAMELESS, "room_bookings"),
        Holding(RoomHold.booking_id, Fate.OF_OTHERS),
        Holding(RoomBooking.decided_by, Fate.OF_OTHERS),
        Holding(Venue.text_check_id, Fate.OF_OTHERS),
        Holding(Venue.address_check_id, Fate.OF_OTHERS),
        Holding(FunctionRoom.name_check_id, Fate.OF_OTHERS),
        Holding(VenuePhoto.added_by, Fate.OF_OTHERS),
    )
)
