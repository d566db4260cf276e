"""Use cases of an activity's life: submitted, reviewed, opened, stopped, taken back, called off."""

from datetime import timedelta

import sqlalchemy as sa
from flask import current_app

from app.activities import (
    admission,
    checklist,
    closing,
    content,
    listing,
    phases,
    policy,
    service,
    telling,
)
from app.activities.models import LIVE, Activity, ActivityState, SignUp, SignUpState, Slot
from app.core import audit, clock
from app.core.auth import Actor
from app.core.db import session
from app.core.errors import ConflictError

S = ActivityState
SWEPT_AT_ONCE = 200
TOO_LATE = "所有场次结束前未完成审核，请改到将来的时间后再提交。"


def submit(actor: Actor, activity_id: int) -> Activity:
    """Ask for an activity to be reviewed; what the law wants must be there."""
    activity = _load(actor, activity_id, "submit")
    policy.require_state(activity, policy.EDITABLE, "提交", "submit it")
    checklist.require_complete(activity)
    _require_ahead(activity)
    content.hand_in(actor, activity)
    now = clock.now()
    activity.submitted_at, activity.review_told_at = now, None
    hours = current_app.config["SETTINGS"].activity_review_hours
    activity.review_due_at = now + timedelta(hours=hours)
    return _move(actor, "activity.submit", activity, S.SUBMITTED)


def approve(actor: Actor, activity_id: int) -> Activity:
    """Open an activity to volunteers."""
    activity = _load(actor, activity_id, "review")
    policy.require_state(activity, {S.SUBMITTED}, "通过", "approve it")
    _require_ahead(activity)
    content.let_pass(actor, activity)
    _open_slots(activity, opened=True)
    activity.open_to_all = True
    _move(actor, "activity.approve", activity, S.APPROVED)
    telling.tell_decided(activity, "已通过", "approved")
    return activity


def reject(actor: Actor, activity_id: int, reason: str) -> Activity:
    """Send an activity back to be mended, saying why."""
    activity = _load(actor, activity_id, "review")
    policy.require_state(activity, {S.SUBMITTED}, "驳回", "reject it")
    content.take_back(activity)
    _move(actor, "activity.reject", activity, S.REJECTED, reason)
    telling.tell_decided(activity, "已驳回", "sent back")
    return activity


def withdraw(actor: Actor, activity_id: int) -> Activity:
    """Take back what waits for its review: it is a draft again."""
    activity = _load(actor, activity_id, "submit")
    policy.require_state(activity, {S.SUBMITTED}, "撤回", "withdraw it")
    content.take_back(activity)
    activity.submitted_at = activity.review_due_at = None
    return _move(actor, "activity.withdraw", activity, S.DRAFT)


def unpublish(actor: Actor, activity_id: int, reason: str) -> Activity:
    """Take an activity back to change it, as long as nobody has signed up."""
    activity = _load(actor, activity_id, "cancel")
    policy.require_state(activity, {S.APPROVED}, "取消发布", "take it back")
    # From here on whoever wants to sign up waits, and then finds the slot closed.
    _open_slots(activity, opened=False)
    if session().scalar(sa.select(_signed_up(activity))):
        raise ConflictError(
            "has_sign_ups",
            "已有志愿者报名，不能取消发布；如不再举办请取消活动并说明原因。",
            "People have signed up; it cannot be taken back. Call the activity off instead.",
        )
    activity.open_to_all = False
    return _move(actor, "activity.unpublish", activity, S.UNPUBLISHED, reason)


def suspend(actor: Actor, activity_id: int, reason: str) -> Activity:
    """Stop an activity for the time being; who signed up is told and keeps their place."""
    activity = _load(actor, activity_id, "cancel")
    policy.require_state(activity, {S.APPROVED}, "中止", "suspend it")
    _require_not_over(activity)
    _open_slots(activity, opened=False)
    _move(actor, "activity.suspend", activity, S.SUSPENDED, reason)
    content.hand_in_reason(actor, activity)
    telling.owe_word(activity)
    return activity


def resume(actor: Actor, activity_id: int) -> Activity:
    """Go on with an activity that was stopped; who signed up is told."""
    activity = _load(actor, activity_id, "cancel")
    policy.require_state(activity, {S.SUSPENDED}, "恢复", "resume it")
    _open_slots(activity, opened=True)
    _move(actor, "activity.resume", activity, S.APPROVED)
    telling.owe_word(activity)
    return activity


