"""A worker is killed in the middle of a job: the job's effect is there once, afterwards."""

import contextlib
import time

import pytest
import sqlalchemy as sa
from rq import Queue as JobQueue
from rq.registry import StartedJobRegistry

from app.core.queue import QUEUES
from tests.faults.service import Service, counts, require_credited_once, working
from tests.faults.stack import wait_until

# What the test holds, so that the worker stands still there: before it has read anything, with
# its result in hand, or with the record of it that is not in the ledger yet.
HELD = [
    pytest.param("sqlite", "BEGIN IMMEDIATE", 0, id="sqlite-settling"),
    pytest.param("postgresql", "SELECT id FROM attendances FOR UPDATE", 0, id="settling"),
    pytest.param("postgresql", "LOCK TABLE settlements IN SHARE MODE", 0, id="settled"),
    pytest.param("postgresql", "LOCK TABLE service_records IN SHARE MODE", 1, id="booked"),
]
WAITING = """SELECT count(*) FROM pg_stat_activity
             WHERE wait_event_type = 'Lock' AND datname = current_database()"""


@contextlib.contextmanager
def held(address: str, statement: str):
    """Hold a lock that the worker runs into."""
    engine = sa.create_engine(address, poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
        yield connection
        connection.rollback()


def stands(app, connection) -> bool:
    """Say whether the worker is inside a job and can go no further."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_stat_clear_snapshot()")
        return connection.exec_driver_sql(WAITING).scalar() > 0
    begun = jobs_of(app)[1]
    time.sleep(0.3)  # its first statement waits for the lock that we hold
    return begun > 0


def jobs_of(app) -> tuple[int, int]:
    """How many jobs wait, and how many were begun."""
    redis = app.extensions["redis"]
    waiting = sum(JobQueue(name, connection=redis).count for name in QUEUES)
    return waiting, sum(
        StartedJobRegistry(name, connection=redis).get_job_count(cleanup=False) for name in QUEUES
    )


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("address", "statement", "settled"), HELD, indirect=["address"])
def test_a_job_killed_half_way_is_done_once(app, address, county, statement, settled):
    service = Service(county)
    for step in (service.arrive, service.send, service.leave):
        step()
    with held(address, statement) as connection, working(app, "worker") as (worker,):
        wait_until(lambda: stands(app, connection), "the worker stands before the lock")
        worker.kill()
        worker.wait()
    assert counts(app) == (settled, 0)
    abandoned = jobs_of(app)[1]
    with working(app, "scheduler", "worker"):
        wait_until(lambda: counts(app) == (1, 1), "settled and booked")
        # The sweeps asked for the same again: all of it has run when only the dead job is left.
        wait_until(lambda: jobs_of(app) == (0, abandoned), "every job has run")
    require_credited_once(app, service.person.id)
