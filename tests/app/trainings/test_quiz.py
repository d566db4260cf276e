"""Quizzes: drawn, shuffled, bounded, and silent about the answers."""

import json

import pytest
import sqlalchemy as sa

from app.core.audit import AuditEntry
from tests.app.trainings.conftest import BANK, answers


@pytest.fixture
def taught(school):
    """A person who has learned a course with a quiz, and its path."""
    path, person = school.course(BANK, asked=5), school.volunteer()
    school.learn(person, path)
    return person, path


def begin(person, path: str) -> dict:
    status, quiz = person.post(f"{path}/attempts")
    assert status == 201, quiz
    return quiz


def submit(person, quiz: dict, right: int):
    return person.post(f"/quiz-attempts/{quiz['attempt']['id']}/answers", answers(quiz, right))


def test_who_passes_has_the_certificate(taught, school):
    person, path = taught
    assert person.get("/me/training-certificates")[1]["items"] == []
    quiz = begin(person, path)
    status, found = submit(person, quiz, 4)
    assert (status, found["percent"], found["passed"]) == (200, 80, True)
    assert len(person.get("/me/training-certificates")[1]["items"]) == 1
    assert submit(person, quiz, 5)[1]["code"] == "attempt_over"
    assert person.post(f"{path}/attempts")[1]["code"] == "quiz_passed"


def test_attempts_are_bounded_and_the_wait_is_said(taught, school):
    person, path = taught
    for _ in range(3):
        assert submit(person, begin(person, path), 3)[1]["passed"] is False
        school.clock.advance(minutes=10)
    status, problem = person.post(f"{path}/attempts")
    assert (status, problem["code"]) == (429, "quiz_wait")
    school.clock.advance(hours=24)
    assert submit(person, begin(person, path), 5)[1]["passed"] is True


def test_an_attempt_that_runs_goes_on_and_one_that_ran_out_is_spent(taught, school):
    person, path = taught
    quiz = begin(person, path)
    assert begin(person, path) == quiz
    school.clock.advance(minutes=61)
    assert submit(person, quiz, 5)[1]["code"] == "attempt_over"
    assert begin(person, path)["attempt"]["number"] == 2


def test_begun_by_many_at_once_it_is_one_attempt(taught, together):
    person, path = taught
    found = together(*[lambda: person.post(f"{path}/attempts")] * 5)
    assert {status for status, _quiz in found} == {201}
    assert len({quiz["attempt"]["id"] for _status, quiz in found}) == 1


def test_the_answers_never_leave_the_server(taught, school):
    person, path = taught
    quiz = begin(person, path)
    for seen in (quiz, submit(person, quiz, 2)[1], person.get(path)[1]):
        assert "right" not in json.dumps(seen)
    assert "questions" not in school.coordinator.get(path)[1]
    assert {frozenset(q) for q in quiz["questions"]} == {frozenset({"text", "choices"})}


def test_questions_and_choices_are_shuffled_anew_for_each_person_and_attempt(taught, school):
    person, path = taught
    other = school.volunteer()
    school.learn(other, path)
    first = begin(person, path)
    submit(person, first, 0)
    school.clock.advance(minutes=1)
    seen = [json.dumps(q["questions"]) for q in (first, begin(person, path), begin(other, path))]
    assert len(set(seen)) == 3
    assert all(len({q["text"] for q in json.loads(each)}) == 5 for each in seen)


def test_the_quiz_comes_after_the_course(school):
    path, person = school.course(BANK, asked=5), school.volunteer()
    assert person.post(f"{path}/attempts")[1]["code"] == "course_not_done"
    plain = school.course()
    school.learn(person, plain)
    assert person.post(f"{plain}/attempts")[1]["code"] == "no_quiz"


def test_what_is_no_answer_is_refused(taught, school):
    person, path = taught
    quiz = begin(person, path)
    where = f"/quiz-attempts/{quiz['attempt']['id']}/answers"
    assert person.post(where, {"answers": [[0]]})[1]["code"] == "answers_incomplete"
    assert person.post(where, {"answers": [[9]] * 5})[0] == 422
    assert school.volunteer().post(where, answers(quiz, 5))[0] == 404
    # To tick everything is no answer either.
    ticked = person.post(where, {"answers": [[0, 1, 2, 3]] * 5})[1]
    assert (ticked["percent"], ticked["passed"]) == (0, False)


@pytest.mark.parametrize("right", [[], [4], [0, 1, 2, 3]])
def test_a_question_without_possible_answers_is_refused(school, right):
    body = {"organisation_id": school.organisation_id, "kind": "article", "title": "急救"}
    made = school.coordinator.post("/courses", body | {"seconds": 60, "asked": 2})[1]
    path = f"/courses/{made['id']}"
    wrong = {"questions": [BANK[0], BANK[1] | {"right": right}]}
    assert school.coordinator.put(f"{path}/questions", wrong)[0] == 422
    assert school.administrator.post(f"{path}/publish")[1]["code"] == "questions_missing"


def test_who_replaces_the_questions_is_noted_and_the_questions_are_not(school, work):
    school.course(BANK, asked=5)
    with work() as session:
        deed = sa.select(AuditEntry).where(AuditEntry.deed == "course.questions")
        entry = session.scalars(deed).one()
        assert entry.organisation_id == school.organisation_id
        assert entry.actor_id == school.coordinator.id
        assert (entry.before["questions"], entry.after["questions"]) == (0, len(BANK))
