"""Without a queue the worker finds all its work in the database."""

import threading
import time

import pytest

from app import schedule
from app.core import queue
from tests.app.conftest import HOUR, START, batch, stay


def test_without_a_queue_hours_come_all_the_same(app, county, monkeypatch):
    monkeypatch.setitem(app.extensions, "redis", None)
    person = county.volunteer(activity := county.open())
    attendance = county.arrive(person, activity)
    county.clock.freeze(START + HOUR)
    county.send(person, attendance, batch(0, stay(START, START + HOUR)))
    county.leave(person, attendance, START + HOUR)
    with app.app_context():
        queue.run_at_once()
        try:
            for each in schedule.PERIODIC:
                each.job()
        finally:
            app.extensions.pop(queue.AT_ONCE)
    assert person.get(f"/attendances/{attendance}")[1]["state"] == "credited"
    assert person.get("/me/hours")[1]["records"] == 1
    assert app.test_client().get("/api/v1/health").get_json() == {"database": True, "queue": True}


def test_a_job_that_fails_does_not_stop_the_others(app, monkeypatch, caplog):
    done = threading.Event()

    def fail() -> None:
        raise RuntimeError("the disk is full")

    jobs = (
        schedule.Periodic(queue.Job(fail, "default", 1), 30, sweeps=True),
        schedule.Periodic(queue.Job(done.set, "default", 1), 30, sweeps=True),
    )
    monkeypatch.setattr(schedule, "PERIODIC", jobs)

    class Enough(BaseException):
        """Ends the loop."""

    def stop(_seconds: float) -> None:
        raise Enough

    monkeypatch.setattr(time, "sleep", stop)
    with app.app_context(), pytest.raises(Enough):
        schedule.run_without_queue()
    app.extensions.pop(queue.AT_ONCE)
    assert done.is_set()
    assert "the disk is full" in caplog.text
