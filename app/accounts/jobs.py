"""Jobs of accounts: have words looked at, forget what has served its time, give out numbers."""

from flask import current_app

from app.accounts import age_words, letting_go, service, words
from app.core import audit
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
    """Forget answers kept for repeated requests, logins that ran out, and what else is over."""
    service.forget_requests()


@job("slow")
def delete_old_audit() -> None:
    """Delete entries of the audit whose time is over, some at a time."""
    audit.delete_old(current_app.config["SETTINGS"].audit_years)


@job("slow")
def delete_old_consents() -> None:
    """Delete proofs of consent that the law does not ask for any more."""
    letting_go.delete_old(current_app.config["SETTINGS"].proof_years)


@job("slow")
def delete_ages() -> None:
    """Delete until when people were minors who are of age by now."""
    age_words.delete_due()


@job("default")
def number_people() -> None:
    """Give a volunteer number to those who have none yet."""
    service.number_people()
