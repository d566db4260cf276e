"""Learning takes the time that it takes, gives its hours once, and no service hours."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.trainings import learning
from app.trainings.models import LearningBalance, LearningRecord
from tests.app.conftest import START

VIDEO = {"kind": "video", "video_url": "/media/first-aid.mp4", "seconds": 300}


def hours(person) -> tuple[int, int]:
    found = person.get("/me/learning-hours")[1]
    return found["seconds"], len(found["items"])


def test_an_article_gives_its_hours_and_its_certificate_once(school):
    path, person = school.course(valid_days=365), school.volunteer()
    assert person.get(f"{path}/progress")[1]["seconds"] == 0
    found = school.learn(person, path, minutes=3)
    assert found["done_at"] is not None
    assert hours(person) == (120, 1)
    school.learn(person, path, minutes=3)
    assert hours(person) == (120, 1)
    [certificate] = person.get("/me/training-certificates")[1]["items"]
    assert certificate["course"]["title"] == "急救"
    assert certificate["number"].startswith("PX2026-")
    assert certificate["expires_at"] == "2027-05-04T01:02:00Z"
    assert person.get("/me/hours")[1]["seconds"] == 0


def test_watching_goes_no_faster_than_time(school):
    path, person = school.course(**VIDEO), school.volunteer()
    for _ in range(50):  # all at one moment, and at the end of the video
        found = person.post(f"{path}/progress", {"position_seconds": 300})[1]
    assert (found["seconds"], found["position_seconds"], found["done_at"]) == (0, 300, None)
    school.clock.advance(minutes=10)  # the phone was away
    assert person.post(f"{path}/progress", {})[1]["seconds"] == 60


def test_nobody_watches_two_videos_at_once(school):
    one, other, person = school.course(**VIDEO), school.course(**VIDEO), school.volunteer()
    for _ in range(10):
        first = person.post(f"{one}/progress", {})[1]["seconds"]
        second = person.post(f"{other}/progress", {})[1]["seconds"]
        school.clock.advance(seconds=30)
    assert first + second <= 9 * 30


def test_heartbeats_at_the_same_moment_count_once(school, together):
    path, person = school.course(**VIDEO), school.volunteer()
    person.post(f"{path}/progress", {})
    school.clock.advance(seconds=40)
    together(*[lambda: person.post(f"{path}/progress", {})] * 6)
    assert person.get(f"{path}/progress")[1]["seconds"] == 40


def test_a_course_is_taken_again_when_its_certificate_runs_out(school):
    path, person = school.course(valid_days=60), school.volunteer()
    assert person.post(f"{path}/restart")[1]["round"] == 1  # there is nothing to repeat yet
    school.learn(person, path)
    assert person.post(f"{path}/restart")[1]["code"] == "certificate_valid"
    school.clock.advance(days=31)
    assert person.post(f"{path}/restart")[1] | {"course_id": 0} == {
        "course_id": 0, "round": 2, "seconds": 0, "position_seconds": 0, "done_at": None,
    }  # fmt: skip
    school.learn(person, path)
    assert hours(person) == (240, 2)
    assert len(person.get("/me/training-certificates")[1]["items"]) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "video"},
        {"video_url": "/a.mp4"},
        {"kind": "video", "video_url": "http://example.org/a.mp4"},
        {"kind": "video", "video_url": "javascript:alert(1)"},
        {"seconds": -1},
        {"pass_percent": 101},
        {"title": ""},
        {"kind": "dance"},
    ],
)
def test_a_course_that_cannot_be_is_refused(school, wrong):
    body = {"kind": "article", "title": "急救", "seconds": 60} | wrong
    assert school.coordinator.post("/courses", body)[0] == 422


def test_who_may_make_publish_and_see_a_course(school, login, work):
    from tests import factories  # noqa: PLC0415 - needs the application

    with work():
        elsewhere = factories.make_organisation(name="别处").id
    body = {"organisation_id": school.organisation_id, "kind": "article", "title": "急救"}
    body["seconds"] = 60
    volunteer, stranger = school.volunteer(), login("administrator", "别处管理员", elsewhere)
    assert volunteer.post("/courses", body)[0] == 403
    assert stranger.post("/courses", body)[0] == 403
    path = f"/courses/{school.coordinator.post('/courses', body)[1]['id']}"
    for other in (volunteer, stranger):
        assert other.get(path)[0] == 404
        assert other.post(f"{path}/publish")[0] == 404
        assert other.get("/courses", state="draft")[1]["items"] == []
        assert other.post(f"{path}/progress", {})[0] == 404
    assert school.coordinator.post(f"{path}/publish")[0] == 403
    assert len(school.coordinator.get("/courses", state="draft")[1]["items"]) == 1
    assert school.coordinator.post(f"{path}/progress", {})[1]["code"] == "course_not_open"
    assert school.administrator.post(f"{path}/publish")[0] == 200
    assert school.administrator.post(f"{path}/publish")[1]["code"] == "course_published"
    assert len(volunteer.get("/courses", organisation_id=school.organisation_id)[1]["items"]) == 1
    assert volunteer.get("/courses", organisation_id=elsewhere)[1]["items"] == []
    assert school.administrator.post(f"{path}/close")[0] == 200
    assert volunteer.post(f"{path}/progress", {})[1]["code"] == "course_not_open"


def test_learning_is_credited_by_our_clock_alone(school, work):
    path, person = school.course(), school.volunteer()
    school.learn(person, path)
    with work() as session:
        record = session.query(LearningRecord).one()
        assert record.learned_at == START + timedelta(seconds=120)
        assert learning.progress_of(person.id, record.course_id).seconds == 120 + 30


def test_after_ten_years_records_go_and_their_sum_stays(app, school, work):
    from app.trainings.jobs import let_old_go  # noqa: PLC0415

    path, later = school.course(), school.course(title="防汛")
    school.clock.freeze(START - timedelta(days=4_500))
    person = school.volunteer()
    school.learn(person, path)
    school.clock.freeze(START)
    school.learn(person, later)
    assert hours(person) == (240, 2)
    for _ in range(2):
        with app.app_context():
            let_old_go()
        assert hours(person) == (240, 1)
    with work() as session:
        row = session.get(LearningBalance, person.id)
        assert (row.seconds, row.records) == (120, 1)
    school.learn(person, path, 1)  # the round was credited: it is not again
    assert hours(person) == (240, 1)


def test_the_database_refuses_to_lose_a_young_learning_record(school, work):
    school.clock.freeze(START)
    person = school.volunteer()
    school.learn(person, school.course())
    with pytest.raises(sa.exc.DBAPIError, match="only added"), work() as session:
        session.execute(sa.delete(LearningRecord))
    assert hours(person) == (120, 1)
