"""Counting the SQL statements of a request."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa


@contextmanager
def counted(app) -> Iterator[list[str]]:
    """Give the list of the statements that the application sends inside the block."""
    from app.core.extensions import db  # noqa: PLC0415

    sent: list[str] = []

    def note(_connection, _cursor, statement, *_more):
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
