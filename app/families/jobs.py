"""Jobs of families."""

from app.core.queue import job
from app.families import copies


@job()
def copy_notices() -> None:
    """Tell those who look after somebody what that person was told."""
    copies.copy_notices()
