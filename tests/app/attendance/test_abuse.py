"""What people try, and what goes wrong in the valley: nobody gains, nobody loses."""

from datetime import timedelta

import pytest

from tests.app.attendance.test_settling import hours, serve, sum_seconds, view
from tests.app.conftest import HOUR, START, batch, gps, ping, slot, stay

MINUTE = timedelta(minutes=1)


def decide(leader, attendance, decision="accept", number=1, **more):
    body = {"decision": decision, "settlement_number": number, "reason": "已核实"} | more
    return leader.post(f"/attendances/{attendance}/review", body)


def test_what_comes_after_a_review_is_looked_at_again(county, settle):
    activity = county.open(slots=[slot(START, START + 20 * HOUR)])
    person, attendance = serve(county, activity, stay(START, START + HOUR), START + 20 * HOUR)
    settle()
    assert decide(county.coordinator, attendance)[0] == 200
    settle()
    for part in range(3):
        begin = START + (1 + 5 * part) * HOUR
        county.send(person, attendance, batch(part + 1, stay(begin, begin + 5 * HOUR)))
    settle()
    found = view(person, attendance)
    assert (found["state"], found["to_review"]) == ("county_review", "county")
    assert hours(person)["seconds"] == 0


def test_an_organisation_cannot_vouch_for_what_is_the_countys(county, settle, work):
    from app.orgs.service import get_organisation  # noqa: PLC0415
    from tests import factories  # noqa: PLC0415

    with work():
        station = factories.make_organisation(get_organisation(county.organisation_id)).id
    leader = county.login("coordinator", "站长", station)
    activity = county.open(slots=[slot(START, START + 16 * HOUR)], organisation_id=station)
    pings = stay(START, START + 20 * MINUTE) + stay(
        START + 15 * HOUR, START + 15 * HOUR + 20 * MINUTE
    )
    person, attendance = serve(county, activity, pings, START + 16 * HOUR)
    settle()
    leader = county.login("coordinator", "站长", station)
    silent = view(person, attendance)["settlement"]["unverified"]
    assert sum_seconds(silent) > 14 * 3600
    accepted = [{key: each[key] for key in ("start", "end")} for each in silent]
    assert decide(leader, attendance, "amend", accept=accepted)[0] == 200
    settle()
    found = view(person, attendance)
    assert (found["state"], found["to_review"]) == ("county_review", "county")
    assert decide(leader, attendance, number=2)[0] == 403
    assert decide(county.administrator, attendance, "amend", number=2, accept=accepted)[0] == 200
    settle()
    assert view(person, attendance)["state"] == "credited"
    assert decide(leader, attendance, "refuse", number=3)[0] == 403


def test_who_has_checked_in_keeps_the_place(county):
    activity = county.open()
    person = county.volunteer(activity)
    county.arrive(person, activity, START - 30 * MINUTE)
    path = f"/activities/{activity['id']}/signups"
    mine = county.coordinator.get(path)[1]["items"][0]
    assert mine["state"] == "attended"
    assert person.delete(f"{path}/{mine['id']}")[1]["code"] == "already_attended"
    assert person.post(path)[1]["id"] == mine["id"]


def test_a_check_in_told_after_the_slot_is_looked_at(county, settle):
    activity = county.open()
    person = county.volunteer(activity)
    county.clock.freeze(START + 30 * HOUR)
    status, found = person.post(f"/activities/{activity['id']}/check-in", gps(START))
    assert status == 200
    county.send(person, found["id"], batch(0, stay(START, START + 4 * HOUR)))
    county.leave(person, found["id"], START + 30 * HOUR)
    settle()
    found = view(person, found["id"])
    assert found["state"] == "org_review"
    assert "LATE_CHECK_IN" in [s["code"] for s in found["settlement"]["signals"]]
    assert hours(person)["seconds"] == 0


def test_many_guesses_at_once_are_counted_one_by_one(county, together):
    activity = county.open()
    person = county.volunteer(activity)
    county.clock.freeze(START)
    person.get("/me")
    path = f"/activities/{activity['id']}/check-in"
    right = county.coordinator.get(f"/activities/{activity['id']}/code")[1]["code"]
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    guess = {"method": "code", "code": wrong}
    codes = [answer[1]["code"] for answer in together(*[lambda: person.post(path, guess)] * 10)]
    assert sorted(codes) == ["code_invalid"] * 5 + ["code_locked"] * 5


