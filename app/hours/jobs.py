"""Jobs of the ledger."""

from app.core.queue import job
from app.hours import letting_go, service
from app.hours.models import ManualRecord, ServiceRecord


@job("urgent")
def book(attendance_id: int) -> None:
    """Book what one attendance was settled to."""
    service.book_pending(attendance_id)


@job("default")
def book_all() -> None:
    """Book every settlement that a crash or a full queue left out."""
    service.book_pending()


@job("slow")
def let_old_go() -> None:
    """Let records go whose years are over, behind a checkpoint of each chain, and their claims."""
    letting_go.let_go(ServiceRecord)
    letting_go.let_go(ManualRecord)
    letting_go.delete_claims()
