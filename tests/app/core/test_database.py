"""The transaction, and what is different between the databases."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from app.accounts.models import User
from app.core.alone import execute_alone
from app.core.db import after_commit, session, transaction
from app.orgs.models import Organisation
from tests.factories import make_organisation, make_user


def count(work):
    with work() as current:
        return current.scalar(sa.select(sa.func.count()).select_from(User))


def test_all_or_nothing(work):
    def fail():
        with work():
            make_user()
            make_user()
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        fail()
    assert count(work) == 0


def test_a_refused_request_leaves_nothing(login, work):
    api = login("administrator")
    before = count(work)
    assert api.post("/users/1/roles", {"role": "coordinator", "organisation_id": 9})[0] == 404
    assert count(work) == before


def test_what_waits_for_the_commit_runs_after_it(work):
    seen = []
    with work():
        make_user()
        after_commit(lambda: seen.append(count(work)))
        assert seen == []
    assert seen == [1]


def test_what_waits_for_the_commit_does_not_run_without_it(app, work):
    seen = []

    def fail(current):
        with transaction():
            after_commit(lambda: seen.append("ran"))
            current.add(Organisation(name="x"))  # refused by the database, at the commit

    with app.app_context():
        with pytest.raises(sa.exc.IntegrityError):
            fail(session())
        with transaction():  # and it is not remembered for the next one
            make_user()
    assert seen == []


def test_instants_come_back_as_they_went_in(work):
    summer = timezone(timedelta(hours=8))
    with work() as current:
        user = make_user()
        user.created_at = datetime(2026, 5, 1, 7, 30, 0, 123456, summer)
        current.flush()
        key = user.id
    with work() as current:
        stored = current.get(User, key).created_at
        assert stored == datetime(2026, 4, 30, 23, 30, 0, 123456, UTC)
        assert stored.utcoffset() == timedelta(0)
        early = sa.select(User.id).where(
            User.created_at < datetime(2026, 5, 1, 7, 31, 0, 0, summer)
        )
        assert current.scalars(early).all() == [key]


def test_a_time_without_zone_is_not_stored(work):
    def store():
        with work():
            make_user().created_at = datetime(2026, 5, 1)  # noqa: DTZ001 - that is the point

    with pytest.raises(sa.exc.StatementError, match="zone"):
        store()


def test_writers_at_once_take_turns(app, work, together):
    def write():
        for _ in range(10):
            with work() as current:
                # Reads first, and only then writes: the order that upgrades a lock.
                current.scalar(sa.select(sa.func.count()).select_from(User))
                make_user()

    answers = together(*[write] * 8)
    assert answers == [None] * 8
    assert count(work) == 80


def test_writers_alone_and_in_transactions_do_not_disturb_each_other(app, work, together):
    def alone():
        values = {"nickname": "王芳", "created_at": datetime(2026, 5, 1, tzinfo=UTC)}
        for _ in range(10):
            with app.app_context():
                execute_alone(sa.insert(User).returning(User.id), values)

    def in_transaction():
        for _ in range(10):
            with work():
                make_user()

    assert together(*[alone, in_transaction] * 4) == [None] * 8
    assert count(work) == 80


def test_a_reader_is_not_held_up_by_a_writer(app, work):
    with work():
        make_organisation()
    begun, done = threading.Event(), threading.Event()

    def write():
        with work():
            make_user()
            begun.set()
            done.wait(10)

    writer = threading.Thread(target=write)
    writer.start()
    assert begun.wait(10)
    with app.app_context():
        assert session().scalar(sa.select(sa.func.count()).select_from(Organisation)) == 1
    done.set()
    writer.join()


def test_sqlite_checks_foreign_keys_like_the_other(work):
    def store():
        with work() as current:
            current.execute(
                sa.text(
                    "INSERT INTO logins (id, user_id, family, number, began_at, renewed_at, "
                    "expires_at, device) VALUES (1, 99, 'f', 1, :t, :t, :t, '')"
                ),
                {"t": "2026-05-01 00:00:00"},
            )

    with pytest.raises(sa.exc.IntegrityError):
        store()
