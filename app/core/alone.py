"""Statements that are transactions by themselves, and the commit that those who wait share."""

import logging
import select
import sqlite3
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import psycopg
import sqlalchemy as sa
from flask import Flask, current_app
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import PoolProxiedConnection

log = logging.getLogger(__name__)
WRITERS = 2  # at once: while one waits for the disk, the other prepares what comes next
GROUP = 16  # so many share a commit at most
Rows = list[tuple[Any, ...]]


def init_app(app: Flask, engine: Engine) -> None:
    """Let the application's lone statements run on the engine, which commits each by itself."""
    app.extensions["engine_alone"] = engine
    app.extensions["crowds"] = {}


def execute_alone(
    statement: sa.Executable, values: Mapping[str, Any] | None = None
) -> list[sa.Row[Any]]:
    """Run one statement that is a transaction by itself, durable when this returns; its rows.

    One round trip to the server instead of three (BEGIN, statement, COMMIT), or four: whether the
    connection died while it was idle, the statement finds out. It then runs again on another one,
    so it must be of a kind that may run twice: a reading, or an insert ON CONFLICT DO NOTHING.
    """
    engine: Engine = current_app.extensions["engine_alone"]
    try:
        with engine.connect() as connection:
            return list(connection.execute(statement, values))
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
    with engine.connect() as connection:
        return list(connection.execute(statement, values))


def insert_alone(statement: sa.TextClause, values: Mapping[str, Any]) -> Rows:
    """Do as ``execute_alone`` does, past SQLAlchemy: for the one statement that runs all day.

    Those who come while others write are written together, with one commit. Whatever goes wrong,
    each tries again by itself, and SQLAlchemy gets to see it, for it knows what to make of it.
    """
    crowds: dict[sa.TextClause, Crowd] = current_app.extensions["crowds"]
    if statement not in crowds:
        crowds.setdefault(statement, Crowd(current_app.extensions["engine_alone"], statement))
    rows = crowds[statement].insert(values)
    return [tuple(row) for row in execute_alone(statement, values)] if rows is None else rows


def _taken() -> Lock:
    lock = Lock()
    lock.acquire()
    return lock


@dataclass(slots=True)
class Waiting:
    """One who waits for a commit, and what came of it."""

    values: list[Any]
    over: bool = False
    rows: Rows | None = None  # None: not stored at this attempt
    error: Exception | None = None
    woken: Lock = field(default_factory=_taken)


class Crowd:
    """Those who have the same statement to run: who finds a free place writes for all who wait."""

    def __init__(self, engine: Engine, statement: sa.TextClause) -> None:
        """Compile the statement as the driver takes it."""
        compiled = statement.compile(dialect=engine.dialect)
        self._engine = engine
        self._text = str(compiled)
        self._run = RUN[engine.dialect.name]
        self._names = list(compiled.positiontup or ())
        # SQLite takes what Python's driver makes of a value; PostgreSQL reads every text itself.
        self._takers = [
            compiled.binds[name].type.dialect_impl(engine.dialect).bind_processor(engine.dialect)
            if engine.dialect.name == "sqlite"
            else None
            for name in self._names
        ]
        self._places = 1 if engine.dialect.name == "sqlite" else WRITERS
        self.waiting: deque[Waiting] = deque()
        self._writers = 0
        self._lock = Lock()

    def insert(self, values: Mapping[str, Any]) -> Rows | None:
        """Return the rows once they are durable, or None if this attempt came to nothing."""
        given = [values[name] for name in self._names]
        mine = Waiting(
            [take(v) if take else v for take, v in zip(self._takers, given, strict=True)]
        )
        if not self._may_write(mine):
            mine.woken.acquire()  # when it is written, or when it is its turn to write
        if not mine.over:
            self._write_for_all(mine)
        if mine.error:
            raise mine.error
        return mine.rows

    def _may_write(self, mine: Waiting) -> bool:
        with self._lock:
            if self._writers < self._places:
                self._writers += 1
                return True
            self.waiting.append(mine)
            return False

    def _write_for_all(self, mine: Waiting) -> None:
        with self._lock:
            others = min(GROUP - 1, len(self.waiting))
            group = [mine, *(self.waiting.popleft() for _ in range(others))]
        try:
            self._write(group)
        finally:
            for each in group:
                each.over = True
                each.woken.release()
            self._hand_on()

    def _hand_on(self) -> None:
        with self._lock:
            if self.waiting:
                self.waiting.popleft().woken.release()
            else:
                self._writers -= 1

    def _write(self, group: list[Waiting]) -> None:
        connection = self._engine.raw_connection()
        try:
            found = self._run(connection, self._text, [each.values for each in group])
            for each, rows in zip(group, found, strict=True):
                each.rows = rows
        except sqlite3.OperationalError as error:
            # Locked for as long as we are willing to wait: once is enough.
            for each in group:
                each.error = OperationalError(self._text, None, error)
        except self._engine.dialect.loaded_dbapi.Error as error:
            log.warning("not stored at the first attempt: %s", error)
            connection.invalidate()
        finally:
            connection.close()


def _run_postgresql(
    connection: PoolProxiedConnection, text: str, group: list[list[Any]]
) -> list[Rows]:
    """Run a statement for each of the group through libpq itself, in one transaction.

    psycopg's cursor takes as long over ten values as everything else here takes together.
    """
    libpq: PGconn = connection.driver_connection.pgconn  # type: ignore[union-attr]
    if text not in connection.info:
        connection.info[text] = b"alone_%d" % len(connection.info)
        libpq.prepare(connection.info[text], text.encode())
    name, formats = connection.info[text], [isinstance(value, bytes) for value in group[0]]
    wire = [[_written(value) for value in values] for values in group]
    if len(wire) == 1:
        return [_read(libpq.exec_prepared(name, wire[0], formats))]  # type: ignore[arg-type]  # None is NULL
    libpq.enter_pipeline_mode()  # what is between two syncs is one transaction
    for values in wire:
        libpq.send_query_prepared(name, values, formats)
    libpq.pipeline_sync()
    found = [_read(result) for result in _results(libpq)]
    libpq.exit_pipeline_mode()
    return found


def _written(value: Any) -> bytes | None:
    return value if value is None or isinstance(value, bytes) else str(value).encode()


def _results(libpq: PGconn) -> Iterator[PGresult]:
    """Give the results up to the sync, and let other threads run until they are there."""
    arrival = select.poll()
    arrival.register(libpq.socket, select.POLLIN)
    while True:
        while libpq.is_busy():
            arrival.poll()
            libpq.consume_input()
        result = libpq.get_result()
        if result is None:  # stands between the results of two statements
            continue
        if result.status == ExecStatus.PIPELINE_SYNC:
            return
        yield result


def _read(result: PGresult) -> list[tuple[Any, ...]]:
    if result.status != ExecStatus.TUPLES_OK:
        raise psycopg.OperationalError(result.error_message.decode(errors="replace"))
    columns = range(result.nfields)
    return [
        tuple((result.get_value(row, column) or b"").decode() for column in columns)
        for row in range(result.ntuples)
    ]


def _run_sqlite(connection: PoolProxiedConnection, text: str, group: list[list[Any]]) -> list[Rows]:
    cursor = connection.cursor()
    cursor.execute("BEGIN IMMEDIATE")
    try:
        found = [cursor.execute(text, values).fetchall() for values in group]
        cursor.execute("COMMIT")
    except BaseException:
        cursor.execute("ROLLBACK")
        raise
    return found


RUN = {"postgresql": _run_postgresql, "sqlite": _run_sqlite}
