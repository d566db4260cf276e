"""From pings to hours: settled, explained, settled again, reviewed."""

from datetime import timedelta

import pytest

from tests.app.conftest import HOUR, START, batch, circle, slot, stay

MINUTE = timedelta(minutes=1)


def serve(county, activity, pings, out=None, **more):
    """Sign up, check in at the start, send the pings, check out; (person, attendance id)."""
    person = county.volunteer(activity)
    attendance = county.arrive(person, activity)
    county.clock.freeze(out or START + 4 * HOUR)
    county.send(person, attendance, batch(0, pings, **more))
    county.leave(person, attendance, out or START + 4 * HOUR)
    return person, attendance


def view(person, attendance):
    status, found = person.get(f"/attendances/{attendance}")
    assert status == 200, found
    return found


def hours(person):
    return person.get("/me/hours")[1]


def test_two_hours_inside_are_two_hours(county, settle):
    activity = county.open()
    person, attendance = serve(county, activity, stay(START, START + 2 * HOUR), START + 2 * HOUR)
    assert view(person, attendance)["settling"] is True
    settle()
    found = view(person, attendance)
    assert (found["state"], found["settling"]) == ("credited", False)
    assert found["settlement"]["credited_seconds"] == pytest.approx(7200, abs=120)
    assert found["settlement"]["intervals"][0]["confidence"] > 0.9
    assert hours(person)["seconds"] == found["settlement"]["credited_seconds"]
    record = person.get("/me/records")[1]["items"][0]
    assert (record["entry"], record["number"]) == ("credit", 1)
    assert record["rule_set"] == activity["rules"]["version"]


def test_the_lunch_outside_is_cut_and_said(county, settle):
    pings = (
        stay(START, START + HOUR)
        + stay(START + HOUR + 5 * MINUTE, START + 2 * HOUR, 800)
        + stay(START + 2 * HOUR + 5 * MINUTE, START + 3 * HOUR)
    )
    person, attendance = serve(county, county.open(), pings, START + 3 * HOUR)
    settle()
    settlement = view(person, attendance)["settlement"]
    assert len(settlement["intervals"]) == 2
    assert settlement["credited_seconds"] == pytest.approx(2 * 3600 - 300, abs=420)
    total = settlement["present_seconds"] + sum(cut["seconds"] for cut in settlement["cuts"])
    assert total == settlement["computed_seconds"]


def test_before_the_slot_nothing_counts_and_the_cut_says_so(county, settle):
    activity = county.open(slots=[slot(START + HOUR, START + 3 * HOUR)])
    person = county.volunteer(activity)
    attendance = county.arrive(person, activity, START + 10 * MINUTE)
    county.clock.freeze(START + 2 * HOUR)
    county.send(person, attendance, batch(0, stay(START + 10 * MINUTE, START + 2 * HOUR)))
    county.leave(person, attendance, START + 2 * HOUR)
    settle()
    settlement = view(person, attendance)["settlement"]
    assert settlement["credited_seconds"] == pytest.approx(3600, abs=60)
    cut = next(cut for cut in settlement["cuts"] if cut["rule"] == "slot_window")
    assert cut["seconds"] == pytest.approx(-50 * 60, abs=60)
    assert "分钟" in cut["zh"]
    assert "min" in cut["en"]


