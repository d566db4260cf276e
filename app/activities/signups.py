"""Use cases of volunteers' sign-ups: ask for a place, give it back, ask to be excused."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, lazyload

from app.accounts import service as accounts
from app.activities import (
    admission,
    agreements,
    clashes,
    eligibility,
    guardianship,
    policy,
    positions,
    service,
    waiting,
    waitlist,
)
from app.activities.models import (
    LIVE,
    Activity,
    ActivityState,
    LeaveState,
    SignUp,
    SignUpState,
    Slot,
)
from app.activities.phases import closes_at
from app.core import clock
from app.core.auth import Actor
from app.core.db import session
from app.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from app.core.paging import page

S = SignUpState
ATTENDABLE = (S.CONFIRMED, S.ATTENDED, S.NO_SHOW)  # word of an arrival may come late
GIVEN_BACK = frozenset({S.CANCELLED, S.LATE_CANCELLED})
UNWELCOME = frozenset({S.REMOVED, S.REJECTED})


def sign_up(
    actor: Actor, activity_id: int, values: dict[str, Any], *, noted: bool = False
) -> SignUp:
    """Ask for a place in a slot; asking twice is one sign-up.

    ``noted``: who acts for the volunteer notes it, under their own name.
    """
    activity = service.get_activity(activity_id, bare=True)
    policy.require_visible(actor, activity)
    _require_open(activity)
    chosen = _choose_slot(activity, values.get("slot_id"))
    _require_time_left(activity, chosen)
    # Serialises one person's sign-ups, so that two at once cannot clash in time.
    accounts.lock_user(actor.user_id)
    before = find_sign_up(chosen.id, actor.user_id)
    state = before.present_state if before else None
    if before is not None and state in LIVE:
        return guardianship.look_again(activity, before)
    _require_welcome(before)
    wish = eligibility.examine(activity, chosen, actor.user_id, values)
    clashes.require_none(actor.user_id, chosen)
    terms = agreements.document_of(activity, chosen, wish.position)
    agreements.require_seen(terms, values.get("agreement"))
    text = agreements.find_text(terms)
    # The last lock, and the shortest: from here on everybody else who wants this slot waits.
    slot = admission.lock_slot(chosen.id)
    waitlist.turn_over(slot)
    mine = _row(actor.user_id, slot, wish, before)
    admission.enter(activity, slot, mine, guardian_needed=wish.guardian_needed)
    agreements.write_down(mine, terms, text)
    return mine if noted else admission.noted(actor, "sign_up.create", activity, mine, state)


def cancel_sign_up(
    actor: Actor, activity_id: int, sign_up_id: int, *, noted: bool = False
) -> SignUp:
    """Give a place back, before the slot starts; close to the start that is late."""
    activity = service.get_activity(activity_id, bare=True)
    found = _own(actor, activity_id, sign_up_id)
    slot = admission.lock(found)
    waitlist.turn_over(slot)
    state = found.present_state
    if state in GIVEN_BACK:
        return found
    _require_before_start(found, slot)
    late = slot.starts_at - timedelta(hours=activity.cancel_hours)
    is_late = state is S.CONFIRMED and clock.now() >= late and not _changed_since(found)
    admission.move(found, slot, S.LATE_CANCELLED if is_late else S.CANCELLED)
    waitlist.offer_free(slot)
    return found if noted else admission.noted(actor, "sign_up.cancel", activity, found, state)


def ask_leave(actor: Actor, activity_id: int, sign_up_id: int, reason: str) -> SignUp:
    """Ask the leader to be excused; until that is granted the place stays theirs."""
    found = _own(actor, activity_id, sign_up_id)
    session().refresh(found, with_for_update={"of": SignUp})
    if found.present_state is not S.CONFIRMED:
        raise admission.wrong_state(found)
    waits, found.leave = found.leave is LeaveState.ASKED, LeaveState.ASKED
    found.leave_reason = reason
    session().flush()
    if not waits:
        waiting.tell_leave_asked(found)
    activity = service.get_activity(activity_id, bare=True)
    return admission.noted(actor, "sign_up.ask_leave", activity, found, found.state)


def list_sign_ups(actor: Actor, activity_id: int, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of an activity's sign-ups in order of arrival, for those who lead it."""
    policy.require(actor, "lead", service.get_activity(activity_id, bare=True))
    shown = contains_eager(SignUp.slot), joinedload(SignUp.volunteer, innerjoin=True)
    statement = sa.select(SignUp).join(SignUp.slot).options(*shown)
    statement = statement.where(SignUp.activity_id == activity_id)
    if query.get("slot_id"):
        statement = statement.where(SignUp.slot_id == query["slot_id"])
    if query.get("state"):
        statement = statement.where(SignUp.present_state == SignUpState(query["state"]))
    return page(statement, [SignUp.slot_id, SignUp.arrival], query)


