"""Jobs of safeguarding."""

from app.core.queue import job
from app.safeguarding import service


@job("default")
def write_down_ends() -> None:
    """Write down requests and accesses whose time is over."""
    service.write_down_ends()
