"""Jobs of activities: what comes by itself when its time is there."""

from app.activities import guardianship, lapses
from app.core.queue import job


@job()
def write_down_lapses() -> None:
    """Expire offers and waitlists, offer what becomes free, note no-shows."""
    lapses.write_down()


@job()
def let_minors_in() -> None:
    """Go on with sign-ups of minors whose guardian has agreed."""
    guardianship.let_in()
