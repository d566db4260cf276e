"""Who may see and answer needs."""

from typing import Any

import sqlalchemy as sa

from app.core.auth import Actor, RoleName
from app.core.db import session
from app.core.errors import NotFoundError
from app.matching.models import Invitation, InvitationState, Need, Offer
from app.orgs import service as orgs


def in_scope(actor: Actor, column: Any) -> sa.ColumnElement[bool]:
    """Say that an organisation is one that the actor coordinates."""
    scopes = [g.organisation_id for g in actor.grants if g.role is not RoleName.VOLUNTEER]
    return sa.true() if None in scopes else column.in_(orgs.ids_below(scopes))


def require_own(actor: Actor, need: Need) -> None:
    """Raise ``NotFoundError`` for a need of somebody else."""
    if need.filed_by != actor.user_id:
        raise NotFoundError("需求", "need")


def require_verifier(actor: Actor, need: Need) -> None:
    """Let through who coordinates the organisation; a station looks into what it files itself."""
    path = orgs.path_of(need.organisation_id)
    if not actor.holds(RoleName.COORDINATOR, path):
        require_own(actor, need)
    actor.require(RoleName.COORDINATOR, path)


def require_visible(actor: Actor, need: Need) -> None:
    """Let through who filed it, who verifies it, and the team that has accepted it."""
    if need.filed_by == actor.user_id:
        return
    if actor.holds(RoleName.COORDINATOR, orgs.path_of(need.organisation_id)):
        return
    teams = session().scalars(
        sa.select(Offer.organisation_id)
        .join(Invitation, Invitation.offer_id == Offer.id)
        .where(Invitation.need_id == need.id, Invitation.state == InvitationState.ACCEPTED)
    )
    if not any(actor.holds(RoleName.COORDINATOR, orgs.path_of(team)) for team in teams):
        raise NotFoundError("需求", "need")


def require_team(actor: Actor, invitation: Invitation) -> None:
    """Raise ``NotFoundError`` unless the actor coordinates the team that is asked."""
    if not actor.holds(RoleName.COORDINATOR, orgs.path_of(invitation.offer.organisation_id)):
        raise NotFoundError("邀请", "invitation")
