"""Use cases of slots: one by one or by a rule, each with its own sites, and places added later."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.activities import admission, changes, content, editing, policy, service, telling, waitlist
from app.activities.models import Activity, SignUp, Slot
from app.activities.recurrence import occurrences
from app.activities.service import new_slot, require_possible
from app.activities.sites import require_known
from app.core import audit, clock, limits
from app.core.auth import Actor
from app.core.db import session
from app.core.errors import ConflictError, InvalidError, NotFoundError


def add(actor: Actor, activity_id: int, values: dict[str, Any]) -> Activity:
    """Add slots to a draft: those that are given, or one for each time that a rule comes round."""
    activity = editing.load(actor, activity_id, values["version"])
    policy.require_state(activity, policy.EDITABLE, "增加场次", "add slots")
    first = {name: values[name] for name in ("starts_at", "ends_at", "quota", "site_ids")}
    rule = values.get("rule") or ""
    made = [new_slot(each) for each in _repeated(first, rule, values.get("exceptions", ()))]
    if len(activity.slots) + len(made) > limits.SLOTS_PER_ACTIVITY:
        raise InvalidError(
            "too_many_slots",
            f"一个活动最多 {limits.SLOTS_PER_ACTIVITY} 个场次，请减少后再保存。",
            f"An activity may have at most {limits.SLOTS_PER_ACTIVITY} slots. Add fewer.",
            limit=limits.SLOTS_PER_ACTIVITY,
        )
    require_known(activity, made)
    activity.slots.extend(made)
    session().flush()
    return _in_order(editing.keep(actor, "activity.add_slots", activity))


def change(actor: Actor, activity_id: int, slot_id: int, values: dict[str, Any]) -> Activity:
    """Change a slot; once the activity is public only its places, never below those taken."""
    activity = editing.load(actor, activity_id, values.pop("version"))
    slot = _locked(activity, slot_id)
    if activity.state not in policy.EDITABLE:
        policy.require_state(activity, policy.OPEN_TO_EDITS, "修改场次", "change its slots")
        _require_places_only(actor, activity, slot, values)
    before = {name: getattr(slot, name) for name in values}
    for name, value in values.items():
        setattr(slot, name, value)
    require_possible(slot)
    if before.get("starts_at", slot.starts_at) != slot.starts_at:
        slot.reminded_at = None  # of another day
    changes.tell(activity, {name for name in values if before[name] != values[name]})
    require_known(activity, [slot])
    _require_room(slot)
    audit.record(
        actor,
        "slot.change",
        slot,
        organisation_id=activity.organisation_id,
        before=before,
        after=values,
    )
    waitlist.offer_free(slot)
    return _in_order(editing.keep(actor, "activity.change_slot", activity))


def remove(actor: Actor, activity_id: int, slot_id: int, version: int) -> Activity:
    """Remove a slot from a draft."""
    activity = editing.load(actor, activity_id, version)
    policy.require_state(activity, policy.EDITABLE, "删除场次", "remove slots")
    slot = _locked(activity, slot_id)
    if session().scalar(sa.select(sa.exists().where(SignUp.slot_id == slot.id))):
        raise ConflictError(
            "slot_taken",
            "该场次有过报名记录，不能删除；可改为其他时间。",
            "People have signed up for this slot before; it cannot be removed. Change its time.",
        )
    activity.slots.remove(slot)
    session().delete(slot)
    session().flush()
    return editing.keep(actor, "activity.remove_slot", activity)


def cancel(actor: Actor, activity_id: int, slot_id: int, reason: str) -> Activity:
    """Call one slot off, tell who signed up for it, and go on with the others."""
    activity = service.get_activity(activity_id, lock=True)
    policy.require(actor, "cancel", activity)
    policy.require_state(activity, policy.OPEN_TO_EDITS, "取消场次", "call off a slot")
    slot = _locked(activity, slot_id)
    if slot.cancelled_at is not None:
        return activity
    if slot.ends_at <= clock.now():
        raise admission.slot_over()
    slot.open, slot.cancelled_at, slot.reminded_at = False, clock.now(), None
    slot.cancel_reason = reason
    audit.record(
        actor, "slot.cancel", slot, reason=reason, organisation_id=activity.organisation_id
    )
    content.hand_in_slot_reason(actor, activity, slot)
    why = slot.shown_reason or telling.CALLED_OFF
    admission.end_all([slot.id], why, slot.cancelled_at)
    telling.owe_slot(slot)
    return _in_order(editing.keep(actor, "activity.cancel_slot", activity))


def _repeated(
    first: dict[str, Any], rule: str, exceptions: Iterable[date]
) -> Iterable[dict[str, Any]]:
    if not rule:
        return [first]
    lasts = first["ends_at"] - first["starts_at"]
    return [
        first | {"starts_at": begin, "ends_at": begin + lasts, "rule": rule}
        for begin in occurrences(rule, first["starts_at"], list(exceptions))
    ]


def _locked(activity: Activity, slot_id: int) -> Slot:
    slot = admission.lock_slot(slot_id)
    if slot.activity_id != activity.id:
        raise NotFoundError("场次", "slot")
    return slot


def _require_places_only(
    actor: Actor, activity: Activity, slot: Slot, values: dict[str, Any]
) -> None:
    needing = {name for name in values.keys() - {"quota"} if getattr(slot, name) != values[name]}
    if needing and not changes.may(actor, activity, [slot]):
        raise ConflictError(
            "review_needed",
            "活动已公开，场次只能调整名额；时间、地点只能由审核者在签到开放前修改。",
            "The activity is public: only the number of places may change. Time and sites are for "
            "who reviews it, before check-in opens.",
            fields={name: ["review needed"] for name in sorted(needing)},
        )


def _require_room(slot: Slot) -> None:
    if slot.quota < slot.taken:
        raise ConflictError(
            "quota_below_taken",
            f"已有 {slot.taken} 人占用名额，名额不能更少；请填 {slot.taken} 或更多。",
            f"{slot.taken} places are taken; there cannot be fewer. Enter {slot.taken} or more.",
            taken=slot.taken,
        )


def _in_order(activity: Activity) -> Activity:
    activity.slots.sort(key=lambda slot: slot.starts_at)
    return activity
