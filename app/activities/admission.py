"""Who gets a place: the slot's lock, and the one way in which a sign-up changes its state."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from app.activities import positions, telling, waiting
from app.activities.models import HOLDS_PLACE, LIVE, Activity, SignUp, SignUpState, Slot
from app.core import audit, clock
from app.core.auth import Actor
from app.core.db import session
from app.core.errors import ConflictError, NotFoundError


def lock_slot(slot_id: int) -> Slot:
    """Return a slot that nobody else fills or empties until this transaction is over.

    Always the slot first and its sign-ups after it, so that nobody waits for somebody who waits.
    The lock lets pass who only refers to the slot, as a check-in does.
    """
    found = session().scalar(
        sa.select(Slot)
        .where(Slot.id == slot_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFoundError("场次", "slot")
    return found


def get_sign_up(activity_id: int, sign_up_id: int) -> SignUp:
    """Return a sign-up of the activity; raise ``NotFoundError`` if there is none."""
    found = session().get(SignUp, sign_up_id)
    if found is None or found.activity_id != activity_id:
        raise NotFoundError("报名", "sign-up")
    return found


def lock(sign_up: SignUp) -> Slot:
    """Lock a sign-up and its slot, and read both anew; return the slot."""
    slot = lock_slot(sign_up.slot_id)
    session().refresh(sign_up, with_for_update={"of": SignUp})
    return slot


def enter(
    activity: Activity, slot: Slot, sign_up: SignUp, *, guardian_needed: bool = False
) -> SignUp:
    """Let somebody in as the next in line: with a place, on the waitlist, or to be decided on."""
    if not slot.open:
        raise not_open(activity)
    slot.arrivals += 1
    sign_up.arrival = slot.arrivals
    if guardian_needed:  # who waits for a guardian keeps their place in the order of arrival
        return move(sign_up, slot, SignUpState.GUARDIAN_PENDING)
    return proceed(activity, slot, sign_up)


def proceed(activity: Activity, slot: Slot, sign_up: SignUp) -> SignUp:
    """Go on with one for whom nobody has to agree any more."""
    if activity.sign_ups_reviewed:
        return move(sign_up, slot, SignUpState.APPLIED)
    return admit(activity, slot, sign_up)


def admit(activity: Activity, slot: Slot, sign_up: SignUp) -> SignUp:
    """Give a place if there is one, else a place in the line of those who wait."""
    if positions.has_room(slot, sign_up):
        return move(sign_up, slot, SignUpState.CONFIRMED)
    if slot.waiting >= activity.waitlist_quota or slot.starts_at <= clock.now():
        raise ConflictError(
            "slot_full",
            "名额已满，请选择其他场次或岗位。",
            "No places left. Choose another slot or position.",
        )
    return move(sign_up, slot, SignUpState.WAITLISTED)


def move(sign_up: SignUp, slot: Slot, state: SignUpState, reason: str = "") -> SignUp:
    """Give a sign-up another state; the slot, whose lock is held, counts along."""
    before: SignUpState | None = sign_up.state  # none yet for one that is new
    slot.taken += (state in HOLDS_PLACE) - (before in HOLDS_PLACE)
    slot.waiting += (state is SignUpState.WAITLISTED) - (before is SignUpState.WAITLISTED)
    sign_up.state, sign_up.reason, sign_up.changed_at = state, reason, clock.now()
    if state is not SignUpState.OFFERED:
        sign_up.offer_expires_at = None
    session().add(sign_up)  # a new one no sooner: a question before it had a state would store it
    session().flush()
    telling.tell_moved(sign_up, before, state)
    waiting.tell_moved(sign_up)
    return sign_up


def end_all(slot_ids: Sequence[int], reason: str, at: datetime | None) -> None:
    """Cancel every sign-up for these slots, whose locks are held, that has not been served."""
    gives_up = tuple(LIVE - {SignUpState.ATTENDED})
    session().execute(
        sa.update(SignUp)
        .where(SignUp.slot_id.in_(slot_ids), SignUp.state.in_(gives_up))
        .values(state=S.CANCELLED, reason=reason, changed_at=at, offer_expires_at=None)
    )
    stayed = (SignUpState.ATTENDED, SignUpState.NO_SHOW)
    left = sa.select(sa.func.count()).where(SignUp.slot_id == Slot.id, SignUp.state.in_(stayed))
    session().execute(
        sa.update(Slot)
        .where(Slot.id.in_(slot_ids))
        .values(taken=left.scalar_subquery(), waiting=0, offer_due_at=None)
    )


def not_open(activity: Activity) -> ConflictError:
    """Return the refusal of a sign-up for what takes none."""
    return ConflictError(
        "activity_not_open",
        "该活动或场次目前不接受报名，请看看其他活动。",
        "This activity or slot takes no sign-ups now. Look for another one.",
        state=activity.state.value,
    )


def slot_over() -> ConflictError:
    """Return the refusal of what comes after the slot."""
    return ConflictError(
        "slot_over", "该场次已结束，请选择其他场次。", "This slot is over. Choose another one."
    )


def noted(
    actor: Actor, deed: str, activity: Activity, sign_up: SignUp, before: str | None
) -> SignUp:
    """Note what somebody did to a sign-up, and return it.

    With the organiser's reason: what a volunteer wrote, as of an illness, goes with the sign-up.
    """
    excused = sign_up.present_state is SignUpState.EXCUSED
    audit.record(
        actor,
        deed,
        sign_up,
        reason="" if excused else sign_up.reason,
        organisation_id=activity.organisation_id,
        before={"state": before} if before else {},
        after={"state": sign_up.state},
    )
    return sign_up


def wrong_state(sign_up: SignUp) -> ConflictError:
    """Return the refusal of what cannot be done to a sign-up as it stands."""
    state = sign_up.present_state
    return ConflictError(
        "sign_up_state",
        f"报名当前状态为“{STATE_ZH[state]}”，不能这样操作，请刷新后查看。",
        f"The sign-up is {state.value}; this cannot be done now. Refresh and look again.",
        state=state.value,
    )


S = SignUpState
STATE_ZH = {
    S.GUARDIAN_PENDING: "待监护人同意",
    S.APPLIED: "待审核",
    S.WAITLISTED: "候补",
    S.OFFERED: "候补待确认",
    S.CONFIRMED: "已录取",
    S.ATTENDED: "已到岗",
    S.NO_SHOW: "爽约",
    S.EXCUSED: "请假",
    S.REJECTED: "未录取",
    S.CANCELLED: "已取消",
    S.LATE_CANCELLED: "临期取消",
    S.REMOVED: "移出",
    S.EXPIRED: "过期",
}
