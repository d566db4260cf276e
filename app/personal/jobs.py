"""Jobs of personal information: make copies, erase people."""

from flask import current_app

from app.core.queue import job
from app.personal import claiming, copies, merges, service


@job("slow")
def make_copy(copy_id: int) -> None:
    """Make a copy that somebody asked for."""
    copies.make(copy_id)


@job("slow")
def sweep() -> None:
    """Ask again for copies that a crash left out, and delete those whose time is over."""
    copies.purge()
    for copy_id in copies.owed():
        make_copy.enqueue_after_commit(copy_id)


@job("slow")
def erase(erasure_id: int) -> None:
    """Erase one person, in a transaction of its own."""
    service.erase(erasure_id)


@job("slow")
def erase_due() -> None:
    """Erase those whose time to think it over has passed."""
    for erasure_id in service.due():
        erase.enqueue_after_commit(erasure_id)


@job("slow")
def claim(user_id: int) -> None:
    """Join to a person the account that was imported under their number."""
    claiming.look(user_id)


@job("slow")
def claim_all() -> None:
    """Look at the numbers that nobody has looked at: after a crash, or without a queue."""
    for user_id in claiming.owed():
        claim.enqueue_after_commit(user_id)


@job("slow")
def delete_old_erasures() -> None:
    """Delete wishes to be erased, and merges, that ended years ago."""
    service.delete_old_erasures(current_app.config["SETTINGS"].proof_years)
    merges.delete_old(current_app.config["SETTINGS"].proof_years)
