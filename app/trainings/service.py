"""Use cases of courses: make, publish, find; what features above ask about people."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.accounts.claims import theirs
from app.core import audit, clock
from app.core.auth import Actor, RoleName
from app.core.db import session
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.core.paging import page
from app.orgs import service as orgs
from app.trainings import letting_go, policy
from app.trainings.models import (
    Course,
    CourseKind,
    CourseState,
    LearningRecord,
    Question,
    TrainingCertificate,
)


def holds(user_id: int, course_id: int, at: datetime) -> bool:
    """Say whether a person has a certificate of the course that is valid at a moment."""
    mine = sa.select(TrainingCertificate).where(
        theirs(TrainingCertificate.user_id, user_id), TrainingCertificate.course_id == course_id
    )
    return any(each.valid_at(at) for each in session().scalars(mine))


def create_course(actor: Actor, values: dict[str, Any]) -> Course:
    """Make a draft of a course."""
    organisation_id = values.pop("organisation_id", None) or orgs.default_for(actor).id
    actor.require(RoleName.COORDINATOR, orgs.path_of(organisation_id))
    if (values["kind"] is CourseKind.VIDEO) != (values["video_url"] is not None):
        raise InvalidError(
            "video_url_wrong",
            "视频课程须填写视频地址，其他课程不填，请修改。",
            "A video course needs the address of its video; other courses have none.",
            fields={"video_url": ["goes with video"]},
        )
    course = Course(**values, organisation_id=organisation_id, questions=[])
    course.created_by, course.created_at = actor.user_id, clock.now()
    course.state = CourseState.DRAFT
    audit.record(actor, "course.create", course)
    return course


def get_course(course_id: int, *, lock: bool = False) -> Course:
    """Return a course; raise ``NotFoundError`` if there is none."""
    found = session().get(Course, course_id, with_for_update={"of": Course} if lock else None)
    if found is None:
        raise NotFoundError("课程", "course")
    return found


def show_course(actor: Actor, course_id: int) -> Course:
    """Return a course that the actor may see."""
    course = get_course(course_id)
    policy.require_visible(actor, course)
    return course


def list_courses(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of courses: those that are published, or the actor's own drafts."""
    statement = sa.select(Course).where(Course.state == query["state"])
    if query["state"] is not CourseState.PUBLISHED:
        scopes = [g.organisation_id for g in actor.grants if g.role is not RoleName.VOLUNTEER]
        if None not in scopes:
            statement = statement.where(Course.organisation_id.in_(orgs.ids_below(scopes)))
    if query.get("organisation_id"):
        below = orgs.ids_below([query["organisation_id"]])
        statement = statement.where(Course.organisation_id.in_(below))
    return page(statement, [Course.id], query, newest=True)


def replace_questions(actor: Actor, course_id: int, questions: list[dict[str, Any]]) -> Course:
    """Give a course its questions; only while it is a draft, for attempts refer to them."""
    course = get_course(course_id, lock=True)
    policy.require(actor, "edit", course)
    _require_draft(course)
    for place, each in enumerate(questions):
        if not set(each["right"]) < set(range(len(each["choices"]))):
            raise InvalidError(
                "answers_impossible",
                f"第 {place + 1} 题的正确答案须在选项之内，且不能全选，请修改。",
                f"Question {place + 1}: the right answers must be some of the choices, not all.",
                fields={f"questions.{place}.right": ["impossible"]},
            )
    before = {"questions": len(course.questions), "version": course.version}
    course.version += 1  # they are part of it, in rows of their own
    course.questions = [Question(**each) for each in questions]
    after = {"questions": len(questions), "version": course.version}
    audit.record(actor, "course.questions", course, before=before, after=after)
    return course


def publish(actor: Actor, course_id: int) -> Course:
    """Open a course to all."""
    course = get_course(course_id, lock=True)
    policy.require(actor, "publish", course)
    _require_draft(course)
    if len(course.questions) < course.asked:
        raise InvalidError(
            "questions_missing",
            f"题库只有 {len(course.questions)} 题，少于每次抽取的 {course.asked} 题，请补充。",
            f"The bank has {len(course.questions)} questions, {course.asked} are asked. Add some.",
            fields={"questions": ["too few"]},
        )
    course.state = CourseState.PUBLISHED
    audit.record(actor, "course.publish", course)
    return course


def close(actor: Actor, course_id: int) -> Course:
    """Take a course out of the list; certificates stay what they are."""
    course = get_course(course_id, lock=True)
    policy.require(actor, "publish", course)
    course.state = CourseState.CLOSED
    audit.record(actor, "course.close", course)
    return course


def require_open(course: Course) -> None:
    """Raise unless the course can be taken now."""
    if course.state is not CourseState.PUBLISHED:
        raise ConflictError(
            "course_not_open",
            "课程未发布或已关闭，请选择其他课程。",
            "This course is not published, or closed. Choose another one.",
            state=course.state.value,
        )


def show_learning_hours(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return the sum of the actor's learning hours, and a page of what they come from."""
    mine = theirs(LearningRecord.user_id, actor.user_id)
    total = session().scalar(sa.select(sa.func.sum(LearningRecord.seconds)).where(mine))
    found = page(sa.select(LearningRecord).where(mine), [LearningRecord.id], query, newest=True)
    return found | {"seconds": int(total or 0) + letting_go.seconds_of(actor.user_id)}


def _require_draft(course: Course) -> None:
    if course.state is not CourseState.DRAFT:
        raise ConflictError(
            "course_published",
            "课程已发布或已关闭，不能修改，请新建课程。",
            "This course is published or closed and stays as it is. Make a new one.",
            state=course.state.value,
        )
