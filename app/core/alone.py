"""Statements that are transactions by themselves, and the commit that those who wait share."""

import itertools
import logging
import sqlite3
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from threading import Lock
from typing import Any, TypeVar

import psycopg
import sqlalchemy as sa
from flask import Flask, current_app
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn
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

    def __init__(
        self, columns: Sequence[sa.ColumnElement[Any]], key: Sequence[str], answer: str
    ) -> None:
        """Take the columns that get values, and what to answer about a new row: a text, in SQL.

        The columns of the unique key are among them, and are whole numbers or texts.
        """
        self.table = columns[0].table
        self.types = [column.type for column in columns]
        self.names = [column.name for column in columns]
        self.key = [self.names.index(name) for name in key]
        self.answer = answer
        self.values = attrgetter(*self.names)

    def text(self, places: Sequence[Sequence[str]]) -> str:
        """Return the statement for as many rows as there are lists of places for their values."""
        rows = ", ".join(f"({', '.join(row)})" for row in places)
        key = ", ".join(self.names[position] for position in self.key)
        return (
            f"INSERT INTO {self.table} ({', '.join(self.names)}) "  # noqa: S608 - our own names
            f"VALUES {rows} ON CONFLICT ({key}) DO NOTHING RETURNING {key}, {self.answer}"
        )

    def run(self, row: object) -> str | None:
        """Run it for one row by way of SQLAlchemy."""
        binds = map(sa.bindparam, self.names, [None] * len(self.names), self.types)
        statement = sa.text(self.text([[f":{name}" for name in self.names]])).bindparams(*binds)
        found = execute_alone(statement, dict(zip(self.names, self.values(row), strict=True)))
        return found[0][-1] if found else None


Row = TypeVar("Row")


def insert_alone(insertion: Insertion, make: Callable[[], Row]) -> tuple[Row, str | None]:
    """Insert what ``make`` returns, past SQLAlchemy: for the one statement that runs all day.

    Return it, durable now, with the answer about it; None if it was there already. Those who come
    while others write are written together: one of them makes the rows of all, which is quicker
    than to take turns, and one statement stores them. So ``make`` may neither look at its request
    nor wait for anything. Whatever goes wrong with the statement, each tries again by itself, and
    SQLAlchemy gets to see it, for it knows what to make of it.
    """
    crowds: dict[Insertion, Crowd] = current_app.extensions["crowds"]
    if insertion not in crowds:
        crowds.setdefault(insertion, Crowd(current_app.extensions["engine_alone"], insertion))
    mine = crowds[insertion].insert(make)
    if mine.written:
        return mine.row, mine.answer
    row = make()
    return row, insertion.run(row)


def _taken() -> Lock:
    lock = Lock()
    lock.acquire()
    return lock


@dataclass(slots=True)
class Waiting:
    """One who waits for a commit, and what came of it."""

    make: Callable[[], Any]
    row: Any = None
    values: tuple[Any, ...] = ()
    key: tuple[Any, ...] = ()
    over: bool = False
    written: bool = False
    answer: str | None = None
    error: Exception | None = None
    woken: Lock = field(default_factory=_taken)


class Crowd:
    """Those who have a row for the same table: who finds a free place writes for all who wait."""

    def __init__(self, engine: Engine, insertion: Insertion) -> None:
        """Learn how the engine's driver takes the values."""
        self._engine = engine
        self._insertion = insertion
        self._run = RUN[engine.dialect.name]
        self._takers = [_taker(kind, engine) for kind in insertion.types]
        self._places = 1 if engine.dialect.name == "sqlite" else WRITERS
        self.waiting: deque[Waiting] = deque()
        self._writers = 0
        self._lock = Lock()

    def insert(self, make: Callable[[], Any]) -> Waiting:
        """Return what came of it once it is durable, or came to nothing at this attempt."""
        mine = Waiting(make)
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
            self._write([each for each in group if self._make(each)])
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

    def _make(self, each: Waiting) -> bool:
        try:
            each.row = each.make()
            values = self._insertion.values(each.row)
            each.values = tuple([take(v) for take, v in zip(self._takers, values, strict=True)])
            each.key = tuple([each.values[position] for position in self._insertion.key])
        except Exception as error:  # noqa: BLE001 - it is raised again where it belongs
            each.error = error
        return each.error is None

    def _write(self, group: list[Waiting]) -> None:
        if not group:
            return
        # In the order of the keys, or two writers with the same rows could wait for each other.
        group.sort(key=lambda each: each.key)
        connection = self._engine.raw_connection()
        try:
            answers = self._run(connection, self._insertion, [each.values for each in group])
            for each in group:
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


def _taker(kind: sa.types.TypeEngine[Any], engine: Engine) -> Callable[[Any], Any]:
    """Return what makes a value one that the driver takes."""
    if engine.dialect.name == "postgresql":
        return _written  # it reads every text itself
    return kind.dialect_impl(engine.dialect).bind_processor(engine.dialect) or _unchanged


def _written(value: Any) -> bytes | None:
    return value if value is None or isinstance(value, bytes) else str(value).encode()


def _unchanged(value: Any) -> Any:
    return value


Values = Sequence[tuple[Any, ...]]
Answers = dict[tuple[Any, ...], str]  # by key; of the rows that are new


def _run_postgresql(
    connection: PoolProxiedConnection, insertion: Insertion, rows: Values
) -> Answers:
    """Insert the rows through libpq itself, in one statement, prepared for so many.

    psycopg's cursor takes as long over ten values as everything else here takes together. And each
    call to libpq lets another thread run, which may cost more than the call: there is only one.
    """
    libpq: PGconn = connection.driver_connection.pgconn  # type: ignore[union-attr]
    prepared = insertion, len(rows)
    if prepared not in connection.info:
        connection.info[prepared] = b"alone_%d" % len(connection.info)
        numbers, width = itertools.count(1), len(insertion.names)
        places = [[f"${next(numbers)}" for _ in range(width)] for _ in rows]
        libpq.prepare(connection.info[prepared], insertion.text(places).encode())
    values = [value for row in rows for value in row]
    binary = [isinstance(kind, sa.LargeBinary) for kind in insertion.types] * len(rows)
    result = libpq.exec_prepared(connection.info[prepared], values, binary)
    if result.status != ExecStatus.TUPLES_OK:
        raise psycopg.OperationalError(result.error_message.decode(errors="replace"))
    found = [
        [result.get_value(number, column) or b"" for column in range(result.nfields)]
        for number in range(result.ntuples)
    ]
    return {tuple(key): answer.decode() for *key, answer in found}


def _run_sqlite(connection: PoolProxiedConnection, insertion: Insertion, rows: Values) -> Answers:
    text = insertion.text([["?"] * len(insertion.names)])
    cursor = connection.cursor()
    cursor.execute("BEGIN IMMEDIATE")
    try:
        found = [cursor.execute(text, values).fetchone() for values in rows]
        cursor.execute("COMMIT")
    except BaseException:
        cursor.execute("ROLLBACK")
        raise
    return {tuple(key): answer for *key, answer in filter(None, found)}


RUN: dict[str, Callable[[PoolProxiedConnection, Insertion, Values], Answers]] = {
    "postgresql": _run_postgresql,
    "sqlite": _run_sqlite,
}
