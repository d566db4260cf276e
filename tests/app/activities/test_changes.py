"""What people signed up for changes: by who reviews it, told once, and nobody is late for it."""

import pytest

from tests.app.conftest import HOUR, START, circle, slot


def told(app, person) -> list[str]:
    """What a person was told of changes, after the worker has had its turn."""
    from app.activities.jobs import tell_word  # noqa: PLC0415
    from app.activities.models import Activity  # noqa: PLC0415
    from app.core.db import session  # noqa: PLC0415

    with app.app_context():
        owed = session().query(Activity.id).where(Activity.tell_due_at.is_not(None)).all()
        for (activity_id,) in owed:
            tell_word(activity_id, 0)
    found = person.get("/me/notices")[1]["items"]
    return [each["text"] for each in reversed(found) if each["kind"] == "activity_changed"]


def changes(county, activity: dict) -> list[tuple]:
    """Ways to change what people rely on, each with its word."""
    path = f"/activities/{activity['id']}"
    version = county.coordinator.get(path)[1]["version"]
    when = {"starts_at": (START + HOUR).isoformat(), "ends_at": (START + 5 * HOUR).isoformat()}
    return [
        ("patch", path, {"version": version, "conditions": "会游泳"}, "参加条件"),
        (
            "patch",
            f"{path}/slots/{activity['slots'][0]['id']}",
            {"version": version} | when,
            "时间",
        ),
        ("put", f"{path}/sites", circle(150), "地点"),
    ]


@pytest.mark.parametrize("which", range(3))
def test_who_reviews_may_change_it_and_all_are_told_once(county, app, which):
    activity = county.open()
    person = county.volunteer(activity)
    method, path, body, word = changes(county, activity)[which]
    assert getattr(county.coordinator, method)(path, body)[1]["code"] == "review_needed"
    status, answer = getattr(county.administrator, method)(path, body)
    assert status == 200, answer
    (text,) = told(app, person)
    assert word in text
    assert told(app, person) == [text]


def test_two_changes_before_anybody_was_told_are_one_word(county, app):
    activity = county.open()
    person = county.volunteer(activity)
    for which in (0, 1):
        method, path, body, _ = changes(county, activity)[which]
        assert getattr(county.administrator, method)(path, body)[0] == 200
    (text,) = told(app, person)
    assert "参加条件、时间" in text
    county.clock.freeze(county.clock.now() + HOUR)
    method, path, body, _ = changes(county, activity)[2]
    assert getattr(county.administrator, method)(path, body)[0] == 200
    assert len(told(app, person)) == 2


def test_a_stop_that_comes_before_the_word_takes_it_along(county, app):
    activity = county.open()
    person = county.volunteer(activity)
    method, path, body, _ = changes(county, activity)[1]
    assert getattr(county.administrator, method)(path, body)[0] == 200
    county.clock.freeze(county.clock.now() + HOUR)
    stop = f"/activities/{activity['id']}/suspend"
    assert county.coordinator.post(stop, {"reason": "山洪预警"})[0] == 200
    (text,) = told(app, person)
    assert "已中止：山洪预警；另外已修改：时间" in text


def test_what_did_not_change_is_not_told_and_nor_is_what_nobody_relies_on(county, app):
    activity = county.open()
    person = county.volunteer(activity)
    path = f"/activities/{activity['id']}"
    version = county.coordinator.get(path)[1]["version"]
    same = {"version": version, "conditions": "身体健康", "closes_minutes": 30}
    assert county.administrator.patch(path, same)[0] == 200
    assert told(app, person) == []


@pytest.mark.parametrize(("changed", "state"), [(True, "cancelled"), (False, "late_cancelled")])
def test_who_leaves_after_a_change_is_not_late(county, changed, state):
    activity = county.open()
    person = county.volunteer(activity)
    county.clock.freeze(START - 2 * HOUR)
    if changed:
        method, path, body, _ = changes(county, activity)[0]
        assert getattr(county.administrator, method)(path, body)[0] == 200
    sign_up = person.get("/me/signups")[1]["items"][0]["sign_up"]["id"]
    path = f"/activities/{activity['id']}/signups/{sign_up}"
    assert person.delete(path)[0] == 200
    assert person.get("/me/signups")[1]["items"][0]["sign_up"]["state"] == state


def test_what_waits_for_its_review_or_is_called_off_does_not_move(county):
    activity = county.draft()
    path = f"/activities/{activity['id']}"
    for deed, body in (("submit", None), ("cancel", {"reason": "不办了"})):
        if deed == "submit":
            assert county.coordinator.put(f"{path}/sites", circle())[0] == 200
        assert county.coordinator.post(f"{path}/{deed}", body)[0] == 200
        answer = county.administrator.put(f"{path}/sites", circle(150))
        assert answer[1]["code"] == "activity_state"


def test_once_people_may_check_in_nothing_moves(county):
    activity = county.open()
    county.clock.freeze(START - HOUR)
    for method, path, body, _ in changes(county, activity):
        assert getattr(county.administrator, method)(path, body)[1]["code"] == "review_needed"


def test_who_did_not_come_is_told(county, app):
    from app.activities.jobs import write_down_lapses  # noqa: PLC0415

    person = county.volunteer(county.open(slots=[slot(START, START + HOUR)]))
    county.clock.freeze(START + 3 * HOUR)
    for _ in range(2):
        with app.app_context():
            write_down_lapses()
    kinds = [each["kind"] for each in person.get("/me/notices")[1]["items"]]
    assert kinds.count("no_show") == 1
