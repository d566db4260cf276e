"""Use cases of courses held on site: sessions, places in them, and who the trainer saw there."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.accounts import service as accounts
from app.core import audit, clock, limits
from app.core.auth import Actor
from app.core.db import add, session
from app.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from app.core.paging import page
from app.trainings import learning, policy, service
from app.trainings.models import Course, CourseKind, CourseSession, CourseState, Enrolment


def create_session(actor: Actor, course_id: int, values: dict[str, Any]) -> CourseSession:
    """Hold a course at a place and a time."""
    course = service.get_course(course_id)
    policy.require(actor, "teach", course)
    lasts = values["ends_at"] - values["starts_at"]
    if course.kind is not CourseKind.SESSION or not 0 < lasts / limits.SLOT_LENGTH <= 1:
        raise InvalidError(
            "session_invalid",
            "只有现场课程可以排场次；结束须晚于开始，且不超过 24 小时，请修改。",
            "Only a course on site has sessions; each must end after it starts, within 24 hours.",
            fields={"ends_at": ["impossible"]},
        )
    accounts.get_user(values["trainer_id"])
    held = CourseSession(course_id=course.id, taken=0, **values)
    audit.record(actor, "course_session.create", held, organisation_id=course.organisation_id)
    return held


def list_sessions(actor: Actor, course_id: int, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of a course's sessions, the latest first."""
    service.show_course(actor, course_id)
    mine = sa.select(CourseSession).where(CourseSession.course_id == course_id)
    return page(mine, [CourseSession.starts_at, CourseSession.id], query, newest=True)


def enrol(actor: Actor, session_id: int) -> Enrolment:
    """Take a place in a session; taking it twice is once."""
    held, course = _load(actor, session_id)
    service.require_open(course)
    accounts.lock_user(actor.user_id)
    known = _enrolment(session_id, actor.user_id)
    if known is not None:
        return known
    if held.starts_at <= clock.now() or not _take_place(session_id):
        raise ConflictError(
            "session_full",
            "本场培训已开始或名额已满，请选择其他场次。",
            "This session has begun or is full. Choose another one.",
        )
    place = Enrolment(session_id=session_id, user_id=actor.user_id, created_at=clock.now())
    return add(place)


def list_enrolments(actor: Actor, session_id: int, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of who has a place, for the trainer."""
    held, course = _load(actor, session_id)
    policy.require_trainer(actor, held, course)
    mine = sa.select(Enrolment).where(Enrolment.session_id == session_id)
    return page(mine, [Enrolment.id], query)


def confirm(actor: Actor, session_id: int, user_ids: list[int]) -> list[Enrolment]:
    """Say who was there: for the trainer, from the beginning on; saying it twice is once."""
    held, course = _load(actor, session_id)
    policy.require_trainer(actor, held, course)
    if held.starts_at > clock.now():
        raise ConflictError(
            "session_ahead",
            "培训尚未开始，开始后再确认到场。",
            "The session has not begun. Confirm who is there when it has.",
        )
    found = {each: _enrolment(session_id, each) for each in sorted(set(user_ids))}
    missing = [user_id for user_id, each in found.items() if each is None]
    if missing:
        raise InvalidError(
            "not_enrolled",
            "名单中有人未报名本场培训，请核对。",
            "Somebody on the list has no place in this session. Check it.",
            fields={"user_ids": missing},
        )
    confirmed = [each for each in found.values() if each is not None]
    for each in confirmed:
        _attended(actor, each, held, course)
    return confirmed


def _attended(actor: Actor, place: Enrolment, held: CourseSession, course: Course) -> None:
    if place.user_id == actor.user_id:
        raise ForbiddenError(
            "own_attendance",
            "不能确认自己到场，请由其他讲师或负责人确认。",
            "Nobody confirms themselves. Ask another trainer or a leader.",
        )
    if place.attended_at is not None:
        return
    place.attended_at = clock.now()
    audit.record(actor, "course_session.confirm", place, organisation_id=course.organisation_id)
    seconds = int((held.ends_at - held.starts_at).total_seconds())
    learning.attend(place.user_id, course, seconds, held.starts_at)


def give_back_twins(source: int, target: int) -> None:
    """Give back the places that an account which ends has where the other one has one too."""
    other = aliased(Enrolment)
    twins = (
        sa.select(Enrolment)
        .join(other, sa.and_(other.session_id == Enrolment.session_id, other.user_id == target))
        .join(CourseSession, CourseSession.id == Enrolment.session_id)
        .where(Enrolment.user_id == source, CourseSession.starts_at > clock.now())
        .order_by(Enrolment.session_id)
    )
    for each in session().scalars(twins).all():
        session().delete(each)
        session().execute(
            sa.update(CourseSession)
            .where(CourseSession.id == each.session_id)
            .values(taken=CourseSession.taken - 1)
        )
    session().flush()


def _load(actor: Actor, session_id: int) -> tuple[CourseSession, Course]:
    held = session().get(CourseSession, session_id)
    if held is None:
        raise NotFoundError("场次", "session")
    course = service.get_course(held.course_id)
    if course.state is CourseState.DRAFT and held.trainer_id != actor.user_id:
        policy.require_visible(actor, course)
    return held, course


def _enrolment(session_id: int, user_id: int) -> Enrolment | None:
    return session().scalar(
        sa.select(Enrolment).where(Enrolment.session_id == session_id, Enrolment.user_id == user_id)
    )


def _take_place(session_id: int) -> bool:
    # The database counts: of two that want the last place, one finds the row unchanged.
    taken = session().execute(
        sa.update(CourseSession)
        .where(CourseSession.id == session_id, CourseSession.taken < CourseSession.quota)
        .values(taken=CourseSession.taken + 1)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]
