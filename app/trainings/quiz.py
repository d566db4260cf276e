"""Quizzes: drawn and shuffled for each attempt, bounded in number, never telling the answers."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts import service as accounts
from app.core import clock, crypto
from app.core.auth import Actor
from app.core.db import add, session
from app.core.errors import ConflictError, InvalidError, NotFoundError, TooManyError
from app.trainings import certificates, learning, service
from app.trainings.models import Attempt, Course, Progress, Question

LASTS = timedelta(minutes=60)  # an attempt; then it counts as failed


def begin(actor: Actor, course_id: int) -> Attempt:
    """Begin an attempt, or go on with the one that runs."""
    course = service.show_course(actor, course_id)
    service.require_open(course)
    accounts.lock_user(actor.user_id)
    progress = _require_done(learning.progress_of(actor.user_id, course_id), course)
    earlier = _attempts(actor.user_id, course_id)
    if earlier and earlier[-1].submitted_at is None and earlier[-1].ends_at > clock.now():
        return earlier[-1]
    _require_another(course, progress, earlier)
    number, now = len(earlier) + 1, clock.now()
    return add(
        Attempt(
            user_id=actor.user_id,
            course=course,
            number=number,
            round=progress.round,
            drawn=_draw(course, f"{actor.user_id}:{number}"),
            began_at=now,
            ends_at=now + LASTS,
        )
    )


def submit(actor: Actor, attempt_id: int, answers: list[list[int]]) -> Attempt:
    """Mark the answers, once; who passes has the certificate.

    An answer names the places of its choices in the order in which they were shown.
    """
    accounts.lock_user(actor.user_id)
    attempt = session().get(Attempt, attempt_id, with_for_update={"of": Attempt})
    if attempt is None or attempt.user_id != actor.user_id:
        raise NotFoundError("测验", "attempt")
    _require_running(attempt)
    if len(answers) != len(attempt.drawn):
        raise InvalidError(
            "answers_incomplete",
            f"共 {len(attempt.drawn)} 题，请逐题作答后再提交。",
            f"There are {len(attempt.drawn)} questions. Answer each, then send them.",
            fields={"answers": ["one for each question"]},
        )
    right = _right_ones(attempt)
    hits = sum(set(a) == r for a, r in zip(answers, right, strict=True))
    attempt.submitted_at, attempt.percent = clock.now(), 100 * hits // len(right)
    attempt.passed = attempt.percent >= attempt.course.pass_percent
    progress = learning.progress_of(actor.user_id, attempt.course_id)
    if attempt.passed and progress is not None and progress.round == attempt.round:
        certificates.issue(progress)
    session().flush()
    return attempt


def shown(attempt: Attempt) -> list[dict[str, Any]]:
    """Return the questions as they are shown: without a word about which choice is right."""
    bank = _bank(attempt)
    return [
        {"text": bank[key].text, "choices": [bank[key].choices[place] for place in order]}
        for key, order in attempt.drawn
    ]


def _attempts(user_id: int, course_id: int) -> Sequence[Attempt]:
    mine = sa.select(Attempt).where(Attempt.user_id == user_id, Attempt.course_id == course_id)
    return session().scalars(mine.order_by(Attempt.number)).all()


def _require_done(progress: Progress | None, course: Course) -> Progress:
    if progress is None or progress.done_at is None:
        raise ConflictError(
            "course_not_done",
            "请先学完课程再参加测验。",
            "Finish the course first; the quiz comes after it.",
        )
    if not course.asked:
        raise ConflictError(
            "no_quiz", "该课程没有测验，学完即发证书。", "This course has no quiz; none is needed."
        )
    return progress


def _require_another(course: Course, progress: Progress, earlier: Sequence[Attempt]) -> None:
    if any(each.passed for each in earlier if each.round == progress.round):
        raise ConflictError(
            "quiz_passed",
            "您已通过测验，请在“我的证书”查看。",
            "You have passed already. Look at your certificates.",
        )
    wait = timedelta(hours=course.wait_hours)
    recent = [each for each in earlier if each.began_at > clock.now() - wait]
    if len(recent) >= course.attempts:
        raise _wait(recent[-course.attempts].began_at + wait)


def _wait(until: datetime) -> TooManyError:
    return TooManyError(
        "quiz_wait",
        "测验次数已用完，请复习后在 again_at 之后再试。",
        "No attempts are left for now. Learn it again, and try after again_at.",
        again_at=until.isoformat(),
    )


def _require_running(attempt: Attempt) -> None:
    if attempt.submitted_at is not None or attempt.ends_at <= clock.now():
        raise ConflictError(
            "attempt_over",
            "本次测验已提交或已超时，请重新开始。",
            "This attempt was sent in, or its time is over. Begin another one.",
        )


def _draw(course: Course, who: str) -> list[Any]:
    """Return some questions with their choices, in an order that nobody can foresee or repeat."""

    def shuffled(things: Sequence[int], salt: str) -> list[int]:
        return sorted(things, key=lambda each: crypto.sign(f"{who}:{salt}:{each}", "quiz"))

    bank = {each.id: each for each in course.questions}
    chosen = shuffled(list(bank), f"course {course.id}")[: course.asked]
    return [[key, shuffled(range(len(bank[key].choices)), f"question {key}")] for key in chosen]


def _bank(attempt: Attempt) -> dict[int, Question]:
    drawn = sa.select(Question).where(Question.id.in_([key for key, _order in attempt.drawn]))
    return {each.id: each for each in session().scalars(drawn)}


def _right_ones(attempt: Attempt) -> list[set[int]]:
    bank = _bank(attempt)
    return [{order.index(place) for place in bank[key].right} for key, order in attempt.drawn]
