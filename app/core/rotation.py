"""From one secret key to the next: rows are sealed again, some at a time, in any number of runs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.core.db import session


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one transaction came."""

    last_id: int
    seen: int
    changed: int
    unreadable: tuple[int, ...]  # ids of rows that neither key opens; they stay as they are


def walk(model: Any, renew: Callable[[Any], bool], after: int, limit: int) -> Progress | None:
    """Renew the next rows by id, locked; None when there are no more.

    Which key a row is under shows when it is opened, so nothing has to remember how far an earlier
    run came: what it did is seen again and left alone. New rows are under the new key already.
    """
    following = sa.select(model).where(model.id > after).order_by(model.id).limit(limit)
    rows = session().scalars(following.with_for_update(of=model)).all()
    if not rows:
        return None
    changed, unreadable = 0, []
    for row in rows:
        try:
            changed += renew(row)
        except ValueError:
            unreadable.append(row.id)
    last_id = rows[-1].id
    session().flush()
    session().expunge_all()
    return Progress(last_id, len(rows), changed, tuple(unreadable))