def test_order_repeats_and_datum_of_batches_change_nothing(county, settle):
    from geofence.datum import convert  # noqa: PLC0415

    walk = stay(START, START + HOUR) + stay(START + HOUR + MINUTE, START + 2 * HOUR, 600)
    first = county.volunteer(activity := county.open())
    second = county.volunteer(activity)
    one = county.arrive(first, activity)
    two = county.arrive(second, activity)
    county.clock.freeze(START + 2 * HOUR)
    county.send(first, one, batch(0, walk))
    moved = []
    for fix in walk:
        lon, lat = convert(fix["longitude"], fix["latitude"], "wgs84", "gcj02")
        moved.append(fix | {"longitude": lon, "latitude": lat})
    for number in (2, 0, 1, 0):
        body = batch(number, moved[number * 41 : number * 41 + 41][::-1], datum="gcj02")
        county.send(second, two, body)
    for person, attendance in ((first, one), (second, two)):
        county.leave(person, attendance, START + 2 * HOUR)
    settle()
    seconds = [
        view(p, a)["settlement"]["credited_seconds"] for p, a in ((first, one), (second, two))
    ]
    assert seconds[0] == pytest.approx(seconds[1], abs=1)
    assert seconds[0] > 3000


def test_settling_again_changes_nothing(app, county, settle):
    from app.attendance.jobs import settle as job  # noqa: PLC0415
    from app.hours.jobs import book, book_all  # noqa: PLC0415

    person, attendance = serve(county, county.open(), stay(START, START + HOUR), START + HOUR)
    settle()
    before = view(person, attendance)
    for _ in range(3):
        with app.app_context():
            job(attendance)
            book(attendance)
            book_all()
    assert view(person, attendance) == before
    assert hours(person)["records"] == 1


def test_workers_at_once_book_once(app, county, together):
    from app.attendance.jobs import settle as job  # noqa: PLC0415
    from app.hours.jobs import book, book_all  # noqa: PLC0415

    person, attendance = serve(county, county.open(), stay(START, START + HOUR), START + HOUR)

    def work():
        with app.app_context():
            job(attendance)
            book(attendance)
            book_all()

    assert together(*[work] * 4) == [None] * 4
    assert view(person, attendance)["settlement"]["number"] == 1
    assert hours(person)["records"] == 1


def test_a_late_batch_is_settled_again_and_the_ledger_only_grows(app, county, settle):
    activity = county.open()
    person, attendance = serve(county, activity, stay(START, START + HOUR), START + 2 * HOUR)
    settle()
    early = hours(person)["seconds"]
    receipt = county.send(person, attendance, batch(1, stay(START + HOUR, START + 2 * HOUR)))
    assert receipt["late"] is True
    settle()
    assert hours(person)["seconds"] == pytest.approx(early + 3600, abs=400)
    entries = [r["entry"] for r in person.get("/me/records")[1]["items"]]
    assert entries == ["credit", "reversal", "credit"]
    from app.hours.chains import first_broken  # noqa: PLC0415
    from app.hours.models import ServiceRecord  # noqa: PLC0415

    with app.app_context():
        assert first_broken(ServiceRecord, person.id) is None


def test_a_record_that_somebody_changed_is_found(app, county, settle, work):
    from app.hours.chains import first_broken  # noqa: PLC0415
    from app.hours.models import ServiceRecord  # noqa: PLC0415

    person, _ = serve(county, county.open(), stay(START, START + HOUR), START + HOUR)
    settle()
    with work() as session:
        session.query(ServiceRecord).one().seconds += 3600
    with app.app_context():
        assert first_broken(ServiceRecord, person.id) == 1


def test_a_batch_that_was_overlooked_is_found_by_the_sweep(app, county, settle, work):
    from app.attendance.models import Attendance  # noqa: PLC0415
    from app.attendance.service import sweep  # noqa: PLC0415

    person, attendance = serve(county, county.open(), stay(START, START + HOUR), START + 2 * HOUR)
    settle()
    county.send(person, attendance, batch(1, stay(START + HOUR, START + 2 * HOUR)))
    with work() as session:  # as if the process had died before it asked for a settlement
        session.get(Attendance, attendance).settle_due_at = None
    with work():
        assert sweep() == 1
    settle()
    assert len(person.get("/me/records")[1]["items"]) == 3


