"""Certificates open positions while they hold; sessions are confirmed by who held them."""

from datetime import timedelta

import pytest

from app.trainings.jobs import remind_expiring
from tests.app.conftest import HOUR, START, slot


@pytest.fixture
def certified(school):
    """``certified(**more)``: a person with the certificate of a course; the course's id."""

    def make(**more):
        path, person = school.course(**more), school.volunteer()
        school.learn(person, path)
        return person, int(path.split("/")[-1])

    return make


def sign_up(school, person, course_id: int, days: int = 2):
    begin = school.clock.now() + timedelta(days=days)
    position = {"name": "急救员", "quota": 5, "course_id": course_id}
    activity = school.open(slots=[slot(begin, begin + HOUR)], positions=[position])
    return person.post(f"/activities/{activity['id']}/signups", {})


def test_a_position_is_open_to_who_holds_a_certificate_at_that_time(school, certified):
    person, course_id = certified(valid_days=30)
    assert sign_up(school, person, course_id)[0] == 201
    status, problem = sign_up(school, person, course_id, days=40)
    assert (status, problem["code"], problem["course_id"]) == (403, "training_required", course_id)
    assert sign_up(school, school.volunteer(), course_id)[1]["code"] == "training_required"


def test_a_position_needs_a_course_that_is_there(school):
    position = {"name": "急救员", "quota": 5, "course_id": 999}
    body = {"title": "清理河道", "slots": [slot(START + HOUR, START + 2 * HOUR)]}
    body |= {"organisation_id": school.organisation_id, "positions": [position]}
    assert school.coordinator.post("/activities", body)[0] == 404


def test_a_certificate_is_revoked_for_a_reason_by_administrators_there(school, certified, login):
    person, course_id = certified()
    [certificate] = person.get("/me/training-certificates")[1]["items"]
    path, why = f"/training-certificates/{certificate['id']}/revoke", {"reason": "代学"}
    assert person.post(path, why)[0] == 404
    assert school.coordinator.post(path, why)[0] == 403
    assert school.administrator.post(path, why)[1]["revoked_at"] is not None
    assert school.administrator.post(path, {"reason": "再次"})[1]["revoke_reason"] == "代学"
    assert sign_up(school, person, course_id)[1]["code"] == "training_required"
    kinds = [each["kind"] for each in person.get("/me/notices")[1]["items"]]
    assert kinds == ["certificate_revoked"]
    [entry] = school.administrator.get("/audit-entries", deed="certificate.revoke")[1]["items"]
    assert entry["reason"] == "代学"


def test_a_certificate_that_runs_out_is_announced_once(app, school, certified):
    person, _course = certified(valid_days=60)
    for days in (1, 31, 1):
        school.clock.advance(days=days)
        with app.app_context():
            remind_expiring()
    [told] = person.get("/me/notices")[1]["items"]
    assert told["kind"] == "certificate_expires"
    assert "2026年7月3日" in told["text"]


# --- on site ------------------------------------------------------------------------------------


@pytest.fixture
def session(school):
    """A session of two places tomorrow, its trainer and its path."""
    path, trainer = school.course(kind="session", seconds=0), school.volunteer()
    begin = START + timedelta(days=1)
    body = {"trainer_id": trainer.id, "place": "文化站", "quota": 2}
    body |= {"starts_at": begin.isoformat(), "ends_at": (begin + 2 * HOUR).isoformat()}
    status, made = school.coordinator.post(f"{path}/sessions", body)
    assert status == 201, made
    return trainer, f"/course-sessions/{made['id']}", path


def test_the_trainer_says_who_was_there(school, session):
    trainer, path, course = session
    one, other, third = (school.volunteer() for _ in range(3))
    for person in (one, one, other):
        assert person.post(f"{path}/enrolments")[0] == 201
    assert third.post(f"{path}/enrolments")[1]["code"] == "session_full"
    assert trainer.post(f"{path}/attendance", {"user_ids": [one.id]})[1]["code"] == "session_ahead"
    school.clock.advance(days=1, hours=1)
    said = {"user_ids": [one.id, one.id]}
    assert one.post(f"{path}/attendance", said)[1]["code"] == "trainer_only"
    assert one.get(f"{path}/enrolments")[0] == 403
    for _ in range(2):
        assert trainer.post(f"{path}/attendance", said)[0] == 200
    not_there = {"user_ids": [other.id, third.id]}
    assert trainer.post(f"{path}/attendance", not_there)[1]["code"] == "not_enrolled"
    seen = trainer.get(f"{path}/enrolments")[1]["items"]
    assert [each["attended_at"] is not None for each in seen] == [True, False]
    assert one.get("/me/learning-hours")[1]["hours"] == 2.0
    assert other.get("/me/learning-hours")[1]["seconds"] == 0
    assert len(one.get("/me/training-certificates")[1]["items"]) == 1
    assert one.post(f"{course}/progress", {})[1]["code"] == "course_on_site"


def test_nobody_confirms_themselves(school, session):
    trainer, path, _course = session
    trainer.post(f"{path}/enrolments")
    school.clock.advance(days=1, hours=1)
    status, problem = trainer.post(f"{path}/attendance", {"user_ids": [trainer.id]})
    assert (status, problem["code"]) == (403, "own_attendance")


def test_the_last_places_go_to_as_many_as_there_are(school, session, together):
    _trainer, path, _course = session
    people = [school.volunteer() for _ in range(6)]
    found = together(*[lambda p=p: p.post(f"{path}/enrolments")[0] for p in people])
    assert sorted(found) == [201, 201, 409, 409, 409, 409]


@pytest.mark.parametrize("hours", [0, -1, 25])
def test_a_session_that_cannot_be_is_refused(school, session, hours):
    trainer, _path, course = session
    body = {"trainer_id": trainer.id, "place": "文化站", "quota": 2}
    body |= {"starts_at": START.isoformat(), "ends_at": (START + hours * HOUR).isoformat()}
    assert school.coordinator.post(f"{course}/sessions", body)[1]["code"] == "session_invalid"
