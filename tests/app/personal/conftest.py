"""Jobs as the worker would run them now."""

import pytest

from app import schedule
from app.core import queue
from tests.app.conftest import HOUR, START, batch, circle, slot, stay
from tests.app.families.conftest import household, leader, stranger, village

__all__ = ["household", "leader", "stranger", "village"]  # whom others act for


@pytest.fixture
def run_jobs(app):
    """``run_jobs()``: what the scheduler asks for, and what follows from it."""

    def run() -> None:
        with app.app_context():
            queue.run_at_once()
            try:
                for each in schedule.PERIODIC:
                    each.job()
            finally:
                app.extensions.pop(queue.AT_ONCE)

    return run


@pytest.fixture
def served(county, settle):
    """``served(name, at)``: somebody with two hours of service from then on."""

    def served(name, at=START):
        until = at + 2 * HOUR
        county.clock.freeze(START - 24 * HOUR)
        activity = county.open(circle(), slots=[slot(at, until)])
        person = county.volunteer(activity, name)
        attendance = county.arrive(person, activity, at)
        county.clock.freeze(until)
        county.send(person, attendance, batch(1, stay(at, until)))
        county.leave(person, attendance, until)
        county.clock.advance(hours=1)
        settle()
        return person

    return served


@pytest.fixture
def two(served):
    """Two accounts of one person, with two hours each."""
    return served("杨一"), served("杨一的旧账号", START + 4 * HOUR)
