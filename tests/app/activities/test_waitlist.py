"""Who waits gets what becomes free, in order of arrival, for as long as the offer stands."""

from datetime import timedelta

import pytest

from tests.app.conftest import HOUR, START, slot

MINUTE = timedelta(minutes=1)


class Line:
    """An activity with one place, and people who want it, in this order."""

    def __init__(self, county, people: int = 3, **more):
        self.county = county
        self.activity = county.open(slots=[slot(START, START + HOUR, quota=1)], **more)
        self.path = f"/activities/{self.activity['id']}/signups"
        self.people = [county.volunteer() for _ in range(people)]
        self.keys = [person.post(self.path)[1]["id"] for person in self.people]

    def states(self) -> list[str]:
        by_person = {
            each["volunteer_id"]: each["state"]
            for each in self.county.coordinator.get(self.path)[1]["items"]
        }
        return [by_person[person.id] for person in self.people]

    def counted(self) -> tuple[int, int]:
        found = self.county.coordinator.get(f"/activities/{self.activity['id']}")[1]["slots"][0]
        return found["taken"], found["waiting"]

    def cancels(self, number: int) -> dict:
        return self.people[number].delete(f"{self.path}/{self.keys[number]}")[1]

    def accepts(self, number: int) -> tuple[int, dict]:
        return self.people[number].post(f"{self.path}/{self.keys[number]}/accept")

    def leads(self, number: int, deed: str, **body) -> tuple[int, dict]:
        return self.county.coordinator.post(f"{self.path}/{self.keys[number]}/{deed}", body)


def told(person) -> list[str]:
    """What a volunteer was told of decisions about a sign-up."""
    found = person.get("/me/notices")[1]["items"]
    return [each["text"] for each in found if each["kind"] == "sign_up_decided"]


@pytest.fixture
def line(county) -> Line:
    return Line(county)


@pytest.fixture
def lapse(app):
    from app.activities.jobs import write_down_lapses  # noqa: PLC0415 - needs the application

    def run() -> None:
        with app.app_context():
            write_down_lapses()

    return run


def test_a_place_given_back_is_offered_to_who_waited_longest(line):
    assert line.states() == ["confirmed", "waitlisted", "waitlisted"]
    line.cancels(0)
    assert line.states() == ["cancelled", "offered", "waitlisted"]
    assert line.counted() == (1, 1)
    assert line.accepts(1)[1]["state"] == "confirmed"
    assert line.accepts(1)[1]["state"] == "confirmed"
    assert line.accepts(2)[1]["code"] == "sign_up_state"
    assert line.counted() == (1, 1)


def test_nobody_takes_a_place_past_those_who_wait(line):
    line.cancels(0)
    assert line.county.volunteer().post(line.path)[1]["state"] == "waitlisted"
    assert line.people[0].post(line.path)[1]["arrival"] == 5


def test_an_offer_runs_out_and_goes_to_the_next(line, lapse):
    line.cancels(0)
    line.county.clock.advance(minutes=121)
    assert line.states() == ["cancelled", "expired", "waitlisted"]  # read before any job
    assert line.accepts(1)[1]["code"] == "offer_expired"
    lapse()
    assert line.states() == ["cancelled", "expired", "offered"]
    assert line.accepts(2)[1]["state"] == "confirmed"
    assert line.counted() == (1, 0)
    lapse()
    assert line.states() == ["cancelled", "expired", "confirmed"]


def test_whoever_comes_by_turns_over_an_offer_that_ran_out(line):
    line.cancels(0)
    line.county.clock.advance(minutes=121)
    assert line.county.volunteer().post(line.path)[1]["state"] == "waitlisted"
    assert line.states() == ["cancelled", "expired", "offered"]


def test_an_offer_declined_goes_to_the_next(line):
    line.cancels(0)
    assert line.cancels(1)["state"] == "cancelled"
    assert line.states() == ["cancelled", "cancelled", "offered"]


def test_an_offer_ends_with_the_start(line):
    line.county.clock.freeze(START - 30 * MINUTE)
    line.cancels(0)
    offered = line.people[1].get("/me/signups")[1]["items"][0]["sign_up"]
    assert offered["offer_expires_at"] == START.isoformat().replace("+00:00", "Z")
    line.county.clock.freeze(START)
    assert line.states() == ["late_cancelled", "expired", "expired"]
    assert line.people[2].post(line.path)[0] == 201  # the place is free, first come first served


def test_everybody_who_waits_knows_how_many_are_before_them(line):
    ahead = [person.get("/me/signups")[1]["items"][0]["ahead"] for person in line.people]
    assert ahead == [None, 0, 1]


