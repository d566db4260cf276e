"""How Alembic reaches our database and our tables."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import context
from sqlalchemy.engine import Connection

import app  # noqa: F401 - imports every feature, and with it every table
from app.core.db import Base, Instant
from config import Settings

# Two servers that start at once take turns; any number will do as long as it is always the same.
_LOCK = 7_365_310


def run() -> None:
    """Run the revisions in one transaction, over a connection of their own."""
    url = sa.make_url(context.config.attributes.get("url") or Settings.from_env().database)
    patience = {"timeout": 60} if url.get_backend_name() == "sqlite" else {}
    engine = sa.create_engine(url, poolclass=sa.NullPool, connect_args=patience)
    if engine.dialect.name == "sqlite":
        Path(url.database or "").resolve().parent.mkdir(parents=True, exist_ok=True)
        sa.event.listen(engine, "connect", _take_over_transactions)
        sa.event.listen(engine, "begin", _begin_at_once)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        _migrate(connection)


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,  # what SQLite needs, and the same text whichever database drew it up
        render_item=_render,
        transactional_ddl=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _render(kind: str, item: Any, _: Any) -> str | bool:
    # A revision outlives the code: it names plain types, none of ours.
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    return False


def _take_over_transactions(connection: Any, _record: object) -> None:
    # Foreign keys stay unchecked here (SQLite's default): batch mode replaces whole tables.
    connection.isolation_level = None


def _begin_at_once(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


if context.is_offline_mode():
    raise SystemExit("Give a database: revisions are not written out as SQL / 请连接数据库运行")
run()
