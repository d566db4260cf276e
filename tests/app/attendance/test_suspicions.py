"""Signals of fraud in the settlement: looked at, never refused; twins and shared phones found."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from tests.app.attendance.test_settling import hours, serve, view
from tests.app.conftest import HOUR, START, batch, east, north, slot, stay

MINUTE = timedelta(minutes=1)


def track(seed, begin=START, minutes=120, memory=3.0, every=30, **more):
    """Pings of somebody on the site, with errors that last; ``memory=0`` is a faker's noise."""
    rng = np.random.default_rng(seed)
    count, kept = minutes * 60 // every, float(np.exp(-1.0 / memory)) if memory else 0.0
    error = rng.normal(0.0, 6.0, (count, 2))
    for k in range(1, count):
        error[k] = kept * error[k - 1] + np.sqrt(1.0 - kept**2) * error[k]
    accuracy = np.round(rng.uniform(6.0, 20.0, count), 1)
    return [
        {
            "t": (begin + timedelta(seconds=every * k)).isoformat(),
            "longitude": round(east(x), 7),
            "latitude": round(north(y), 7),
            "accuracy": float(accuracy[k]),
        }
        | more
        for k, (x, y) in enumerate(error.tolist())
    ]


def codes(found):
    return {signal["code"] for signal in found["settlement"]["signals"]}


@pytest.fixture
def compare(app, settle):
    """Do what the scheduler would do: look for likenesses, settle whom they concern."""

    def run() -> None:
        from app.attendance.jobs import find_likenesses  # noqa: PLC0415

        with app.app_context():
            find_likenesses()
        settle()

    return run


def test_an_honest_track_is_credited_and_nobody_looks(county, settle, compare):
    person, attendance = serve(county, county.open(), track(1), START + 2 * HOUR)
    settle()
    compare()
    found = view(person, attendance)
    assert (found["state"], found["to_review"]) == ("credited", None)
    assert codes(found) == set()


def test_a_frozen_phone_is_credited_and_looked_at(county, settle):
    pings = stay(START, START + 2 * HOUR)
    person, attendance = serve(county, county.open(), pings, START + 2 * HOUR)
    settle()
    found = view(person, attendance)
    assert (found["state"], found["to_review"]) == ("credited", "signals")
    assert found["settlement"]["credited_seconds"] == pytest.approx(7200, abs=120)
    (signal,) = found["settlement"]["signals"]
    assert signal["code"] == "FIXES_FROZEN"
    assert 0.5 <= signal["score"] < 0.9
    listed = county.coordinator.get("/reviews")[1]["items"]
    assert [each["id"] for each in listed] == [attendance]


def test_random_noise_is_looked_at_and_a_reviewer_may_refuse(county, settle):
    person, attendance = serve(county, county.open(), track(1, memory=0.0), START + 2 * HOUR)
    settle()
    found = view(person, attendance)
    assert (found["state"], found["to_review"]) == ("credited", "signals")
    assert codes(found) == {"JITTER_WHITE"}
    decision = {"decision": "refuse", "settlement_number": 1, "reason": "轨迹系伪造"}
    assert county.coordinator.post(f"/attendances/{attendance}/review", decision)[0] == 200
    settle()
    found = view(person, attendance)
    assert (found["state"], found["to_review"]) == ("refused", None)
    assert hours(person)["seconds"] == 0


def test_a_review_of_signals_holds(county, settle):
    person, attendance = serve(county, county.open(), track(1, memory=0.0), START + 2 * HOUR)
    settle()
    decision = {"decision": "accept", "settlement_number": 1, "reason": "已核实"}
    assert county.coordinator.post(f"/attendances/{attendance}/review", decision)[0] == 200
    settle()
    found = view(person, attendance)
    assert (found["state"], found["to_review"]) == ("credited", None)


def test_constant_speed_and_accuracy_of_a_mocked_route(county, settle):
    pings = [
        fix | {"latitude": north(-90 + 180 * (k % 20) / 19), "accuracy": 5.0}
        for k, fix in enumerate(track(1, speed=1.3, altitude=50.0))
    ]
    far = [fix | {"latitude": north(3 * k % 400)} for k, fix in enumerate(pings)]
    person, attendance = serve(county, county.open(), far, START + 2 * HOUR)
    settle()
    assert "READINGS_CONSTANT" in codes(view(person, attendance))