def list_my_sign_ups(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the actor's sign-ups, newest first, with how many wait before them."""
    mine = (
        sa.select(SignUp)
        .options(
            joinedload(SignUp.activity, innerjoin=True).options(
                *(lazyload(each) for each in service.LOADED)
            )
        )
        .where(SignUp.volunteer_id == actor.user_id)
    )
    if query.get("activity_id") is not None:
        mine = mine.where(SignUp.activity_id == query["activity_id"])
    found = page(mine, [SignUp.id], query, newest=True)
    ahead = waitlist.ahead_of(found["items"])
    return found | {
        "items": [
            {"sign_up": each, "activity": each.activity, "ahead": ahead.get(each.id)}
            for each in found["items"]
        ]
    }


def count_places(actor: Actor, activity_id: int) -> list[dict[str, Any]]:
    """Return how many places of each position are held, and waited for, in each slot."""
    activity = service.get_activity(activity_id, bare=True)
    policy.require_visible(actor, activity)
    return positions.count(activity.id)


def preview(actor: Actor, activity_id: int, values: dict[str, Any]) -> dict[str, Any]:
    """Return what the actor would agree to by signing up."""
    activity = service.get_activity(activity_id, bare=True)
    policy.require_visible(actor, activity)
    slot = _choose_slot(activity, values.get("slot_id"))
    position = positions.choose(activity.id, values.get("position_id"))
    document = agreements.document_of(activity, slot, position)
    return {"digest": agreements.digest_of(document), "document": document}


def find_sign_up(slot_id: int, volunteer_id: int) -> SignUp | None:
    """Return a volunteer's sign-up for a slot, if there is one."""
    return session().scalar(
        sa.select(SignUp).where(SignUp.slot_id == slot_id, SignUp.volunteer_id == volunteer_id)
    )


def lock_confirmed(activity_id: int, volunteer_id: int) -> Sequence[SignUp]:
    """Return a volunteer's confirmed sign-ups for an activity, in order of their slots.

    Their rows are locked: one check-in, one guess at a code, at a time.
    """
    return (
        session()
        .scalars(
            sa.select(SignUp)
            .join(SignUp.slot)
            .options(contains_eager(SignUp.slot))
            .where(
                SignUp.activity_id == activity_id,
                SignUp.volunteer_id == volunteer_id,
                SignUp.state.in_(ATTENDABLE),
            )
            .order_by(Slot.starts_at)
            .with_for_update(of=SignUp)
            .execution_options(populate_existing=True)
        )
        .all()
    )


def require_still_fit(sign_up: SignUp, at: datetime) -> None:
    """Raise if who arrives lost the certificate that their position needs (条例 16)."""
    positions.require_still_trained(sign_up, at)


def _changed_since(found: SignUp) -> bool:
    """Say whether what a volunteer signed up for has changed: they may leave at any time."""
    changed_at = service.get_activity(found.activity_id, bare=True).changed_at
    return changed_at is not None and found.changed_at <= changed_at


def _own(actor: Actor, activity_id: int, sign_up_id: int) -> SignUp:
    found = admission.get_sign_up(activity_id, sign_up_id)
    if found.volunteer_id != actor.user_id:
        raise NotFoundError("报名", "sign-up")
    return found


def _row(volunteer_id: int, slot: Slot, wish: eligibility.Wish, before: SignUp | None) -> SignUp:
    """Return the row of this sign-up: there is one for each volunteer and slot."""
    if before is None:
        row = SignUp(activity_id=slot.activity_id, slot=slot, volunteer_id=volunteer_id)
        row.created_at = clock.now()
    else:
        row = before
        session().refresh(row, with_for_update={"of": SignUp})
        row.leave, row.leave_reason = None, ""
    row.position_id = wish.position.id if wish.position else None
    row.team_id = wish.team_id
    return row


def _require_open(activity: Activity) -> None:
    if activity.state is not ActivityState.APPROVED:
        raise admission.not_open(activity)


def _require_welcome(before: SignUp | None) -> None:
    if before is not None and before.state in UNWELCOME:
        raise ForbiddenError(
            "sign_up_declined",
            "组织者未录取或已将您移出该场次，不能再次报名；如有疑问请联系负责人。",
            "The organiser has declined or removed you here. Ask the leader if that is wrong.",
            reason=before.reason,
        )


def _require_before_start(found: SignUp, slot: Slot) -> None:
    state = found.present_state
    if state is S.ATTENDED:
        raise ConflictError(
            "already_attended",
            "您已签到，不能取消报名；提前离开请签退。",
            "You have checked in; the sign-up cannot be cancelled. Check out when you leave.",
        )
    if state not in LIVE:
        raise admission.wrong_state(found)
    if slot.starts_at <= clock.now():
        raise ConflictError(
            "slot_started",
            "场次已开始，不能取消报名；如不能到场请向负责人请假。",
            "The slot has begun; a sign-up cannot be cancelled now. Ask the leader to excuse you.",
        )


def _choose_slot(activity: Activity, slot_id: int | None) -> Slot:
    mine = sa.select(Slot).where(Slot.activity_id == activity.id)
    if slot_id is not None:
        mine = mine.where(Slot.id == slot_id)
    slots = session().scalars(mine.limit(2)).all()
    if not slots:
        raise NotFoundError("场次", "slot")
    if len(slots) > 1:
        raise InvalidError(
            "slot_required",
            "该活动有多个场次，请选择一个（slot_id）。",
            "This activity has several slots. Say which one in slot_id.",
            fields={"slot_id": ["missing"]},
        )
    return slots[0]


def _require_time_left(activity: Activity, slot: Slot) -> None:
    now = clock.now()
    if slot.ends_at <= now:
        raise admission.slot_over()
    closes = closes_at(slot, activity.closes_minutes)
    if closes <= now:
        raise ConflictError(
            "sign_up_closed",
            "该场次报名已截止，请选择其他场次。",
            "Sign-up for this slot is closed. Choose another slot.",
            closed_at=closes.isoformat(),
        )
