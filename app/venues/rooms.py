"""Use cases of lending rooms: by the half hour, never twice at once."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts import service as accounts
from app.core import audit, clock, limits, paging
from app.core.auth import Actor, RoleName
from app.core.db import session
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.orgs import service as orgs
from app.venues import function_rooms, opening, policy, service, telling
from app.venues.models import HOLDING, BookingState, FunctionRoom, RoomBooking, RoomHold

HALF_HOUR = timedelta(minutes=30)
WEEK = timedelta(days=7)
LAPSED_AT_ONCE = 500


def book(actor: Actor, room_id: int, values: dict[str, Any]) -> RoomBooking:
    """Ask for a room; from now on it is held for the asker until somebody decides."""
    room = function_rooms.get_room(room_id)
    _require_lent(room)
    begin, end = values["starts_at"], values["ends_at"]
    _require_span(begin, end)
    _require_open(room, begin, end)
    accounts.lock_user(actor.user_id)
    _require_modest(actor.user_id)
    booking = RoomBooking(
        room_id=room.id,
        starts_at=begin,
        ends_at=end,
        state=BookingState.REQUESTED,
        purpose=values["purpose"],
        booked_by=actor.user_id,
        created_at=clock.now(),
    )
    audit.record(actor, "booking.request", booking, organisation_id=room.organisation_id)
    _hold(booking)
    telling.tell_asked(booking, room)
    return booking


def decide(actor: Actor, booking_id: int, *, accept: bool, reason: str) -> RoomBooking:
    """Lend the room or refuse it; for the venue's coordinators."""
    booking = _load(booking_id)
    policy.require(actor, "lend", orgs.get_organisation(booking.room.organisation_id))
    state = BookingState.APPROVED if accept else BookingState.REFUSED
    if booking.state is state:
        return booking
    _require_state(booking, (BookingState.REQUESTED,))
    return _settle(actor, booking, state, reason)


def cancel(actor: Actor, booking_id: int, reason: str) -> RoomBooking:
    """Give a room back before it is used: whoever booked it, or the venue's coordinators."""
    booking = _load(booking_id)
    if not _concerns(actor, booking):
        raise NotFoundError("预约", "booking")
    if booking.state is BookingState.CANCELLED:
        return booking
    _require_state(booking, HOLDING)
    if booking.ends_at <= clock.now():
        raise ConflictError(
            "booking_over",
            "预约时段已过，无需取消。",
            "This booking is over; there is nothing to give back.",
        )
    return _settle(actor, booking, BookingState.CANCELLED, reason)


def list_week(actor: Actor, room_id: int, first: date | None) -> list[dict[str, Any]]:
    """Return what a room is held for in seven days; for what and for whom only to whom it may."""
    room = function_rooms.get_room(room_id)
    first = first or clock.day_of(clock.now())
    begin = datetime.combine(first, time(), clock.CHINA)
    found = session().scalars(
        sa.select(RoomBooking)
        .where(
            RoomBooking.room_id == room.id,
            RoomBooking.state.in_(HOLDING),
            RoomBooking.starts_at < begin + WEEK,
            RoomBooking.ends_at > begin,
        )
        .order_by(RoomBooking.starts_at)
    )
    leads = _leads(actor, room)
    held = [each for each in found if policy.standing(each) in HOLDING]
    return [_seen(each, own=leads or each.booked_by == actor.user_id) for each in held]


