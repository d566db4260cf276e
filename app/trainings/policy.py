"""Who may do what to a course."""

from app.core.auth import Actor, RoleName
from app.core.errors import ForbiddenError, NotFoundError
from app.orgs import service as orgs
from app.trainings.models import Course, CourseSession, CourseState

NEEDED = {
    "edit": RoleName.COORDINATOR,
    "teach": RoleName.COORDINATOR,
    "publish": RoleName.ADMINISTRATOR,
    "revoke": RoleName.ADMINISTRATOR,
}


def require(actor: Actor, action: str, course: Course) -> None:
    """Raise ``ForbiddenError`` unless the actor may do this to the course."""
    require_visible(actor, course)
    actor.require(NEEDED[action], orgs.path_of(course.organisation_id))


def require_visible(actor: Actor, course: Course) -> None:
    """Raise ``NotFoundError`` for a draft that is not the actor's organisation's."""
    if course.state is CourseState.DRAFT and not leads(actor, course):
        raise NotFoundError("课程", "course")


def require_trainer(actor: Actor, session: CourseSession, course: Course) -> None:
    """Raise unless the actor holds the session, or leads the organisation that offers it."""
    if session.trainer_id != actor.user_id and not leads(actor, course):
        raise ForbiddenError(
            "trainer_only",
            "只有本场培训的讲师或组织负责人可以操作，请联系他们。",
            "This is for the trainer of the session or a leader of the organisation.",
        )


def leads(actor: Actor, course: Course) -> bool:
    """Say whether the actor coordinates the course's organisation."""
    return actor.holds(RoleName.COORDINATOR, orgs.path_of(course.organisation_id))
