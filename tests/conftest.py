"""Fixtures: an application on each database, people who use it, and a clock that obeys.

A test that needs no database asks for none of these, and nothing is started for it.
PostgreSQL and Redis are looked for at WEIGUANG_TEST_POSTGRES and WEIGUANG_TEST_REDIS. Where one is
missing, its tests are skipped and the summary says so; WEIGUANG_REQUIRE_SERVICES=1 makes that a
failure.
"""

import contextlib
import itertools
import json
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

POSTGRES = os.environ.get(
    "WEIGUANG_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/test"
)
REDIS = os.environ.get("WEIGUANG_TEST_REDIS", "")  # empty: a free database of the local server
NOWHERE = "redis://127.0.0.1:1/0"  # nobody listens there: the application does without
PREFIX = "/api/v1"
ONLY_GROW = (
    "audit_entries", "agreement_texts", "agreements", "service_records", "manual_records",
    "learning_records", "consents", "guardian_consents", "minor_looks",
)  # fmt: skip


def pytest_terminal_summary(terminalreporter):
    """Say plainly what was not tested."""
    skipped = terminalreporter.stats.get("skipped", [])
    reasons = {report.longrepr[2] for report in skipped if isinstance(report.longrepr, tuple)}
    for service in ("PostgreSQL", "Redis"):
        if any(f"{service} is not reachable" in reason for reason in reasons):
            terminalreporter.write_line(f"NOT TESTED: what needs {service}", yellow=True)


def _miss(service, error):
    """Skip the test, or fail it where services are required."""
    reason = f"{service} is not reachable: {error}"
    if os.environ.get("WEIGUANG_REQUIRE_SERVICES") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def backend(request, tmp_path_factory) -> Iterator[str]:
    """Give the address of an empty database that is this test process's own."""
    if request.param == "sqlite":
        with _memory(tmp_path_factory) as folder:
            yield f"sqlite:///{folder / 'weiguang.db'}"
    else:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        # As with SQLite: what kills things (tests/faults) keeps the database's own durability.
        for address in postgres_database(f"weiguang_{worker}_{os.getpid()}"):
            yield address + "?options=-csynchronous_commit%3Doff"


@contextlib.contextmanager
def _memory(tmp_path_factory) -> Iterator[Path]:
    """Give a folder in memory where there is one: no test here cuts the power off."""
    shared = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    if not os.access(shared, os.W_OK):
        yield tmp_path_factory.mktemp("database")
        return
    with tempfile.TemporaryDirectory(prefix="weiguang-", dir=shared) as folder:
        yield Path(folder)