def test_who_checked_out_too_soon_may_come_back(county, settle):
    activity = county.open()
    person, attendance = serve(county, activity, stay(START, START + HOUR), START + HOUR)
    settle()
    again = county.arrive(person, activity, START + HOUR + 10 * MINUTE)
    assert again == attendance
    assert view(person, attendance)["state"] == "checked_in"
    county.clock.freeze(START + 3 * HOUR)
    county.send(person, attendance, batch(1, stay(START + HOUR, START + 3 * HOUR)))
    county.leave(person, attendance, START + 3 * HOUR)
    settle()
    assert hours(person)["seconds"] == pytest.approx(3 * 3600, abs=300)


def test_the_first_check_in_told_once_more_does_not_open_what_is_closed(county, settle):
    activity = county.open()
    person, attendance = serve(county, activity, stay(START, START + HOUR), START + HOUR)
    settle()
    county.arrive(person, activity, START)
    assert view(person, attendance)["state"] == "credited"


def test_a_leader_signs_out_whoever_has_no_phone_even_after_the_end(county, settle):
    activity = county.open()
    person = county.volunteer(activity)
    path = f"/activities/{activity['id']}/roll-call"
    body = {"volunteer_ids": [person.id]}
    county.clock.freeze(START)
    early = county.coordinator.post(path, body | {"event": "leave"})[1]["results"][0]
    assert early["code"] == "not_on_site"
    county.coordinator.post(path, body)
    county.clock.freeze(START + 4 * HOUR + MINUTE)
    status, found = county.coordinator.post(path, body | {"event": "leave"})
    assert (status, found["results"][0]["attendance"]["state"]) == (200, "checked_out")


def test_called_again_after_leaving_one_is_there_again(county, settle):
    activity = county.open()
    person = county.volunteer(activity)
    path = f"/activities/{activity['id']}/roll-call"
    body = {"volunteer_ids": [person.id]}
    for minutes, event in ((0, "arrive"), (20, "leave"), (25, "arrive"), (45, "leave")):
        county.clock.freeze(START + minutes * MINUTE)
        status, found = county.coordinator.post(path, body | {"event": event})
        assert status == 200
    settle()
    settlement = view(person, found["results"][0]["attendance"]["id"])["settlement"]
    assert settlement["computed_seconds"] == pytest.approx(45 * 60, abs=60)


def slow_phone(county, lag, device="phone"):
    """Serve for two hours with a phone whose clock lags behind, check-out and all."""
    activity = county.open()
    person = county.volunteer(activity)
    attendance = county.arrive(person, activity)
    for part in range(8):
        now = county.clock.freeze(START + (part + 1) * 15 * MINUTE)
        pings = stay(START + part * 15 * MINUTE - lag, now - lag)
        body = batch(part, pings, sent_at=(now - lag).isoformat(), device_id=device)
        county.send(person, attendance, body)
    told = {"ping": ping(START + 2 * HOUR - lag, datum="wgs84")}
    assert person.post(f"/attendances/{attendance}/check-out", told)[0] == 200
    return person, attendance


def test_a_phone_nine_minutes_slow_loses_nothing(county, settle):
    person, attendance = slow_phone(county, 9 * MINUTE)
    settle()
    assert view(person, attendance)["state"] == "credited"
    assert hours(person)["seconds"] == pytest.approx(7200, abs=60)


def test_a_phone_forty_minutes_slow_is_looked_at(county, settle):
    person, attendance = slow_phone(county, 40 * MINUTE)
    settle()
    found = view(person, attendance)
    assert found["state"] == "org_review"
    assert "CLOCK_WRONG" in [s["code"] for s in found["settlement"]["signals"]]


def test_a_check_out_that_comes_after_the_system_closed_is_heard(county, settle, work):
    from app.attendance.service import close_forgotten  # noqa: PLC0415

    activity = county.open()
    person = county.volunteer(activity)
    attendance = county.arrive(person, activity)
    county.send(person, attendance, batch(0, stay(START, START)))
    county.clock.freeze(START + 6 * HOUR)
    with work():
        assert close_forgotten() == 1
    settle()
    county.send(person, attendance, batch(1, stay(START, START + 2 * HOUR)))
    told = {"ping": ping(START + 2 * HOUR, datum="wgs84")}
    status, found = person.post(f"/attendances/{attendance}/check-out", told)
    assert (status, found["checked_out_at"]) == (200, "2026-05-04T03:00:00Z")
    settle()
    assert hours(person)["seconds"] == pytest.approx(7200, abs=60)


@pytest.mark.parametrize("name", [":out-1", "a\0b", "a b", "批次"])
def test_names_of_batches_are_plain(county, name):
    activity = county.open()
    person = county.volunteer(activity)
    attendance = county.arrive(person, activity)
    body = batch(0, stay(START, START)) | {"batch_id": name}
    status, problem = person.post(f"/attendances/{attendance}/pings", body)
    assert (status, problem["code"]) == (422, "ping_invalid")
