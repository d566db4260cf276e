"""Jobs of accounts: have words looked at, forget what has served its time."""

from app.accounts import service, words
from app.core.queue import errand, job


@errand("default", act=words.ask, note=words.note)
def ask_about(check_id: int) -> words.Question | None:
    """Ask WeChat about words that somebody wrote."""
    return words.claim(check_id)


@job("default")
def ask_about_all() -> None:
    """Ask for words that nobody has asked about: after a crash, or without a queue."""
    words.sweep()


@job("slow")
def forget_requests() -> None:
    """Forget answers kept for repeated requests, and logins that ran out."""
    service.forget_requests()
