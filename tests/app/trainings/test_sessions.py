"""Sessions on site: places are taken and given back, called off, and confirmed by who held them."""

from datetime import timedelta

import pytest

from app.core.db import session as database
from app.notices.models import Notice
from app.trainings.jobs import sweep_sessions, tell_session
from app.trainings.models import CourseSession
from tests.app.conftest import HOUR, START, Person
from tests.app.personal.conftest import run_jobs  # noqa: F401 - a fixture


@pytest.fixture
def session(school):
    """A session of two places tomorrow, its trainer and its path."""
    path, trainer = school.course(kind="session", seconds=0), school.volunteer()
    begin = START + timedelta(days=1)
    return trainer, hold(school, path, begin, trainer_id=trainer.id), path


def hold(school, course: str, begin, **more) -> str:
    """Hold a course for two hours, with two places; the session's path."""
    body = {"trainer_id": school.coordinator.id, "place": "文化站", "quota": 2}
    body |= {"starts_at": begin.isoformat(), "ends_at": (begin + 2 * HOUR).isoformat()}
    status, made = school.coordinator.post(f"{course}/sessions", body | more)
    assert status == 201, made
    return f"/course-sessions/{made['id']}"


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


def test_a_session_is_not_held_in_the_past_nor_of_a_closed_course(school, session):
    _trainer, _path, course = session
    begin = START + timedelta(days=2)
    body = {"trainer_id": school.coordinator.id, "place": "文化站", "quota": 2}
    body |= {"starts_at": begin.isoformat(), "ends_at": (begin + HOUR).isoformat()}
    past = body | {"starts_at": (START - HOUR).isoformat(), "ends_at": START.isoformat()}
    assert school.coordinator.post(f"{course}/sessions", past)[1]["code"] == "session_past"
    school.administrator.post(f"{course}/close")
    assert school.coordinator.post(f"{course}/sessions", body)[1]["code"] == "course_not_open"


# --- giving a place back -------------------------------------------------------------------------


def mine(person) -> list[dict]:
    return person.get("/me/course-enrolments")[1]["items"]


def test_a_place_is_given_back_once_and_goes_to_the_next(school, session):
    trainer, path, _course = session
    one, other, third = (school.volunteer() for _ in range(3))
    for person in (one, other):
        person.post(f"{path}/enrolments")
    [place] = mine(one)
    assert (place["course"]["title"], place["session"]["place"]) == ("急救", "文化站")
    for _ in range(2):
        assert one.delete(f"{path}/enrolments")[0] == 204
    assert mine(one) == []
    assert third.post(f"{path}/enrolments")[0] == 201
    assert one.post(f"{path}/enrolments")[1]["code"] == "session_full"
    seen = trainer.get(f"{path}/enrolments")[1]["items"]
    assert [each["user_id"] for each in seen] == [other.id, third.id]
    [entry] = school.administrator.get("/audit-entries", deed="course_session.leave")[1]["items"]
    assert (entry["actor_id"], entry["before"]["user_id"]) == (one.id, one.id)


def test_one_place_given_back_many_times_at_once_is_one_place(school, session, together):
    _trainer, path, course = session
    one, other = school.volunteer(), school.volunteer()
    for person in (one, other):
        person.post(f"{path}/enrolments")
    together(*[lambda: one.delete(f"{path}/enrolments")] * 5)
    [held] = school.coordinator.get(f"{course}/sessions")[1]["items"]
    assert held["taken"] == 1


def test_a_place_is_not_given_back_when_the_session_has_begun(school, session):
    _trainer, path, _course = session
    person = school.volunteer()
    person.post(f"{path}/enrolments")
    school.clock.advance(days=1)
    status, problem = person.delete(f"{path}/enrolments")
    assert (status, problem["code"]) == (409, "session_begun")
    assert school.volunteer().delete(f"{path}/enrolments")[0] == 204  # had none


def test_nobody_is_in_two_sessions_at_once(school, session):
    _trainer, path, _course = session
    begin, other = START + timedelta(days=1, hours=1), school.course(kind="session", seconds=0)
    beside, after = hold(school, other, begin), hold(school, other, begin + HOUR)
    person = school.volunteer()
    person.post(f"{path}/enrolments")
    assert person.post(f"{beside}/enrolments")[1]["code"] == "session_clash"
    assert person.post(f"{after}/enrolments")[0] == 201
    person.delete(f"{path}/enrolments")
    person.delete(f"{after}/enrolments")
    assert person.post(f"{beside}/enrolments")[0] == 201


def test_who_leaves_for_good_leaves_their_place(school, session, run_jobs):  # noqa: F811
    _trainer, _path, course = session
    path, person = hold(school, course, START + timedelta(days=30)), school.volunteer()
    person.post(f"{path}/enrolments")
    assert person.post("/me/erasure")[0] == 201
    school.clock.advance(days=7)
    run_jobs()
    [held, _] = school.coordinator.get(f"{course}/sessions")[1]["items"]
    assert held["taken"] == 0


# --- called off ----------------------------------------------------------------------------------


def notices(person) -> list[dict]:
    found = person.get("/me/notices")[1]["items"]
    return [each for each in found if each["kind"] == "course_session_cancelled"]


