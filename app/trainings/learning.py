"""Use cases of learning: time spent, as our clock saw it, until all was read or watched."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from app.accounts import service as accounts
from app.core import audit, clock
from app.core.auth import Actor
from app.core.db import add, session
from app.core.errors import ConflictError
from app.trainings import certificates, service
from app.trainings.models import Course, CourseKind, LearningRecord, Progress

BEAT = timedelta(seconds=60)  # the most that one heartbeat stands for
_BEGINNING = {"round": 1, "seconds": 0, "position_seconds": 0}
RENEWABLE = timedelta(days=30)  # before a certificate runs out its course may be taken again


def show_progress(actor: Actor, course_id: int) -> Progress:
    """Return how far the actor came in a course; nothing is stored for who has not begun."""
    service.show_course(actor, course_id)
    return progress_of(actor.user_id, course_id) or Progress(course_id=course_id, **_BEGINNING)


def beat(actor: Actor, course_id: int, position_seconds: int) -> Progress:
    """Note that the actor is reading or watching now.

    The phone says where it is; how long that took is what our clock shows since the person's last
    heartbeat, in whichever course: nobody learns faster than time passes, nor twice at once.
    """
    course = service.show_course(actor, course_id)
    service.require_open(course)
    _require_alone(course)
    accounts.lock_user(actor.user_id)
    progress = _progress(actor.user_id, course)
    now, last = clock.now(), _last_beat(actor.user_id)
    continued = progress.beaten_at is not None
    if last is not None and continued and last <= now:
        progress.seconds += int(min(now - last, BEAT).total_seconds())
    progress.beaten_at, progress.position_seconds = now, position_seconds
    if progress.seconds >= course.seconds:
        complete(progress, course.seconds)
    session().flush()
    return progress


def restart(actor: Actor, course_id: int) -> Progress:
    """Take a course again whose certificate is gone, or soon will be."""
    course = service.show_course(actor, course_id)
    service.require_open(course)
    accounts.lock_user(actor.user_id)
    progress = _progress(actor.user_id, course)
    if progress.done_at is None:
        return progress
    if not _is_renewable(progress):
        raise ConflictError(
            "certificate_valid",
            f"证书仍然有效，到期前 {RENEWABLE.days} 天内可重新学习。",
            f"Your certificate is valid; take the course again in its last {RENEWABLE.days} days.",
        )
    _begin_again(progress)
    audit.record(actor, "course.restart", progress, organisation_id=course.organisation_id)
    return progress


def attend(user_id: int, course: Course, seconds: int, at: datetime) -> None:
    """Note that a trainer saw somebody at a session of a course.

    Who comes again because the certificate is gone, or soon will be, begins another round by that.
    """
    accounts.lock_user(user_id)
    progress = _progress(user_id, course)
    if progress.done_at is not None and _is_renewable(progress):
        _begin_again(progress)
    complete(progress, seconds, at)


def complete(progress: Progress, seconds: int, at: datetime | None = None) -> None:
    """Credit the learning hours of a round, once; without a quiz the certificate follows."""
    if progress.done_at is not None:
        return
    progress.done_at = clock.now()
    add(
        LearningRecord(
            user_id=progress.user_id,
            course_id=progress.course_id,
            round=progress.round,
            seconds=seconds,
            learned_at=at or progress.done_at,
            created_at=progress.done_at,
        )
    )
    if not progress.course.asked:
        certificates.issue(progress)


def progress_of(user_id: int, course_id: int) -> Progress | None:
    """Return how far somebody came, if they began."""
    return session().scalar(
        sa.select(Progress).where(Progress.user_id == user_id, Progress.course_id == course_id)
    )


def _is_renewable(progress: Progress) -> bool:
    return not service.holds(progress.user_id, progress.course_id, clock.now() + RENEWABLE)


def _begin_again(progress: Progress) -> None:
    progress.round += 1
    progress.seconds, progress.position_seconds = 0, 0
    progress.done_at = progress.beaten_at = None


def join(source: int, target: int) -> None:
    """Let a course that was done under one account be done under the other, that began it too."""
    began = sa.select(Progress).where(Progress.user_id == source, Progress.done_at.is_not(None))
    for done in session().scalars(began).all():
        other = progress_of(target, done.course_id)
        if other is not None and other.done_at is None:
            other.seconds, other.position_seconds = done.seconds, done.position_seconds
            other.done_at, other.beaten_at = done.done_at, done.beaten_at
    session().flush()


def _progress(user_id: int, course: Course) -> Progress:
    found = progress_of(user_id, course.id)
    return found or add(Progress(user_id=user_id, course=course, **_BEGINNING))


def _last_beat(user_id: int) -> datetime | None:
    return session().scalar(
        sa.select(sa.func.max(Progress.beaten_at)).where(Progress.user_id == user_id)
    )


def _require_alone(course: Course) -> None:
    if course.kind is CourseKind.SESSION:
        raise ConflictError(
            "course_on_site",
            "这是现场培训，请报名场次，由讲师确认到场。",
            "This course is held on site: enrol for a session; the trainer confirms who came.",
        )
