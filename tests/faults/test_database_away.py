"""The database is away, goes away half way, or is locked: 503, and nothing is acknowledged."""

import sqlite3
import time
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.attendance.models import Attendance, EvidenceRow, PingBatch
from app.core.auth import Actor, Grant, RoleName, issue_access_token
from app.core.db import session
from app.core.extensions import db
from tests.app.conftest import batch, gps, ping, stay
from tests.conftest import PREFIX
from tests.faults.service import Service

NOBODY = "postgresql+psycopg://postgres@127.0.0.1:1/weiguang"
TERMINATE = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()"""


def ask(app, token: str, method: str, path: str, body=None):
    """Return the whole answer, headers and all."""
    headers = {"Authorization": f"Bearer {token}"}
    return app.test_client().open(PREFIX + path, method=method, json=body, headers=headers)


def require_unavailable(answer) -> None:
    """A 503 that says when to come back, as a problem."""
    assert answer.status_code == 503, answer.get_json()
    assert answer.content_type == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.get_json()["code"] == "database_unavailable"


def stored(app, table) -> int:
    with app.app_context():
        return session().scalar(sa.select(sa.func.count()).select_from(table))


def terminate_all(address: str) -> None:
    """End every connection to the database but this one, as a restart of the server would."""
    engine = sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(TERMINATE)


def test_without_a_database_every_request_says_so(make_app, clock):
    app = make_app(NOBODY, tables=False)
    with app.app_context():
        actor = Actor(1, (Grant(RoleName.ADMINISTRATOR, None),))
        token = issue_access_token(actor, timedelta(minutes=5))
    now = clock.now()
    for method, path, body in [
        ("GET", "/health", None),
        ("GET", "/me", None),
        ("GET", "/activities", None),
        ("POST", "/activities/1/check-in", gps(now)),
        ("POST", "/attendances/1/pings", batch(1, [ping(now)])),
        ("POST", "/attendances/1/check-out", {}),
        ("POST", "/auth/dev", {"name": "小杨"}),
    ]:
        begun = time.monotonic()
        require_unavailable(ask(app, token, method, path, body))
        assert time.monotonic() - begun < 2


@pytest.fixture
def service(county) -> Service:
    """Give somebody who is about to arrive."""
    service = Service(county)
    service.county.clock.freeze(service.begin)
    return service


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_what_was_cut_off_before_its_commit_is_not_acknowledged(app, address, service):
    place = f"/activities/{service.activity['id']}/check-in"
    token = service.person.token
    with app.app_context():
        engine = db.engine
    cut = lambda *_: terminate_all(address)  # noqa: E731 - to be taken away again
    sa.event.listen(engine, "commit", cut)
    require_unavailable(ask(app, token, "POST", place, gps(service.begin)))
    sa.event.remove(engine, "commit", cut)
    assert (stored(app, Attendance), stored(app, EvidenceRow)) == (0, 0)
    service.arrive()
    assert (stored(app, Attendance), stored(app, EvidenceRow)) == (1, 1)


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_pings_that_were_cut_off_are_not_acknowledged(app, address, service):
    service.arrive()
    token, before = service.person.token, stored(app, PingBatch)
    path = f"/attendances/{service.attendance}/pings"
    body = batch(1, stay(service.begin, service.begin + timedelta(minutes=5)))
    service.county.clock.freeze(service.begin + timedelta(minutes=5))
    alone = app.extensions["engine_alone"]
    # Each time just before the statement: it is tried twice, for the first may have died idle.
    cut = lambda *_: terminate_all(address)  # noqa: E731 - to be taken away again
    sa.event.listen(alone, "checkout", cut)
    require_unavailable(ask(app, token, "POST", path, body))
    sa.event.remove(alone, "checkout", cut)
    assert stored(app, PingBatch) == before
    assert ask(app, token, "POST", path, body).get_json()["stored"] == 6
    assert stored(app, PingBatch) == before + 1


@pytest.mark.parametrize("address", ["postgresql"], indirect=True)
def test_connections_that_ended_while_idle_disturb_nobody(app, address, service):
    service.arrive()
    token = service.person.token
    body = batch(1, [ping(service.begin)])
    for method, path, sent in [
        ("GET", "/me", None),
        ("POST", f"/attendances/{service.attendance}/pings", body),
        ("POST", f"/attendances/{service.attendance}/check-out", {}),
    ]:
        terminate_all(address)
        assert ask(app, token, method, path, sent).status_code == 200


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
def test_a_database_locked_for_too_long_is_unavailable(app, address, service):
    service.arrive()
    token, before = service.person.token, stored(app, PingBatch)
    path = f"/attendances/{service.attendance}"
    with app.app_context():
        engines = db.engine, app.extensions["engine_alone"]
    for engine in engines:
        engine.dispose()
        # Thirty seconds of patience are right for people, too long for a test.
        sa.event.listen(engine, "connect", lambda new, _: new.execute("PRAGMA busy_timeout=200"))
    writer = sqlite3.connect(sa.make_url(address).database, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    try:
        body = batch(1, [ping(service.begin)])
        require_unavailable(ask(app, token, "POST", f"{path}/pings", body))
        require_unavailable(ask(app, token, "POST", f"{path}/check-out", {}))
        assert ask(app, token, "GET", path).status_code == 200  # readers are not held up
    finally:
        writer.execute("ROLLBACK")
        writer.close()
    assert stored(app, PingBatch) == before
    assert ask(app, token, "POST", f"{path}/pings", body).status_code == 200
    assert ask(app, token, "POST", f"{path}/check-out", {}).status_code == 200
