"""Jobs of matching."""

from app.core.queue import job
from app.matching import invitations


@job("slow")
def invite_all() -> None:
    """Ask teams for needs that are open, the next best where one has not come to a yes."""
    invitations.invite_all()