def cancel(actor: Actor, activity_id: int, reason: str) -> Activity:
    """Call an activity off and tell who signed up; what was already served stays."""
    activity = _load(actor, activity_id, "cancel")
    policy.require_state(activity, set(S) - {S.CANCELLED}, "取消", "cancel it")
    _require_not_over(activity)
    return _call_off(actor, activity, reason)


def give_up(activity: Activity, reason: str) -> Activity:
    """Call off a draft of which nothing comes any more; nobody knows of it but who made it."""
    if activity.state not in policy.EDITABLE:
        raise ValueError(f"{activity.id} is {activity.state}, and not a draft")
    return _call_off(None, activity, reason)


def _call_off(actor: Actor | None, activity: Activity, reason: str) -> Activity:
    if activity.state is S.SUBMITTED:
        content.take_back(activity)
    _open_slots(activity, opened=False)
    _move(actor, "activity.cancel", activity, S.CANCELLED, reason)
    if actor is not None and activity.open_to_all:  # else only its own read it
        content.hand_in_reason(actor, activity)
    mine = [slot.id for slot in activity.slots]
    why = activity.shown_reason or telling.CALLED_OFF
    admission.end_all(mine, why, activity.state_since)
    telling.owe_word(activity)
    return activity


def advance() -> int:
    """Write down the phase of activities whose time has come; return how many."""
    now = clock.now()
    due = (
        sa.select(Activity)
        .where(Activity.phase_due_at <= now)
        .order_by(Activity.phase_due_at)
        .limit(SWEPT_AT_ONCE)
        .with_for_update(of=Activity, key_share=True, skip_locked=True)
    )
    found = session().scalars(due).all()
    for activity in found:
        keep_phase(activity)
    return len(found)


def lapse() -> int:
    """Send back what nobody has reviewed before its last slot was over; return how much."""
    waits = (Activity.state == S.SUBMITTED) & closing.nothing_ahead()
    late = sa.select(Activity).where(waits).order_by(Activity.id).limit(SWEPT_AT_ONCE)
    found = session().scalars(late.with_for_update(of=Activity, key_share=True, skip_locked=True))
    rows = found.all()
    for activity in rows:
        content.take_back(activity)
        _move(None, "activity.lapse", activity, S.REJECTED, TOO_LATE)
        telling.tell_decided(activity, "已过期", "too late")
    return len(rows)


def keep_phase(activity: Activity) -> None:
    """Write down the phase that an activity is in now, and when to look again."""
    activity.phase = activity.present_phase
    activity.phase_due_at = (
        phases.next_change(activity.kept_slots, activity.closes_minutes, clock.now())
        if activity.state is S.APPROVED
        else None
    )
    session().flush()


def _load(actor: Actor, activity_id: int, action: str) -> Activity:
    activity = service.get_activity(activity_id, lock=True)
    policy.require(actor, action, activity)
    return activity


def _move(
    actor: Actor | None, deed: str, activity: Activity, state: S, reason: str = ""
) -> Activity:
    activity.state, activity.state_reason, activity.state_since = state, reason, clock.now()
    content.take_back_reason(activity)
    audit.record(actor, deed, activity, reason=reason)
    keep_phase(activity)
    listing.relist(activity)
    return activity


def _require_not_over(activity: Activity) -> None:
    if activity.state is S.APPROVED and activity.kept_slots and _is_over(activity):
        raise ConflictError(
            "activity_over",
            "活动已经结束，不能再取消或中止；未到场的人会记为未到，时长有误请走考勤复核。",
            "This activity is over; it cannot be called off or stopped any more. Wrong hours are "
            "put right by a review.",
        )


def _is_over(activity: Activity) -> bool:
    return all(slot.ends_at <= clock.now() for slot in activity.kept_slots)


def _require_ahead(activity: Activity) -> None:
    if _is_over(activity):
        raise ConflictError(
            "nothing_ahead",
            "活动的所有场次都已结束，不能提交或通过；请改到将来的时间后再提交。",
            "All slots of this activity are over. Choose times that are still to come, then "
            "submit it.",
        )


def _open_slots(activity: Activity, *, opened: bool) -> None:
    """Let sign-ups in, or no more: one that holds a slot's lock is waited for."""
    mine = sa.update(Slot).where(Slot.activity_id == activity.id, Slot.cancelled_at.is_(None))
    session().execute(mine.values(open=opened))


def _signed_up(activity: Activity) -> sa.Exists:
    taken = (*LIVE, SignUpState.NO_SHOW)
    return sa.exists().where(SignUp.activity_id == activity.id, SignUp.state.in_(taken))
