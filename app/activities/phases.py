"""Where an approved activity stands in time: what its slots and the clock say together."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.activities.models import Slot


class ActivityPhase(StrEnum):
    """What time has brought an approved activity to."""

    RECRUITING = "recruiting"
    CLOSED = "closed"  # sign-up is over, nothing has begun
    IN_PROGRESS = "in_progress"  # one of its slots is going on
    ENDED = "ended"
    # What facts bring after the end; each is written down by the feature that knows them.
    SETTLING = "settling"  # hours and the closing report are looked at
    PUBLICITY = "publicity"  # the hours are shown, and anyone may object
    SETTLED = "settled"  # from here on there are amendments only


FROZEN = frozenset({ActivityPhase.PUBLICITY, ActivityPhase.SETTLED})


def closes_at(slot: "Slot", closes_minutes: int | None) -> datetime:
    """Return when sign-up for a slot ends; without a rule, with the slot."""
    if closes_minutes is None:
        return slot.ends_at
    return slot.starts_at - timedelta(minutes=closes_minutes)


def phase_of(
    slots: "Iterable[Slot]", closes_minutes: int | None, now: datetime
) -> ActivityPhase | None:
    """Return the phase at a moment; None without slots."""
    slots = list(slots)
    if not slots:
        return None
    if all(slot.ends_at <= now for slot in slots):
        return ActivityPhase.ENDED
    if any(slot.starts_at <= now < slot.ends_at for slot in slots):
        return ActivityPhase.IN_PROGRESS
    if any(now < closes_at(slot, closes_minutes) for slot in slots):
        return ActivityPhase.RECRUITING
    return ActivityPhase.CLOSED


def next_change(
    slots: "Iterable[Slot]", closes_minutes: int | None, now: datetime
) -> datetime | None:
    """Return when the phase may change next; None if it never will."""
    instants = (
        instant
        for slot in slots
        for instant in (closes_at(slot, closes_minutes), slot.starts_at, slot.ends_at)
        if instant > now
    )
    return min(instants, default=None)
