"""Use cases of activities: make, review, call off."""

import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import lazyload

from app.activities import content, listing, policy, positions, telling
from app.activities.models import Activity, ActivityState, Slot
from app.activities.sites import read_sites
from app.core import audit, clock, limits
from app.core.auth import Actor, RoleName
from app.core.db import add, session
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.orgs import service as orgs
from geofence.hours import RuleSet

EDITABLE = frozenset({ActivityState.DRAFT, ActivityState.REJECTED})
INDISPENSABLE = frozenset({"slot_window", "overlap", "daily_review"})
SIGN_UP_RULES = ("sign_ups_reviewed", "waitlist_quota", "cancel_hours", "closes_minutes")
TERMS = (
    "risk_notice", "way", "conditions", "safety",
    "dangerous", "insurance_policy", "minors_allowed",
)  # fmt: skip
LOADED = (Activity.positions, Activity.slots, Activity.sites)


def create_activity(actor: Actor, values: dict[str, Any]) -> Activity:
    """Make a draft with its slots."""
    organisation_id = values.get("organisation_id") or orgs.default_for(actor).id
    actor.require(RoleName.COORDINATOR, orgs.path_of(organisation_id))
    orgs.get_open(organisation_id)
    rules = _rules(actor, organisation_id, values.get("rules"))
    new = add(
        Activity(
            organisation_id=organisation_id,
            title=values["title"],
            description=values["description"],
            category=values.get("category"),
            rules=json.loads(rules.to_json()),
            presence_policy=values["presence_policy"],
            **{name: values[name] for name in (*SIGN_UP_RULES, *TERMS) if name in values},
            positions=[positions.new(each) for each in values["positions"]],
            slots=[_slot(each) for each in values["slots"]],
            sites=[],
            created_by=actor.user_id,
            created_at=clock.now(),
        )
    )
    audit.record(actor, "activity.create", new)
    return new


def get_activity(activity_id: int, *, lock: bool = False, bare: bool = False) -> Activity:
    """Return an activity; raise ``NotFoundError`` if there is none.

    A ``bare`` one comes without its slots and sites; they are fetched if somebody looks at them.
    """
    # A sign-up refers to its activity and must not wait for whoever edits it.
    locked = {"key_share": True, "of": Activity} if lock else None
    options = [lazyload(each) for each in LOADED] if bare else None
    found = session().get(Activity, activity_id, options=options, with_for_update=locked)
    if found is None:
        raise NotFoundError("活动", "activity")
    return found


def show_activity(actor: Actor, activity_id: int) -> Activity:
    """Return an activity that the actor may see."""
    activity = get_activity(activity_id)
    policy.require_visible(actor, activity)
    return activity


def replace_sites(actor: Actor, activity_id: int, document: dict[str, Any]) -> Activity:
    """Give an activity its sites; only while it is a draft, for hours depend on them."""
    activity = get_activity(activity_id, lock=True)
    policy.require(actor, "edit", activity)
    _require_state(activity, EDITABLE, "修改地点", "change its sites")
    rows = read_sites(document)
    before = [site.feature for site in activity.sites]
    activity.sites.clear()
    session().flush()
    activity.sites.extend(rows)
    activity.sites_version += 1
    after = [site.feature for site in rows]
    audit.record(
        actor, "activity.sites", activity, before={"sites": before}, after={"sites": after}
    )
    return activity


def submit(actor: Actor, activity_id: int) -> Activity:
    """Ask for an activity to be reviewed."""
    activity = get_activity(activity_id, lock=True)
    policy.require(actor, "submit", activity)
    _require_state(activity, EDITABLE, "提交", "submit it")
    _require_complete(activity)
    content.hand_in(actor, activity)
    return _move(actor, "activity.submit", activity, ActivityState.SUBMITTED)


def approve(actor: Actor, activity_id: int) -> Activity:
    """Open an activity to volunteers."""
    activity = get_activity(activity_id, lock=True)
    policy.require(actor, "review", activity)
    _require_state(activity, {ActivityState.SUBMITTED}, "通过", "approve it")
    content.let_pass(actor, activity)
    _open_slots(activity, opened=True)
    _move(actor, "activity.approve", activity, ActivityState.APPROVED)
    telling.tell_decided(activity, "已通过", "approved")
    return activity


