"""Lists by cursor: a page stays right while rows are added."""

import base64
import json
import math
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from app.core.db import session
from app.core.errors import InvalidError


def page(
    statement: sa.Select[Any], order: Sequence[Any], query: dict[str, Any], *, newest: bool = False
) -> dict[str, Any]:
    """Return one page of the statement's entities, in the order of the given expressions.

    ``order`` must end in a unique column; ``newest`` turns it round.
    """
    if query.get("cursor"):
        values = decode(query["cursor"], order)
        after = sa.tuple_(*map(sa.literal, values))
        here = sa.tuple_(*order)
        statement = statement.where(here < after if newest else here > after)
    ordered = statement.order_by(*(each.desc() if newest else each.asc() for each in order))
    found = list(session().execute(ordered.add_columns(*order).limit(query["limit"] + 1)))
    rows = found[: query["limit"]]
    return {
        "items": [row[0] for row in rows],
        "next_cursor": encode(rows[-1][-len(order) :]) if len(found) > len(rows) else None,
    }


def encode(values: Sequence[Any]) -> str:
    """Return the cursor that stands after a row with these sort values."""
    plain = [["t", v.isoformat()] if isinstance(v, datetime) else v for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def decode(cursor: str, order: Sequence[Any]) -> list[Any]:
    """Return the sort values in a cursor; raise ``InvalidError`` if it is none of this order."""
    try:
        plain = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        values = [datetime.fromisoformat(v[1]) if isinstance(v, list) else v for v in plain]
    except (ValueError, TypeError, IndexError) as error:
        raise _not_ours() from error
    if len(values) != len(order) or not all(map(_fits, values, order)):
        raise _not_ours()
    return values


def _not_ours() -> InvalidError:
    return InvalidError(
        "cursor_invalid",
        "游标无效，请从第一页重新开始。",
        "This cursor is not valid. Start again from the first page.",
    )


def _fits(value: object, column: Any) -> bool:
    kind = getattr(column.type, "impl", column.type).python_type
    if kind is float:
        return type(value) in {int, float} and math.isfinite(value)  # type: ignore[arg-type]
    if isinstance(value, datetime) and not _is_instant(value):
        return False
    return type(value) is kind and (kind is not int or abs(value) < 2**63)  # type: ignore[arg-type]


def _is_instant(value: datetime) -> bool:
    """Say whether it is a time with a zone, and one that UTC has too."""
    try:
        return value.tzinfo is not None and bool(value.astimezone(UTC))
    except OverflowError:
        return False
