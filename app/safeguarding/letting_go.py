"""Looks at minors' fields, and the requests behind them, whose years are over."""

import sqlalchemy as sa

from app.core import retention
from app.safeguarding.models import MinorAccess, MinorLook


def delete_old(years: int) -> int:
    """Delete some looks that are older, then requests of which none is left; say how many."""
    limit = retention.older_than(years)
    looked = sa.exists().where(MinorLook.access_id == MinorAccess.id)
    gone = retention.delete_some(MinorLook.id, MinorLook.at < limit)
    return gone + retention.delete_some(MinorAccess.id, MinorAccess.ends_at < limit, ~looked)
