"""Use cases of needs and offers: file, verify, withdraw, offer."""

import json
from collections.abc import Collection
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.accounts import service as accounts
from app.accounts import words
from app.core import audit, clock, crypto, rotation
from app.core.auth import Actor, RoleName
from app.core.db import add, session
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.core.paging import page
from app.matching import policy, telling
from app.matching.models import Invitation, InvitationState, Need, NeedState, Offer
from app.orgs import service as orgs
from app.wechat import Scene
from geofence.datum import Datum, convert

VERIFIED_WITHIN = timedelta(days=3)  # the organisation answers in time (条例 13)
LONGEST = timedelta(days=180)  # ahead, and that somebody is wanted
OPEN_NEEDS = 20  # of one person at a time
PURPOSE = "need"
WORDS = "offer"  # as the check of content names them
S = NeedState
LIVE = frozenset({InvitationState.INVITED, InvitationState.ACCEPTED})


def file_need(actor: Actor, values: dict[str, Any]) -> Need:
    """File a need; the organisation has some days to look into it."""
    _require_time(values)
    _require_few(actor)
    orgs.get_organisation(values["organisation_id"])
    now = clock.now()
    private = {name: values.pop(name) for name in ("details", "address", "contact")}
    sealed = crypto.seal(json.dumps(private).encode(), PURPOSE, str(actor.user_id))
    new = Need(**_placed(values), sealed=sealed, filed_by=actor.user_id, created_at=now)
    new.verify_due_at = now + VERIFIED_WITHIN
    add(new)
    audit.record(actor, "need.file", new, before={}, after=_noted(new))
    telling.tell_filed(new)
    return new


def get_need(need_id: int, *, lock: bool = False) -> Need:
    """Return a need; raise ``NotFoundError`` if there is none."""
    found = session().get(Need, need_id, with_for_update=lock)
    if found is None:
        raise NotFoundError("需求", "need")
    return found


def show_need(actor: Actor, need_id: int) -> Need:
    """Return a need to who filed it, verifies it or has accepted it."""
    need = get_need(need_id)
    policy.require_visible(actor, need)
    return need


def disclose(actor: Actor, need_id: int) -> dict[str, str]:
    """Return the private part of a need, and note who has seen it."""
    need = show_need(actor, need_id)
    audit.record(actor, "need.disclose", need, before={}, after={})
    opened: dict[str, str] = json.loads(crypto.unseal(need.sealed, PURPOSE, str(need.filed_by)))
    return opened


