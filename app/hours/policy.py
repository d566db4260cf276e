"""Who decides about manual hours: two different people, and neither of those who gain."""

from app.accounts.claims import persons
from app.core.auth import Actor, RoleName
from app.core.errors import ForbiddenError, NotFoundError
from app.hours.models import ManualClaim
from app.orgs import service as orgs


def require_visible(actor: Actor, claim: ManualClaim | None) -> ManualClaim:
    """Return the claim; raise ``NotFoundError`` unless it is one's own or of one's organisation."""
    if claim is None or not (
        actor.user_id in persons({claim.volunteer_id, claim.claimed_by}).values()
        or actor.holds(RoleName.COORDINATOR, orgs.path_of(claim.organisation_id))
    ):
        raise NotFoundError("补录申请", "claim")
    return claim


def require_own(actor: Actor, claim: ManualClaim) -> None:
    """Raise unless the actor made the claim, or it is about them."""
    if actor.user_id not in {claim.volunteer_id, claim.claimed_by}:
        raise ForbiddenError(
            "claim_not_own",
            "只有申请人可以撤回补录申请。",
            "Only whoever made a claim withdraws it. Refuse it instead.",
        )


def require_leader(actor: Actor, claim: ManualClaim) -> None:
    """Raise unless the actor may be the first of the two who agree."""
    actor.require(RoleName.COORDINATOR, orgs.path_of(claim.organisation_id))
    _require_disinterested(actor, claim)


def require_organiser(actor: Actor, claim: ManualClaim) -> None:
    """Raise unless the actor may be the second of the two who agree."""
    actor.require(RoleName.ADMINISTRATOR, orgs.path_of(claim.organisation_id))
    _require_disinterested(actor, claim)
    if actor.user_id in persons({claim.leader_id or 0}).values():
        raise ForbiddenError(
            "same_person_twice",
            "补录须由两个不同的人先后认可，请由另一位管理员复核。",
            "Two different people must agree to manual hours. Ask another administrator.",
        )


def _require_disinterested(actor: Actor, claim: ManualClaim) -> None:
    if actor.user_id in persons({claim.volunteer_id, claim.claimed_by}).values():
        raise ForbiddenError(
            "own_claim",
            "不能审核自己的或自己代填的补录申请，请由其他负责人审核。",
            "Nobody decides about a claim of their own, or one they made. Ask somebody else.",
        )
