"""Who may decide about content: administrators of the place that it belongs to."""

from app.core.auth import Actor, RoleName
from app.core.errors import ForbiddenError, NotFoundError
from app.orgs import service as orgs
from app.wechat.models import ContentCheck


def places(actor: Actor) -> list[int | None]:
    """Return the organisations whose content the actor decides about; None is everything."""
    held = [g.organisation_id for g in actor.grants if g.role is RoleName.ADMINISTRATOR]
    if not held:
        actor.require(RoleName.ADMINISTRATOR, ())
    return held


def require_decider(actor: Actor, check: ContentCheck) -> None:
    """Raise ``NotFoundError`` for what is not the actor's to see, and refuse the author."""
    place = check.organisation_id
    if not actor.holds(RoleName.ADMINISTRATOR, orgs.path_of(place) if place else ()):
        raise NotFoundError("内容检查", "content check")
    if check.author_id == actor.user_id:
        raise ForbiddenError(
            "own_content",
            "不能审核自己填写的内容，请由其他管理员审核。",
            "Nobody decides about their own words. Ask another administrator.",
        )
