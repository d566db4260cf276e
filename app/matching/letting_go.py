"""Needs whose time went by years ago, and the invitations to them."""

import sqlalchemy as sa

from app.core import retention
from app.matching.models import Invitation, Need


def delete_old(years: int) -> int:
    """Delete some invitations to old needs, then needs of which none is left; say how many."""
    limit = retention.older_than(years)
    old = sa.exists().where(Need.id == Invitation.need_id, Need.ends_at < limit)
    gone = retention.delete_some(Invitation.id, old)
    free = retention.unreferenced(Need)
    return gone + retention.delete_some(Need.id, Need.ends_at < limit, free)