def tell(app, path: str) -> None:
    with app.app_context():
        for _ in range(2):  # a job may run twice
            tell_session(int(path.rsplit("/", maxsplit=1)[-1]), 0)


def test_a_session_that_is_called_off_is_told_to_all_who_have_a_place(app, school, session):
    trainer, path, course = session
    one, other, gone = (school.volunteer() for _ in range(3))
    for person in (one, gone):
        person.post(f"{path}/enrolments")
    gone.delete(f"{path}/enrolments")
    other.post(f"{path}/enrolments")
    why = {"reason": "讲师生病"}
    assert one.post(f"{path}/cancel", why)[1]["code"] == "trainer_only"
    assert trainer.post(f"{path}/cancel", {})[0] == 422
    status, found = trainer.post(f"{path}/cancel", why)
    assert (status, found["cancelled_at"]) == (200, START.isoformat().replace("+00:00", "Z"))
    assert school.coordinator.post(f"{path}/cancel", {"reason": "再次"})[0] == 200
    tell(app, path)
    for person in (one, other):
        [told] = notices(person)
        assert "讲师生病" in told["text"]
        assert "急救" in told["text"]
    assert not notices(gone)
    assert not notices(trainer)  # who knows
    assert mine(one)[0]["session"]["cancelled_at"] is not None
    [entry] = school.administrator.get("/audit-entries", deed="course_session.cancel")[1]["items"]
    assert (entry["actor_id"], entry["reason"]) == (trainer.id, "讲师生病")
    assert third_party(school, path) == "session_cancelled"
    school.clock.advance(days=1, hours=1)
    said = trainer.post(f"{path}/attendance", {"user_ids": [one.id]})
    assert said[1]["code"] == "session_cancelled"
    [held] = school.coordinator.get(f"{course}/sessions")[1]["items"]
    assert held["cancelled_at"] is not None


def third_party(school, path: str) -> str:
    return school.volunteer().post(f"{path}/enrolments")[1]["code"]


def test_the_trainer_is_told_when_somebody_else_calls_it_off(app, school, session):
    trainer, path, _course = session
    school.coordinator.post(f"{path}/cancel", {"reason": "停电"})
    tell(app, path)
    assert len(notices(trainer)) == 1


def test_a_word_that_a_crash_lost_is_found(app, school, session):
    _trainer, path, _course = session
    person = school.volunteer()
    person.post(f"{path}/enrolments")
    school.coordinator.post(f"{path}/cancel", {"reason": "停电"})
    with app.app_context():
        database().query(Notice).delete()
        database().query(CourseSession).update({"told_at": None})
        database().commit()
    school.clock.advance(minutes=10)
    with app.app_context():
        sweep_sessions()
    tell(app, path)
    assert len(notices(person)) == 1


def test_what_was_held_or_is_over_is_not_called_off(school, session):
    trainer, path, course = session
    person, why = school.volunteer(), {"reason": "停电"}
    person.post(f"{path}/enrolments")
    later = hold(school, course, START + timedelta(days=2))
    school.clock.advance(days=1, hours=1)
    trainer.post(f"{path}/attendance", {"user_ids": [person.id]})
    assert trainer.post(f"{path}/cancel", why)[1]["code"] == "session_held"
    school.clock.advance(days=2)
    assert school.coordinator.post(f"{later}/cancel", why)[1]["code"] == "session_over"


def test_another_place_s_coordinator_calls_nothing_off(school, session, login, work):
    from tests import factories  # noqa: PLC0415 - needs the application

    _trainer, path, _course = session
    with work():
        elsewhere = factories.make_organisation(name="邻县中心").id
    stranger = Person(login, "coordinator", "邻县协调员", elsewhere)
    assert stranger.post(f"{path}/cancel", {"reason": "停电"})[1]["code"] == "trainer_only"
    assert stranger.get(f"{path}/enrolments")[1]["code"] == "trainer_only"


# --- names ---------------------------------------------------------------------------------------


def test_leaders_read_names_and_a_trainer_from_outside_their_outline(school, session):
    trainer, path, _course = session
    person = school.volunteer(name="杨小梅")
    person.post(f"{path}/enrolments")
    [seen] = school.coordinator.get(f"{path}/enrolments")[1]["items"]
    assert (seen["nickname"], seen["user_id"]) == ("杨小梅", person.id)
    [masked] = trainer.get(f"{path}/enrolments")[1]["items"]
    assert (masked["nickname"], masked["volunteer_no"]) == ("杨**", None)


# --- again ---------------------------------------------------------------------------------------


def test_who_comes_again_when_the_certificate_has_run_out_has_another(school):
    course, person = school.course(kind="session", seconds=0, valid_days=60), school.volunteer()
    for days in (1, 10, 60):  # the second time it still holds for long
        path = hold(school, course, school.clock.now() + timedelta(days=days))
        assert person.post(f"{path}/enrolments")[0] == 201
        school.clock.advance(days=days, hours=1)
        other = school.administrator.post(f"{path}/attendance", {"user_ids": [person.id]})
        assert other[0] == 200
    assert len(person.get("/me/training-certificates")[1]["items"]) == 2
    assert person.get("/me/learning-hours")[1]["hours"] == 4.0
