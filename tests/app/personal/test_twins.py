"""Two accounts of one person may hold the same thing: every column says what becomes of it."""

import pytest
import sqlalchemy as sa

from app.core.personal import Holding, Joined, Twins
from app.personal import parts
from tests.generated import make

MOVED = [each for part in parts.PARTS for each in part.holdings if each.joins is Joined.MOVED]


def name(holding: Holding) -> str:
    return f"{holding.table.name}.{holding.column.key}"


def has_key(holding: Holding) -> bool:
    """Say whether rows of two people can be in each other's way, some of them at least."""
    partial = any(
        index.unique and holding.column.key in index.columns for index in holding.table.indexes
    )
    return partial or any(True for _ in holding.unique_keys())


def test_whatever_moves_says_what_becomes_of_two_rows_for_the_same_thing():
    wrong = [name(each) for each in MOVED if has_key(each) != (each.twins is not None)]
    assert not wrong, f"say it in the feature's personal.py: Holding(…, twins=…): {wrong}"


@pytest.fixture
def two(work):
    """Two accounts of one person."""
    from app.accounts.models import User  # noqa: PLC0415

    with work() as session:
        return [make(session, User.__table__)["id"] for _ in range(2)]


@pytest.mark.parametrize("holding", [each for each in MOVED if has_key(each)], ids=name)
def test_a_twin_is_in_nobodys_way(holding, two, work):
    source, target = two
    key = holding.column.key
    with work() as session:
        mine = make(session, holding.table, **{key: source})
        for names in holding.unique_keys():
            make(session, holding.table, **{key: target} | {each: mine[each] for each in names})
        if not list(holding.unique_keys()):  # a key that holds for some rows only
            make(session, holding.table, **{key: target})
    with work():
        parts.pass_on(source, target)
    with work() as session:
        left, there = holding.count(source), holding.count(target)
        assert there >= 1
        if holding.twins is Twins.LEFT:
            assert (left, there) == (1, 1)
        elif holding.twins is Twins.DROPPED:
            assert (left, there) == (0, 1)


@pytest.mark.parametrize("holding", MOVED, ids=name)
def test_what_has_no_twin_moves(holding, two, work):
    source, target = two
    with work() as session:
        mine = make(session, holding.table, **{holding.column.key: source})
    with work():
        parts.pass_on(source, target)
    with work() as session:
        assert holding.count(source) == 0
        this = (
            holding.table.c[each.name] == mine[each.name]
            for each in holding.table.primary_key
            if each.name != holding.column.key
        )
        assert session.scalar(sa.select(holding.column).where(*this)) == target