def postgres_database(name: str) -> Iterator[str]:
    """Give the address of an empty PostgreSQL database, and drop it afterwards."""
    import sqlalchemy as sa  # noqa: PLC0415 - geofence's tests do without

    url = sa.make_url(POSTGRES)
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    try:
        with server.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    except sa.exc.OperationalError as error:
        _miss("PostgreSQL", error.orig)
    yield url.set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def application(backend, tmp_path_factory):
    """Give the application on that database, its tables made by the migrations."""
    from app import create_app  # noqa: PLC0415 - geofence's tests do without
    from app.core import migrations  # noqa: PLC0415
    from app.core.extensions import db  # noqa: PLC0415
    from config import Settings  # noqa: PLC0415
    from tests import deeds  # noqa: PLC0415
    from tests.outside import Extensions  # noqa: PLC0415

    settings = Settings(
        development=True,
        secret_key="only-for-tests-0123456789-0123456789",  # noqa: S106
        var=tmp_path_factory.mktemp("var"),
        database_url=backend,
        redis_url=NOWHERE,
        location_consent=True,
        live_seconds=0,
    )
    app = create_app(settings)
    app.extensions = Extensions(app.extensions)
    with app.app_context():
        deeds.watch(app, db.engine)
        migrations.upgrade(app)
        if not migrations.exist():
            db.Model.metadata.create_all(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def app(application):
    """Give the application with empty tables; its commits are real, so threads may use it."""
    from app.core.extensions import db  # noqa: PLC0415

    for remembered in ("caches", "brief", "online"):
        application.extensions.pop(remembered, None)
    with application.app_context(), db.engine.begin() as connection:
        _empty(connection, db.Model.metadata.sorted_tables)
    return application


def _empty(connection, tables) -> None:
    """Delete every row; to ask in one statement which tables have any is ten times as fast."""
    looks = [f"SELECT '{each.name}' WHERE EXISTS (SELECT 1 FROM {each.name})" for each in tables]  # noqa: S608 - our own tables
    full = set(connection.exec_driver_sql(" UNION ALL ".join(looks)).scalars())
    with _erasable(connection) if full.intersection(ONLY_GROW) else contextlib.nullcontext():
        for table in reversed(tables):
            if table.name in full:
                connection.execute(table.delete())


@contextlib.contextmanager
def _erasable(connection) -> Iterator[None]:
    """Let be emptied what only grows, which triggers otherwise refuse."""
    if connection.dialect.name == "postgresql":
        for table in ONLY_GROW:
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in ONLY_GROW:
            connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    found = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    triggers = connection.exec_driver_sql(found).all()
    for name, _ in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _, text in triggers:
        connection.exec_driver_sql(text)


@pytest.fixture
def client(app):
    """Give a client that nobody is logged in with."""
    return app.test_client()


@pytest.fixture
def work(app):
    """``with work(): …`` is one transaction outside any request, as in a job."""
    from app.core.db import transaction  # noqa: PLC0415

    @contextlib.contextmanager
    def work():
        with app.app_context(), transaction() as session:
            yield session

    return work


@pytest.fixture
def redis(app, request):
    """Give an empty Redis; for as long as the test runs, the application has it too."""
    from redis import Redis  # noqa: PLC0415
    from redis.exceptions import RedisError  # noqa: PLC0415

    number = 15 - int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 15
    connection = Redis.from_url(
        REDIS or f"redis://127.0.0.1:6379/{number}", socket_connect_timeout=1
    )
    try:
        connection.flushdb()
    except RedisError as error:
        _miss("Redis", error)
    before, app.extensions["redis"] = app.extensions["redis"], connection
    yield connection
    app.extensions["redis"] = before
    connection.close()


@dataclass
class Clock:
    """Tells the application what time it is, from the first ``freeze`` or ``advance`` on."""

    _stack: ExitStack
    _now: datetime | None = field(default=None)

    def now(self) -> datetime:
        return self._now or datetime.now(UTC)

    def freeze(self, instant: datetime) -> datetime:
        from app.core import clock  # noqa: PLC0415

        self._now = instant
        self._stack.enter_context(clock.simulated(instant))
        return instant

    def advance(self, **duration: float) -> datetime:
        return self.freeze(self.now() + timedelta(**duration))


@pytest.fixture
def clock() -> Iterator[Clock]:
    """Give a clock that stands and goes on when it is told to; ``together`` passes it on."""
    with ExitStack() as stack:
        yield Clock(stack)


@dataclass(frozen=True)
class Api:
    """A person at the other end of the API; safe to share between threads."""

    application: object
    token: str = ""
    user: dict | None = None
    refresh_token: str = ""
    silent: bool = False  # says nothing of their age before a sign-up

    @property
    def id(self) -> int:
        return self.user["id"]

    def get(self, path, **query):
        return self.send("GET", path, query_string=query)

    def post(self, path, body=None, **options):
        return self.send("POST", path, body={} if body is None else body, **options)

    def put(self, path, body=None, **options):
        return self.send("PUT", path, body=body, **options)

    def patch(self, path, body=None, **options):
        return self.send("PATCH", path, body=body, **options)

    def delete(self, path, **options):
        return self.send("DELETE", path, **options)

    def say_age(self, born_in=None) -> tuple[int, dict | None]:
        """Say, as the phone's page of the sign-up does where it is asked, whether one is of age."""
        from app.accounts.policy import AGE_TEXT  # noqa: PLC0415

        year = {} if born_in is None else {"born_in": born_in}
        return self.post("/me/age", {"version": AGE_TEXT.version} | year)

    def send(
        self, method, path, *, body=None, key=None, headers=None, **options
    ) -> tuple[int, dict | None]:
        """Return (status, JSON); ``key`` is sent as the Idempotency-Key."""
        sent = dict(headers or {})
        if body is not None:
            # Flask's own would refuse to send what a hostile client can: NaN, half surrogates.
            options |= {"data": json.dumps(body), "content_type": "application/json"}
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        if key is not None:
            sent["Idempotency-Key"] = key
        client = self.application.test_client()
        answer = client.open(PREFIX + path, method=method, headers=sent, **options)
        found = answer.get_json(silent=True)
        asked = answer.status_code == 403 and found["code"] == "age_needed"
        if asked and path.endswith("/signups") and not self.silent:
            self.say_age()
            answer = client.open(PREFIX + path, method=method, headers=sent, **options)
            found = answer.get_json(silent=True)
        return answer.status_code, found


@pytest.fixture
def anyone(app) -> Api:
    """Give somebody who is not logged in."""
    return Api(app)


@pytest.fixture
def login(app) -> Callable[..., Api]:
    """``login(role, name, organisation_id)``: log somebody in; without a name, somebody new."""
    numbers = itertools.count(1)

    def login(role="volunteer", name=None, organisation_id=None, *, silent=False) -> Api:
        asked = {"name": name or f"{role} {next(numbers)}", "role": role}
        asked["organisation_id"] = organisation_id
        status, found = Api(app).post("/auth/dev", asked)
        assert status == 200, found
        return Api(app, found["access_token"], found["user"], found["refresh_token"], silent)

    return login


@pytest.fixture
def together() -> Callable[..., list]:
    """``together(f, g, …)``: call all at the same moment, each in a thread; what they returned.

    An exception counts as what was returned.
    """

    def together(*functions) -> list:
        barrier, answers = threading.Barrier(len(functions)), [None] * len(functions)

        def call(place, function):
            barrier.wait()
            try:
                answers[place] = function()
            except Exception as error:  # noqa: BLE001 - the test looks at it
                answers[place] = error

        threads = [
            threading.Thread(target=copy_context().run, args=(call, *each))
            for each in enumerate(functions)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return answers

    return together
