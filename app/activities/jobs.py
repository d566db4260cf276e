"""Jobs of activities."""

from app.activities import listing, service
from app.core.queue import job

AT_ONCE = 200


@job()
def relist_stale() -> None:
    """List anew what is listed otherwise than it is."""
    for activity_id in listing.find_stale(AT_ONCE):
        listing.relist(service.get_activity(activity_id))
