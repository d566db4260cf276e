"""Who asks to see a minor's fields, who decides about it, and who reads the log."""

from app.core.auth import Actor, RoleName
from app.core.errors import ForbiddenError, NotFoundError
from app.orgs import service as orgs
from app.safeguarding.models import MinorAccess


def require_staff(actor: Actor, organisation_id: int) -> None:
    """Raise unless the actor works for the organisation."""
    actor.require(RoleName.COORDINATOR, orgs.path_of(organisation_id))


def require_visible(actor: Actor, access: MinorAccess | None) -> MinorAccess:
    """Return the request; raise ``NotFoundError`` unless one asked for it, or may decide."""
    if access is None or not (access.asked_by == actor.user_id or audits(actor, access)):
        raise NotFoundError("查阅申请", "request")
    return access


def require_decides(actor: Actor, access: MinorAccess) -> None:
    """Raise unless the actor may decide: an administrator, another one than who asked."""
    actor.require(RoleName.ADMINISTRATOR, orgs.path_of(access.organisation_id))
    if actor.user_id == access.asked_by:
        raise ForbiddenError(
            "own_request",
            "不能批准自己的查阅申请，请由另一位管理员审批。",
            "Nobody approves a request of their own. Ask another administrator.",
        )


def require_asked(actor: Actor, access: MinorAccess) -> None:
    """Raise ``NotFoundError`` unless the access is the actor's own."""
    if access.asked_by != actor.user_id:
        raise NotFoundError("查阅申请", "request")


def audits(actor: Actor, access: MinorAccess) -> bool:
    """Say whether the actor may read what was looked at."""
    return actor.holds(RoleName.ADMINISTRATOR, orgs.path_of(access.organisation_id))
