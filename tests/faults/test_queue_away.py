"""The queue is dead or does not answer: people go on, and their hours follow when it is back."""

import time

import pytest

from tests.faults.service import Service, counts, require_credited_once, working
from tests.faults.stack import wait_until

PATIENCE_S = 2.0  # of somebody who presses a button


def timed(step) -> float:
    begun = time.monotonic()
    step()
    return time.monotonic() - begun


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    ("address", "fault"), [("sqlite", "dead"), ("postgresql", "silent")], indirect=["address"]
)
def test_nobody_waits_for_the_queue_and_nothing_is_forgotten(app, queue, county, fault):
    service = Service(county)
    leave_alone, bring_back = {
        "dead": (queue.kill, queue.start),
        "silent": (queue.freeze, queue.thaw),
    }[fault]
    leave_alone()
    seconds = [timed(step) for step in (service.arrive, service.send, service.leave)]
    health = county.coordinator.get("/health")
    bring_back()
    assert max(seconds) < PATIENCE_S, seconds
    assert health == (200, {"database": True, "queue": False})
    assert counts(app) == (0, 0)
    # Nobody asks for this settlement any more but the sweep.
    app.extensions["redis"].flushall()
    with working(app, "scheduler", "worker"):
        wait_until(lambda: counts(app) == (1, 1), "settled and booked")
    require_credited_once(app, service.person.id)