def reject(actor: Actor, activity_id: int, reason: str) -> Activity:
    """Send an activity back, saying why."""
    activity = get_activity(activity_id, lock=True)
    policy.require(actor, "review", activity)
    _require_state(activity, {ActivityState.SUBMITTED}, "驳回", "reject it")
    _move(actor, "activity.reject", activity, ActivityState.REJECTED, reason)
    telling.tell_decided(activity, "已驳回", "sent back")
    return activity


def cancel(actor: Actor, activity_id: int, reason: str) -> Activity:
    """Call an activity off; what was already served stays."""
    activity = get_activity(activity_id, lock=True)
    policy.require(actor, "cancel", activity)
    _require_state(activity, set(ActivityState) - {ActivityState.CANCELLED}, "取消", "cancel it")
    _open_slots(activity, opened=False)
    _move(actor, "activity.cancel", activity, ActivityState.CANCELLED, reason)
    telling.owe_cancelled(activity)
    return activity


def is_leader(actor: Actor, activity: Activity) -> bool:
    """Say whether the actor coordinates the activity's organisation."""
    return actor.holds(RoleName.COORDINATOR, orgs.path_of(activity.organisation_id))


def require_leader(actor: Actor, activity: Activity) -> None:
    """Raise ``ForbiddenError`` unless the actor coordinates the activity's organisation."""
    policy.require(actor, "lead", activity)


def _rules(actor: Actor, organisation_id: int, document: dict[str, Any] | None) -> RuleSet:
    """Return the rule set of a new activity; only the county may depart from the common one."""
    if document is None:
        return RuleSet()
    actor.require(RoleName.ADMINISTRATOR, orgs.path_of(organisation_id)[:1])
    rules = RuleSet.from_json(json.dumps(document))
    missing = INDISPENSABLE - {rule.name for rule in rules.rules}
    if missing:
        raise InvalidError(
            "rules_incomplete",
            f"时长规则缺少：{'、'.join(sorted(missing))}，请补上。",
            f"The rule set lacks {', '.join(sorted(missing))}. Add them.",
            fields={"rules": sorted(missing)},
        )
    return rules


def _slot(values: dict[str, Any]) -> Slot:
    slot = Slot(**values)
    if not slot.starts_at < slot.ends_at <= slot.starts_at + limits.SLOT_LENGTH:
        raise InvalidError(
            "slot_invalid",
            "场次的结束时间须晚于开始时间，且不超过 24 小时，请修改。",
            "A slot must end after it starts, and within 24 hours. Correct its times.",
            fields={"slots": ["ends_at"]},
        )
    if slot.ends_at <= clock.now():
        raise InvalidError(
            "slot_past",
            "场次已经结束，不能补发活动；请改为将来的时间。",
            "This slot is over already. Choose a time that is still to come.",
            fields={"slots": ["ends_at"]},
        )
    return slot


def _require_state(activity: Activity, allowed: Any, zh: str, en: str) -> None:
    if activity.state not in allowed:
        raise ConflictError(
            "activity_state",
            f"活动当前状态为“{_STATE_ZH[activity.state]}”，不能{zh}。",
            f"The activity is {activity.state.value}; you cannot {en} now.",
            state=activity.state.value,
        )


_STATE_ZH = {
    ActivityState.DRAFT: "草稿",
    ActivityState.SUBMITTED: "待审核",
    ActivityState.APPROVED: "已通过",
    ActivityState.REJECTED: "已驳回",
    ActivityState.CANCELLED: "已取消",
}


def _require_complete(activity: Activity) -> None:
    missing = [
        name for name, there in (("slots", activity.slots), ("sites", activity.sites)) if not there
    ]
    if missing:
        raise InvalidError(
            "activity_incomplete",
            "活动还缺少场次或地点，补充后再提交。",
            "The activity has no slot or no site yet. Add them, then submit.",
            fields={name: ["missing"] for name in missing},
        )


def _move(
    actor: Actor, deed: str, activity: Activity, state: ActivityState, reason: str = ""
) -> Activity:
    activity.state, activity.state_reason = state, reason
    audit.record(actor, deed, activity, reason=reason)
    session().flush()
    listing.relist(activity)
    return activity


def _open_slots(activity: Activity, *, opened: bool) -> None:
    """Let sign-ups in, or no more: one that holds a slot's lock is waited for."""
    mine = sa.update(Slot).where(Slot.activity_id == activity.id)
    session().execute(mine.values(open=opened))
