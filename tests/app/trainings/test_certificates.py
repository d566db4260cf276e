"""Certificates open positions while they hold; sessions are confirmed by who held them."""

from datetime import timedelta

import pytest

from app.trainings.jobs import remind_expiring
from tests.app.conftest import HOUR, START, gps, slot


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


def test_who_lost_the_certificate_after_the_sign_up_does_not_serve_there(school, certified):
    person, course_id = certified()
    begin = school.clock.now() + timedelta(days=2)
    position = {"name": "急救员", "quota": 5, "course_id": course_id}
    activity = school.open(slots=[slot(begin, begin + HOUR)], positions=[position])
    path = f"/activities/{activity['id']}"
    assert person.post(f"{path}/signups", {})[0] == 201
    [certificate] = person.get("/me/training-certificates")[1]["items"]
    revoke = f"/training-certificates/{certificate['id']}/revoke"
    school.clock.freeze(begin)
    school.administrator.post(revoke, {"reason": "代学"})
    status, problem = person.post(f"{path}/check-in", gps(begin))
    assert (status, problem["code"], problem["course_id"]) == (403, "training_required", course_id)
    called = {"event": "arrive", "volunteer_ids": [person.id]}
    [result] = school.coordinator.post(f"{path}/roll-call", called)[1]["results"]
    assert result["code"] == "training_required"


def test_who_held_the_certificate_then_served_then(school, certified):
    """Word of an arrival may come late; what was revoked since counted at that time."""
    person, course_id = certified()
    begin = school.clock.now() + timedelta(days=2)
    position = {"name": "急救员", "quota": 5, "course_id": course_id}
    activity = school.open(slots=[slot(begin, begin + HOUR)], positions=[position])
    path = f"/activities/{activity['id']}"
    person.post(f"{path}/signups", {})
    [certificate] = person.get("/me/training-certificates")[1]["items"]
    school.clock.freeze(begin + HOUR / 2)
    revoke = f"/training-certificates/{certificate['id']}/revoke"
    school.administrator.post(revoke, {"reason": "代学"})
    assert person.post(f"{path}/check-in", gps(begin))[0] == 200


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
