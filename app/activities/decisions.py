"""Use cases of those who lead an activity: who may come, who may stay away, who must go."""

from collections.abc import Set as AbstractSet

from app.activities import admission, policy, service, telling, waitlist
from app.activities.models import (
    Activity,
    LeaveState,
    SignUp,
    SignUpState,
    Slot,
)
from app.core.auth import Actor
from app.core.db import session

S = SignUpState
HERE = frozenset({S.GUARDIAN_PENDING, S.APPLIED, S.WAITLISTED, S.OFFERED, S.CONFIRMED})


def confirm(actor: Actor, activity_id: int, sign_up_id: int) -> SignUp:
    """Take one who applied; when the slot is full they wait, in order of arrival."""
    activity, sign_up, slot = _load(actor, activity_id, sign_up_id)
    if sign_up.present_state in {S.CONFIRMED, S.WAITLISTED, S.OFFERED}:
        return sign_up
    before = _require(sign_up, {S.APPLIED})
    admission.admit(activity, slot, sign_up)
    return admission.noted(actor, "sign_up.confirm", activity, sign_up, before)


def reject(actor: Actor, activity_id: int, sign_up_id: int, reason: str) -> SignUp:
    """Turn down one who applied, saying why."""
    activity, sign_up, slot = _load(actor, activity_id, sign_up_id)
    before = _require(sign_up, {S.APPLIED, S.GUARDIAN_PENDING})
    admission.move(sign_up, slot, S.REJECTED, reason)
    return admission.noted(actor, "sign_up.reject", activity, sign_up, before)


def remove(actor: Actor, activity_id: int, sign_up_id: int, reason: str) -> SignUp:
    """Take somebody's place away, saying why; it is offered to who waits."""
    activity, sign_up, slot = _load(actor, activity_id, sign_up_id)
    before = _require(sign_up, HERE)
    admission.move(sign_up, slot, S.REMOVED, reason)
    waitlist.offer_free(slot)
    return admission.noted(actor, "sign_up.remove", activity, sign_up, before)


def grant_leave(actor: Actor, activity_id: int, sign_up_id: int) -> SignUp:
    """Excuse one who asked for it, be it before the slot or after."""
    activity, sign_up, slot = _load(actor, activity_id, sign_up_id)
    if sign_up.state is S.EXCUSED:
        return sign_up
    before = _require(sign_up, {S.CONFIRMED, S.NO_SHOW}, asked=True)
    sign_up.leave = LeaveState.GRANTED
    admission.move(sign_up, slot, S.EXCUSED, sign_up.leave_reason)
    waitlist.offer_free(slot)
    return admission.noted(actor, "sign_up.grant_leave", activity, sign_up, before)


def refuse_leave(actor: Actor, activity_id: int, sign_up_id: int, reason: str) -> SignUp:
    """Say no to one who asked to be excused, and why; their place stays theirs."""
    activity, sign_up, _slot = _load(actor, activity_id, sign_up_id)
    before = _require(sign_up, {S.CONFIRMED, S.NO_SHOW}, asked=True)
    sign_up.leave, sign_up.reason = LeaveState.REFUSED, reason
    session().flush()
    telling.tell_leave_refused(sign_up)
    return admission.noted(actor, "sign_up.refuse_leave", activity, sign_up, before)


def _load(actor: Actor, activity_id: int, sign_up_id: int) -> tuple[Activity, SignUp, Slot]:
    activity = service.get_activity(activity_id, bare=True)
    policy.require(actor, "lead", activity)
    sign_up = admission.get_sign_up(activity_id, sign_up_id)
    slot = admission.lock(sign_up)
    waitlist.turn_over(slot)
    return activity, sign_up, slot


def _require(sign_up: SignUp, allowed: AbstractSet[SignUpState], *, asked: bool = False) -> str:
    """Raise unless the sign-up is in one of these states; return what is written down of it."""
    wrong = sign_up.present_state not in allowed
    if wrong or (asked and sign_up.leave is not LeaveState.ASKED):
        raise admission.wrong_state(sign_up)
    return sign_up.state.value
