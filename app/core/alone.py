"""Statements that are transactions by themselves, and the commit that those who wait share."""

import logging
import sqlite3
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
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


class Insertion:
    """An insert that may run twice: a row whose key is there already is left out."""

    def __init__(self, columns: Sequence[sa.Column[Any]], key: Sequence[str], answer: str) -> None:
        """Take the columns that get values, and what to answer about a new row: a text, in SQL.

        The columns of the unique key are among them, and are whole numbers or texts.
        """
        self.columns = tuple(columns)
        self.names = [column.name for column in self.columns]
        self.key = [self.names.index(name) for name in key]
        self.answer = answer

    def text(self, places: Sequence[Sequence[str]]) -> str:
        """Return the statement for as many rows as there are lists of places for their values."""
        rows = ", ".join(f"({', '.join(row)})" for row in places)
        key = ", ".join(self.names[position] for position in self.key)
        return (
            f"INSERT INTO {self.columns[0].table.name} ({', '.join(self.names)}) "  # noqa: S608 - our own names
            f"VALUES {rows} ON CONFLICT ({key}) DO NOTHING RETURNING {key}, {self.answer}"
        )

    def statement(self) -> sa.TextClause:
        """Return it for one row, as SQLAlchemy takes it."""
        binds = (sa.bindparam(c.name, type_=c.type) for c in self.columns)
        return sa.text(self.text([[f":{name}" for name in self.names]])).bindparams(*binds)


def insert_alone(insertion: Insertion, values: Mapping[str, Any]) -> str | None:
    """Do as ``execute_alone`` does, past SQLAlchemy: for the one statement that runs all day.

    Return the answer about the row once it is durable; None if it was there already. Those who
    come while others write are written together, in one statement. Whatever goes wrong, each tries
    again by itself, and SQLAlchemy gets to see it, for it knows what to make of it.
    """
    crowds: dict[Insertion, Crowd] = current_app.extensions["crowds"]
    if insertion not in crowds:
        crowds.setdefault(insertion, Crowd(current_app.extensions["engine_alone"], insertion))
    mine = crowds[insertion].insert(values)
    if mine.written:
        return mine.answer
    rows = execute_alone(insertion.statement(), values)
    return rows[0][-1] if rows else None


def _taken() -> Lock:
    lock = Lock()
    lock.acquire()
    return lock


@dataclass(slots=True)
class Waiting:
    """One who waits for a commit, and what came of it."""

    values: list[Any]
    key: tuple[Any, ...]
    over: bool = False
    written: bool = False
    answer: str | None = None
    error: Exception | None = None
    woken: Lock = field(default_factory=_taken)


class Crowd:
    """Those who have the same row to insert: who finds a free place writes for all who wait."""

    def __init__(self, engine: Engine, insertion: Insertion) -> None:
        """Learn how the engine's driver takes the values."""
        sqlite = engine.dialect.name == "sqlite"
        self._engine = engine
        self._insertion = insertion
        self._run = RUN[engine.dialect.name]
        # SQLite takes what Python's driver makes of a value; PostgreSQL reads every text itself.
        self._takers = [
            column.type.dialect_impl(engine.dialect).bind_processor(engine.dialect)
            if sqlite
            else _written
            for column in insertion.columns
        ]
        self._places = 1 if sqlite else WRITERS
        self.waiting: deque[Waiting] = deque()
        self._writers = 0
        self._lock = Lock()

    def insert(self, values: Mapping[str, Any]) -> Waiting:
        """Return what came of it once it is durable, or came to nothing at this attempt."""
        given = [values[name] for name in self._insertion.names]
        taken = [take(v) if take else v for take, v in zip(self._takers, given, strict=True)]
        mine = Waiting(taken, tuple([taken[position] for position in self._insertion.key]))
        if not self._may_write(mine):
            mine.woken.acquire()  # when it is written, or when it is its turn to write
        if not mine.over:
            self._write_for_all(mine)
        if mine.error:
            raise mine.error
        return mine

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
            self._hand_on()  # first, for what comes next has the longest way
            for each in group:
                each.over = True
                each.woken.release()

    def _hand_on(self) -> None:
        with self._lock:
            if self.waiting:
                self.waiting.popleft().woken.release()
            else:
                self._writers -= 1

    def _write(self, group: list[Waiting]) -> None:
        # In the order of the keys, or two writers with the same rows could wait for each other.
        rows = sorted(group, key=lambda each: each.key)
        connection = self._engine.raw_connection()
        try:
            answers = self._run(connection, self._insertion, [each.values for each in rows])
            for each in rows:
                each.written, each.answer = True, answers.pop(each.key, None)
        except sqlite3.OperationalError as error:
            # Locked for as long as we are willing to wait: once is enough.
            for each in group:
                each.error = OperationalError(None, None, error)
        except self._engine.dialect.loaded_dbapi.Error as error:
            log.warning("not stored at the first attempt: %s", error)
            connection.invalidate()
        finally:
            connection.close()


Answers = dict[tuple[Any, ...], str]  # by key; of the rows that are new


def _run_postgresql(
    connection: PoolProxiedConnection, insertion: Insertion, group: list[list[Any]]
) -> Answers:
    """Insert the rows through libpq itself, in one statement, prepared for so many.

    psycopg's cursor takes as long over ten values as everything else here takes together. And each
    call to libpq lets another thread run, which costs more than the call: so there is only one.
    """
    libpq: PGconn = connection.driver_connection.pgconn  # type: ignore[union-attr]
    prepared, width = (insertion, len(group)), len(insertion.columns)
    if prepared not in connection.info:
        connection.info[prepared] = b"alone_%d" % len(connection.info)
        places = [
            [f"${row * width + column}" for column in range(1, width + 1)]
            for row in range(len(group))
        ]
        libpq.prepare(connection.info[prepared], insertion.text(places).encode())
    binary = [isinstance(column.type, sa.LargeBinary) for column in insertion.columns]
    values = [value for row in group for value in row]
    result = libpq.exec_prepared(connection.info[prepared], values, binary * len(group))
    return {tuple(row[:-1]): row[-1].decode() for row in _rows(result)}


def _written(value: Any) -> bytes | None:
    return value if value is None or isinstance(value, bytes) else str(value).encode()


def _rows(result: PGresult) -> Iterator[list[bytes]]:
    if result.status != ExecStatus.TUPLES_OK:
        raise psycopg.OperationalError(result.error_message.decode(errors="replace"))
    for row in range(result.ntuples):
        yield [result.get_value(row, column) or b"" for column in range(result.nfields)]


def _run_sqlite(
    connection: PoolProxiedConnection, insertion: Insertion, group: list[list[Any]]
) -> Answers:
    text = insertion.text([["?"] * len(insertion.columns)])
    cursor = connection.cursor()
    cursor.execute("BEGIN IMMEDIATE")
    try:
        found = [cursor.execute(text, values).fetchone() for values in group]
        cursor.execute("COMMIT")
    except BaseException:
        cursor.execute("ROLLBACK")
        raise
    return {row[:-1]: row[-1] for row in found if row}


RUN: dict[str, Callable[[PoolProxiedConnection, Insertion, list[list[Any]]], Answers]] = {
    "postgresql": _run_postgresql,
    "sqlite": _run_sqlite,
}
