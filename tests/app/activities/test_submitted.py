"""While an activity waits for its review: taken back, too late, and what it is a kind of."""

import dataclasses

import pytest

from app.notices.kinds import Kind
from tests.app.conftest import HOUR, START, circle, slot
from tests.app.matching.test_told import told


def submitted(county, **more) -> str:
    """The path of an activity that waits for its review."""
    path = f"/activities/{county.draft(**more)['id']}"
    assert county.coordinator.put(f"{path}/sites", circle())[0] == 200
    assert county.coordinator.post(f"{path}/submit")[0] == 200
    return path


def deeds(work, deed: str) -> list[dict]:
    from app.core.audit import AuditEntry  # noqa: PLC0415

    with work() as session:
        return [each.after for each in session.query(AuditEntry).filter_by(deed=deed)]


def test_what_was_submitted_is_taken_back_and_is_a_draft_again(county, work):
    path = submitted(county)
    status, found = county.coordinator.post(f"{path}/withdraw")
    assert (status, found["state"]) == (200, "draft")
    assert (found["submitted_at"], found["review_due_at"]) == (None, None)
    assert county.administrator.get("/activities/to-review")[1]["items"] == []
    assert county.administrator.post(f"{path}/approve")[1]["code"] == "activity_state"
    assert [each["state"] for each in deeds(work, "activity.withdraw")] == ["draft"]
    again = {"title": "清理河岸", "version": found["version"]}
    assert county.coordinator.patch(path, again)[0] == 200
    assert county.coordinator.post(f"{path}/submit")[1]["state"] == "submitted"
    assert county.administrator.post(f"{path}/approve")[1]["title"] == "清理河岸"


def test_only_what_waits_is_taken_back_and_only_by_its_own(county, login):
    path = f"/activities/{county.draft()['id']}"
    assert county.coordinator.post(f"{path}/withdraw")[1]["code"] == "activity_state"
    path = submitted(county)
    assert login().post(f"{path}/withdraw")[1]["code"] == "role_required"
    assert county.administrator.post(f"{path}/approve")[0] == 200
    assert county.coordinator.post(f"{path}/withdraw")[1]["code"] == "activity_state"


@pytest.mark.parametrize("deed", ["withdraw", "reject"])
def test_its_words_wait_for_nobody_any_more(county, app, monkeypatch, deed):
    settings = dataclasses.replace(app.config["SETTINGS"], look_at_words=True)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    path = submitted(county)
    waiting = county.administrator.get("/content-checks")[1]["items"]
    assert [each["subject_kind"] for each in waiting] == ["activity"]
    body = {"reason": "请补充"} if deed == "reject" else None
    assert county.administrator.post(f"{path}/{deed}", body)[0] == 200
    assert county.administrator.get("/content-checks")[1]["items"] == []
    assert county.coordinator.post(f"{path}/submit")[0] == 200
    assert len(county.administrator.get("/content-checks")[1]["items"]) == 1


def test_a_withdrawal_and_an_approval_at_once_are_one_of_them(county, together):
    path = submitted(county)
    answers = together(
        lambda: county.coordinator.post(f"{path}/withdraw"),
        lambda: county.administrator.post(f"{path}/approve"),
    )
    assert sorted(status for status, _ in answers) == [200, 409]


def test_what_is_all_over_is_neither_approved_nor_submitted(county):
    path = submitted(county, slots=[slot(START, START + HOUR)])
    draft = f"/activities/{county.draft(slots=[slot(START, START + HOUR)])['id']}"
    county.coordinator.put(f"{draft}/sites", circle())
    county.clock.freeze(START + HOUR)
    status, problem = county.administrator.post(f"{path}/approve")
    assert (status, problem["code"]) == (409, "nothing_ahead")
    assert "场次" in problem["detail"]
    assert county.coordinator.post(f"{draft}/submit")[1]["code"] == "nothing_ahead"


def test_one_slot_ahead_is_enough(county):
    slots = [slot(START, START + HOUR), slot(START + 24 * HOUR, START + 25 * HOUR)]
    path = submitted(county, slots=slots)
    county.clock.freeze(START + 2 * HOUR)
    assert county.administrator.post(f"{path}/approve")[0] == 200


def test_what_nobody_reviewed_in_time_lapses_and_its_author_is_told_once(county, app, work):
    from app.activities.jobs import advance  # noqa: PLC0415

    path = submitted(county, slots=[slot(START, START + HOUR)])
    later = submitted(county, slots=[slot(START + 48 * HOUR, START + 49 * HOUR)])
    for moment in (START, START + HOUR, START + 2 * HOUR):
        county.clock.freeze(moment)
        with app.app_context():
            advance()
        seen = county.coordinator.get(path)[1]["state"]
        assert seen == ("submitted" if moment == START else "rejected")
    assert county.coordinator.get(later)[1]["state"] == "submitted"
    (text,) = told(county.coordinator, Kind.ACTIVITY_DECIDED)
    assert "场次" in text
    assert len(deeds(work, "activity.lapse")) == 1
    waiting = county.administrator.get("/activities/to-review")[1]["items"]
    assert [f"/activities/{each['id']}" for each in waiting] == [later]
    # New times, and it is reviewed after all.
    version = county.coordinator.get(path)[1]["version"]
    new = slot(START + 48 * HOUR, START + 49 * HOUR) | {"version": version}
    assert county.coordinator.post(f"{path}/slots", new)[0] == 201
    assert county.coordinator.post(f"{path}/submit")[1]["state"] == "submitted"


def test_a_category_is_changed_like_any_other_word(county):
    path = f"/activities/{county.draft()['id']}"
    said = {"version": 1, "category": "elderly"}
    status, found = county.coordinator.patch(path, said)
    assert (status, found["category"]) == (200, "elderly")
    said = {"version": found["version"], "category": "flying"}
    assert county.coordinator.patch(path, said)[1]["code"] == "request_invalid"


def test_once_it_is_public_the_category_takes_another_review_or_a_reviewer(county):
    activity = county.open(category="elderly")
    path = f"/activities/{activity['id']}"
    said = {"version": activity["version"], "category": "children"}
    status, problem = county.coordinator.patch(path, said)
    assert (status, problem["code"]) == (409, "review_needed")
    assert set(problem["fields"]) == {"category"}
    volunteer = county.volunteer(activity)
    assert county.administrator.patch(path, said)[1]["category"] == "children"
    listed = volunteer.get("/activities", category="children")[1]["items"]
    assert [each["id"] for each in listed] == [activity["id"]]


@pytest.mark.parametrize("deed", ["cancel", "suspend"])
def test_what_took_place_is_not_called_off_afterwards(county, deed):
    activity = county.open(slots=[slot(START, START + HOUR)])
    person = county.volunteer(activity)
    county.clock.freeze(START + HOUR)
    path = f"/activities/{activity['id']}"
    status, problem = county.coordinator.post(f"{path}/{deed}", {"reason": "晚了"})
    assert (status, problem["code"]) == (409, "activity_over")
    assert county.coordinator.get(path)[1]["phase"] == "ended"
    assert person.get("/me/signups")[1]["items"][0]["sign_up"]["state"] == "confirmed"


def test_what_is_called_off_while_it_waits_is_looked_at_by_nobody(county, app, monkeypatch):
    settings = dataclasses.replace(app.config["SETTINGS"], look_at_words=True)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    path = submitted(county)
    assert county.coordinator.post(f"{path}/cancel", {"reason": "不办了"})[0] == 200
    assert county.administrator.get("/content-checks")[1]["items"] == []
    assert county.administrator.get("/activities/to-review")[1]["items"] == []
