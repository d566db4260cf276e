"""Batches of pings: stored once, whole or not at all."""

import json
import threading
from contextvars import copy_context
from datetime import timedelta

import pytest

from tests.app.conftest import HOUR, START, batch, ping, stay

MINUTE = timedelta(minutes=1)


@pytest.fixture
def served(county):
    """A volunteer who has checked in, and the attendance."""
    activity = county.open()
    person = county.volunteer(activity)
    return person, county.arrive(person, activity)


def count(app, attendance):
    from app.attendance.models import PingBatch  # noqa: PLC0415
    from app.core.db import session  # noqa: PLC0415

    with app.app_context():
        rows = session().query(PingBatch).filter(PingBatch.attendance_id == attendance)
        return sum(row.count for row in rows) - 1  # the check-in's own ping


def send(person, attendance, body):
    return person.post(f"/attendances/{attendance}/pings", body)


def test_a_batch_is_stored(app, county, served):
    receipt = county.send(*served, batch(1, stay(START, START + 9 * MINUTE)))
    assert receipt == {"stored": 10, "ignored": 0, "duplicate": False, "late": False}
    assert count(app, served[1]) == 10


def test_a_batch_sent_twice_is_stored_once(app, county, served):
    body = batch(1, stay(START, START + 9 * MINUTE))
    county.send(*served, body)
    assert county.send(*served, body)["duplicate"] is True
    assert count(app, served[1]) == 10


def test_a_batch_sent_by_many_threads_is_stored_once(app, county, served, together):
    body = batch(1, stay(START, START + 9 * MINUTE))
    answers = together(*(lambda: send(*served, body) for _ in range(6)))
    assert [answer[0] for answer in answers] == [200] * 6
    assert sum(not answer[1]["duplicate"] for answer in answers) == 1
    assert count(app, served[1]) == 10


def test_the_same_id_for_other_pings_is_a_conflict(county, served):
    county.send(*served, batch(1, stay(START, START + MINUTE)))
    status, problem = send(*served, batch(1, stay(START, START + 2 * MINUTE)))
    assert (status, problem["code"]) == (409, "batch_differs")


def test_pings_far_outside_the_slot_are_not_kept(app, county, served):
    pings = [ping(START - 2 * HOUR), ping(START), ping(START - 61 * MINUTE)]
    receipt = county.send(*served, batch(1, pings))
    assert (receipt["stored"], receipt["ignored"]) == (1, 2)
    assert count(app, served[1]) == 1


def test_tracks_are_sealed_at_rest(app, county, served):
    from app.attendance.models import PingBatch  # noqa: PLC0415
    from app.core.db import session  # noqa: PLC0415

    county.send(*served, batch(1, stay(START, START + MINUTE)))
    with app.app_context():
        sealed = session().query(PingBatch).filter_by(batch_id="b1").one()
        import numpy as np  # noqa: PLC0415

        assert np.float64(108.5036).tobytes() not in sealed.sealed
        assert b"108.5" not in sealed.sealed


def second(**fields):
    """Spoil the second ping."""
    return lambda body: body["pings"][1].update(fields)


def whole(**fields):
    """Spoil the batch."""
    return lambda body: body.update(fields)


