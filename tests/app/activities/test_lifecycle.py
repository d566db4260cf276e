"""An activity's life: what must be said first, who decides, what time brings, how it ends."""

from datetime import timedelta

import pytest

from tests.app.conftest import HOUR, START, circle, gps, slot

MINUTE = timedelta(minutes=1)
UNSAID = {"risk_notice": "", "conditions": "", "dangerous": None, "minors_allowed": None}


def path_of(activity: dict) -> str:
    return f"/activities/{activity['id']}"


def states(county, activity: dict) -> list[str]:
    found = county.coordinator.get(f"{path_of(activity)}/signups")[1]["items"]
    return [each["state"] for each in found]


def test_what_is_missing_is_named_field_by_field(county):
    path = path_of(county.draft(**UNSAID))
    status, problem = county.coordinator.post(f"{path}/submit")
    assert (status, problem["code"]) == (422, "activity_incomplete")
    assert set(problem["fields"]) == {"sites", *UNSAID}
    assert "风险告知" in problem["detail"]


def test_danger_takes_insurance_and_adults(county):
    activity = county.draft(dangerous=True)
    path = path_of(activity)
    county.coordinator.put(f"{path}/sites", circle())
    missing = county.coordinator.post(f"{path}/submit")[1]["fields"]
    assert set(missing) == {"insurance_policy", "safety"}
    version = county.coordinator.get(path)[1]["version"]
    said = {"version": version, "insurance_policy": "PICC-1", "safety": "救生衣"}
    version = county.coordinator.patch(path, said)[1]["version"]
    assert county.coordinator.post(f"{path}/submit")[1]["code"] == "danger_for_minors"
    county.coordinator.patch(path, {"version": version, "minors_allowed": False})
    assert county.coordinator.post(f"{path}/submit")[1]["state"] == "submitted"


def test_a_review_has_its_time_and_who_may_review_is_told(county, app):
    from app.activities.jobs import tell_overdue  # noqa: PLC0415

    activity = county.draft()
    path = path_of(activity)
    county.coordinator.put(f"{path}/sites", circle())
    submitted = county.coordinator.post(f"{path}/submit")[1]
    assert submitted["review_due_at"] > submitted["submitted_at"]
    to_review = county.administrator.get("/activities/to-review")[1]["items"]
    assert [each["id"] for each in to_review] == [activity["id"]]
    assert county.coordinator.get("/activities/to-review")[1]["items"] == []
    county.clock.advance(hours=71)
    assert county.administrator.get("/activities/to-review", overdue=True)[1]["items"] == []
    county.clock.advance(hours=1)
    late = county.administrator.get("/activities/to-review", overdue=True)[1]["items"]
    assert len(late) == 1
    with app.app_context():
        tell_overdue()
        tell_overdue()
    told = county.administrator.get("/me/notices")[1]["items"]
    assert [each["kind"] for each in told] == ["review_overdue"]


def test_phases_come_with_time(county, app):
    from app.activities.jobs import advance  # noqa: PLC0415

    slots = [slot(START, START + HOUR), slot(START + 24 * HOUR, START + 25 * HOUR)]
    path = path_of(county.open(slots=slots, closes_minutes=60))
    seen = []
    for at in (-61 * MINUTE, 0 * HOUR, HOUR, 23 * HOUR, 24 * HOUR, 25 * HOUR):
        county.clock.freeze(START + at)
        before = county.coordinator.get(path)[1]["phase"]
        with app.app_context():
            advance()
        assert county.coordinator.get(path)[1]["phase"] == before
        seen.append(before)
    assert seen == ["recruiting", "in_progress", "recruiting", "closed", "in_progress", "ended"]


