"""How a feature says which rows are about a person, and what becomes of them at an erasure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any, TypeGuard

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.schema import SchemaItem

from app.core.db import session

Column = InstrumentedAttribute[Any]
_Key = sa.Index | sa.UniqueConstraint | sa.PrimaryKeyConstraint
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


class Twins(StrEnum):
    """What becomes of a row that moves where the other account has one for the same thing."""

    LEFT = "left"  # it stays with the account that ended; what reads it reads all of a person's
    DROPPED = "dropped"  # it says nothing that the stronger of the two does not: that one goes on
    RESOLVED = "resolved"  # by ``Part.join``, before anything moves: one that is left is a mistake


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
    merged: Joined | None = None  # where two people vouch for it; None: as by itself
    twins: Twins | None = None  # None: no unique key lets two rows be in each other's way
    # Of two rows for the same thing, the one of which this is greater goes on; else the one there.
    strength: Callable[[Mapping[str, Any]], Any] = lambda _row: 0

    @property
    def joins(self) -> Joined:
        """What becomes of the rows when accounts are joined; what hangs on others goes along."""
        if self.joined is not None:
            return self.joined
        goes = self.through is None and self.fate in {Fate.DELETED, Fate.NAMELESS}
        return Joined.MOVED if goes else Joined.STAYS

    @property
    def merges(self) -> Joined:
        """What becomes of the rows when two people vouch that both accounts are one person's."""
        return self.joins if self.merged is None else self.merged

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
        """Let the rows be about another person; see ``Twins`` for what that one has already."""
        if self.joins is not Joined.MOVED:
            return
        moved = self.of(source)
        if self.twins is Twins.DROPPED:
            self._drop_weaker(source, target)
        elif self.twins is Twins.LEFT:
            moved &= ~sa.or_(sa.false(), *self._have_twins(target))
        session().execute(sa.update(self.table).where(moved).values({self.column.key: target}))

    def unique_keys(self) -> Iterator[frozenset[str]]:
        """Return the other columns of each unique key that the column is part of.

        A key that holds for some rows only is for ``Part.join``.
        """
        for each in (*self.table.constraints, *self.table.indexes):
            names = frozenset(each.columns.keys()) if _is_key(each) else frozenset()
            if self.column.key in names:
                yield names - {self.column.key}

    def _have_twins(self, target: int) -> Iterator[sa.ColumnElement[bool]]:
        for names in self.unique_keys():
            other = self.table.alias()
            same = (other.c[name] == self.table.c[name] for name in names)
            yield sa.exists().where(other.c[self.column.key] == target, *same)

    def _drop_weaker(self, source: int, target: int) -> None:
        for names in self.unique_keys():
            mine, theirs = (self._by_key(each, names) for each in (source, target))
            for key in mine.keys() & theirs.keys():
                stays = self.strength(theirs[key]) >= self.strength(mine[key])
                goes = mine[key] if stays else theirs[key]
                this = (column == goes[column.name] for column in self.table.primary_key)
                session().execute(sa.delete(self.table).where(*this))

    def _by_key(self, user_id: int, names: frozenset[str]) -> dict[tuple[Any, ...], Any]:
        rows = session().execute(sa.select(self.table).where(self.of(user_id))).mappings()
        return {tuple(row[name] for name in sorted(names)): row for row in rows}

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


def _is_key(each: SchemaItem) -> TypeGuard[_Key]:
    if isinstance(each, sa.Index):
        return each.unique and each.dialect_options["postgresql"]["where"] is None
    return isinstance(each, sa.UniqueConstraint | sa.PrimaryKeyConstraint)


def _is_shown(column: sa.Column[Any]) -> bool:
    return column.name not in SECRETS and not isinstance(column.type, sa.LargeBinary)
