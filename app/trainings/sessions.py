"""Use cases of courses held on site: sessions, called off or held, and who was seen there."""

from typing import Any

import sqlalchemy as sa

from app.accounts import service as accounts
from app.accounts import words
from app.core import audit, clock, limits
from app.core.auth import Actor
from app.core.db import session
from app.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from app.core.paging import page
from app.trainings import learning, policy, service, telling
from app.trainings.models import Course, CourseKind, CourseSession, CourseState, Enrolment
from app.wechat import Scene
from app.wechat.models import ContentCheck

PLACE, REASON = "session", "session_reason"  # as the check of content names them


def create_session(actor: Actor, course_id: int, values: dict[str, Any]) -> CourseSession:
    """Hold a course at a place and a time."""
    course = service.get_course(course_id)
    policy.require(actor, "teach", course)
    if course.state is CourseState.CLOSED:
        service.require_open(course)
    _require_possible(course, values)
    accounts.get_user(values["trainer_id"])
    held = CourseSession(course_id=course.id, taken=0, **values)
    audit.record(actor, "course_session.create", held, organisation_id=course.organisation_id)
    held.place_check = _hand_in(actor, PLACE, held, held.place)
    session().flush()
    return held


def list_sessions(actor: Actor, course_id: int, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of a course's sessions, the latest first."""
    service.show_course(actor, course_id)
    mine = sa.select(CourseSession).where(CourseSession.course_id == course_id)
    return page(mine, [CourseSession.starts_at, CourseSession.id], query, newest=True)


def cancel(actor: Actor, session_id: int, reason: str) -> CourseSession:
    """Call a session off and tell who has a place in it; the first time counts."""
    held, course = load(actor, session_id, lock=True)
    policy.require_trainer(actor, held, course)
    if held.cancelled_at is not None:
        return held
    _require_not_held(held)
    held.cancelled_at, held.cancelled_by = clock.now(), actor.user_id
    held.cancel_reason = reason
    audit.record(
        actor,
        "course_session.cancel",
        held,
        reason=reason,
        organisation_id=course.organisation_id,
    )
    held.reason_check = _hand_in(actor, REASON, held, reason)
    telling.owe(held)
    return held


def confirm(actor: Actor, session_id: int, user_ids: list[int]) -> list[Enrolment]:
    """Say who was there: for the trainer, from the beginning on; saying it twice is once."""
    held, course = load(actor, session_id)
    policy.require_trainer(actor, held, course)
    for user_id in sorted(set(user_ids)):
        accounts.lock_user(user_id)  # people before the session, as whoever takes a place does
    session().refresh(held, with_for_update={"of": CourseSession, "key_share": True})
    require_on(held)
    if held.starts_at > clock.now():
        raise ConflictError(
            "session_ahead",
            "培训尚未开始，开始后再确认到场。",
            "The session has not begun. Confirm who is there when it has.",
        )
    confirmed = _enrolled(session_id, set(user_ids))
    for each in confirmed:
        _attended(actor, each, held, course)
    return confirmed


def load(actor: Actor, session_id: int, *, lock: bool = False) -> tuple[CourseSession, Course]:
    """Return a session that the actor may see, and its course."""
    locked = {"of": CourseSession, "key_share": True} if lock else None
    held = session().get(CourseSession, session_id, with_for_update=locked)
    if held is None:
        raise NotFoundError("场次", "session")
    course = service.get_course(held.course_id)
    if course.state is CourseState.DRAFT and held.trainer_id != actor.user_id:
        policy.require_visible(actor, course)
    return held, course


def require_on(held: CourseSession) -> None:
    """Raise if a session was called off."""
    if held.cancelled_at is not None:
        raise ConflictError(
            "session_cancelled",
            "本场培训已取消，请选择其他场次。",
            "This session was called off. Choose another one.",
            cancelled_at=held.cancelled_at.isoformat(),
        )


def _hand_in(actor: Actor, kind: str, held: CourseSession, text: str) -> ContentCheck | None:
    """Have words looked at that all who may come read; the course is there, for it was loaded."""
    where = service.get_course(held.course_id).organisation_id
    return words.hand_in(actor, words.Words(kind, held.id, text, Scene.FORUM, where))


def _require_possible(course: Course, values: dict[str, Any]) -> None:
    lasts = values["ends_at"] - values["starts_at"]
    if course.kind is not CourseKind.SESSION or not 0 < lasts / limits.SLOT_LENGTH <= 1:
        raise InvalidError(
            "session_invalid",
            "只有现场课程可以排场次；结束须晚于开始，且不超过 24 小时，请修改。",
            "Only a course on site has sessions; each must end after it starts, within 24 hours.",
            fields={"ends_at": ["impossible"]},
        )
    if values["ends_at"] <= clock.now():
        raise InvalidError(
            "session_past",
            "场次已经过去，没有人能够报名；请改为以后的时间。",
            "This session is over already, and nobody could enrol. Choose a time to come.",
            fields={"ends_at": ["past"]},
        )


def _require_not_held(held: CourseSession) -> None:
    if session().scalar(
        sa.select(
            sa.exists().where(Enrolment.session_id == held.id, Enrolment.attended_at.is_not(None))
        )
    ):
        raise ConflictError(
            "session_held",
            "已有人确认到场，本场培训不能取消。",
            "Somebody was confirmed to be there; this session cannot be called off.",
        )
    if held.ends_at <= clock.now():
        raise ConflictError(
            "session_over",
            "本场培训已结束，不能取消；没有举办的，不确认任何人到场即可。",
            "This session is over and cannot be called off. If it was not held, confirm nobody.",
        )


def _enrolled(session_id: int, user_ids: set[int]) -> list[Enrolment]:
    there = sa.select(Enrolment).where(
        Enrolment.session_id == session_id, Enrolment.user_id.in_(user_ids)
    )
    fresh = there.execution_options(populate_existing=True)
    found = list(session().scalars(fresh.order_by(Enrolment.user_id)))
    missing = sorted(user_ids - {each.user_id for each in found})
    if missing:
        raise InvalidError(
            "not_enrolled",
            "名单中有人未报名本场培训，请核对。",
            "Somebody on the list has no place in this session. Check it.",
            fields={"user_ids": missing},
        )
    return found


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
