"""Who answers an objection: an administrator, and nobody who gains by the answer."""

from app.accounts.claims import persons
from app.core.auth import Actor, RoleName
from app.core.db import session
from app.core.errors import ForbiddenError, NotFoundError
from app.hours.models import ManualClaim
from app.orgs import service as orgs
from app.publicity.models import Objection


def require_answers(actor: Actor, objection: Objection | None) -> Objection:
    """Return the objection if the actor may answer it; raise otherwise."""
    if objection is None or not _concerned(actor, objection):
        raise NotFoundError("异议", "objection")
    actor.require(RoleName.ADMINISTRATOR, orgs.path_of(objection.organisation_id))
    if actor.user_id in interested(objection):
        raise ForbiddenError(
            "own_objection",
            "不能处理自己提出的异议，或对自己参与认定的时长的异议，请由其他管理员处理。",
            "Nobody answers an objection of their own, or to hours that they claimed or agreed "
            "to. Ask another administrator.",
        )
    return objection


def interested(objection: Objection) -> frozenset[int]:
    """Return who has a stake in the answer."""
    if objection.claim_id is None:
        return frozenset(persons({objection.raised_by}).values())
    claim = session().get_one(ManualClaim, objection.claim_id)
    people = (claim.volunteer_id, claim.claimed_by, claim.leader_id, claim.organiser_id)
    return frozenset(persons({objection.raised_by, *filter(None, people)}).values())


def _concerned(actor: Actor, objection: Objection) -> bool:
    path = orgs.path_of(objection.organisation_id)
    return actor.user_id == objection.raised_by or actor.holds(RoleName.COORDINATOR, path)
