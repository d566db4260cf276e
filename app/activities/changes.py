"""Changes of what people rely on: a reviewer's, before check-in opens; everybody is told."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from app.activities import policy, telling
from app.activities.models import Activity, Slot
from app.core import clock
from app.core.auth import Actor
from app.core.errors import ConflictError

NAMES = {
    "title": "名称",
    "description": "说明",
    "category": "类别",
    "risk_notice": "风险告知",
    "way": "服务方式",
    "conditions": "参加条件",
    "safety": "安全保障",
    "starts_at": "时间",
    "ends_at": "时间",
    "site_ids": "地点",
    "sites": "地点",
}


def may(actor: Actor, activity: Activity, slots: Iterable[Slot]) -> bool:
    """Say whether this change is one by who reviews it, before anybody could check in."""
    early = all(clock.now() < slot.opens_at for slot in slots)
    return early and policy.allows(actor, "review", activity)


def require_sites_free(actor: Actor, activity: Activity) -> None:
    """Raise unless the sites may change: in a draft, or by a reviewer before check-in opens."""
    policy.require_state(
        activity, policy.EDITABLE | policy.OPEN_TO_EDITS, "修改地点", "change its sites"
    )
    if activity.state in policy.EDITABLE or may(actor, activity, activity.kept_slots):
        return
    raise ConflictError(
        "review_needed",
        "活动已公开，地点只能由审核者在签到开放前修改；报名者会收到通知。",
        "The activity is public: only who reviews it may change its sites, before check-in "
        "opens. Who signed up is told.",
        fields={"sites": ["review needed"]},
    )


def tell(activity: Activity, changed: AbstractSet[str]) -> None:
    """Owe all who signed up the word of a change that they rely on, if it is one."""
    named = dict.fromkeys(NAMES[name] for name in NAMES if name in changed)
    if named and activity.state in policy.OPEN_TO_EDITS:
        telling.owe_change(activity, list(named))
