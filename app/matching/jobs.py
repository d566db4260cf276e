"""Jobs of matching."""

from flask import current_app

from app.core.queue import job
from app.matching import invitations, lapsing, letting_go


@job()
def write_down() -> None:
    """End needs whose time went by, and invitations without an answer."""
    lapsing.write_down()


@job("slow")
def invite_all() -> None:
    """Ask teams for needs that are open, the next best where one has not come to a yes."""
    invitations.invite_all()


@job("slow")
def delete_old_needs() -> None:
    """Delete needs, and the invitations to them, whose years are over."""
    letting_go.delete_old(current_app.config["SETTINGS"].proof_years)
