"""The secret key is changed: nothing is lost, wherever the work is interrupted."""

import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime

import pyotp
import pytest
import sqlalchemy as sa

from app import create_app
from app.accounts import ages, phones, verification
from app.accounts.idnumber import check_of
from app.accounts.models import Consent, IdentityVerification, Phone, Purpose
from app.accounts.policy import TEXTS
from app.attendance import pings
from app.attendance.models import PingBatch
from app.core import crypto, migrations
from app.core.auth import Actor
from app.core.db import session, transaction
from app.core.errors import ConflictError
from app.core.extensions import db
from app.credentials import factors
from config import Settings
from tests import factories
from tests.app.conftest import HOUR, START, batch, stay

OLD = "only-for-tests-0123456789-0123456789"
NEW = "the-next-one-9876543210-9876543210-x"
PEOPLE = 40
VERSION = TEXTS[Purpose.REAL_NAME].version


def number_of(order: int) -> str:
    body = f"52222819800229{order:03d}"
    return body + check_of(body)


@pytest.fixture
def under(app, backend, tmp_path):
    """``with under(key, previous):`` is the same installation after a restart with other keys."""

    @contextmanager
    def under(key, previous=""):
        settings = Settings(
            development=True,  # the description of the API is one for the process: leave it whole
            secret_key=key,
            previous_secret_key=previous,
            var=tmp_path,
            database_url=backend,
            redis_url="redis://127.0.0.1:1/0",
        )
        restarted = create_app(settings)
        with restarted.app_context():
            yield restarted
            session().rollback()
            session().close()
            db.engine.dispose()

    return under


@pytest.fixture
def people(under) -> list[int]:
    """Give people whose names are sealed under the old key."""
    with under(OLD), transaction() as s:
        users = [factories.make_user().id for _ in range(PEOPLE)]
        now = datetime.now(UTC)
        s.add_all(
            Consent(user_id=user, purpose=Purpose.REAL_NAME, version=VERSION, given=True, at=now)
            for user in users
        )
        s.flush()
        for order, user in enumerate(users):
            verification.verify(Actor(user), "杨小娟", number_of(order))
    return users


def opened(users) -> int:
    """Of how many people the name opens, be it under the one key or the other."""
    count = 0
    for user in users:
        try:
            count += ages.is_minor(user) is False
        except ValueError:
            continue
    return count


def rotate(backend, *arguments) -> subprocess.Popen:
    environment = os.environ | {
        "WEIGUANG_SECRET_KEY": NEW,
        "WEIGUANG_PREVIOUS_SECRET_KEY": OLD,
        "WEIGUANG_DATABASE_URL": backend,
        "WEIGUANG_REDIS_URL": "none",
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "rotate-keys", *arguments]
    return subprocess.Popen(  # noqa: S603 - our own
        command, cwd=migrations.ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )


def test_killed_in_the_middle_it_goes_on_where_it_was(under, people, backend):
    running = rotate(backend, "--at-once", "1")
    for _ in range(5):
        assert "sealed again" in running.stdout.readline()
    running.kill()
    running.communicate()
    with under(NEW):
        done = opened(people)
    assert 5 <= done < PEOPLE, "it was not killed in the middle"
    with under(NEW, OLD):
        assert opened(people) == PEOPLE
    again = rotate(backend, "--at-once", "7")
    told = again.communicate(timeout=60)[0]
    assert again.returncode == 0, told
    assert f"{PEOPLE} rows seen, {PEOPLE - done} sealed again" in told
    with under(NEW):
        assert opened(people) == PEOPLE
    with under(OLD):
        assert opened(people) == 0


def test_a_number_is_taken_before_while_and_after(under, people):
    with under(NEW, OLD):
        for after in (0, None):
            with transaction() as s:
                stranger = factories.make_user().id
                said = {"purpose": Purpose.REAL_NAME, "version": VERSION, "given": True}
                s.add(Consent(user_id=stranger, at=datetime.now(UTC), **said))
                s.flush()
                for order in (0, PEOPLE - 1):
                    with pytest.raises(ConflictError, match="Another account"):
                        verification.verify(Actor(stranger), "杨小娟", number_of(order))
            if after is not None:
                with transaction():
                    assert verification.reseal(0, 7).changed == 7