def test_the_job_writes_down_what_is_read_anyway(county, app, work):
    from app.activities.jobs import advance  # noqa: PLC0415
    from app.activities.models import Activity  # noqa: PLC0415

    county.open()
    for at, phase in ((START, "in_progress"), (START + 5 * HOUR, "ended")):
        county.clock.freeze(at)
        with app.app_context():
            advance()
        with work() as session:
            assert session.query(Activity).one().phase == phase
    with work() as session:
        assert session.query(Activity).one().phase_due_at is None


def test_only_what_nobody_signed_up_for_is_taken_back(county):
    activity = county.open()
    path = path_of(activity)
    volunteer = county.volunteer(activity)
    refused = county.coordinator.post(f"{path}/unpublish", {"reason": "地点有误"})
    assert (refused[0], refused[1]["code"]) == (409, "has_sign_ups")
    assert county.volunteer().post(f"{path}/signups")[0] == 201  # still open
    for person in (volunteer,):
        mine = person.get("/me/signups")[1]["items"][0]["sign_up"]["id"]
        person.delete(f"{path}/signups/{mine}")
    assert county.coordinator.post(f"{path}/unpublish", {"reason": "x"})[0] == 409


def test_what_is_taken_back_is_changed_and_reviewed_again(county):
    path = path_of(county.open())
    taken_back = county.coordinator.post(f"{path}/unpublish", {"reason": "地点有误"})[1]
    assert taken_back["state"] == "unpublished"
    volunteer = county.volunteer()
    assert volunteer.get(path)[0] == 404
    assert volunteer.post(f"{path}/signups")[0] == 404
    assert county.coordinator.put(f"{path}/sites", circle(500))[0] == 200
    assert county.coordinator.post(f"{path}/submit")[1]["state"] == "submitted"
    assert county.administrator.post(f"{path}/approve")[1]["state"] == "approved"
    assert volunteer.post(f"{path}/signups")[1]["state"] == "confirmed"


def test_a_sign_up_and_a_taking_back_at_once_leave_nobody_in_the_lurch(county, together):
    for _ in range(3):
        path = path_of(county.open())
        volunteer = county.volunteer()
        signed, taken = together(
            lambda v=volunteer, p=path: v.post(f"{p}/signups"),
            lambda p=path: county.coordinator.post(f"{p}/unpublish", {"reason": "x"}),
        )
        assert (signed[0] == 201) != (taken[0] == 200), (signed, taken)


def test_cancelling_ends_every_sign_up_and_frees_the_day(county):
    activity = county.open(slots=[slot(START, START + HOUR, quota=1)])
    other = county.open(slots=[slot(START, START + HOUR)])
    people = [county.volunteer(activity) for _ in range(2)]
    county.coordinator.post(f"{path_of(activity)}/cancel", {"reason": "暴雨"})
    assert states(county, activity) == ["cancelled", "cancelled"]
    found = county.coordinator.get(path_of(activity))[1]["slots"][0]
    assert (found["taken"], found["waiting"], found["open"]) == (0, 0, False)
    mine = people[0].get("/me/signups")[1]["items"][0]["sign_up"]
    assert (mine["state"], mine["reason"]) == ("cancelled", "暴雨")
    assert people[0].post(f"{path_of(other)}/signups")[0] == 201


def test_what_is_suspended_goes_on_later_and_everybody_is_told(county, app):
    from app.activities.jobs import tell_word  # noqa: PLC0415

    activity = county.open()
    path = path_of(activity)
    volunteer = county.volunteer(activity)

    def told() -> str:
        with app.app_context():
            tell_word(activity["id"], 0)
        return volunteer.get("/me/notices")[1]["items"][0]["text"]

    stopped = county.coordinator.post(f"{path}/suspend", {"reason": "山洪预警"})[1]
    assert (stopped["state"], stopped["phase"]) == ("suspended", None)
    assert "已中止：山洪预警" in told()
    assert county.volunteer().post(f"{path}/signups")[1]["code"] == "activity_not_open"
    county.clock.freeze(START)
    refused = volunteer.post(f"{path}/check-in", gps(START))
    assert (refused[0], refused[1]["code"]) == (409, "activity_suspended")
    assert county.coordinator.post(f"{path}/resume")[1]["state"] == "approved"
    assert "已恢复" in told()
    assert volunteer.post(f"{path}/check-in", gps(START))[0] == 200


