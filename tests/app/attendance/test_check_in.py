"""Arriving: by GPS, by code, by roll-call; and everything that is refused."""

from datetime import timedelta

import pytest

from tests.app.conftest import HOUR, START, circle, gps, ping, slot

MINUTE = timedelta(minutes=1)


def check_in(county, person, activity, at, metres_north=0.0, **more):
    county.clock.freeze(at)
    return person.post(f"/activities/{activity['id']}/check-in", gps(at, metres_north, **more))


def test_inside_the_fence_is_in(county):
    activity = county.open()
    status, found = check_in(county, county.volunteer(activity), activity, START)
    assert (status, found["state"], found["method"]) == (200, "checked_in", "gps")


def test_twice_is_one_check_in(county):
    activity = county.open()
    volunteer = county.volunteer(activity)
    first = check_in(county, volunteer, activity, START)
    second = check_in(county, volunteer, activity, START + MINUTE)
    assert first == second


def test_two_phones_at_once_are_one_check_in(county, together):
    activity = county.open()
    volunteer = county.volunteer(activity)
    county.clock.freeze(START)
    path = f"/activities/{activity['id']}/check-in"
    answers = together(*(lambda: volunteer.post(path, gps(START)) for _ in range(4)))
    found = {answer[1].get("id") for answer in answers if answer[0] == 200}
    assert len(found) == 1
    assert [answer[0] for answer in answers] == [200] * 4
    assert check_in(county, volunteer, activity, START + MINUTE)[1]["id"] in found


def test_outside_one_is_told_how_far_and_which_way(county):
    activity = county.open()
    status, problem = check_in(county, county.volunteer(activity), activity, START, -250)
    assert (status, problem["code"]) == (409, "outside_site")
    assert problem["distance_m"] == pytest.approx(150, abs=2)
    assert "北" in problem["detail"]
    assert "150 米" in problem["detail"]
    assert "north" in problem["detail_en"]
    assert problem["alternatives"] == ["code", "qr", "roll_call"]


@pytest.mark.parametrize(
    ("metres", "accuracy", "code"),
    [
        (-130, 40, None),  # 30 m outside, 40 m unsure: the door opens, the engine pays
        (-130, 20, "outside_site"),
        (-240, 190, "outside_site"),  # accuracy widens doubt, never the fence
        (0, 250, "accuracy_too_poor"),
        (-140, None, None),  # unknown accuracy is 50 m, not perfection
        (-160, 0, "outside_site"),
    ],
)
def test_accuracy_is_doubt(county, metres, accuracy, code):
    activity = county.open()
    person = county.volunteer(activity)
    status, found = check_in(county, person, activity, START, metres, accuracy=accuracy)
    assert (status, found.get("code")) == ((200, None) if code is None else (409, code))


def test_gcj02_is_read_as_gcj02_and_not_as_wgs84(county):
    from geofence.datum import convert  # noqa: PLC0415

    activity = county.open()
    at = ping(START)
    lon, lat = convert(at["longitude"], at["latitude"], "wgs84", "gcj02")
    place = {"longitude": lon, "latitude": lat}
    mislabelled = check_in(county, county.volunteer(activity), activity, START, **place)
    assert mislabelled[1]["code"] == "outside_site"
    right = check_in(county, county.volunteer(activity), activity, START, datum="gcj02", **place)
    assert right[0] == 200


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (START - 61 * MINUTE, "check_in_too_early"),
        (START - 60 * MINUTE, None),
        (START + 4 * HOUR - MINUTE, None),
        (START + 4 * HOUR, "check_in_too_late"),
    ],
)
def test_check_in_has_its_time(county, at, code):
    activity = county.open()
    status, found = check_in(county, county.volunteer(activity), activity, at)
    assert (status, found.get("code")) == ((200, None) if code is None else (409, code))


def test_without_sign_up_nobody_checks_in(county):
    activity = county.open()
    status, problem = check_in(county, county.volunteer(), activity, START)
    assert (status, problem["code"]) == (403, "not_signed_up")


