"""Asking teams: who is asked is computed, whether they come is theirs to say (条例 25)."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.core import audit, clock
from app.core.auth import Actor, RoleName
from app.core.db import add, session
from app.core.errors import ConflictError, NotFoundError
from app.core.paging import page
from app.matching import drafting, lapsing, policy, telling
from app.matching.assigning import Offered, Pair, Wanted, assign
from app.matching.models import Invitation, InvitationState, Need, NeedState, Offer
from app.orgs import service as orgs
from app.orgs.models import Organisation

ANSWER_WITHIN = timedelta(hours=48)
LATELY = timedelta(days=90)
NEEDS, OFFERS = 300, 300  # of one assignment; then the next
S = InvitationState


def invite(organisation_id: int) -> int:
    """Ask teams below an organisation for the open needs below it; return how many are asked."""
    below = orgs.ids_below([organisation_id])
    return sum(_ask(needs, below) for needs in _walk(_open_needs(below), Need, NEEDS))


def _ask(needs: list[Need], below: sa.Select[int]) -> int:
    """Ask for these needs, first among the earlier offers, then for the rest among the later."""
    by_id = {need.id: need for need in needs}
    asked: set[int] = set()
    for offers in _walk(_open_offers(below, {need.category for need in needs}), Offer, OFFERS):
        left = [need for need in needs if need.id not in asked]
        if not left:
            break
        makers = {offer.id: offer for offer in offers}
        for pair in assign([_wanted(*each) for each in _asked(left)], _offered(offers)):
            _send(pair, by_id[pair.need_id], makers[pair.offer_id])
            asked.add(pair.need_id)
    return len(asked)


def _walk(statement: sa.Select[Any], model: type[Need | Offer], size: int) -> Iterator[list[Any]]:
    """Yield all rows, some at a time: what cannot be matched keeps nothing later from its turn."""
    statement = statement.order_by(model.id).limit(size)
    rows = list(session().scalars(statement))
    while rows:
        after = rows[-1].id
        yield rows
        rows = list(session().scalars(statement.where(model.id > after)))


def invite_now(actor: Actor, organisation_id: int) -> dict[str, int]:
    """Ask teams now instead of waiting for the job; for coordinators."""
    actor.require(RoleName.COORDINATOR, orgs.path_of(organisation_id))
    lapsing.write_down()
    invited, place = invite(organisation_id), orgs.get_organisation(organisation_id)
    after = {"invited": invited}
    audit.record(
        actor, "organisation.match", place, before={}, after=after, organisation_id=place.id
    )
    return after


def invite_all() -> int:
    """Write down what time has made of needs and invitations, then ask the next best."""
    lapsing.write_down()
    roots = session().scalars(sa.select(Organisation.id).where(Organisation.parent_id.is_(None)))
    return sum(map(invite, roots.all()))


def list_invitations(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of what the actor's teams are and were asked, the newest first."""
    mine = policy.in_scope(actor, Offer.organisation_id)
    statement = sa.select(Invitation).join(Offer, Offer.id == Invitation.offer_id).where(mine)
    return page(statement, [Invitation.id], query, newest=True)


def accept(actor: Actor, invitation_id: int) -> Invitation:
    """Say yes: the need is the team's."""
    invitation, need = _locked(actor, invitation_id)
    if need.present_state is not NeedState.OPEN:
        raise _over()
    need.state = NeedState.MATCHED
    _answer(actor, invitation, S.ACCEPTED)
    draft = drafting.open_draft(actor, need, invitation.offer)
    invitation.activity_id = draft.id
    session().flush()
    telling.tell_agreed(invitation, need, actor.user_id)
    return invitation


def decline(actor: Actor, invitation_id: int) -> Invitation:
    """Say no, without giving a reason and without any consequence; the next best is asked."""
    invitation, _need = _locked(actor, invitation_id)
    _answer(actor, invitation, S.DECLINED)
    return invitation