# --- changes ------------------------------------------------------------------------------------


def test_a_draft_is_changed_by_whoever_has_seen_it_last(county, together):
    path = path_of(county.draft())
    edits = [{"version": 1, "title": title} for title in ("甲", "乙")]
    answers = together(*(lambda e=e: county.coordinator.patch(path, e) for e in edits))
    assert sorted(answer[0] for answer in answers) == [200, 409]
    lost = next(answer[1] for answer in answers if answer[0] == 409)
    assert (lost["code"], lost["version"]) == ("version_conflict", 2)
    assert county.coordinator.patch(path, {"title": "x"})[0] == 422


def test_what_people_rely_on_takes_another_review(county):
    activity = county.open()
    path = path_of(activity)
    county.volunteer(activity)
    version = activity["version"]
    relied_on = {"version": version, "risk_notice": "无", "title": "x"}
    refused = county.coordinator.patch(path, relied_on)
    assert (refused[0], refused[1]["code"]) == (409, "review_needed")
    assert set(refused[1]["fields"]) == {"risk_notice", "title"}
    stricter = county.coordinator.patch(path, {"version": version, "cancel_hours": 48})
    assert set(stricter[1]["fields"]) == {"cancel_hours"}
    free = {"version": version, "cancel_hours": 1, "closes_minutes": 30, "waitlist_quota": 5}
    status, found = county.coordinator.patch(path, free)
    assert (status, found["cancel_hours"], found["version"]) == (200, 1, version + 1)
    assert county.volunteer().patch(path, {"version": version + 1, "cancel_hours": 0})[0] == 403


def test_positions_are_changed_while_nobody_holds_one(county):
    activity = county.open(positions=[{"name": "搬运", "quota": 2}])
    path = path_of(activity)
    volunteer = county.volunteer(activity)
    mine = volunteer.get("/me/signups")[1]["items"][0]["sign_up"]["id"]
    volunteer.delete(f"{path}/signups/{mine}")
    taken_back = county.coordinator.post(f"{path}/unpublish", {"reason": "x"})[1]
    body = {"version": taken_back["version"], "positions": [{"name": "做饭", "quota": 1}]}
    refused = county.coordinator.put(f"{path}/positions", body)
    assert refused[1]["code"] == "positions_taken"
    draft = county.draft()
    found = county.coordinator.put(f"{path_of(draft)}/positions", body | {"version": 1})[1]
    assert [each["name"] for each in found["positions"]] == ["做饭"]


@pytest.mark.parametrize("deed", ["submit", "approve", "reject", "unpublish", "suspend", "resume"])
def test_nothing_is_done_to_what_was_called_off(county, deed):
    path = path_of(county.open())
    county.coordinator.post(f"{path}/cancel", {"reason": "暴雨"})
    body = {} if deed in {"submit", "approve", "resume"} else {"reason": "x"}
    assert county.administrator.post(f"{path}/{deed}", body)[1]["code"] == "activity_state"


def test_nobody_is_a_no_show_of_what_was_suspended(county, app):
    from app.activities.jobs import write_down_lapses  # noqa: PLC0415

    activity = county.open()
    county.volunteer(activity)
    county.coordinator.post(f"{path_of(activity)}/suspend", {"reason": "山洪预警"})
    county.clock.freeze(START + 6 * HOUR)
    assert states(county, activity) == ["expired"]
    listed = f"{path_of(activity)}/signups"
    assert county.coordinator.get(listed, state="no_show")[1]["items"] == []
    assert len(county.coordinator.get(listed, state="expired")[1]["items"]) == 1
    with app.app_context():
        write_down_lapses()
    assert states(county, activity) == ["expired"]
