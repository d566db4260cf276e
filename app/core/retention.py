"""When the time of what a law makes us keep is over, and how it goes: some rows at a time."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from app.core import clock
from app.core.db import session

DELETED_AT_ONCE = 1_000


def older_than(years: int) -> datetime:
    """Return the instant before which everything is older, and never a day too early."""
    return clock.now() - timedelta(days=366 * years)


def delete_some(key: InstrumentedAttribute[Any], *over: sa.ColumnElement[bool]) -> int:
    """Delete the first rows, by their key, whose time is over; return how many."""
    found = session().scalars(sa.select(key).where(*over).order_by(key).limit(DELETED_AT_ONCE))
    keys = found.all()
    if keys:
        session().execute(
            sa.delete(key.class_)
            .where(key.in_(keys), *over)  # as they stand when they go, not when they were found
            .execution_options(synchronize_session=False)
        )
    return len(keys)