WRONG = {
    "no datum": (lambda body: body.pop("datum"), "datum_unknown", "body"),
    "wrong datum": (whole(datum="bd09"), "datum_unknown", "datum"),
    "swapped": (second(longitude=28.5, latitude=108.5), "coordinate_invalid", "pings[1].latitude"),
    "impossible": (second(longitude=181), "coordinate_invalid", "pings[1].longitude"),
    "text": (second(longitude="108"), "coordinate_invalid", "pings[1].longitude"),
    "no zone": (second(t="2026-05-04T01:00:00"), "time_invalid", "pings[1].t"),
    "1970": (second(t="1970-01-01T00:00:00Z"), "ping_too_old", "pings[1].t"),
    "1901": (second(t="1901-12-13T20:45:52Z"), "ping_too_old", "pings[1].t"),
    "future": (second(t="2026-05-04T01:30:00Z"), "ping_in_future", "pings[1].t"),
    "unknown field": (second(mock=True), "ping_invalid", "pings[1]"),
    "none": (whole(pings=[]), "ping_invalid", "pings"),
    "too many": (lambda b: b.update(pings=b["pings"] * 251), "ping_invalid", "pings"),
    "no id": (lambda body: body.pop("batch_id"), "ping_invalid", "body"),
    "long id": (whole(batch_id="x" * 65), "ping_invalid", "batch_id"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_one_wrong_ping_refuses_the_batch_and_is_named(app, served, fault):
    spoil, code, where = WRONG[fault]
    body = batch(1, stay(START, START + MINUTE))
    spoil(body)
    status, problem = send(*served, body)
    assert (status, problem["code"], list(problem["fields"])) == (422, code, [where])
    assert problem["detail"]
    assert problem["detail_en"]
    assert count(app, served[1]) == 0


@pytest.mark.parametrize("text", ['{"batch_id": NaN}', "NaN", "[", "", '{"a": 1e999}'])
def test_what_is_no_json_is_refused(app, served, text):
    person, attendance = served
    answer = app.test_client().post(
        f"/api/v1/attendances/{attendance}/pings",
        data=text,
        headers={"Authorization": f"Bearer {person.token}"},
    )
    assert answer.status_code == 422
    assert answer.get_json()["code"] in {"json_invalid", "ping_invalid"}


def test_nan_in_a_ping_is_refused(app, served):
    person, attendance = served
    body = batch(1, stay(START, START + MINUTE))
    body["pings"][1]["longitude"] = float("nan")
    answer = app.test_client().post(
        f"/api/v1/attendances/{attendance}/pings",
        data=json.dumps(body),
        headers={"Authorization": f"Bearer {person.token}"},
    )
    assert (answer.status_code, answer.get_json()["code"]) == (422, "json_invalid")
    assert count(app, attendance) == 0


def test_a_body_over_the_limit_is_refused(served):
    body = batch(1, stay(START, START + MINUTE)) | {"device_id": "x" * 1_100_000}
    status, problem = send(*served, body)
    assert (status, problem["code"]) == (413, "body_too_large")


def test_nobody_sends_for_another(county, served):
    assert send(county.volunteer(), served[1], batch(1, stay(START, START)))[0] == 404
    assert send(served[0], 999_999, batch(1, stay(START, START)))[0] == 404


def test_the_number_of_batches_is_bounded(county, served, monkeypatch):
    from app.core import limits  # noqa: PLC0415

    monkeypatch.setattr(limits, "BATCHES_PER_ATTENDANCE", 3)
    for number in range(2):  # the check-in's ping is a batch too
        county.send(*served, batch(number, [ping(START)]))
    status, problem = send(*served, batch(2, [ping(START)]))
    assert (status, problem["code"], problem["limit"]) == (429, "too_many_batches", 3)
    assert send(*served, batch(1, [ping(START)]))[1]["duplicate"] is True


def test_while_it_goes_on_one_sees_oneself_inside_and_then_outside(county, served):
    person, attendance = served
    county.send(person, attendance, batch(1, stay(START, START + 10 * MINUTE)))
    seen = person.get(f"/attendances/{attendance}")[1]["seen"]
    assert seen["present"] is True
    assert seen["probability"] > 0.9
    county.clock.freeze(START + 30 * MINUTE)
    county.send(person, attendance, batch(2, stay(START + 15 * MINUTE, START + 30 * MINUTE, 900)))
    seen = person.get(f"/attendances/{attendance}")[1]["seen"]
    assert seen["present"] is False
    assert seen["last_ping_at"] == "2026-05-04T01:30:00Z"
    assert county.volunteer().get(f"/attendances/{attendance}")[0] == 404


def test_a_batch_is_stored_while_the_settlement_holds_the_attendance(app, county, served, work):
    """The insert refers to the attendance: the settlement's lock must let it pass."""
    from app.attendance import service  # noqa: PLC0415
    from app.attendance.check_in import get_attendance  # noqa: PLC0415
    from app.core.db import session  # noqa: PLC0415

    with app.app_context():
        if session().get_bind().dialect.name != "postgresql":
            pytest.skip("SQLite has one writer, whatever it locks")
    person, attendance = served
    holders = (
        lambda: get_attendance(attendance, lock=True),
        lambda: service.settle_again(attendance),
        service.close_forgotten,
    )
    county.clock.freeze(START + 6 * HOUR)
    for number, hold in enumerate(holders):
        body = batch(f"x{number}", stay(START, START + 3 * MINUTE))
        answers = []
        sending = threading.Thread(
            target=copy_context().run,
            args=(lambda b=body, a=answers: a.append(send(person, attendance, b)),),
        )
        with work():
            hold()
            sending.start()
            sending.join(5)
            waits = sending.is_alive()
        sending.join()
        assert not waits, f"the batch waits for {number}"
        assert answers[0][0] == 200, answers
