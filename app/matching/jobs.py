"""Jobs of matching."""

from app.core.queue import job
from app.matching import invitations, lapsing


@job()
def write_down() -> None:
    """End needs whose time went by, and invitations without an answer."""
    lapsing.write_down()


@job("slow")
def invite_all() -> None:
    """Ask teams for needs that are open, the next best where one has not come to a yes."""
    invitations.invite_all()
