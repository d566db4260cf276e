"""Rows of any table, with whatever it needs: for tests that walk over all of them."""

import itertools
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

AT = datetime(2026, 5, 4, 1, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def make(session, table: sa.Table, **given: Any) -> dict[str, Any]:
    """Store a row of a table, and of what it refers to; what is not given is made up."""
    values = {each.name: _value(session, each) for each in table.c if _is_needed(each, given)}
    values |= given
    made = session.execute(sa.insert(table).values(values).returning(*table.primary_key))
    keys = dict(zip(table.primary_key.columns.keys(), made.one(), strict=True))
    return values | keys


def _is_needed(column: sa.Column, given: dict[str, Any]) -> bool:
    made = column.primary_key and not column.foreign_keys and column.autoincrement is not False
    by_itself = made and isinstance(column.type, sa.Integer)
    left_out = column.nullable or column.default is not None or by_itself
    return column.name not in given and not left_out


def _value(session, column: sa.Column) -> Any:
    for key in column.foreign_keys:
        return make(session, key.column.table)[key.column.name]
    kind = column.type
    if isinstance(kind, sa.Enum):
        members = list(kind.enum_class) if kind.enum_class else kind.enums
        return members[0]
    if isinstance(kind, sa.String):
        return f"{next(_numbers):x}"[: kind.length]
    return _plain(kind)


def _plain(kind: Any) -> Any:
    kind = kind.impl if isinstance(kind, sa.types.TypeDecorator) else kind
    made = {
        sa.DateTime: AT,
        sa.Date: AT.date(),
        sa.Boolean: True,
        sa.LargeBinary: b"x",
        sa.Float: 1.0,
        sa.JSON: [0],
    }
    return next((value for each, value in made.items() if isinstance(kind, each)), None) or next(
        _numbers
    )
