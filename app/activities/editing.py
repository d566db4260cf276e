"""Use cases of changing an activity: freely while it is a draft, and little once it is public."""

from typing import Any

from app.activities import changes, lifecycle, listing, policy, positions, service
from app.activities.models import Activity
from app.core import audit
from app.core.auth import Actor
from app.core.db import session
from app.core.errors import ConflictError

# What may change under the eyes of those who signed up; everything else they agreed to, and so it
# needs another review.
FREE = frozenset({"waitlist_quota", "closes_minutes", "cancel_hours"})


def edit(actor: Actor, activity_id: int, values: dict[str, Any]) -> Activity:
    """Change an activity that is still as the one who changes it has seen it."""
    activity = load(actor, activity_id, values.pop("version"))
    changed = {name for name, value in values.items() if getattr(activity, name) != value}
    if activity.state not in policy.EDITABLE:
        _require_free(actor, activity, changed, values)
    for name in changed:
        setattr(activity, name, values[name])
    changes.tell(activity, changed)
    return keep(actor, "activity.edit", activity)


def replace_positions(actor: Actor, activity_id: int, values: dict[str, Any]) -> Activity:
    """Give an activity other positions, as long as nobody has signed up for one."""
    activity = load(actor, activity_id, values["version"])
    policy.require_state(activity, policy.EDITABLE, "修改岗位", "change its positions")
    if positions.are_taken(activity.id):
        raise ConflictError(
            "positions_taken",
            "已有人报过这些岗位，不能更换；请复制为新活动后再修改。",
            "People have signed up for these positions. Copy the activity and change the copy.",
        )
    activity.positions.clear()
    session().flush()
    activity.positions.extend(positions.new(each) for each in values["positions"])
    return keep(actor, "activity.positions", activity)


def load(actor: Actor, activity_id: int, version: int) -> Activity:
    """Return an activity to be changed, locked; raise if somebody else has changed it since."""
    activity = service.get_activity(activity_id, lock=True)
    policy.require(actor, "edit", activity)
    if activity.version != version:
        raise ConflictError(
            "version_conflict",
            "其他人已修改该活动，请刷新后在新内容上修改。",
            "Somebody else has changed this activity. Refresh, and change what is there now.",
            version=activity.version,
        )
    return activity


def keep(actor: Actor, deed: str, activity: Activity) -> Activity:
    """Note a change, with all that follows from it."""
    activity.version += 1
    audit.record(actor, deed, activity)
    lifecycle.keep_phase(activity)
    listing.relist(activity)
    return activity


def _require_free(
    actor: Actor, activity: Activity, changed: set[str], values: dict[str, Any]
) -> None:
    policy.require_state(activity, policy.OPEN_TO_EDITS, "修改", "change it")
    needing = changed - FREE
    if changes.may(actor, activity, activity.kept_slots):
        needing -= changes.NAMES.keys()  # who reviews has looked; who signed up is told
    if values.get("cancel_hours", 0) > activity.cancel_hours:
        needing |= {"cancel_hours"}  # nobody is late by a rule that they did not know
    if needing:
        raise ConflictError(
            "review_needed",
            "这些内容报名者已经知悉，修改须重新审核：请在无人报名时取消发布、修改后再提交，"
            "或取消活动另发新活动。",
            "People rely on this; to change it takes another review. Take the activity back while "
            "nobody has signed up, change it and submit it again, or call it off and make another.",
            fields={name: ["review needed"] for name in sorted(needing)},
        )
