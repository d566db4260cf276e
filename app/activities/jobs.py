"""Jobs of activities: what comes by itself when its time is there."""

from flask import current_app

from app.activities import (
    agreements,
    guardianship,
    lapses,
    letting_go,
    lifecycle,
    listing,
    reviewing,
    service,
    telling,
)
from app.core.queue import job

RELISTED = 200  # activities a run


@job()
def write_down_lapses() -> None:
    """Expire offers and waitlists, offer what becomes free, note no-shows."""
    lapses.write_down()


@job()
def let_minors_in() -> None:
    """Go on with sign-ups of minors whose guardian has agreed."""
    guardianship.let_in()


@job()
def tell_word(activity_id: int, after: int) -> None:
    """Tell those who signed up that an activity is called off, stopped or goes on."""
    telling.tell_word(activity_id, after)


@job()
def tell_slot(slot_id: int, after: int) -> None:
    """Tell those who signed up for a slot that it is called off, some at a time."""
    telling.tell_slot(slot_id, after)


@job()
def remind(slot_id: int, after: int) -> None:
    """Remind those who have a place in a slot of the next day, some at a time."""
    telling.remind(slot_id, after)


@job()
def sweep_notices() -> None:
    """Ask for reminders that are due, and for words that a crash lost."""
    telling.sweep()


@job()
def relist_stale() -> None:
    """List anew what is listed otherwise than it is."""
    for activity_id in listing.find_stale(RELISTED):
        listing.relist(service.get_activity(activity_id))


@job()
def advance() -> None:
    """Write down where activities stand in time, and send back what nobody reviewed in time."""
    lifecycle.advance()
    lifecycle.lapse()


@job()
def tell_overdue() -> None:
    """Tell reviewers of activities that have waited too long."""
    reviewing.tell_overdue()


@job("slow")
def delete_old_agreements() -> None:
    """Delete what was agreed so long ago that the law does not ask for it any more."""
    agreements.delete_old(current_app.config["SETTINGS"].service_years)


@job("slow")
def delete_old_sign_ups() -> None:
    """Delete sign-ups whose years are over and on which nothing rests any more."""
    letting_go.delete_sign_ups(current_app.config["SETTINGS"].service_years)
