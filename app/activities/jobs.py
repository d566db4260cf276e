"""Jobs of activities: what comes by itself when its time is there."""

from app.activities import guardianship, lapses, listing, service, telling
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
def tell_cancelled(activity_id: int, after: int) -> None:
    """Tell those who signed up that an activity is called off, some at a time."""
    telling.tell_cancelled(activity_id, after)


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
