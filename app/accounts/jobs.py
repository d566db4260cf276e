"""Jobs of accounts: forget what has served its time, and give out numbers."""

from app.accounts import service
from app.core.queue import job


@job("slow")
def forget_requests() -> None:
    """Forget answers kept for repeated requests, logins that ran out, and what else is over."""
    service.forget_requests()


@job("default")
def number_people() -> None:
    """Give a volunteer number to those who have none yet."""
    service.number_people()