def test_a_cancelled_activity_is_not_attended(county):
    activity = county.open()
    volunteer = county.volunteer(activity)
    county.coordinator.post(f"/activities/{activity['id']}/cancel", {"reason": "暴雨"})
    assert check_in(county, volunteer, activity, START)[1]["code"] == "activity_cancelled"


def test_a_fix_from_the_future_or_of_1970_is_refused(county):
    activity = county.open()
    volunteer = county.volunteer(activity)
    ahead = check_in(county, volunteer, activity, START, t=(START + 11 * MINUTE).isoformat())
    assert ahead[1]["code"] == "ping_in_future"
    old = check_in(county, volunteer, activity, START, t="1970-01-01T00:00:00Z")
    assert old[1]["code"] == "ping_too_old"
    naive = check_in(county, volunteer, activity, START, t="2026-05-04T01:00:00")
    assert naive[1]["code"] == "request_invalid"


def test_an_offline_check_in_may_come_hours_later(county):
    activity = county.open()
    volunteer = county.volunteer(activity)
    county.clock.freeze(START + 6 * HOUR)
    status, found = volunteer.post(f"/activities/{activity['id']}/check-in", gps(START + MINUTE))
    assert (status, found["checked_in_at"]) == (200, "2026-05-04T01:01:00Z")


class TestCode:
    """The rotating code."""

    def enter(self, person, activity, code, method="code"):
        body = {"method": method, "code": code}
        return person.post(f"/activities/{activity['id']}/check-in", body)

    def code(self, county, activity):
        status, found = county.coordinator.get(f"/activities/{activity['id']}/code")
        assert status == 200, found
        return found

    def test_opens_the_door_and_changes_every_30_seconds(self, county):
        activity = county.open()
        county.clock.freeze(START)
        first = self.code(county, activity)
        assert self.enter(county.volunteer(activity), activity, first["code"])[0] == 200
        county.clock.advance(seconds=30)
        second = self.code(county, activity)
        assert second["code"] != first["code"]
        assert second["qr"] != first["qr"]

    def test_the_one_before_is_good_for_the_slow_and_then_no_more(self, county):
        activity = county.open()
        county.clock.freeze(START)
        shown = self.code(county, activity)
        county.clock.advance(seconds=30)
        assert self.enter(county.volunteer(activity), activity, shown["qr"], "qr")[0] == 200
        county.clock.advance(seconds=30)
        late = self.enter(county.volunteer(activity), activity, shown["code"])
        assert (late[0], late[1]["code"]) == (422, "code_invalid")

    def test_yesterdays_code_and_another_activitys_are_worth_nothing(self, county):
        slots = [slot(START - 24 * HOUR, START - 20 * HOUR), slot(START, START + 4 * HOUR)]
        activity, other = county.open(slots=slots), county.open(slots=slots)
        volunteer = county.volunteer()
        volunteer.post(
            f"/activities/{activity['id']}/signups", {"slot_id": activity["slots"][1]["id"]}
        )
        yesterday = self.code(county, activity)
        county.clock.freeze(START)
        elsewhere = self.code(county, other)
        for stale in (yesterday["code"], elsewhere["code"]):
            assert self.enter(volunteer, activity, stale)[1]["code"] == "code_invalid"
        for stale in (yesterday["qr"], elsewhere["qr"], "WG1.1.1.abc", ""):
            answer = self.enter(volunteer, activity, stale, "qr")
            assert answer[1]["code"] in {"code_invalid", "request_invalid"}

    def test_guessing_is_stopped_for_ten_minutes(self, county):
        activity = county.open()
        county.clock.freeze(START)
        right, volunteer = self.code(county, activity)["code"], county.volunteer(activity)
        wrong = f"{(int(right) + 1) % 10**6:06d}"
        codes = [self.enter(volunteer, activity, wrong)[1]["code"] for _ in range(5)]
        assert codes == ["code_invalid"] * 5
        assert self.enter(volunteer, activity, right)[1]["code"] == "code_locked"
        county.clock.advance(minutes=10)
        assert self.enter(volunteer, activity, self.code(county, activity)["code"])[0] == 200

    def test_only_leaders_see_it(self, county):
        activity = county.open()
        volunteer = county.volunteer(activity)
        assert volunteer.get(f"/activities/{activity['id']}/code")[0] == 403