def test_a_batch_that_fails_leaves_its_rows_as_they_were(under, people):
    def interrupted():
        with transaction():
            verification.reseal(0, 10)
            raise KeyboardInterrupt

    with under(NEW, OLD):
        with pytest.raises(KeyboardInterrupt):
            interrupted()
        with transaction():
            assert verification.reseal(0, 10).changed == 10


def test_what_neither_key_opens_is_named_and_left(under, people):
    with under(OLD), transaction() as s:
        row = s.scalar(sa.select(IdentityVerification).order_by(IdentityVerification.id).limit(1))
        row.sealed = broken = b"x" * 40
        broken_id = row.id
    with under(NEW, OLD) as restarted:
        result = restarted.test_cli_runner().invoke(args=["rotate-keys"])
        assert result.exit_code == 1
        assert f"identity {broken_id}" in result.output
        assert session().get(IdentityVerification, broken_id).sealed == broken
    with under(NEW):
        assert opened(people) == PEOPLE - 1


def test_without_an_old_key_there_is_nothing_to_do(under):
    with under(NEW) as restarted:
        result = restarted.test_cli_runner().invoke(args=["rotate-keys"])
    assert result.exit_code == 1
    assert "WEIGUANG_PREVIOUS_SECRET_KEY" in result.output


def test_tracks_are_sealed_again_and_read_the_same(county, under):
    activity = county.open()
    person = county.volunteer(activity)
    attendance = county.arrive(person, activity)
    county.clock.freeze(START + HOUR)
    county.send(person, attendance, batch(1, stay(START, START + HOUR)))
    with under(OLD):
        before = [loaded.pings.t.tolist() for loaded in pings.load_pings(attendance)]
    with under(NEW, OLD):
        assert [each.pings.t.tolist() for each in pings.load_pings(attendance)] == before
        with transaction():
            assert pings.reseal(0, 10).changed == len(before) == 2
        with transaction():
            assert pings.reseal(0, 10).changed == 0
    with under(NEW):
        assert [each.pings.t.tolist() for each in pings.load_pings(attendance)] == before
        assert session().scalar(sa.select(sa.func.count()).select_from(PingBatch)) == 2


def test_nobody_has_to_log_in_anew(login, under):
    from app.accounts import service  # noqa: PLC0415

    token = login().refresh_token
    with under(NEW, OLD), transaction():
        following = service.refresh(token).refresh_token
    with under(NEW), transaction():
        assert service.refresh(following).refresh_token
        assert service.refresh(token).code == "refresh_token_invalid"


def test_a_seal_is_renewed_once(under):
    with under(OLD):
        sealed = crypto.seal(b"plain", "p", "c")
    with under(NEW, OLD):
        renewed = crypto.reseal(sealed, "p", "c")
        assert crypto.reseal(renewed, "p", "c") is None
        assert len(crypto.signatures("m", "p")) == 2
    with under(NEW):
        assert crypto.unseal(renewed, "p", "c") == b"plain"


def test_the_old_key_must_be_another():
    with pytest.raises(ValueError, match="WEIGUANG_PREVIOUS_SECRET_KEY"):
        Settings(secret_key=NEW, previous_secret_key=NEW)


def test_phones_and_second_factors_go_over_too(under, backend):
    with under(OLD), transaction():
        user_id = factories.make_user().id
        phone = Phone(user_id=user_id, bound_at=datetime.now(UTC))
        phones._fill(phone, "+8613900001111")
        session().add(phone)
        uri = factors.offer(user_id, "x")
        factors.enforce(user_id)
        factors.offer(user_id, "x")  # waits for its first code
    with under(NEW, OLD) as restarted:
        assert phones.owner_of("+8613900001111") == user_id
        told = restarted.test_cli_runner().invoke(args=["rotate-keys"]).output
        assert "phone: 1 rows seen, 1 sealed again" in told
        assert "second factor: 1 rows seen, 1 sealed again" in told
    with under(NEW), transaction():
        assert phones.number_of(user_id) == "+8613900001111"
        assert phones.owner_of("+8613900001111") == user_id
        factor = factors.find(user_id)
        assert factors.accept(factor, pyotp.parse_uri(uri).now())
        assert factor.pending is not None
