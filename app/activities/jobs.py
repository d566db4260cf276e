"""Jobs of activities: what comes by itself when its time is there."""

from app.activities import lapses, listing, service
from app.core.queue import job

AT_ONCE = 200


@job()
def write_down_lapses() -> None:
    """Expire offers and waitlists, offer what becomes free, note no-shows."""
    lapses.write_down()


@job()
def relist_stale() -> None:
    """List anew what is listed otherwise than it is."""
    for activity_id in listing.find_stale(AT_ONCE):
        listing.relist(service.get_activity(activity_id))
