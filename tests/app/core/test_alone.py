"""Statements that are transactions by themselves: durable one by one, or together at once."""

import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import pytest
import sqlalchemy as sa

from app.accounts.models import User
from app.core import alone
from app.core.alone import Insertion, execute_alone, insert_alone
from app.core.errors import InvalidError


def count(work):
    with work() as current:
        return current.scalar(sa.select(sa.func.count()).select_from(User))


INSERT = Insertion(
    [User.__table__.c[name] for name in ("id", "nickname", "created_at")],
    key=("id",),
    answer="nickname",
)


@dataclass(frozen=True)
class Person:
    """A row to insert."""

    id: int
    nickname: str | None
    created_at: datetime = datetime(2026, 5, 1, 7, 30, 0, 123456, UTC)


WANG = Person(1, "王芳")


def make(number, name):
    """Make a person, if the name is one."""
    if name == "":
        raise InvalidError("name_missing", "没有姓名。", "There is no name.")
    return Person(number, name)


def insert(person):
    """Insert a person the short way; return the answer about the row."""
    row, answer = insert_alone(INSERT, lambda: person)
    assert row is person
    return answer


def test_a_statement_alone_is_durable_when_it_returns(app, work):
    with app.app_context():
        values = {"nickname": "王芳", "created_at": datetime(2026, 5, 1, tzinfo=UTC)}
        insert = sa.insert(User).returning(User.id)
        found = execute_alone(insert, values)
        assert len(found) == 1
    assert count(work) == 1


def test_the_short_way_in_stores_what_the_long_one_would(app, work, caplog):
    with app.app_context():
        assert insert(WANG) == "王芳"
        assert insert(WANG) is None
    with work() as current:
        assert [(u.nickname, u.created_at) for u in current.scalars(sa.select(User))] == [
            ("王芳", WANG.created_at)
        ]
    assert not caplog.records  # it did not fall back on the long one


@pytest.fixture
def crowd(app, monkeypatch):
    """Let statements pile up until the gate opens; ``groups`` says how many a commit held."""
    gate, groups = threading.Event(), []
    run = alone.RUN[app.extensions["engine_alone"].dialect.name]

    def held(connection, insertion, rows):
        groups.append(len(rows))
        assert gate.wait(10)
        return run(connection, insertion, rows)

    monkeypatch.setattr(alone, "RUN", dict.fromkeys(alone.RUN, held))
    crowd = alone.Crowd(app.extensions["engine_alone"], INSERT)
    monkeypatch.setitem(app.extensions, "crowds", {INSERT: crowd})

    def insert_all(together, names, key=None):
        def insert_one(number, name):
            with app.app_context():
                return insert_alone(INSERT, partial(make, key or number, name))[1]

        def open_gate():
            # Who writes is at the gate, those without a row to write apart; the others wait.
            while len(crowd.waiting) + sum(groups) < len(names) - names.count(""):
                time.sleep(0.001)
            gate.set()

        numbered = enumerate(names, 1)
        *answers, _ = together(*[partial(insert_one, *each) for each in numbered], open_gate)
        return answers, groups

    return insert_all


def test_those_who_wait_share_a_commit(crowd, together, work, caplog):
    names = [f"志愿者{k}" for k in range(12)]
    answers, groups = crowd(together, names)
    assert answers == names  # to each what is hers
    assert max(groups) >= 9  # all but two who were writing and one whose turn came with hers
    assert sum(groups) == 12
    assert count(work) == 12
    assert not caplog.records


def test_a_crowd_is_written_in_parts(crowd, together, work, monkeypatch):
    monkeypatch.setattr(alone, "GROUP", 4)
    answers, groups = crowd(together, [f"志愿者{k}" for k in range(20)])
    assert None not in answers
    assert max(groups) == 4
    assert sum(groups) == count(work) == 20


def test_who_is_refused_takes_nobody_along(crowd, together, work):
    answers, _ = crowd(together, ["王芳", "李强", None, "陈静", "赵磊", "刘洋"])
    assert isinstance(answers.pop(2), sa.exc.IntegrityError)
    assert answers == ["王芳", "李强", "陈静", "赵磊", "刘洋"]
    assert count(work) == 5


def test_who_has_no_row_to_insert_takes_nobody_along(crowd, together, work, caplog):
    answers, groups = crowd(together, ["王芳", "", "李强", "", "陈静", "赵磊", "", "刘洋"])
    refused = [answers.pop(place) for place in (6, 3, 1)]
    assert [error.code for error in refused] == ["name_missing"] * 3
    assert answers == ["王芳", "李强", "陈静", "赵磊", "刘洋"]
    assert sum(groups) == count(work) == 5
    assert not caplog.records


def test_the_same_twice_in_one_commit_is_stored_once(crowd, together, work):
    answers, _ = crowd(together, ["王芳"] * 6, key=7)
    assert sorted(answers, key=str) == [None] * 5 + ["王芳"]
    assert count(work) == 1


def test_a_connection_that_died_while_idle_is_replaced(app, work, backend):
    if backend.startswith("sqlite"):
        pytest.skip("a file does not hang up")
    with app.app_context():
        for key, run in enumerate((insert, INSERT.run), 1):
            execute_alone(sa.select(User.id))  # a connection lies ready
            with work() as current:
                current.execute(
                    sa.text(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
                )
            assert run(Person(key, "王芳"))
    assert count(work) == 2


def test_what_the_database_refuses_is_an_error_of_sqlalchemy(app):
    with app.app_context(), pytest.raises(sa.exc.IntegrityError):
        insert(Person(1, None))
