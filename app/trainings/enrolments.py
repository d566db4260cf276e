"""Use cases of places in sessions: take one, give it back, and who has one."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from app.accounts import consents
from app.accounts import service as accounts
from app.core import audit, clock
from app.core.auth import Actor
from app.core.db import session
from app.core.errors import ConflictError
from app.core.paging import page
from app.trainings import policy, service, sessions
from app.trainings.models import CourseSession, Enrolment


def enrol(actor: Actor, session_id: int) -> Enrolment:
    """Take a place in a session; taking it twice is once."""
    held, course = sessions.load(actor, session_id)
    service.require_open(course)
    sessions.require_on(held)
    # Serialises one person's places, so that two at once cannot clash in time.
    accounts.lock_user(actor.user_id)
    known = _place(session_id, actor.user_id)
    if known is not None:
        return known
    _require_free(actor.user_id, held)
    if held.starts_at <= clock.now() or not _take(session_id):
        raise ConflictError(
            "session_full",
            "本场培训已开始、已取消或名额已满，请选择其他场次。",
            "This session has begun, was called off or is full. Choose another one.",
        )
    place = Enrolment(session_id=session_id, user_id=actor.user_id, created_at=clock.now())
    audit.record(actor, "course_session.enrol", place, organisation_id=course.organisation_id)
    return place


def leave(actor: Actor, session_id: int) -> None:
    """Give a place back, before the session begins; giving it back twice is once."""
    held, course = sessions.load(actor, session_id)
    accounts.lock_user(actor.user_id)
    place = _place(session_id, actor.user_id)
    if place is None:
        return
    if held.starts_at <= clock.now():
        raise ConflictError(
            "session_begun",
            "本场培训已开始，不能取消报名；没有到场的不会计入学时。",
            "This session has begun; the place cannot be given back. Who is absent gets no hours.",
        )
    give_up(actor, place, course.organisation_id)


def give_up(actor: Actor | None, place: Enrolment, organisation_id: int) -> None:
    """Free a place; whoever comes next may have it. The person's row must be locked."""
    before = audit.values_of(place)
    session().delete(place)
    audit.record(
        actor,
        "course_session.leave",
        place,
        before=before,
        after={},
        organisation_id=organisation_id,
    )
    session().execute(
        sa.update(CourseSession)
        .where(CourseSession.id == place.session_id)
        .values(taken=CourseSession.taken - 1)
    )


def list_enrolments(actor: Actor, session_id: int, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of who has a place, for the trainer.

    Those who lead the organisation call people by their names; a trainer from elsewhere reads the
    outline of a name, which is enough to tick who is there.
    """
    held, course = sessions.load(actor, session_id)
    policy.require_trainer(actor, held, course)
    there = sa.select(Enrolment).where(Enrolment.session_id == session_id)
    named = there.options(joinedload(Enrolment.volunteer, innerjoin=True))
    found = page(named, [Enrolment.id], query)
    whole = policy.leads(actor, course)
    return found | {"items": [_called(each, whole=whole) for each in found["items"]]}


def list_mine(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the sessions in which the actor has a place, the latest first."""
    mine = (
        sa.select(Enrolment)
        .join(Enrolment.session)
        .join(CourseSession.course)
        .options(contains_eager(Enrolment.session).contains_eager(CourseSession.course))
        .where(Enrolment.user_id == actor.user_id)
    )
    return page(mine, [CourseSession.starts_at, Enrolment.id], query, newest=True)


def leave_all(user_id: int) -> None:
    """Give back what somebody who is erased has in sessions to come."""
    accounts.lock_user(user_id)
    for each in session().scalars(_ahead(user_id)).all():
        give_up(None, each, each.session.course.organisation_id)


def leave_twins(source: int, target: int) -> None:
    """Give back the places of an account that ends where the other one has a place too."""
    other = aliased(Enrolment)
    both = sa.and_(other.session_id == Enrolment.session_id, other.user_id == target)
    for each in session().scalars(_ahead(source).join(other, both)).all():
        give_up(None, each, each.session.course.organisation_id)


def _ahead(user_id: int) -> sa.Select[Enrolment]:
    mine = sa.select(Enrolment).join(Enrolment.session)
    ahead = mine.where(Enrolment.user_id == user_id, CourseSession.starts_at > clock.now())
    return ahead.order_by(Enrolment.session_id)


def _called(place: Enrolment, *, whole: bool) -> dict[str, Any]:
    person = place.volunteer
    name = person.nickname if whole else consents.masked_name(person.nickname)
    number = person.volunteer_no if whole else None
    return {"enrolment": place, "nickname": name, "volunteer_no": number}


def _place(session_id: int, user_id: int) -> Enrolment | None:
    return session().scalar(
        sa.select(Enrolment)
        .where(Enrolment.session_id == session_id, Enrolment.user_id == user_id)
        .execution_options(populate_existing=True)
    )


def _require_free(user_id: int, wanted: CourseSession) -> None:
    """Raise if the person has a place elsewhere at that time: nobody learns twice at once."""
    clash = session().scalar(
        sa.select(CourseSession)
        .join(Enrolment, Enrolment.session_id == CourseSession.id)
        .where(
            Enrolment.user_id == user_id,
            CourseSession.cancelled_at.is_(None),
            CourseSession.starts_at < wanted.ends_at,
            CourseSession.ends_at > wanted.starts_at,
        )
        .limit(1)
    )
    if clash is not None:
        raise ConflictError(
            "session_clash",
            "您在同一时间已报名另一场培训，请先取消那一场，或选择其他场次。",
            "You have a place in another session at that time. Give it back, or choose another.",
            session_id=clash.id,
        )


def _take(session_id: int) -> bool:
    # The database counts: of two that want the last place, one finds the row unchanged; and of a
    # place and a calling-off at one moment the later sees the earlier.
    taken = session().execute(
        sa.update(CourseSession)
        .where(
            CourseSession.id == session_id,
            CourseSession.taken < CourseSession.quota,
            CourseSession.cancelled_at.is_(None),
        )
        .values(taken=CourseSession.taken + 1)
    )
    return bool(taken.rowcount)  # type: ignore[attr-defined]
