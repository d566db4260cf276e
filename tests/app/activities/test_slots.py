"""Slots by rule, each with its own sites, and places that are added later."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.activities.recurrence import occurrences
from app.core import clock
from app.core.errors import InvalidError
from tests.app.conftest import HOUR, START, circle, east, gps, slot, stay

SATURDAY = datetime(2026, 5, 9, 1, tzinfo=UTC)  # nine in the morning in Yanhe


def two_sites() -> dict:
    """A site in the middle, and one a kilometre to the east."""
    document = circle()
    far = circle(lon=east(1000))["features"][0]
    document["features"] = [document["features"][0] | {"id": "here"}, far | {"id": "there"}]
    return document


def slots_in(begin: datetime, **more) -> dict:
    ends = (begin + 2 * HOUR).isoformat()
    return {"version": 1, "starts_at": begin.isoformat(), "ends_at": ends, "quota": 5} | more


# --- the rule -----------------------------------------------------------------------------------


def test_every_saturday_is_a_saturday_in_china():
    night = datetime(2026, 5, 8, 17, tzinfo=UTC)  # one o'clock on Saturday morning there
    found = occurrences("FREQ=WEEKLY;BYDAY=SA;COUNT=3", night)
    assert [each.day for each in found] == [8, 15, 22]
    assert {each.astimezone(clock.CHINA).strftime("%a %H") for each in found} == {"Sat 01"}


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=WEEKLY;COUNT=3", ["05-09", "05-16", "05-23"]),
        ("rrule:freq=daily;interval=2;count=2", ["05-09", "05-11"]),
        ("FREQ=MONTHLY;BYDAY=1SA;COUNT=2", ["06-06", "07-04"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=1", ["05-29"]),
        ("FREQ=WEEKLY;UNTIL=20260516", ["05-09", "05-16"]),
        ("FREQ=WEEKLY;UNTIL=20260516T005959Z", ["05-09"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31;UNTIL=20260831", ["05-31", "07-31", "08-31"]),
    ],
)
def test_rules_come_round(rule, days):
    found = [each.astimezone(clock.CHINA) for each in occurrences(rule, SATURDAY)]
    assert [f"{each:%m-%d}" for each in found] == days
    assert {f"{each:%H:%M}" for each in found} == {"09:00"}


def test_days_that_are_excepted_are_left_out_and_counted():
    found = occurrences("FREQ=WEEKLY;COUNT=3", SATURDAY, [date(2026, 5, 16)])
    assert [each.day for each in found] == [9, 23]


@pytest.mark.parametrize(
    "rule",
    [
        "", "FREQ=SECONDLY;COUNT=2", "FREQ=YEARLY;COUNT=2", "FREQ=WEEKLY", "FREQ=WEEKLY;COUNT=101",
        "FREQ=WEEKLY;COUNT=0", "FREQ=WEEKLY;COUNT=1;UNTIL=20270101", "FREQ=DAILY;UNTIL=20270101",
        "FREQ=WEEKLY;COUNT=2;COUNT=3", "FREQ=WEEKLY;BYHOUR=3;COUNT=2",
        "FREQ=WEEKLY;BYDAY=XX;COUNT=2",
        "FREQ=WEEKLY;INTERVAL=0;COUNT=2", "FREQ=WEEKLY;UNTIL=2026", "FREQ=WEEKLY;UNTIL=20200101",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=2", "FREQ=WEEKLY;COUNT=²", "FREQ=WEEKLY;;COUNT=1",
        "FREQ=WEEKLY;COUNT=1\nEXDATE:20260509", "FREQ=MONTHLY;BYMONTHDAY=99;COUNT=1",
    ],
)  # fmt: skip
def test_rules_that_never_come_round_or_never_end_are_refused(rule):
    with pytest.raises(InvalidError) as refusal:
        occurrences(rule, SATURDAY)
    assert refusal.value.code == "rule_invalid"


@given(st.text(max_size=60) | st.from_regex(r"FREQ=(DAILY|WEEKLY|MONTHLY)(;[A-Z]+=[A-Z0-9,-]+)*"))
def test_any_text_is_a_rule_or_refused(text):
    try:
        found = occurrences(text, SATURDAY)
    except InvalidError:
        return
    assert len(found) <= 100
    assert all(SATURDAY <= each <= SATURDAY + timedelta(days=367) for each in found)


# --- slots --------------------------------------------------------------------------------------


def test_a_rule_makes_slots_and_nobody_adds_them_twice(county):
    path = f"/activities/{county.draft()['id']}"
    body = slots_in(SATURDAY, rule="FREQ=WEEKLY;BYDAY=SA;COUNT=4", exceptions=["2026-05-16"])
    status, found = county.coordinator.post(f"{path}/slots", body)
    assert status == 201
    assert len(found["slots"]) == 4  # the one it had, and three
    made = [each for each in found["slots"] if each["rule"]]
    assert [each["starts_at"][5:16] for each in made] == [
        "05-09T01:00",
        "05-23T01:00",
        "05-30T01:00",
    ]
    assert county.coordinator.post(f"{path}/slots", body)[1]["code"] == "version_conflict"
    many = body | {"version": 2, "rule": "FREQ=DAILY;COUNT=100"}
    assert county.coordinator.post(f"{path}/slots", many)[1]["code"] == "too_many_slots"
    gone = county.coordinator.delete(f"{path}/slots/{made[0]['id']}?version=2")
    assert (gone[0], len(gone[1]["slots"])) == (200, 3)


def test_each_slot_has_its_own_sites(county, settle):
    draft = county.draft(slots=[slot(START, START + HOUR)])
    path = f"/activities/{draft['id']}"
    county.coordinator.put(f"{path}/sites", two_sites())
    later = START + 3 * HOUR
    body = slots_in(later, version=2, site_ids=["nowhere"])
    assert county.coordinator.post(f"{path}/slots", body)[1]["code"] == "site_unknown"
    found = county.coordinator.post(f"{path}/slots", body | {"site_ids": ["there"]})[1]
    first, second = found["slots"]
    change = {"version": found["version"], "site_ids": ["here"]}
    assert county.coordinator.patch(f"{path}/slots/{first['id']}", change)[0] == 200
    assert county.coordinator.put(f"{path}/sites", circle())[1]["code"] == "site_unknown"
    county.coordinator.post(f"{path}/submit")
    county.administrator.post(f"{path}/approve")
    volunteer = county.volunteer()
    for each in (first, second):
        assert volunteer.post(f"{path}/signups", {"slot_id": each["id"]})[0] == 201
    there = {"longitude": east(1000)}

    def check_in(at, **place):
        county.clock.freeze(at)
        return volunteer.post(f"{path}/check-in", gps(at, **place))

    refused = check_in(START, **there)
    assert (refused[1]["code"], refused[1]["site_id"]) == ("outside_site", "here")
    assert check_in(START)[0] == 200
    assert check_in(later)[1]["code"] == "outside_site"
    status, attendance = check_in(later, **there)
    assert status == 200
    walked = [fix | there for fix in stay(later, later + HOUR)]
    batch = {"batch_id": "b1", "datum": "wgs84", "pings": walked}
    county.clock.freeze(later + HOUR)
    county.send(volunteer, attendance["id"], batch)
    county.leave(volunteer, attendance["id"], later + HOUR)
    settle()
    verdict = volunteer.get(f"/attendances/{attendance['id']}")[1]["settlement"]
    assert {each["site"] for each in verdict["intervals"]} == {"there"}


def test_places_that_are_added_go_to_those_who_wait(county):
    activity = county.open(slots=[slot(START, START + HOUR, quota=1)])
    path, [only] = f"/activities/{activity['id']}", activity["slots"]
    for _ in range(3):
        county.volunteer(activity)
    more = {"version": activity["version"], "quota": 2}
    found = county.coordinator.patch(f"{path}/slots/{only['id']}", more)[1]
    states = [each["state"] for each in county.coordinator.get(f"{path}/signups")[1]["items"]]
    assert states == ["confirmed", "offered", "waitlisted"]
    fewer = {"version": found["version"], "quota": 1}
    refused = county.coordinator.patch(f"{path}/slots/{only['id']}", fewer)[1]
    assert (refused["code"], refused["taken"]) == ("quota_below_taken", 2)
    moved = fewer | {"quota": 2, "starts_at": (START + HOUR / 2).isoformat()}
    refused = county.coordinator.patch(f"{path}/slots/{only['id']}", moved)[1]
    assert (refused["code"], list(refused["fields"])) == ("review_needed", ["starts_at"])


# --- the agreement ------------------------------------------------------------------------------


def test_what_was_agreed_stays_as_it_was(county, app):
    activity = county.open(description="清理河道垃圾", way="现场", safety="反光背心")
    path = f"/activities/{activity['id']}"
    volunteer = county.volunteer()
    shown = volunteer.get(f"{path}/agreement")[1]
    assert shown["document"]["place"] == [{"site_id": "site-1", "name": "河滨公园"}]
    assert {"content", "way", "time", "conditions", "safety"} <= shown["document"].keys()
    stale = volunteer.post(f"{path}/signups", {"agreement": "0" * 64})
    assert (stale[0], stale[1]["code"]) == (409, "agreement_changed")
    mine = volunteer.post(f"{path}/signups", {"agreement": shown["digest"]})[1]
    other = county.volunteer()
    other.post(f"{path}/signups")
    change = {"version": activity["version"], "cancel_hours": 2}
    county.coordinator.patch(path, change)
    agreed = volunteer.get(f"{path}/signups/{mine['id']}/agreement")[1]
    assert (agreed["digest"], agreed["document"]) == (shown["digest"], shown["document"])
    assert volunteer.get(f"{path}/agreement")[1]["digest"] != shown["digest"]
    assert county.coordinator.get(f"{path}/signups/{mine['id']}/agreement")[0] == 200
    assert other.get(f"{path}/signups/{mine['id']}/agreement")[0] == 404


@pytest.mark.parametrize(
    "statement", ["UPDATE agreements SET digest = 'x'", "DELETE FROM agreements"]
)
def test_the_database_itself_refuses_to_change_an_agreement(county, app, statement):
    import sqlalchemy as sa  # noqa: PLC0415

    from app.core.extensions import db  # noqa: PLC0415

    county.volunteer(county.open())
    with app.app_context(), db.engine.begin() as connection:
        with pytest.raises(sa.exc.DatabaseError, match="only added"):
            connection.exec_driver_sql(statement)
        connection.rollback()


def test_one_slot_is_called_off_and_the_others_go_on(county, app):
    from app.activities.jobs import tell_slot  # noqa: PLC0415

    slots = [slot(START, START + HOUR), slot(START + 24 * HOUR, START + 25 * HOUR)]
    activity = county.open(slots=slots)
    path, [first, second] = f"/activities/{activity['id']}", activity["slots"]
    volunteer = county.volunteer()
    for each in (first, second):
        volunteer.post(f"{path}/signups", {"slot_id": each["id"]})
    off = f"{path}/slots/{first['id']}/cancel"
    status, found = county.coordinator.post(off, {"reason": "暴雨"})
    assert (status, [each["open"] for each in found["slots"]]) == (200, [False, True])
    assert county.coordinator.post(off, {"reason": "暴雨"})[0] == 200
    with app.app_context():
        tell_slot(first["id"], 0)
    told = volunteer.get("/me/notices")[1]["items"]
    assert ["05月04日 09:00 的场次取消：暴雨" in each["text"] for each in told] == [True]
    states = [each["state"] for each in county.coordinator.get(f"{path}/signups")[1]["items"]]
    assert states == ["cancelled", "confirmed"]
    again = county.volunteer().post(f"{path}/signups", {"slot_id": first["id"]})
    assert again[1]["code"] == "activity_not_open"
    county.clock.freeze(START)
    assert volunteer.get(path)[1]["phase"] == "recruiting"
    for deed, body in (("suspend", {"reason": "x"}), ("resume", {})):
        county.coordinator.post(f"{path}/{deed}", body)
    assert [each["open"] for each in volunteer.get(path)[1]["slots"]] == [False, True]


def test_the_fence_of_a_venue_is_taken_over(county):
    from tests.app.venues.conftest import described  # noqa: PLC0415

    place = county.organisation_id
    activity = county.draft()
    path = f"/activities/{activity['id']}/sites/from-venue"
    assert county.coordinator.post(path, {"organisation_id": place})[0] == 404
    status, found = county.administrator.put(f"/venues/{place}", described(radius_m=80))
    assert status == 200, found
    site = county.coordinator.post(path, {"organisation_id": place})[1]["sites"][0]
    assert (site["name"], site["feature"]["properties"]["radius_m"]) == ("沿河县中心", 80)
    wider = county.coordinator.post(path, {"organisation_id": place, "radius_m": 120})[1]["sites"]
    assert [each["feature"]["properties"]["radius_m"] for each in wider] == [120]