def list_needs(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of one's own needs, or of those that the actor's organisations look into."""
    statement = sa.select(Need).where(Need.filed_by == actor.user_id)
    if not query.get("mine"):
        statement = sa.select(Need).where(policy.in_scope(actor, Need.organisation_id))
    if query.get("state"):
        statement = statement.where(Need.state == S(query["state"]))
    statement = statement.options(selectinload(Need.accepted))
    return page(statement, [Need.id], query, newest=True)


def verify(actor: Actor, need_id: int) -> Need:
    """Confirm a need: from now on a team is looked for."""
    return _decide(actor, need_id, S.OPEN)


def decline(actor: Actor, need_id: int, reason: str) -> Need:
    """Decline a need, saying why."""
    return _decide(actor, need_id, S.DECLINED, reason)


def withdraw(actor: Actor, need_id: int) -> Need:
    """Take a need back; whoever is asked need not answer any more."""
    need = get_need(need_id, lock=True)
    policy.require_own(actor, need)
    if need.state in {S.VERIFYING, S.OPEN, S.MATCHED}:
        need.state = S.WITHDRAWN
        audit.record(actor, "need.withdraw", need)
        # A team that has said yes reads what is private no longer than somebody wants it to come.
        recall(Invitation.need_id == need.id, LIVE, telling.WITHDRAWN)
    return need


def make_offer(actor: Actor, values: dict[str, Any]) -> Offer:
    """Offer a service; for coordinators of the team."""
    actor.require(RoleName.COORDINATOR, orgs.path_of(values["organisation_id"]))
    new = add(Offer(**_placed(values), created_by=actor.user_id, created_at=clock.now()))
    where = new.organisation_id
    words.hand_in(actor, words.Words(WORDS, new.id, new.title, Scene.FORUM, where))
    audit.record(actor, "offer.make", new)
    return new


def close_offer(actor: Actor, offer_id: int) -> None:
    """Take an offer back."""
    offer = session().get(Offer, offer_id, with_for_update=True)
    if offer is None:
        raise NotFoundError("服务", "offer")
    actor.require(RoleName.COORDINATOR, orgs.path_of(offer.organisation_id))
    offer.open = False
    audit.record(actor, "offer.close", offer)
    recall(Invitation.offer_id == offer.id, {InvitationState.INVITED}, telling.OFFER_CLOSED)


def list_offers(query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of what teams offer."""
    statement = sa.select(Offer).where(Offer.open, words.shown(WORDS, Offer.id))
    for name in ("organisation_id", "category"):
        if query.get(name):
            statement = statement.where(getattr(Offer, name) == query[name])
    return page(statement, [Offer.id], query)


def recall(
    which: sa.ColumnElement[bool], states: Collection[InvitationState], why: telling.Said
) -> None:
    """Recall invitations that stand at one of these states, and tell the teams why."""
    found = session().scalars(
        sa.select(Invitation)
        .where(which, Invitation.state.in_(states))
        .order_by(Invitation.id)
        .with_for_update(of=Invitation)
        .execution_options(populate_existing=True)
    )
    for each in found.all():
        over = each.present_state is InvitationState.EXPIRED
        each.state = InvitationState.EXPIRED if over else InvitationState.RECALLED
        if not over:
            telling.tell_ended(each, why)
    session().flush()


def reseal(after: int, limit: int) -> rotation.Progress | None:
    """Seal the next needs under the present key; None when there are no more."""
    return rotation.walk(Need, _reseal, after, limit)


def _reseal(row: Need) -> bool:
    sealed = crypto.reseal(row.sealed, PURPOSE, str(row.filed_by))
    if sealed is None:
        return False
    row.sealed = sealed
    return True


def _placed(values: dict[str, Any]) -> dict[str, Any]:
    lon, lat, datum = (values.pop(name) for name in ("longitude", "latitude", "datum"))
    lon, lat = convert(lon, lat, datum, Datum.WGS84)
    return {**values, "lon": lon, "lat": lat}


def _decide(actor: Actor, need_id: int, state: NeedState, reason: str = "") -> Need:
    need = get_need(need_id, lock=True)
    policy.require_verifier(actor, need)
    if need.present_state is not S.VERIFYING:
        raise ConflictError(
            "need_state",
            "该需求已处理或已过期，请刷新。",
            "This need was answered already, or its time went by. Refresh.",
            state=need.present_state.value,
        )
    need.state, need.reason, need.verified_by = state, reason, actor.user_id
    audit.record(actor, f"need.{'verify' if state is S.OPEN else 'decline'}", need, reason=reason)
    declined = telling.Said("不予受理", "declined"), telling.Said(reason, reason)
    telling.tell_need(need, *(telling.VERIFIED if state is S.OPEN else declined), state.value)
    return need


def _noted(need: Need) -> dict[str, Any]:
    """Return what the audit keeps of a need: not what somebody lacks, nor where they live."""
    names = "organisation_id", "category", "starts_at", "ends_at", "state"
    return {name: getattr(need, name) for name in names}


def _require_time(values: dict[str, Any]) -> None:
    now, begin, end = clock.now(), values["starts_at"], values["ends_at"]
    if not max(now, begin) < end <= min(begin, now) + LONGEST:
        raise InvalidError(
            "need_time_invalid",
            "需求的结束时间须晚于现在和开始时间，且在半年以内，请修改。",
            "A need must end after now and after it starts, within half a year. Correct it.",
            fields={"ends_at": ["not after starts_at and now, or too far away"]},
        )


def _require_few(actor: Actor) -> None:
    accounts.lock_user(actor.user_id)  # one need of a person at a time
    mine = sa.select(sa.func.count(Need.id)).where(
        Need.filed_by == actor.user_id, Need.state.in_([S.VERIFYING, S.OPEN])
    )
    if (session().scalar(mine) or 0) >= OPEN_NEEDS:
        raise ConflictError(
            "too_many_needs",
            f"您已有 {OPEN_NEEDS} 个未完成的需求，请先撤回或等待处理。",
            f"You have {OPEN_NEEDS} open needs. Withdraw some, or wait for an answer.",
            limit=OPEN_NEEDS,
        )
