"""How a feature says which rows are about a person, and what becomes of them at an erasure."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import session

Column = InstrumentedAttribute[Any]
ROWS = 100_000  # of one section in a copy; nobody comes near
# What opens a door, seals a row or finds one; the person has no use for it.
SECRETS = frozenset({"digest", "family", "hash", "key", "last_step", "lookup", "token"})


class Fate(StrEnum):
    """What becomes of a row when the person that it is about is erased."""

    DELETED = "deleted"
    NAMELESS = "nameless"  # it stays, without what the person wrote; the account has no name
    KEPT = "kept"  # because a law says so
    OF_OTHERS = "of_others"  # it only says who did something for others


class Joined(StrEnum):
    """What becomes of a row when the account that it is about is joined to another one."""

    MOVED = "moved"
    STAYS = "stays"  # it tells what was, or is worth nothing any more; copies show it all the same
    REFUSED = "refused"  # sealed to the account, or a right: nothing is joined by itself


@dataclass(frozen=True, slots=True)
class Law:
    """Why a row is kept, and for how many years."""

    years: int
    zh: str
    en: str


SERVICE = Law(
    10,
    "志愿服务记录及其依据须保存不少于十年（GB/T 40143-2021 第 5.2.2 条）",
    "Records of service, and what they rest on, are kept for ten years (GB/T 40143-2021, 5.2.2)",
)
PROOF = Law(
    3,
    "同意与处理情况的记录须保存不少于三年（个人信息保护法第五十五、五十六条）",
    "Records of consents and of handling are kept for three years (PIPL 55, 56)",
)


@dataclass(frozen=True, slots=True)
class Holding:
    """The rows of one table that a column says are about a person."""

    column: Column
    fate: Fate
    section: str = ""  # of the copy that a person gets; "" leaves the rows out
    law: Law | None = None
    blank: Mapping[str, Any] = field(default_factory=dict)  # what else is overwritten, and by what
    # Where the column leads to another table that says who it is: id and person of that table.
    through: tuple[Column, Column] | None = None
    joined: Joined | None = None  # None: as the fate says

    @property
    def joins(self) -> Joined:
        """What becomes of the rows when accounts are joined; what hangs on others goes along."""
        if self.joined is not None:
            return self.joined
        goes = self.through is None and self.fate in {Fate.DELETED, Fate.NAMELESS}
        return Joined.MOVED if goes else Joined.STAYS

    @property
    def table(self) -> sa.Table:
        """Where the rows are."""
        found: sa.Table = self.column.table
        return found

    def of(self, user_id: int) -> sa.ColumnElement[bool]:
        """Return the condition that rows are about a person."""
        if self.through is None:
            return self.column == user_id
        key, person = self.through
        return self.column.in_(sa.select(key).where(person == user_id))

    def rows(self, user_id: int) -> list[dict[str, Any]]:
        """Return the rows as they are written into a copy."""
        shown = [each for each in self.table.c if _is_shown(each)]
        ordered = sa.select(*shown).where(self.of(user_id)).order_by(*self.table.primary_key)
        found = session().execute(ordered.limit(ROWS)).mappings()
        return [{str(name): plain(value) for name, value in row.items()} for row in found]

    def count(self, user_id: int) -> int:
        """Return how many rows there are."""
        counted = sa.select(sa.func.count()).select_from(self.table).where(self.of(user_id))
        return session().scalar(counted) or 0

    def pass_on(self, source: int, target: int) -> None:
        """Let the rows be about another person; what that person has already stays where it is."""
        if self.joins is not Joined.MOVED:
            return
        keys = list(self.table.primary_key)
        for row in session().execute(sa.select(*keys).where(self.of(source))).all():
            this = sa.and_(*(key == value for key, value in zip(keys, row, strict=True)))
            with suppress(IntegrityError), session().begin_nested():
                session().execute(
                    sa.update(self.table).where(this).values({self.column.key: target})
                )

    def erase(self, user_id: int) -> None:
        """Let the rows meet their fate."""
        if self.fate is Fate.DELETED:
            session().execute(sa.delete(self.table).where(self.of(user_id)))
        elif self.blank:
            emptied = sa.update(self.table).where(self.of(user_id)).values(**self.blank)
            session().execute(emptied)


def _nothing(_user_id: int) -> dict[str, Any]:
    return {}


def _always(_user_id: int) -> bool:
    return True


def _pass(_user_id: int) -> None:
    pass


def _keep(_source: int, _target: int) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Part:
    """All that one feature holds about people."""

    holdings: tuple[Holding, ...]
    more: Callable[[int], Mapping[str, Any]] = _nothing  # sections that no table shows by itself
    is_at_rest: Callable[[int], bool] = _always  # nothing is under way that erasing would break
    let_go: Callable[[int], None] = _pass  # what must be done before the rows meet their fate
    # What must be done before rows of one account become another's: the first ends in the second.
    join: Callable[[int, int], None] = _keep


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _is_shown(column: sa.Column[Any]) -> bool:
    return column.name not in SECRETS and not isinstance(column.type, sa.LargeBinary)
