"""Jobs of safeguarding."""

from flask import current_app

from app.core.queue import job
from app.safeguarding import letting_go, service


@job("default")
def write_down_ends() -> None:
    """Write down requests and accesses whose time is over."""
    service.write_down_ends()


@job("slow")
def delete_old_looks() -> None:
    """Delete looks, and the requests behind them, that the law does not ask for any more."""
    letting_go.delete_old(current_app.config["SETTINGS"].proof_years)