def test_without_a_waitlist_full_is_full(county):
    line = Line(county, people=2, waitlist_quota=1)
    assert county.volunteer().post(line.path)[1]["code"] == "slot_full"
    assert line.counted() == (1, 1)


def test_two_places_at_once_are_offered_to_two(line, together):
    path, wide = "/activities", line.county
    activity = wide.open(slots=[slot(START + 3 * HOUR, START + 4 * HOUR, quota=2)])
    path = f"/activities/{activity['id']}/signups"
    people = [wide.volunteer() for _ in range(5)]
    keys = [person.post(path)[1]["id"] for person in people]
    together(*(lambda k=k: people[k].delete(f"{path}/{keys[k]}") for k in (0, 1)))
    states = [each["state"] for each in wide.coordinator.get(path)[1]["items"]]
    assert states == ["cancelled", "cancelled", "offered", "offered", "waitlisted"]


def test_coming_and_going_at_once_leaves_the_count_right(county, together):
    activity = county.open(slots=[slot(START, START + HOUR, quota=2)])
    path = f"/activities/{activity['id']}/signups"
    people = [county.volunteer() for _ in range(8)]
    keys = [person.post(path)[1]["id"] for person in people[:4]]
    goers = [lambda k=k: people[k].delete(f"{path}/{keys[k]}") for k in range(4)]
    comers = [lambda p=p: p.post(path) for p in people[4:]]
    statuses = {answer[0] for answer in together(*goers, *comers)}
    assert statuses <= {200, 201}
    found = county.coordinator.get(path)[1]["items"]
    assert [each["arrival"] for each in found] == [1, 2, 3, 4, 5, 6, 7, 8]
    held = [each for each in found if each["state"] in {"confirmed", "offered"}]
    counted = county.coordinator.get(f"/activities/{activity['id']}")[1]["slots"][0]
    waiting = sum(each["state"] == "waitlisted" for each in found)
    assert (counted["taken"], counted["waiting"]) == (len(held), waiting) == (2, 2)


# --- cancellation, leave, no-show ---------------------------------------------------------------


def test_close_to_the_start_a_cancellation_is_late(county):
    activity = county.open(cancel_hours=6)
    path = f"/activities/{activity['id']}/signups"
    early, late = county.volunteer(), county.volunteer()
    keys = [person.post(path)[1]["id"] for person in (early, late)]
    county.clock.freeze(START - 6 * HOUR - MINUTE)
    assert early.delete(f"{path}/{keys[0]}")[1]["state"] == "cancelled"
    county.clock.freeze(START - 6 * HOUR)
    assert late.delete(f"{path}/{keys[1]}")[1]["state"] == "late_cancelled"
    assert late.delete(f"{path}/{keys[1]}")[1]["state"] == "late_cancelled"


def test_leave_is_asked_for_and_granted_and_the_place_goes_on(line):
    mine = f"{line.path}/{line.keys[0]}"
    assert line.leads(0, "leave/grant")[1]["code"] == "sign_up_state"  # nobody asked
    assert line.people[0].post(f"{mine}/leave", {"reason": "发烧"})[1]["leave"] == "asked"
    assert line.states()[0] == "confirmed"
    granted = line.leads(0, "leave/grant")[1]
    assert (granted["state"], granted["leave"], granted["reason"]) == ("excused", "granted", "发烧")
    assert line.states() == ["excused", "offered", "waitlisted"]
    assert told(line.people[0]) == ["您报名的“清理河道”：已准假。发烧"]


def test_leave_may_be_refused(line):
    mine = f"{line.path}/{line.keys[0]}"
    line.people[0].post(f"{mine}/leave", {"reason": "有事"})
    refused = line.leads(0, "leave/refuse", reason="人手不足")[1]
    assert (refused["state"], refused["leave"]) == ("confirmed", "refused")
    assert told(line.people[0]) == ["您报名的“清理河道”：未准假。人手不足"]
    assert line.people[1].post(f"{mine}/leave", {"reason": "x"})[0] == 404


def test_who_does_not_come_is_a_no_show_unless_excused_afterwards(line, lapse):
    mine = f"{line.path}/{line.keys[0]}"
    line.county.clock.freeze(START + HOUR)
    line.people[0].post(f"{mine}/leave", {"reason": "路上遇险"})
    line.county.clock.freeze(START + 2 * HOUR)
    assert line.states()[0] == "no_show"  # read before any job
    lapse()
    assert line.states()[0] == "no_show"
    listed = line.county.coordinator.get(line.path, state="no_show")[1]["items"]
    assert [each["id"] for each in listed] == line.keys[:1]
    assert line.leads(0, "leave/grant")[1]["state"] == "excused"