def test_who_forgets_to_check_out_is_credited_to_the_last_evidence(county, settle, work):
    from app.attendance.service import close_forgotten  # noqa: PLC0415

    activity = county.open()
    person = county.volunteer(activity)
    attendance = county.arrive(person, activity)
    county.clock.freeze(START + HOUR)
    county.send(person, attendance, batch(0, stay(START, START + HOUR)))
    county.clock.freeze(START + 4 * HOUR + 59 * MINUTE)
    with work():
        assert close_forgotten() == 0
    county.clock.freeze(START + 5 * HOUR + MINUTE)
    with work():
        assert close_forgotten() == 1
    settle()
    found = view(person, attendance)
    assert (found["state"], found["checked_out_at"]) == ("credited", None)
    assert found["settlement"]["credited_seconds"] == pytest.approx(3600, abs=301)


def test_a_second_counts_for_one_activity_only(county, settle):
    one = county.open()
    person, first = serve(county, one, stay(START, START + 2 * HOUR), START + 2 * HOUR)
    settle()
    before = hours(person)["seconds"]
    slots = [slot(START + 4 * HOUR, START + 6 * HOUR)]
    county.clock.freeze(START - HOUR)
    two = county.open(slots=slots)
    county.clock.freeze(START + 3 * HOUR + 30 * MINUTE)
    person.post(f"/activities/{two['id']}/signups")
    second = county.arrive(person, two, START + 4 * HOUR)
    county.clock.freeze(START + 5 * HOUR)
    # The first activity's slot ends when the second's begins; its grace of 30 minutes overlaps.
    county.send(person, first, batch(7, stay(START + 2 * HOUR, START + 4 * HOUR)))
    county.send(person, second, batch(7, stay(START + 4 * HOUR, START + 5 * HOUR)))
    county.leave(person, second, START + 5 * HOUR)
    settle()
    seconds = hours(person)["seconds"]
    assert seconds - before == pytest.approx(3600, abs=200)


def test_more_than_eight_hours_wait_for_the_organisation(county, settle):
    activity = county.open(slots=[slot(START, START + 10 * HOUR)])
    person = county.volunteer(activity)
    attendance = county.arrive(person, activity)
    for part in range(3):
        county.clock.freeze(START + 3 * (part + 1) * HOUR)
        pings = stay(START + 3 * part * HOUR, START + 3 * (part + 1) * HOUR)
        county.send(person, attendance, batch(part, pings))
    county.leave(person, attendance, START + 9 * HOUR)
    settle()
    found = view(person, attendance)
    assert (found["state"], found["to_review"]) == ("org_review", "organisation")
    assert found["settlement"]["credited_seconds"] == 0
    assert found["settlement"]["computed_seconds"] > 8.9 * 3600
    found = hours(person)
    assert (found["seconds"], found["records"], found["in_review"]) == (0, 0, 1)
    queue = county.coordinator.get("/reviews")[1]["items"]
    assert [each["id"] for each in queue] == [attendance]
    body = {"decision": "accept", "settlement_number": 1, "reason": "通宵值守，已核实"}
    assert person.post(f"/attendances/{attendance}/review", body)[1]["code"] == "own_attendance"
    assert county.coordinator.post(f"/attendances/{attendance}/review", body)[0] == 200
    settle()
    assert view(person, attendance)["state"] == "credited"
    assert hours(person)["seconds"] > 8.9 * 3600
    assert county.coordinator.get("/reviews")[1]["items"] == []


def test_refused_hours_are_not_credited_and_come_off_the_ledger(county, settle):
    activity = county.open(slots=[slot(START, START + 10 * HOUR)])
    pings = stay(START, START + 9 * HOUR, every=120)
    person, attendance = serve(county, activity, pings, START + 9 * HOUR)
    settle()
    body = {"decision": "refuse", "settlement_number": 1, "reason": "本人不在现场"}
    assert county.coordinator.post(f"/attendances/{attendance}/review", body)[0] == 200
    settle()
    found = view(person, attendance)
    assert (found["state"], found["settlement"]["credited_seconds"]) == ("refused", 0)


