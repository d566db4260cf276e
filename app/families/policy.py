"""Who may see a household, and act for its members."""

from app.core.auth import Actor, RoleName
from app.core.errors import ForbiddenError, NotFoundError
from app.families.models import Household
from app.orgs import service as orgs


def require_leader_of(actor: Actor, organisation_id: int) -> None:
    """Raise ``ForbiddenError`` unless the actor leads the organisation."""
    actor.require(RoleName.COORDINATOR, orgs.path_of(organisation_id))


def leads(actor: Actor, household: Household) -> bool:
    """Say whether the actor leads the organisation of a household."""
    return actor.holds(RoleName.COORDINATOR, orgs.path_of(household.organisation_id))


def require_visible(actor: Actor, household: Household | None) -> Household:
    """Return the household; raise ``NotFoundError`` unless the actor leads its organisation."""
    if household is None or not leads(actor, household):
        raise NotFoundError("家庭", "household")
    return household


def require_acts_for(actor: Actor, member_id: int, household: Household | None) -> None:
    """Raise unless the actor may act for somebody of that household, and is not that somebody."""
    if household is None or not leads(actor, household):
        raise NotFoundError("家庭成员", "member of a household")
    if actor.user_id == member_id:
        raise ForbiddenError(
            "acts_for_oneself",
            "不能为自己代办，请用自己的账号操作，或由其他负责人代办。",
            "Nobody acts for themselves here. Use your own account, or ask another leader.",
        )
