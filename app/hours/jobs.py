"""Jobs of the ledger."""

from app.core.queue import job
from app.hours import service


@job("urgent")
def book(attendance_id: int) -> None:
    """Book what one attendance was settled to."""
    service.book_pending(attendance_id)


@job("default")
def book_all() -> None:
    """Book every settlement that a crash or a full queue left out."""
    service.book_pending()