def test_silence_is_unverified_until_somebody_vouches_for_it(county, settle):
    pings = (
        stay(START, START + 20 * MINUTE)
        + stay(START + 110 * MINUTE, START + 120 * MINUTE)
        + stay(START + 122 * MINUTE, START + 130 * MINUTE, 900)
    )
    person, attendance = serve(county, county.open(), pings, START + 130 * MINUTE)
    settle()
    found = view(person, attendance)
    certain = found["settlement"]["credited_seconds"]
    assert (found["state"], found["to_review"]) == ("credited", "unverified")
    assert certain == pytest.approx(30 * 60, abs=300)
    silent = found["settlement"]["unverified"]
    assert sum_seconds(silent) == pytest.approx(90 * 60, abs=300)
    path = f"/attendances/{attendance}/review"
    outside = {"start": START.isoformat(), "end": (START + 3 * HOUR).isoformat()}
    body = {"decision": "amend", "settlement_number": 1, "reason": "现场照片", "accept": [outside]}
    assert county.coordinator.post(path, body)[1]["code"] == "span_not_unverified"
    stale = body | {"settlement_number": 0}
    assert county.coordinator.post(path, stale)[1]["code"] == "settlement_changed"
    accepted = [{"start": silent[0]["start"], "end": silent[0]["end"]}]
    assert county.coordinator.post(path, body | {"accept": accepted})[0] == 200
    settle()
    counted = view(person, attendance)["settlement"]["credited_spans"]
    assert any(a <= silent[0]["start"] and silent[0]["end"] <= b for a, b in counted), counted
    assert hours(person)["seconds"] == pytest.approx(120 * 60, abs=300)
    mistaken = body | {"settlement_number": 2, "decision": "accept"}
    assert county.coordinator.post(path, mistaken | {"accept": accepted})[1]["code"] == (
        "accept_needs_amend"
    )
    assert county.coordinator.post(path, mistaken | {"accept": []})[0] == 200
    settle()
    assert hours(person)["seconds"] == certain


def sum_seconds(spans):
    from datetime import datetime  # noqa: PLC0415

    ends = ((datetime.fromisoformat(s["start"]), datetime.fromisoformat(s["end"])) for s in spans)
    return sum((end - start).total_seconds() for start, end in ends)


def test_two_phones_for_one_attendance_are_looked_at(county, settle):
    person, attendance = serve(
        county, county.open(), stay(START, START + HOUR), START + HOUR, device_id="phone-a"
    )
    county.send(person, attendance, batch(1, stay(START, START + HOUR, 20), device_id="phone-b"))
    settle()
    found = view(person, attendance)
    assert (found["state"], found["to_review"]) == ("org_review", "organisation")
    assert [s["code"] for s in found["settlement"]["signals"]] == ["SEVERAL_DEVICES"]


def test_a_phone_whose_clock_is_wrong_is_corrected(county, settle):
    activity = county.open()
    person = county.volunteer(activity)
    attendance = county.arrive(person, activity)
    slow = 4 * MINUTE  # the phone lags behind
    for part in range(4):
        now = county.clock.freeze(START + (part + 1) * 15 * MINUTE)
        pings = stay(START + part * 15 * MINUTE - slow, now - slow)
        county.send(person, attendance, batch(part, pings, sent_at=(now - slow).isoformat()))
    county.leave(person, attendance, START + HOUR)
    settle()
    settlement = view(person, attendance)["settlement"]
    assert settlement["intervals"][-1]["end"] == "2026-05-04T02:00:00Z"
    assert settlement["credited_seconds"] == pytest.approx(3600, abs=300)


