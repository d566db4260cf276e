"""Jobs of publicity."""

from app.core.queue import job
from app.publicity import service


@job()
def advance() -> None:
    """Move activities on after their end: settling, public notice, settled."""
    service.advance()