def test_word_of_an_arrival_that_comes_late_still_counts(county, lapse):
    activity = county.open()
    volunteer = county.volunteer(activity)
    county.clock.freeze(START + 6 * HOUR)
    lapse()
    assert volunteer.get("/me/signups")[1]["items"][0]["sign_up"]["state"] == "no_show"
    from tests.app.conftest import gps  # noqa: PLC0415

    status, _ = volunteer.post(f"/activities/{activity['id']}/check-in", gps(START))
    assert status == 200
    assert volunteer.get("/me/signups")[1]["items"][0]["sign_up"]["state"] == "attended"


# --- what leaders decide ------------------------------------------------------------------------


def test_where_the_organiser_chooses_one_applies(county):
    line = Line(county, people=4, sign_ups_reviewed=True)
    assert line.states() == ["applied"] * 4
    assert line.counted() == (0, 0)
    assert line.leads(2, "confirm")[1]["state"] == "confirmed"
    assert line.leads(3, "confirm")[1]["state"] == "waitlisted"
    assert line.leads(0, "confirm")[1]["state"] == "waitlisted"
    assert line.leads(1, "reject", reason="需要护理经验")[1]["reason"] == "需要护理经验"
    assert line.people[1].post(line.path)[1]["code"] == "sign_up_declined"
    line.cancels(2)
    assert line.states() == ["offered", "rejected", "cancelled", "waitlisted"]  # came first


def test_a_leader_removes_somebody_and_says_why(line, work):
    removed = line.leads(0, "remove", reason="冒用他人身份")[1]
    assert (removed["state"], removed["reason"]) == ("removed", "冒用他人身份")
    assert line.states() == ["removed", "offered", "waitlisted"]
    assert line.people[0].post(line.path)[1]["code"] == "sign_up_declined"
    assert line.people[1].post(f"{line.path}/{line.keys[2]}/remove", {"reason": "x"})[0] == 403
    from app.core.audit import AuditEntry  # noqa: PLC0415

    with work() as session:
        entry = session.query(AuditEntry).filter_by(deed="sign_up.remove").one()
        assert (entry.before, entry.after) == ({"state": "confirmed"}, {"state": "removed"})


# --- time ---------------------------------------------------------------------------------------


def test_sign_up_closes_when_the_activity_says_so(county):
    activity = county.open(closes_minutes=60)
    path = f"/activities/{activity['id']}/signups"
    county.clock.freeze(START - 61 * MINUTE)
    assert county.volunteer().post(path)[0] == 201
    county.clock.freeze(START - 60 * MINUTE)
    assert county.volunteer().post(path)[1]["code"] == "sign_up_closed"


@pytest.mark.parametrize(("minutes", "missing"), [(29, 1), (30, None)])
def test_between_two_slots_there_must_be_time_to_travel(county, minutes, missing):
    from tests.app.conftest import circle, east  # noqa: PLC0415

    begin = START + HOUR + minutes * MINUTE
    here = county.open(slots=[slot(START, START + HOUR)])
    there = county.open(circle(lon=east(9_990)), slots=[slot(begin, begin + HOUR)])  # 20 km/h
    volunteer = county.volunteer(here)
    status, found = volunteer.post(f"/activities/{there['id']}/signups")
    assert (status, found.get("minutes_missing")) == ((201, None) if missing is None else (409, 1))
    if missing:
        assert found["activity_id"] == here["id"]
        assert found["distance_m"] == pytest.approx(9_990, rel=0.01)
        assert "还差 1 分钟" in found["detail"]


def test_the_other_slot_may_be_the_later_one(county):
    later = county.open(slots=[slot(START + HOUR, START + 2 * HOUR)])
    volunteer = county.volunteer(later)
    earlier = county.open(slots=[slot(START, START + HOUR + MINUTE)])
    found = volunteer.post(f"/activities/{earlier['id']}/signups")[1]
    assert (found["code"], found["minutes_missing"]) == ("time_clash", 1)


def test_who_waits_in_two_places_takes_one(county):
    lines = [Line(county, people=2) for _ in range(2)]
    waiter = county.volunteer()
    keys = [waiter.post(each.path)[1]["id"] for each in lines]
    for line in lines:
        line.cancels(0)
        line.cancels(1)
    offers = [waiter.post(f"{e.path}/{k}/accept") for e, k in zip(lines, keys, strict=True)]
    assert [offers[0][0], offers[1][1]["code"]] == [200, "time_clash"]
