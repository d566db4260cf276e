"""A volunteer's service of four hours that ended an hour ago, and who works it off."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from app.attendance.models import Settlement
from app.core.db import session
from app.hours.chains import first_broken
from app.hours.models import ServiceRecord
from tests.app.conftest import batch, slot, stay
from tests.faults.stack import environment, flask

HOUR = timedelta(hours=1)


class Service:
    """One volunteer, who does each step when told to."""

    def __init__(self, county) -> None:
        self.begin = datetime.now(UTC).replace(microsecond=0) - 5 * HOUR
        self.end = self.begin + 4 * HOUR
        self.county = county
        county.clock.freeze(self.begin - 24 * HOUR)
        self.activity = county.open(slots=[slot(self.begin, self.end)])
        self.person = county.volunteer(self.activity)
        self.attendance = 0

    def arrive(self) -> None:
        self.attendance = self.county.arrive(self.person, self.activity, self.begin)

    def send(self) -> None:
        self.county.clock.freeze(self.end)
        pings = stay(self.begin, self.end)
        receipt = self.county.send(self.person, self.attendance, batch(1, pings))
        assert receipt["stored"] == len(pings)

    def leave(self) -> None:
        self.county.leave(self.person, self.attendance, self.end)


@contextlib.contextmanager
def working(app, *commands: str) -> Iterator[list]:
    """Run these commands (worker, scheduler) beside the test, on the application's settings."""
    settings = app.config["SETTINGS"]
    known = environment(settings.database_url, settings.redis_url, settings.var)
    log = Path(settings.var) / "beside.log"
    started = [flask(each, environment=known, log=log) for each in commands]
    try:
        yield started
    finally:
        for each in started:
            each.kill()
            each.wait()


def counts(app) -> tuple[int, int]:
    """How many settlements there are, and how many records in the ledger."""
    with app.app_context():
        found = [
            session().scalar(sa.select(sa.func.count()).select_from(table))
            for table in (Settlement, ServiceRecord)
        ]
    return found[0], found[1]


def require_credited_once(app, volunteer_id: int) -> None:
    """Four hours stand in the ledger, once, and the chain holds."""
    assert counts(app) == (1, 1)
    with app.app_context():
        record = session().scalars(sa.select(ServiceRecord)).one()
        assert record.seconds == 4 * 3600
        assert first_broken(ServiceRecord, volunteer_id) is None
