"""Jobs of families."""

from flask import current_app

from app.core.queue import job
from app.families import asking, copies, papers, takeovers


@job()
def copy_notices() -> None:
    """Tell those who look after somebody what that person was told."""
    copies.copy_notices()


@job()
def ask_guardians() -> None:
    """Tell guardians of what their wards agreed to, where it needs their consent, too."""
    asking.tell_guardians()


@job()
def end_papers() -> None:
    """End guardians' papers whose ward is of age, whose bond is over or that nobody decided."""
    papers.end_due()


@job("slow")
def forget_codes() -> None:
    """Delete codes for taking an account over whose time is over."""
    takeovers.purge()


@job("slow")
def delete_old_papers() -> None:
    """Delete guardians' papers that the law does not ask for any more."""
    papers.delete_old(current_app.config["SETTINGS"].proof_years)
