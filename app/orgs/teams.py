"""Use cases of belonging to a team: apply, be taken in or refused, leave, lead."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from app.accounts import service as accounts
from app.accounts.holders import holders_near
from app.accounts.models import RoleGrant
from app.core import audit, clock, limits, paging
from app.core.auth import Actor, RoleName
from app.core.db import session
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.notices import service as notices
from app.notices.kinds import Kind
from app.orgs import roles, service
from app.orgs.models import Membership, MembershipState, Organisation

IN = (MembershipState.APPLIED, MembershipState.MEMBER)


def apply(actor: Actor, team_id: int) -> Membership:
    """Ask to belong to a team; asking twice is asking once."""
    team = _get_team(team_id)
    accounts.lock_user(actor.user_id)  # one application of a person at a time
    found = _find(team_id, actor.user_id)
    if found is not None and found.state in IN:
        return found
    _require_room(actor.user_id)
    found = found or Membership(organisation_id=team.id, user_id=actor.user_id)
    found.state, found.reason = MembershipState.APPLIED, ""
    found.applied_at, found.decided_by, found.decided_at = clock.now(), None, None
    audit.record(actor, "membership.apply", found)
    _tell_deciders(found, team)
    return found


def decide(
    actor: Actor, team_id: int, membership_id: int, *, accept: bool, reason: str
) -> Membership:
    """Take an applicant in, or refuse; for coordinators of the team."""
    found = _led(actor, team_id, membership_id)
    if accept:
        _get_team(team_id)
    state = MembershipState.MEMBER if accept else MembershipState.REFUSED
    if found.state is state:
        return found
    _require_state(found, MembershipState.APPLIED)
    return _settle(actor, "membership.decide", found, state, reason)


def remove(actor: Actor, team_id: int, membership_id: int, reason: str) -> Membership:
    """Take a member out of a team, saying why; for coordinators of the team."""
    found = _led(actor, team_id, membership_id)
    if found.state is MembershipState.REMOVED:
        return found
    _require_state(found, MembershipState.MEMBER)
    _step_down(actor, found)
    return _settle(actor, "membership.remove", found, MembershipState.REMOVED, reason)


def leave(actor: Actor, membership_id: int) -> Membership:
    """Leave a team, or take an application back."""
    found = session().get(Membership, membership_id, with_for_update={"of": Membership})
    if found is None or found.user_id != actor.user_id:
        raise NotFoundError("队员", "membership")
    if found.state in IN:
        _step_down(actor, found)
        _settle(actor, "membership.leave", found, MembershipState.LEFT, "")
    return found


def lead(actor: Actor, team_id: int, membership_id: int) -> Membership:
    """Make a member the team's one leader, with a coordinator's role in it."""
    team = _get_team(team_id)
    actor.require(RoleName.ADMINISTRATOR, team.scope)
    session().get(Organisation, team_id, with_for_update=True)  # one change of leader at a time
    found = _load(team_id, membership_id)
    _require_state(found, MembershipState.MEMBER)
    if not found.leads:
        for former in session().scalars(_members(team_id).where(Membership.leads)).all():
            _step_down(actor, former)
        session().flush()
        found.leads = True
        audit.record(actor, "membership.lead", found)
        roles.grant(actor, found.user_id, RoleName.COORDINATOR, team.id)
    return found


def list_members(actor: Actor, team_id: int, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of a team's members or applicants; for its coordinators."""
    actor.require(RoleName.COORDINATOR, service.path_of(team_id))
    chosen = _members(team_id).where(Membership.state == query["state"])
    return paging.page(chosen, [Membership.id], query)


