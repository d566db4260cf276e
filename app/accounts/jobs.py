"""Jobs of accounts: forget what has served its time."""

from app.accounts import service
from app.core.queue import job


@job("slow")
def forget_requests() -> None:
    """Forget answers kept for repeated requests, and logins that ran out."""
    service.forget_requests()