def list_mine(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the actor's own bookings, newest first."""
    mine = sa.select(RoomBooking).where(RoomBooking.booked_by == actor.user_id)
    return paging.page(mine, [RoomBooking.id], query, newest=True)


def lapse() -> int:
    """Give back what nobody decided about in time; return how many."""
    late = (
        sa.select(RoomBooking)
        .where(RoomBooking.state == BookingState.REQUESTED, RoomBooking.starts_at <= clock.now())
        .order_by(RoomBooking.starts_at)
        .limit(LAPSED_AT_ONCE)
        .with_for_update(of=RoomBooking, skip_locked=True)
    )
    found = session().scalars(late).all()
    for booking in found:
        _settle(None, booking, BookingState.LAPSED, "")
    return len(found)


def _halves(booking: RoomBooking) -> Iterator[datetime]:
    half = booking.starts_at
    while half < booking.ends_at:
        yield half
        half += HALF_HOUR


def _hold(booking: RoomBooking) -> None:
    held = [
        {"room_id": booking.room_id, "begins_at": half, "booking_id": booking.id}
        for half in _halves(booking)
    ]
    try:
        with session().begin_nested():
            session().execute(sa.insert(RoomHold), held)
    except IntegrityError as error:
        raise ConflictError(
            "room_taken",
            "该时段已被预约，请查看本周安排后另选时间。",
            "The room is taken then. Look at its week and choose another time.",
        ) from error


def _settle(
    actor: Actor | None, booking: RoomBooking, state: BookingState, reason: str
) -> RoomBooking:
    booking.state, booking.reason = state, reason
    booking.decided_at, booking.decided_by = clock.now(), actor.user_id if actor else None
    place = booking.room.organisation_id
    audit.record(actor, f"booking.{state.value}", booking, reason=reason, organisation_id=place)
    if actor is None or actor.user_id != booking.booked_by:
        telling.tell(booking)
    if state not in HOLDING:
        session().execute(sa.delete(RoomHold).where(RoomHold.booking_id == booking.id))
    return booking


def _load(booking_id: int) -> RoomBooking:
    found = session().get(RoomBooking, booking_id, with_for_update={"of": RoomBooking})
    if found is None:
        raise NotFoundError("预约", "booking")
    return found


def _concerns(actor: Actor, booking: RoomBooking) -> bool:
    return booking.booked_by == actor.user_id or _leads(actor, booking.room)


def _leads(actor: Actor, room: FunctionRoom) -> bool:
    return actor.holds(RoleName.COORDINATOR, orgs.path_of(room.organisation_id))


def _seen(booking: RoomBooking, *, own: bool) -> dict[str, Any]:
    plain = {name: getattr(booking, name) for name in ("starts_at", "ends_at", "state")}
    if not own:
        return plain
    return plain | {name: getattr(booking, name) for name in ("id", "purpose", "booked_by")}


def _require_lent(room: FunctionRoom) -> None:
    orgs.get_open(room.organisation_id)
    if room.closed_at is not None:
        raise ConflictError(
            "room_closed",
            "该功能室已停用，请选择其他功能室。",
            "This room is not in use. Choose another one.",
        )


def _require_span(begin: datetime, end: datetime) -> None:
    now = clock.now()
    on_the_half = all(
        not (each.second or each.microsecond or each.minute % 30) for each in (begin, end)
    )
    sound = timedelta() < end - begin <= limits.BOOKING_LENGTH
    if not (on_the_half and sound and now < begin <= now + limits.BOOKED_AHEAD):
        raise InvalidError(
            "booking_span",
            f"预约须从整点或半点起止，最长 12 小时，且在未来 {limits.BOOKED_AHEAD.days} 天内。",
            "A booking begins and ends on the hour or half hour, lasts at most 12 hours and begins "
            f"within {limits.BOOKED_AHEAD.days} days from now.",
            fields={"starts_at": ["span"]},
        )


def _require_open(room: FunctionRoom, begin: datetime, end: datetime) -> None:
    venue = service.get_venue(room.organisation_id)
    if venue.weekly and not opening.covers(begin, end, venue.weekly, venue.exceptions):
        raise ConflictError(
            "venue_closed_then",
            "该时段不在阵地开放时间内，请查看开放时间后另选。",
            "The venue is not open all that time. Look at its opening hours.",
        )


def _require_modest(user_id: int) -> None:
    coming = sa.select(sa.func.count()).where(
        RoomBooking.booked_by == user_id,
        RoomBooking.state.in_(HOLDING),
        RoomBooking.ends_at > clock.now(),
    )
    if (session().scalar(coming) or 0) >= limits.BOOKINGS_PER_PERSON:
        raise ConflictError(
            "too_many_bookings",
            f"每人最多有 {limits.BOOKINGS_PER_PERSON} 个未使用的预约，请先取消一个。",
            f"One may have {limits.BOOKINGS_PER_PERSON} bookings to come. Cancel one first.",
            limit=limits.BOOKINGS_PER_PERSON,
        )


def _require_state(booking: RoomBooking, states: tuple[BookingState, ...]) -> None:
    if policy.standing(booking) not in states:
        raise ConflictError(
            "booking_state",
            "该预约的状态已变化，请刷新后重试。",
            f"This booking is {policy.standing(booking).value}. Refresh.",
            state=policy.standing(booking).value,
        )
