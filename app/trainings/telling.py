"""What people are told of a session that was called off: each once, some at a time."""

from datetime import timedelta

import sqlalchemy as sa

from app.core import clock, queue
from app.core.db import session
from app.notices import service as notices
from app.notices.kinds import Kind
from app.trainings.models import CourseSession, Enrolment

TELL = "app.trainings.jobs.tell_session"  # by name, for the jobs stand above and call us
LEASE = timedelta(minutes=5)  # how long the sweep waits before it asks for the same again
PEOPLE_AT_ONCE = 200
SWEPT_AT_ONCE = 50


def owe(held: CourseSession) -> None:
    """Owe all who have a place in a session the word that it is called off."""
    queue.find_job(TELL).enqueue_after_commit(held.id, 0)


def tell(session_id: int, after: int) -> None:
    """Tell the next of those who have a place, and the trainer; each is told once."""
    locked = {"of": CourseSession, "key_share": True}
    held = session().get_one(CourseSession, session_id, with_for_update=locked)
    if after == 0 and held.trainer_id != held.cancelled_by:
        _tell(held.trainer_id, held)
    following = sa.select(Enrolment).where(Enrolment.session_id == session_id, Enrolment.id > after)
    found = session().scalars(following.order_by(Enrolment.id).limit(PEOPLE_AT_ONCE)).all()
    for each in found:
        _tell(each.user_id, held)
    if len(found) == PEOPLE_AT_ONCE:
        queue.find_job(TELL).enqueue_after_commit(session_id, found[-1].id)
    else:
        held.told_at = clock.now()


def sweep() -> int:
    """Ask for the words that a crash lost; return how many sessions they are about."""
    owed = sa.select(CourseSession).where(
        CourseSession.cancelled_at <= clock.now() - LEASE, CourseSession.told_at.is_(None)
    )
    found = session().scalars(owed.order_by(CourseSession.id).limit(SWEPT_AT_ONCE)).all()
    for each in found:
        owe(each)
    return len(found)


def _tell(user_id: int, held: CourseSession) -> None:
    values = {
        "course_id": str(held.course_id),
        "course": held.course.title,
        "starts_at": held.starts_at.isoformat(),
        "place": held.shown_place,
        "reason": held.shown_reason or "见培训页",
    }
    key = f"course_session_cancelled:{held.id}"
    kind = Kind.COURSE_SESSION_CANCELLED
    notices.notify(user_id, kind, values, key=key, until=held.ends_at)