def test_one_track_under_two_names_is_held(county, settle, compare):
    activity = county.open()
    one, first = serve(county, activity, track(1), START + 2 * HOUR)
    settle()
    compare()
    assert view(one, first)["state"] == "credited"
    county.clock.freeze(START - HOUR)
    other, second = serve(county, activity, track(1, START + 90 * MINUTE))
    county.clock.freeze(START - HOUR)
    third, honest = serve(county, activity, track(2))
    settle()
    compare()
    both = (one, first), (other, second)
    for person, attendance in both:
        found = view(person, attendance)
        assert (found["state"], found["to_review"]) == ("org_review", "organisation")
        assert codes(found) == {"TWIN_TRACE"}
        assert hours(person)["seconds"] == 0
    assert view(third, honest)["state"] == "credited"
    numbers = [view(*each)["settlement"]["number"] for each in both]
    compare()
    compare()
    assert [view(*each)["settlement"]["number"] for each in both] == numbers


def attend(county, activity, number, person, pings, out):
    """Sign up for one of several slots, serve from its start until ``out``; the attendance's id."""
    which = activity["slots"][number]
    county.clock.freeze(START - HOUR)
    path = f"/activities/{activity['id']}/signups"
    status, found = person.post(path, {"slot_id": which["id"]})
    assert status == 201, found
    attendance = county.arrive(person, activity, datetime.fromisoformat(which["starts_at"]))
    county.clock.freeze(out)
    county.send(person, attendance, batch(0, pings))
    county.leave(person, attendance, out)
    return attendance


def test_an_own_older_track_is_found_on_another_day(county, settle, compare):
    days = START, START + 48 * HOUR
    activity = county.open(slots=[slot(day, day + 4 * HOUR) for day in days])
    person = county.volunteer()
    found = []
    for number, day in enumerate(days):
        end = day + 2 * HOUR
        found.append(attend(county, activity, number, person, track(1, day), end))
        settle()
        compare()
    assert [view(person, each)["state"] for each in found] == ["org_review"] * 2


def test_one_walk_through_two_slots_is_no_twin(county, settle, compare):
    noon = START + 2 * HOUR
    activity = county.open(slots=[slot(START, noon), slot(noon, noon + 2 * HOUR)])
    person = county.volunteer()
    pings = track(1, START + HOUR)
    found = [
        attend(county, activity, 0, person, pings, noon + HOUR),
        attend(county, activity, 1, person, pings, noon + HOUR),
    ]
    settle()
    compare()
    assert ["TWIN_TRACE" in codes(view(person, each)) for each in found] == [False, False]


def test_one_phone_for_two_people_is_noted_and_no_more(county, settle, compare):
    activity = county.open()
    people = [
        serve(county, activity, track(seed), START + 2 * HOUR, device_id="phone-a")
        for seed in (1, 2)
    ]
    settle()
    compare()
    for person, attendance in people:
        found = view(person, attendance)
        assert (found["state"], found["to_review"]) == ("credited", None)
        (signal,) = found["settlement"]["signals"]
        assert (signal["code"], signal["count"]) == ("SHARED_DEVICE", 1)


def test_late_pings_are_compared_too(county, settle, compare):
    activity = county.open()
    serve(county, activity, track(1), START + 2 * HOUR)
    other, second = serve(county, activity, track(2)[:4], START + 2 * HOUR)
    settle()
    compare()
    assert view(other, second)["settlement"]["signals"] == []
    county.send(other, second, batch(1, track(1)[4:]))
    settle()
    compare()
    assert "TWIN_TRACE" in codes(view(other, second))


def test_marks_go_with_the_track_and_the_verdict_stays(app, county, settle, compare, work):
    from app.attendance.jobs import delete_old_tracks  # noqa: PLC0415
    from app.attendance.models import AttendanceMark  # noqa: PLC0415

    activity = county.open()
    one, first = serve(county, activity, track(1), START + 2 * HOUR)
    serve(county, activity, track(1), START + 2 * HOUR)
    settle()
    compare()
    with work() as session:
        assert session.query(AttendanceMark).count() > 10
    county.clock.freeze(START + 400 * 24 * HOUR)
    with app.app_context():
        delete_old_tracks()
    with work() as session:
        assert session.query(AttendanceMark).count() == 0
    before = view(one, first)["settlement"]
    with work():
        from app.attendance.service import settle_again  # noqa: PLC0415

        settle_again(first)
    settle()
    after = view(one, first)["settlement"]
    assert (after["number"], after["signals"]) == (before["number"], before["signals"])


def test_a_run_is_bounded_and_the_next_one_goes_on(app, county, settle, monkeypatch):
    from app.attendance import likeness  # noqa: PLC0415
    from app.attendance.service import find_likenesses  # noqa: PLC0415
    from app.core.db import transaction  # noqa: PLC0415

    monkeypatch.setattr(likeness, "AT_ONCE", 2)
    activity = county.open()
    for seed in range(3):
        serve(county, activity, track(seed, minutes=20), START + HOUR)
    settle()
    done = []
    with app.app_context():
        for _ in range(3):
            with transaction():
                done.append(find_likenesses())
    assert done == [2, 1, 0]
