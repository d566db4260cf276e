"""What the application says today, and to whom: from the place to the hours."""

from datetime import timedelta

import pytest

from app.activities import telling
from app.activities.jobs import remind, sweep_notices, tell_cancelled
from app.activities.models import Activity, Slot
from app.attendance.jobs import close_forgotten
from app.core.queue import AT_ONCE, run_at_once
from tests.app.conftest import HOUR, START, batch, slot, stay


@pytest.fixture
def at_once(app):
    """Jobs run as soon as they are asked for, as in a worker without a queue."""
    with app.app_context():
        run_at_once()
    yield
    app.extensions.pop(AT_ONCE)


def inbox(person) -> list[str]:
    """What a person was told, the oldest first."""
    status, found = person.get("/me/notices", limit=100)
    assert status == 200, found
    return [each["kind"] for each in reversed(found["items"])]


def newest(person) -> dict:
    return person.get("/me/notices", limit=1)[1]["items"][0]


def serve(county, settle, hours: int = 2):
    person = county.volunteer(activity := county.open())
    attendance = county.arrive(person, activity)
    county.clock.freeze(START + hours * HOUR)
    county.send(person, attendance, batch(0, stay(START, START + hours * HOUR)))
    county.leave(person, attendance, START + hours * HOUR)
    settle()
    return person, attendance


def review(county, attendance: int, decision: str):
    number = county.administrator.get(f"/attendances/{attendance}")[1]["settlement"]["number"]
    body = {"decision": decision, "reason": "照片显示不在现场", "settlement_number": number}
    status, found = county.administrator.post(f"/attendances/{attendance}/review", body)
    assert status == 200, found


def test_settled_hours_are_told_once(county, settle):
    person, attendance = serve(county, settle)
    settle()
    told = newest(person)
    assert inbox(person) == ["hours_credited"]
    assert told["values"]["attendance_id"] == str(attendance)
    assert told["text"] == "您在“清理河道”的服务时长核定为 2.0 小时，可逐项查看计算过程。"


def test_a_review_and_what_it_changes_are_told(county, settle):
    person, attendance = serve(county, settle)
    review(county, attendance, "refuse")
    settle()
    assert inbox(person) == ["hours_credited", "review_decided", "hours_changed"]
    assert "由 2.0 小时更正为 0.0 小时" in newest(person)["text"]


def test_who_forgets_to_check_out_is_told(app, county):
    person = county.volunteer(activity := county.open())
    county.arrive(person, activity)
    county.clock.freeze(START + 6 * HOUR)
    with app.app_context():
        close_forgotten()
        close_forgotten()
    assert inbox(person) == ["check_out_forgotten"]


def test_hours_that_wait_for_a_review_are_told_once(county, settle, work):
    from app.attendance.models import Attendance, AttendanceState  # noqa: PLC0415
    from app.attendance.telling import tell_held  # noqa: PLC0415

    person, attendance = serve(county, settle)
    with work() as session:
        row = session.get(Attendance, attendance)
        row.state = AttendanceState.COUNTY_REVIEW
        for _ in range(2):
            tell_held(row)
    assert inbox(person)[1:] == ["hours_in_review"]
    assert "需要县级审核" in newest(person)["text"]


def test_a_cancelled_activity_is_told_to_all_who_signed_up(county, at_once, monkeypatch):
    monkeypatch.setattr(telling, "PEOPLE_AT_ONCE", 2)
    activity = county.open()
    people = [county.volunteer(activity) for _ in range(5)]
    path = f"/activities/{activity['id']}"
    [mine] = people[0].get("/me/signups")[1]["items"]
    assert people[0].delete(f"{path}/signups/{mine['sign_up']['id']}")[0] == 200
    assert county.coordinator.post(f"{path}/cancel", {"reason": "暴雨"})[0] == 200
    assert inbox(people[0]) == []
    for person in people[1:]:
        assert inbox(person) == ["activity_cancelled"]
    assert "原因：暴雨" in newest(people[1])["text"]


def test_word_of_a_cancellation_that_a_crash_lost_is_found(app, county, work, request):
    activity = county.open()
    person = county.volunteer(activity)
    county.coordinator.post(f"/activities/{activity['id']}/cancel", {"reason": "暴雨"})
    assert inbox(person) == []  # there is no queue here
    county.clock.advance(minutes=6)
    request.getfixturevalue("at_once")
    with app.app_context():
        sweep_notices()
        tell_cancelled(activity["id"], 0)
    assert inbox(person) == ["activity_cancelled"]
    with work() as session:
        assert session.query(Activity).one().tell_due_at is None


def test_a_reminder_comes_the_day_before_and_once(app, county, at_once, monkeypatch, work):
    monkeypatch.setattr(telling, "PEOPLE_AT_ONCE", 2)
    county.clock.freeze(START - timedelta(days=3))
    activity = county.open()
    people = [county.volunteer(activity) for _ in range(3)]
    with app.app_context():
        sweep_notices()
    assert inbox(people[0]) == []
    county.clock.freeze(START - 23 * HOUR)
    with app.app_context():
        sweep_notices()
        sweep_notices()
        remind(activity["slots"][0]["id"], 0)
    for person in people:
        assert inbox(person) == ["slot_soon"]
    told = newest(people[0])
    assert told["text"] == (
        "您报名的“清理河道”将于 2026年5月4日 09:00 开始，地点：河滨公园。不能到场请提前取消或请假。"
    )
    with work() as session:
        assert session.query(Slot).one().reminded_at is not None


def test_a_place_that_becomes_free_is_told_to_who_waited(county):
    activity = county.open(slots=[slot(START, START + 4 * HOUR, quota=1)])
    first, second = county.volunteer(activity), county.volunteer(activity)
    [mine] = first.get("/me/signups")[1]["items"]
    first.delete(f"/activities/{activity['id']}/signups/{mine['sign_up']['id']}")
    assert inbox(second) == ["place_offered"]
    assert inbox(first) == []


def test_who_made_an_activity_is_told_how_it_was_reviewed(county):
    county.open()
    assert inbox(county.coordinator) == ["activity_decided"]
    assert "已通过" in newest(county.coordinator)["text"]
