"""Taking a place, giving it back, and two who want the last one."""

import pytest

from tests.app.conftest import HOUR, START, slot
from tests.app.statements import counted


def test_sign_up_twice_is_one_sign_up(county):
    activity = county.open()
    volunteer = county.volunteer()
    path = f"/activities/{activity['id']}/signups"
    first, second = volunteer.post(path), volunteer.post(path)
    assert first == second
    assert first[1]["state"] == "confirmed"
    assert county.coordinator.get(path)[1]["items"][0]["volunteer_id"] == volunteer.id
    assert volunteer.get(path)[0] == 403


def test_of_many_who_want_few_places_just_so_many_get_one(county, together):
    activity = county.open(slots=[slot(START, START + HOUR, quota=3)])
    people = [county.volunteer() for _ in range(8)]
    path = f"/activities/{activity['id']}/signups"
    answers = together(*(lambda p=p: p.post(path) for p in people))
    states = sorted(answer[1]["state"] for answer in answers)
    assert states == ["confirmed"] * 3 + ["waitlisted"] * 5
    lined_up = county.coordinator.get(path)[1]["items"]
    assert [each["arrival"] for each in lined_up] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [each["state"] for each in lined_up] == states
    found = county.coordinator.get(f"/activities/{activity['id']}")[1]["slots"][0]
    assert (found["taken"], found["waiting"]) == (3, 5)


def test_one_person_at_once_in_two_clashing_slots_gets_one(county, together):
    one, two = county.open(), county.open()
    volunteer = county.volunteer()
    answers = together(
        *(lambda a=a: volunteer.post(f"/activities/{a['id']}/signups") for a in (one, two))
    )
    assert sorted(answer[0] for answer in answers) == [201, 409]
    refused = next(answer[1] for answer in answers if answer[0] == 409)
    assert (refused["code"], refused["minutes_missing"]) == ("time_clash", 240)
    assert refused["activity_id"] in {one["id"], two["id"]}


def test_a_place_given_back_can_be_taken_again(county):
    activity = county.open(slots=[slot(START, START + HOUR, quota=1)], waitlist_quota=0)
    first, second = county.volunteer(activity), county.volunteer()
    path = f"/activities/{activity['id']}/signups"
    assert second.post(path)[1]["code"] == "slot_full"
    mine = county.coordinator.get(path)[1]["items"][0]["id"]
    assert first.delete(f"{path}/{mine}")[1]["state"] == "cancelled"
    assert first.delete(f"{path}/{mine}")[0] == 200
    assert second.post(path)[0] == 201
    assert first.post(path)[1]["code"] == "slot_full"


def test_nobody_gives_back_another_ones_place(county):
    activity = county.open()
    county.volunteer(activity)
    path = f"/activities/{activity['id']}/signups"
    mine = county.coordinator.get(path)[1]["items"][0]["id"]
    assert county.volunteer().delete(f"{path}/{mine}")[0] == 404


def test_after_the_start_a_place_is_kept_and_after_the_end_none_is_given(county):
    activity = county.open()
    volunteer = county.volunteer(activity)
    path = f"/activities/{activity['id']}/signups"
    mine = county.coordinator.get(path)[1]["items"][0]["id"]
    county.clock.freeze(START + HOUR)
    assert volunteer.delete(f"{path}/{mine}")[1]["code"] == "slot_started"
    assert county.volunteer().post(path)[0] == 201
    county.clock.freeze(START + 4 * HOUR)
    assert county.volunteer().post(path)[1]["code"] == "slot_over"


def test_with_several_slots_one_must_be_named(county):
    slots = [slot(START, START + HOUR), slot(START + 2 * HOUR, START + 3 * HOUR)]
    activity = county.open(slots=slots)
    volunteer = county.volunteer()
    path = f"/activities/{activity['id']}/signups"
    assert volunteer.post(path)[1]["code"] == "slot_required"
    chosen = {"slot_id": activity["slots"][1]["id"]}
    assert volunteer.post(path, chosen)[1]["slot_id"] == chosen["slot_id"]


@pytest.mark.parametrize("action", ["submit", "cancel"])
def test_a_cancelled_activity_takes_nobody(county, action):
    activity = county.open()
    path = f"/activities/{activity['id']}"
    county.coordinator.post(f"{path}/cancel", {"reason": "暴雨"})
    volunteer = county.volunteer()
    assert volunteer.post(f"{path}/signups")[1]["code"] == "activity_not_open"
    again = county.coordinator.post(
        f"{path}/{action}", {"reason": "x"} if action == "cancel" else {}
    )
    assert again[1]["code"] == "activity_state"


def test_those_who_come_next_wait_for_five_statements(county, app):
    activity = county.open(slots=[slot(START, START + HOUR, quota=1)])
    county.volunteer(activity)  # who comes first stores what all agree to
    volunteer = county.volunteer()
    volunteer.say_age()
    with counted(app) as sent:
        assert volunteer.post(f"/activities/{activity['id']}/signups")[1]["state"] == "waitlisted"
    asked_anew = [place for place, text in enumerate(sent) if text.startswith("SELECT slots.id")]
    behind_the_lock = sent[asked_anew[-1] + 1 :]
    assert len(sent) <= 16, "\n".join(sent)
    assert len(behind_the_lock) <= 4, "\n".join(behind_the_lock)


def test_who_leads_reads_names_and_numbers_to_call_people_by(county):
    activity = county.open()
    volunteer = county.volunteer(activity, "小杨")
    path = f"/activities/{activity['id']}/signups"
    called = county.coordinator.get(path)[1]["items"][0]
    assert (called["volunteer_id"], called["nickname"]) == (volunteer.id, "小杨")
    assert "nickname" not in volunteer.get("/me/signups")[1]["items"][0]["sign_up"]


def test_one_asks_for_the_sign_ups_of_one_activity(county):
    first, second = county.open(), county.open(slots=[slot(START + 24 * HOUR, START + 25 * HOUR)])
    person = county.volunteer(first)
    assert person.post(f"/activities/{second['id']}/signups", {})[0] == 201
    found = person.get("/me/signups", activity_id=first["id"])[1]["items"]
    assert [each["activity"]["id"] for each in found] == [first["id"]]
    assert len(person.get("/me/signups")[1]["items"]) == 2
    assert person.get("/me/signups", activity_id=10**9)[1]["items"] == []
