"""The database: base class, column types, the transaction, and what differs between engines."""

import enum
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, datetime
from time import sleep
from typing import Any, TypeVar

import psycopg
import sqlalchemy as sa
from flask import Flask, current_app
from sqlalchemy import orm
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

from app.core import alone

WAL_ATTEMPTS = 200  # in ten seconds
_writing: ContextVar[bool] = ContextVar("writing", default=False)


class Instant(sa.TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite, which has no zones, stores it without one."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time before it can be misread."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone cannot be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Return the instant in UTC, whatever zone the connection speaks."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# PostgreSQL's identity columns are 64 bit; SQLite counts only a plain INTEGER key by itself.
Key = sa.BigInteger().with_variant(sa.Integer, "sqlite")


class Base(DeclarativeBase):
    """Base of all tables."""

    # The registry is named, for Flask-SQLAlchemy copies it and would collide with a bare type map.
    registry = orm.registry(
        metadata=sa.MetaData(
            naming_convention={
                "ix": "ix_%(table_name)s_%(column_0_N_name)s",
                "uq": "uq_%(table_name)s_%(column_0_N_name)s",
                "ck": "ck_%(table_name)s_%(constraint_name)s",
                "fk": "fk_%(table_name)s_%(column_0_N_name)s",
                "pk": "pk_%(table_name)s",
            }
        ),
        type_annotation_map={
            datetime: Instant(),
            dict[str, Any]: sa.JSON,
            list[Any]: sa.JSON,
            # By value and checked by us alone: a new member needs no change of the schema.
            enum.Enum: sa.Enum(enum.Enum, native_enum=False, length=16, values_callable=list),
        },
    )


class Versioned:
    """A row with a version, which grows with every change of what stands in it."""

    version: orm.Mapped[int] = orm.mapped_column(default=1)


@sa.event.listens_for(Versioned, "before_update", propagate=True)
def _grow(_mapper: object, _connection: object, row: Versioned) -> None:
    if session().is_modified(row):
        set_by_hand = sa.inspect(row).attrs.version.history.has_changes()
        row.version += not set_by_hand


Row = TypeVar("Row", bound=Base)


def session() -> Session:
    """Return the session of this request or job."""
    return current_app.extensions["sqlalchemy"].session()  # type: ignore[no-any-return]


@contextmanager
def transaction() -> Iterator[Session]:
    """Commit what the block did, or nothing of it; then run what waits for the commit."""
    current = session()
    token = _writing.set(True)
    try:
        yield current
        current.commit()
    except BaseException as error:
        if getattr(error, "commits", False):
            current.commit()
        else:
            current.rollback()
        current.info.pop("after_commit", None)
        raise
    finally:
        _writing.reset(token)
    for effect in current.info.pop("after_commit", []):
        effect()


def after_commit(effect: Callable[[], object]) -> None:
    """Run the effect once the surrounding transaction is durable; never if it is not."""
    session().info.setdefault("after_commit", []).append(effect)


def add(row: Row) -> Row:
    """Add a row and give it its key."""
    session().add(row)
    session().flush()
    return row


def engine_options(url: str, pool_size: int) -> dict[str, Any]:
    """Return what SQLAlchemy needs to know about the engine behind the URL."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 30}, "pool_size": pool_size, "hide_parameters": True}
    # Prepared at first use; a connection that died while idle is noticed before it is handed out.
    return {
        "connect_args": {"prepare_threshold": 1, "connect_timeout": 5},
        "hide_parameters": True,  # or a logged error would tell who was where
        "pool_size": pool_size,
        "pool_pre_ping": True,
    }


def init_app(app: Flask) -> None:
    """Make the bound engine behave, and set one beside it for statements that run alone."""
    with app.app_context():
        engine: Engine = app.extensions["sqlalchemy"].engine
    options = app.config["SQLALCHEMY_ENGINE_OPTIONS"] | {
        "isolation_level": "AUTOCOMMIT",
        "pool_pre_ping": False,
        "pool_reset_on_return": None,  # there is never a transaction that could be left open
    }
    if engine.dialect.name == "sqlite":
        # One writes at a time anyway. Our own threads then wait their turn instead of asking for it
        # again and again, as SQLite does.
        options |= {"pool_size": 1, "max_overflow": 0}
    else:
        # Statements as the server itself wants them, with $1, $2, …
        options["paramstyle"] = "numeric_dollar"
        options["connect_args"] = options["connect_args"] | {"cursor_factory": psycopg.RawCursor}
    lone = sa.create_engine(engine.url, **options)
    alone.init_app(app, lone)
    sa.event.listen(engine, "engine_disposed", lambda _: lone.dispose())
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _set_up_sqlite)
        sa.event.listen(lone, "connect", _set_up_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    _use_wal(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _use_wal(connection: Any) -> None:
    """Switch a new file to WAL, which it keeps; for this SQLite does not wait its turn itself."""
    for _attempt in range(WAL_ATTEMPTS):
        with suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode=WAL")
            return
        sleep(0.05)
    connection.execute("PRAGMA journal_mode=WAL")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that means to write takes its turn at once: one that starts as a reader and
    # turns writer later would be refused while another writes.
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def broken_rule(error: IntegrityError) -> str:
    """Return which constraint refused a row; PostgreSQL's own words say whose it was."""
    told = getattr(error.orig, "diag", None)
    return str(told.constraint_name) if told else str(error.orig)  # SQLite names columns alone


def is_unavailable(error: Exception) -> bool:
    """Say whether the error means that the database cannot be reached or is too busy."""
    return isinstance(error, OperationalError | sa.exc.TimeoutError)
