"""Jobs of activities: what comes by itself when its time is there."""

from app.activities import lapses
from app.core.queue import job


@job()
def write_down_lapses() -> None:
    """Expire offers and waitlists, offer what becomes free, note no-shows."""
    lapses.write_down()
