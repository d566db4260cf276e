"""When the time of what a law makes us keep is over, and how it goes: some rows at a time.

Of what went the audit keeps how many rows of which table, and nothing else.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from app.core import audit, clock
from app.core.db import Base, session

DELETED_AT_ONCE = 1_000


def older_than(years: int) -> datetime:
    """Return the instant before which everything is older, and never a day too early."""
    return clock.now() - timedelta(days=366 * years)


def delete_some(key: InstrumentedAttribute[Any], *over: sa.ColumnElement[bool]) -> int:
    """Delete the first rows, by their key, whose time is over; return how many."""
    found = session().scalars(sa.select(key).where(*over).order_by(key).limit(DELETED_AT_ONCE))
    keys = found.all()
    if not keys:
        return 0
    # As they stand when they go, not when they were found.
    return _delete(key, key.in_(keys), *over)


def delete_of(column: InstrumentedAttribute[Any], ids: Sequence[int]) -> int:
    """Delete what hangs on rows that go; return how many."""
    return _delete(column, column.in_(ids)) if ids else 0


def unreferenced(
    model: type[Base], but: Collection[InstrumentedAttribute[Any]] = ()
) -> sa.ColumnElement[bool]:
    """Say, for a query, that nothing refers to a row, of whichever feature, those above as well.

    What refers to it by a column in ``but`` goes with it.
    """
    going = {each.class_.__tablename__ for each in but}
    tables = [each for each in Base.metadata.sorted_tables if each.name not in going]
    keys = [key for each in tables for key in each.foreign_keys]
    mine = [key for key in keys if key.column.table is model.__table__]
    return sa.and_(sa.true(), *(~sa.exists().where(key.parent == key.column) for key in mine))


def _delete(column: InstrumentedAttribute[Any], *where: sa.ColumnElement[bool]) -> int:
    gone = sa.delete(column.class_).where(*where).execution_options(synchronize_session=False)
    count: int = session().execute(gone).rowcount  # type: ignore[attr-defined]
    if count:
        audit.note_gone(column.class_.__tablename__, count)
    return count