def _locked(actor: Actor, invitation_id: int) -> tuple[Invitation, Need]:
    """Return an invitation and its need, both locked: need before invitation, as elsewhere."""
    invitation = session().get(Invitation, invitation_id)
    if invitation is None:
        raise NotFoundError("邀请", "invitation")
    policy.require_team(actor, invitation)
    need = session().get_one(Need, invitation.need_id, with_for_update=True, populate_existing=True)
    session().refresh(invitation, with_for_update={"of": Invitation})
    if invitation.present_state is not S.INVITED:
        raise _over()
    return invitation, need


def _answer(actor: Actor, invitation: Invitation, state: InvitationState) -> None:
    invitation.state, invitation.answered_at = state, clock.now()
    where = invitation.offer.organisation_id
    audit.record(actor, f"invitation.{state}", invitation, organisation_id=where)


def _over() -> ConflictError:
    return ConflictError(
        "invitation_over",
        "该邀请已答复、已过期或需求已撤回，请刷新。",
        "This invitation was answered, has run out, or the need is there no more. Refresh.",
    )


def _open_needs(below: sa.Select[int]) -> sa.Select[Any]:
    asked = sa.exists().where(
        Invitation.need_id == Need.id, Invitation.state.in_([S.INVITED, S.ACCEPTED])
    )
    return sa.select(Need).where(
        Need.organisation_id.in_(below),
        Need.state == NeedState.OPEN,
        Need.ends_at > clock.now(),
        ~asked,
    )


def _open_offers(below: sa.Select[int], categories: Iterable[str]) -> sa.Select[Any]:
    return sa.select(Offer).where(
        Offer.organisation_id.in_(below), Offer.open, Offer.category.in_(list(categories))
    )


def _asked(needs: list[Need]) -> Iterable[tuple[Need, frozenset[int]]]:
    rows = session().execute(
        sa.select(Invitation.need_id, Invitation.offer_id).where(
            Invitation.need_id.in_([need.id for need in needs])
        )
    )
    asked: dict[int, set[int]] = {need.id: set() for need in needs}
    for need_id, offer_id in rows:
        asked[need_id].add(offer_id)
    return [(need, frozenset(asked[need.id])) for need in needs]


def _wanted(need: Need, asked: frozenset[int]) -> Wanted:
    return Wanted(need.id, need.category, frozenset(need.skills), need.lon, need.lat, asked)


def _offered(offers: list[Offer]) -> list[Offered]:
    own = Invitation.offer_id.in_([offer.id for offer in offers])
    at_hand = (Invitation.state == S.INVITED) | (
        (Invitation.state == S.ACCEPTED) & (Need.ends_at > clock.now())
    )
    lately = (Invitation.state == S.ACCEPTED) & (Invitation.answered_at > clock.now() - LATELY)
    taken, helped = _count(own & at_hand), _count(own & lately)
    return [
        Offered(
            offer.id, offer.category, frozenset(offer.skills), offer.lon, offer.lat,
            offer.radius_m, offer.capacity, taken.get(offer.id, 0), helped.get(offer.id, 0),
        )
        for offer in offers
    ]  # fmt: skip


def _count(which: sa.ColumnElement[bool]) -> dict[int, int]:
    counted = (
        sa.select(Invitation.offer_id, sa.func.count(Invitation.id))
        .join(Need, Need.id == Invitation.need_id)
        .where(which)
        .group_by(Invitation.offer_id)
    )
    return {offer_id: count for offer_id, count in session().execute(counted)}  # noqa: C416 - rows


def _send(pair: Pair, need: Need, offer: Offer) -> None:
    now = clock.now()
    row = add(
        Invitation(
            need_id=pair.need_id,
            offer_id=pair.offer_id,
            cost=round(pair.cost, 6),
            reasons=[asdict(reason) for reason in pair.reasons],
            expires_at=min(now + ANSWER_WITHIN, need.ends_at),
            created_at=now,
        )
    )
    telling.tell_asked(row, need, offer)