def list_mine(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the actor's own memberships, past ones too."""
    mine = sa.select(Membership).where(Membership.user_id == actor.user_id)
    return paging.page(mine, [Membership.id], query)


def belongs(user_id: int, team_ids: Collection[int]) -> bool:
    """Say whether a person is a member of one of these teams, or of a team below one."""
    mine = sa.select(Membership.id).where(
        Membership.user_id == user_id,
        Membership.state == MembershipState.MEMBER,
        Membership.organisation_id.in_(service.ids_below(team_ids)),
    )
    return session().scalar(mine.limit(1)) is not None


def people_of(organisation_id: int) -> sa.CompoundSelect[int]:
    """Return the query for the ids of those who hold a role or are in a team, here or below."""
    here = service.ids_below([organisation_id])
    with_role = sa.select(RoleGrant.user_id).where(RoleGrant.organisation_id.in_(here))
    in_team = sa.select(Membership.user_id).where(
        Membership.organisation_id.in_(here), Membership.state.in_(IN)
    )
    return with_role.union(in_team)


def _get_team(team_id: int) -> Organisation:
    team = service.get_open(team_id)
    if not team.kind.is_team:
        raise InvalidError(
            "not_a_team",
            "只能加入总队、支队或小队，请选择队伍。",
            "Only a corps, a detachment or a squad has members. Choose a team.",
        )
    return team


def _find(team_id: int, user_id: int) -> Membership | None:
    return session().scalar(_members(team_id).where(Membership.user_id == user_id))


def _members(team_id: int) -> sa.Select[Membership]:
    return sa.select(Membership).where(Membership.organisation_id == team_id)


def _load(team_id: int, membership_id: int) -> Membership:
    found = session().get(Membership, membership_id, with_for_update={"of": Membership})
    if found is None or found.organisation_id != team_id:
        raise NotFoundError("队员", "membership")
    return found


def _led(actor: Actor, team_id: int, membership_id: int) -> Membership:
    """Return a membership, locked, that the actor may decide about."""
    actor.require(RoleName.COORDINATOR, service.path_of(team_id))
    return _load(team_id, membership_id)


def _settle(
    actor: Actor, deed: str, found: Membership, state: MembershipState, reason: str
) -> Membership:
    found.state, found.reason = state, reason
    found.decided_by, found.decided_at = actor.user_id, clock.now()
    audit.record(actor, deed, found, reason=reason)
    if found.user_id != actor.user_id:
        _tell(found, reason)
    return found


def _tell_deciders(found: Membership, team: Organisation) -> None:
    """Tell those who may let the applicant in that somebody waits; who it is the list says."""
    near = holders_near(RoleName.COORDINATOR, team.scope)
    request = notices.Request("入队申请", "application to a team", team.name, found.id)
    key = f"membership:{found.id}:asked:{found.applied_at.isoformat()}"
    notices.tell_filed([each for each in near if each != found.user_id], request, key=key)


def _tell(found: Membership, reason: str) -> None:
    zh, en = _RESULTS[found.state]
    values = {
        "organisation_id": str(found.organisation_id),
        "team": found.team.name,
        "result": zh,
        "result_en": en,
        "reason": reason or "—",
    }
    when = found.decided_at.isoformat() if found.decided_at else ""
    key = f"membership:{found.id}:{when}"
    notices.notify(found.user_id, Kind.MEMBERSHIP_DECIDED, values, key=key)


_RESULTS = {
    MembershipState.MEMBER: ("已加入", "you are in"),
    MembershipState.REFUSED: ("未通过", "not accepted"),
    MembershipState.REMOVED: ("已移出", "you are out"),
}


def _step_down(actor: Actor, leader: Membership) -> None:
    """Take a leader's part and the role that came with it."""
    if not leader.leads:
        return
    leader.leads = False
    audit.record(actor, "membership.step_down", leader)
    accounts.withdraw_role(actor, leader.user_id, RoleName.COORDINATOR, leader.organisation_id)


def _require_room(user_id: int) -> None:
    mine = sa.select(sa.func.count()).where(Membership.user_id == user_id, Membership.state.in_(IN))
    if (session().scalar(mine) or 0) >= limits.TEAMS_PER_PERSON:
        raise ConflictError(
            "too_many_teams",
            f"最多同时加入 {limits.TEAMS_PER_PERSON} 支队伍，请先退出其他队伍。",
            f"One may belong to {limits.TEAMS_PER_PERSON} teams. Leave another one first.",
            limit=limits.TEAMS_PER_PERSON,
        )


def _require_state(found: Membership, state: MembershipState) -> None:
    if found.state is not state:
        raise ConflictError(
            "membership_state",
            "该申请或队员的状态已变化，请刷新后重试。",
            f"This membership is {found.state.value}, not {state.value}. Refresh.",
            state=found.state.value,
        )
