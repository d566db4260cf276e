"""Jobs of venues."""

from app.core.queue import job
from app.venues import rooms


@job("default")
def lapse() -> None:
    """Give back rooms about which nobody decided in time."""
    rooms.lapse()