class TestRollCall:
    """The leader's word."""

    def call(self, leader, activity, *people, event="arrive"):
        body = {"volunteer_ids": [p.id for p in people], "event": event}
        return leader.post(f"/activities/{activity['id']}/roll-call", body)

    def test_brings_in_people_without_a_phone(self, county):
        activity = county.open()
        people = [county.volunteer(activity) for _ in range(3)]
        county.clock.freeze(START)
        status, found = self.call(county.coordinator, activity, *people)
        assert (status, found["called"], found["refused"]) == (200, 3, 0)
        assert [r["attendance"]["method"] for r in found["results"]] == ["roll_call"] * 3
        on_site = county.coordinator.get(f"/activities/{activity['id']}/on-site")[1]
        assert on_site["total"] == 3
        county.clock.freeze(START + HOUR)
        left = self.call(county.coordinator, activity, people[0], event="leave")[1]
        assert left["results"][0]["attendance"]["state"] == "checked_out"

    def test_one_who_is_not_signed_up_is_named_and_the_others_are_in(self, county):
        activity = county.open()
        signed, stranger = county.volunteer(activity), county.volunteer()
        county.clock.freeze(START)
        status, found = self.call(county.coordinator, activity, stranger, signed)
        assert (status, found["called"], found["refused"]) == (200, 1, 1)
        by_id = {each["volunteer_id"]: each for each in found["results"]}
        assert by_id[signed.id]["attendance"]["state"] == "checked_in"
        assert by_id[stranger.id]["attendance"] is None
        assert by_id[stranger.id]["code"] == "not_signed_up"
        assert "报名" in by_id[stranger.id]["detail"]
        assert county.coordinator.get(f"/activities/{activity['id']}/on-site")[1]["total"] == 1

    def test_who_was_not_called_in_is_not_called_out(self, county):
        activity = county.open()
        volunteer = county.volunteer(activity)
        county.clock.freeze(START)
        (found,) = self.call(county.coordinator, activity, volunteer, event="leave")[1]["results"]
        assert found["code"] == "not_on_site"

    def test_called_twice_is_there_once(self, county, together):
        activity = county.open()
        people = [county.volunteer(activity) for _ in range(2)]
        county.clock.freeze(START)
        calls = [lambda: self.call(county.coordinator, activity, *people)] * 3
        answers = together(*calls)
        assert [answer[1]["called"] for answer in answers] == [2] * 3
        assert county.coordinator.get(f"/activities/{activity['id']}/on-site")[1]["total"] == 2

    def test_nobody_vouches_for_themselves_and_volunteers_for_nobody(self, county):
        activity = county.open()
        volunteer = county.volunteer(activity)
        county.coordinator.post(f"/activities/{activity['id']}/signups")
        county.clock.freeze(START)
        own = self.call(county.coordinator, activity, county.coordinator)
        assert own[1]["results"][0]["code"] == "own_attendance"
        assert self.call(volunteer, activity, volunteer)[1]["code"] == "role_required"


def test_several_sites_the_nearest_is_named(county):
    two = circle()
    two["features"] += circle(lon=108.52)["features"]
    activity = county.open(two)
    problem = check_in(county, county.volunteer(activity), activity, START, -300)[1]
    assert problem["site_id"] == activity["sites"][0]["site_id"]


# --- a phone that remembers nothing -------------------------------------------------------------


def test_a_new_phone_finds_the_service_that_is_under_way(county):
    activity = county.open(title="河道清理")
    person, stranger = county.volunteer(activity), county.volunteer(activity)
    attendance = county.arrive(person, activity, START)
    found = person.get("/me/attendances", open=True)[1]["items"]
    assert [each["id"] for each in found] == [attendance]
    assert found[0]["activity"]["title"] == "河道清理"
    assert found[0]["slot"]["starts_at"].startswith(START.isoformat()[:19])
    assert stranger.get("/me/attendances")[1]["items"] == []
    county.leave(person, attendance, START + HOUR)
    assert person.get("/me/attendances", open=True)[1]["items"] == []
    assert [each["state"] for each in person.get("/me/attendances")[1]["items"]] == ["checked_out"]
