"""Use cases of sign-ups: take a place, give it back."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from app.accounts import service as accounts
from app.activities import policy, service
from app.activities.models import Activity, ActivityState, SignUp, SignUpState, Slot
from app.core import clock
from app.core.auth import Actor
from app.core.db import add, session
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.core.paging import page

TAKEN = (SignUpState.CONFIRMED, SignUpState.ATTENDED)  # the place is theirs


def sign_up(actor: Actor, activity_id: int, slot_id: int | None) -> SignUp:
    """Take a place in a slot; signing up twice is one sign-up."""
    activity = service.show_activity(actor, activity_id)
    _require_open(activity)
    slot = _choose_slot(activity, slot_id)
    # Serialises one person's sign-ups, so that two at once cannot clash in time.
    accounts.lock_user(actor.user_id)
    existing = find_sign_up(slot.id, actor.user_id)
    if existing is not None and existing.state in TAKEN:
        return existing
    _require_no_clash(actor.user_id, slot)
    _take_place(slot)
    if existing is not None:
        existing.state = SignUpState.CONFIRMED
        session().flush()
        return existing
    return add(
        SignUp(
            activity_id=activity.id,
            slot_id=slot.id,
            volunteer_id=actor.user_id,
            state=SignUpState.CONFIRMED,
            created_at=clock.now(),
        )
    )


def cancel_sign_up(actor: Actor, activity_id: int, sign_up_id: int) -> SignUp:
    """Give a place back, before the slot starts."""
    found = session().get(SignUp, sign_up_id, with_for_update={"of": SignUp})
    if found is None or found.activity_id != activity_id or found.volunteer_id != actor.user_id:
        raise NotFoundError("报名", "sign-up")
    if found.state is SignUpState.CANCELLED:
        return found
    if found.state is SignUpState.ATTENDED:
        raise ConflictError(
            "already_attended",
            "您已签到，不能取消报名；提前离开请签退。",
            "You have checked in; the sign-up cannot be cancelled. Check out when you leave.",
        )
    if found.slot.starts_at <= clock.now():
        raise ConflictError(
            "slot_started",
            "场次已开始，不能取消报名；如不能到场请联系负责人。",
            "The slot has begun; a sign-up cannot be cancelled now. Tell the leader instead.",
        )
    found.state = SignUpState.CANCELLED
    session().execute(sa.update(Slot).where(Slot.id == found.slot_id).values(taken=Slot.taken - 1))
    session().flush()
    return found


def list_sign_ups(actor: Actor, activity_id: int, query: dict[str, object]) -> dict[str, object]:
    """Return a page of an activity's sign-ups, for those who lead it."""
    policy.require(actor, "lead", service.get_activity(activity_id))
    return page(sa.select(SignUp).where(SignUp.activity_id == activity_id), [SignUp.id], query)


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
                SignUp.state.in_(TAKEN),
            )
            .order_by(Slot.starts_at)
            .with_for_update(of=SignUp)
            .execution_options(populate_existing=True)
        )
        .all()
    )


def _require_open(activity: Activity) -> None:
    if activity.state is not ActivityState.APPROVED:
        raise ConflictError(
            "activity_not_open",
            "活动已取消，不能报名，请看看其他活动。",
            "This activity does not take sign-ups. Look for another one.",
            state=activity.state.value,
        )


def _choose_slot(activity: Activity, slot_id: int | None) -> Slot:
    slots = [s for s in activity.slots if slot_id in {None, s.id}]
    if not slots:
        raise NotFoundError("场次", "slot")
    if len(slots) > 1:
        raise InvalidError(
            "slot_required",
            "该活动有多个场次，请选择一个（slot_id）。",
            "This activity has several slots. Say which one in slot_id.",
            fields={"slot_id": ["missing"]},
        )
    if slots[0].ends_at <= clock.now():
        raise ConflictError(
            "slot_over", "该场次已结束，请选择其他场次。", "This slot is over. Choose another one."
        )
    return slots[0]


def _require_no_clash(volunteer_id: int, slot: Slot) -> None:
    clash = session().scalar(
        sa.select(SignUp)
        .join(SignUp.slot)
        .where(
            SignUp.volunteer_id == volunteer_id,
            SignUp.state.in_(TAKEN),
            Slot.id != slot.id,
            Slot.starts_at < slot.ends_at,
            Slot.ends_at > slot.starts_at,
        )
        .limit(1)
    )
    if clash is not None:
        raise ConflictError(
            "time_clash",
            "与已报名的其他场次时间冲突，请先取消其中一个。",
            "You signed up for another slot at that time. Cancel one of them first.",
            activity_id=clash.activity_id,
            slot_id=clash.slot_id,
        )


def _take_place(slot: Slot) -> None:
    # The database counts: of two that want the last place, one finds the row unchanged.
    taken = session().execute(
        sa.update(Slot)
        .where(Slot.id == slot.id, Slot.taken < Slot.quota)
        .values(taken=Slot.taken + 1)
    )
    if taken.rowcount == 0:  # type: ignore[attr-defined]
        raise ConflictError(
            "slot_full", "名额已满，请选择其他场次。", "No places left. Choose another slot."
        )