def test_roll_calls_alone_are_evidence_with_a_gap_that_a_person_fills(county, settle):
    activity = county.open(presence_policy={"kind": "endpoints"})
    person = county.volunteer(activity)
    path = f"/activities/{activity['id']}/roll-call"
    county.clock.freeze(START)
    county.coordinator.post(path, {"volunteer_ids": [person.id]})
    county.clock.freeze(START + 2 * HOUR)
    left = county.coordinator.post(path, {"volunteer_ids": [person.id], "event": "leave"})[1]
    attendance = left["results"][0]["attendance"]["id"]
    settle()
    found = view(person, attendance)
    assert (found["state"], found["to_review"]) == ("org_review", "organisation")
    assert found["settlement"]["computed_seconds"] == pytest.approx(7200, abs=5)


def test_old_tracks_are_deleted_and_the_verdict_stays(app, county, settle, work):
    from app.attendance.models import PingBatch  # noqa: PLC0415
    from app.attendance.service import delete_old_tracks  # noqa: PLC0415
    from app.core.db import session  # noqa: PLC0415

    person, attendance = serve(county, county.open(), stay(START, START + HOUR), START + HOUR)
    settle()
    before = view(person, attendance)["settlement"]
    county.clock.freeze(START + timedelta(days=29))
    with work():
        assert delete_old_tracks() == 0
    county.clock.freeze(START + timedelta(days=31))
    with work():
        assert delete_old_tracks() == 1
    with app.app_context():
        assert session().query(PingBatch).count() == 0
    settle()
    assert view(person, attendance)["settlement"] == before


def test_who_decides_after_the_tracks_are_gone_decides_on_what_they_showed(county, settle, work):
    from app.attendance.service import delete_old_tracks  # noqa: PLC0415

    pings = stay(START, START + 20 * MINUTE) + stay(START + 110 * MINUTE, START + 2 * HOUR)
    person, attendance = serve(county, county.open(), pings, START + 2 * HOUR)
    settle()
    before = view(person, attendance)["settlement"]
    county.clock.freeze(START + timedelta(days=31))
    with work():
        assert delete_old_tracks() == 1
    accepted = [{key: before["unverified"][0][key] for key in ("start", "end")}]
    body = {"decision": "amend", "settlement_number": 1, "reason": "现场照片", "accept": accepted}
    assert county.coordinator.post(f"/attendances/{attendance}/review", body)[0] == 200
    settle()
    after = view(person, attendance)["settlement"]
    assert after["intervals"] == before["intervals"]
    assert after["credited_seconds"] == pytest.approx(7200, abs=60)
    assert hours(person)["seconds"] == after["credited_seconds"]


def test_a_datum_that_was_mixed_up_is_noticed(county, settle):
    from geofence.datum import convert  # noqa: PLC0415

    activity = county.open(circle(150))
    person = county.volunteer(activity)
    attendance = county.arrive(person, activity)
    county.clock.freeze(START + HOUR)
    pings = []
    for fix in stay(START + MINUTE, START + HOUR):
        lon, lat = convert(fix["longitude"], fix["latitude"], "wgs84", "gcj02")
        pings.append(fix | {"longitude": lon, "latitude": lat})
    county.send(person, attendance, batch(0, pings))  # says wgs84
    county.leave(person, attendance, START + HOUR)
    settle()
    found = view(person, attendance)
    assert found["to_review"] is not None
    assert "DATUM_SUSPECT" in [s["code"] for s in found["settlement"]["signals"]]


def test_the_same_ping_in_two_batches_counts_once(county, settle):
    walk = stay(START, START + HOUR)
    whole, attendance = serve(county, county.open(), walk, START + HOUR)
    halves = county.volunteer(activity := county.open())
    second = county.arrive(halves, activity)
    county.clock.freeze(START + HOUR)
    county.send(halves, second, batch(0, walk))
    county.send(halves, second, batch(1, walk[:30]))
    county.leave(halves, second, START + HOUR)
    settle()
    assert (
        view(whole, attendance)["settlement"]["intervals"]
        == view(halves, second)["settlement"]["intervals"]
    )
