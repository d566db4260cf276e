"""Jobs of publicity."""

from flask import current_app

from app.core.queue import job
from app.publicity import objections, service


@job()
def advance() -> None:
    """Move activities on after their end: settling, public notice, settled."""
    service.advance()


@job("slow")
def delete_old_objections() -> None:
    """Delete objections whose years are over."""
    objections.delete_old(current_app.config["SETTINGS"].proof_years)
