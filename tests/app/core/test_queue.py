"""Jobs are asked for after the commit, and a queue that is away is no error."""

import pytest
from rq import Queue

from app.core.db import session
from app.core.queue import QUEUES, errand, job
from tests.factories import make_user

ran = []


@job("urgent")
def remember(number):
    """Note that it ran."""
    ran.append(number)
    make_user()


def act(claimed):
    ran.append(f"went with {claimed}, in a transaction: {session().in_transaction()}")
    return "done"


@errand("urgent", act=act, note=lambda *both: ran.append(f"noted {both}"))
def go(number):
    """Claim."""
    make_user()
    return number or None


def waiting(redis):
    return [each.args for name in QUEUES for each in Queue(name, connection=redis).jobs]


def test_a_job_is_asked_for_when_the_commit_is_durable(work, redis):
    with work():
        remember.enqueue_after_commit(7)
        assert waiting(redis) == []
    assert waiting(redis) == [(7,)]


def test_a_job_is_not_asked_for_by_what_was_rolled_back(work, redis):
    def fail():
        with work():
            remember.enqueue_after_commit(7)
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError):
        fail()
    assert waiting(redis) == []


def test_a_job_runs_in_a_transaction_of_its_own(app, work):
    with app.app_context():
        remember(7)
    assert ran.pop() == 7
    with work() as session:
        assert session.query(type(make_user())).count() == 2  # this one and the job's


def test_an_errand_goes_out_between_two_transactions(app):
    with app.app_context():
        assert go(7) == 7
        assert go(0) is None
    assert ran == ["went with 7, in a transaction: False", "noted (7, 'done')"]
    ran.clear()


def test_without_a_queue_the_work_is_done_all_the_same(app, work, caplog):
    with work():
        make_user()
        remember.enqueue_after_commit(7)
    with app.app_context():
        assert remember.enqueue(7) is False
    assert "waits for the sweep" in caplog.text
