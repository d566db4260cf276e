"""What an activity says of itself: looked at by a machine when it is submitted, then by people."""

from app.accounts import words
from app.activities.models import Activity, Slot
from app.core.auth import Actor
from app.core.errors import ConflictError
from app.wechat import Scene
from app.wechat.models import FOR_PEOPLE, ContentState

KIND, REASON, SLOT_REASON = "activity", "activity_reason", "slot_reason"


def hand_in(actor: Actor, activity: Activity) -> None:
    """Have title and description looked at."""
    text = f"{activity.title}\n{activity.description}".strip()
    organisation_id = activity.organisation_id
    words.hand_in(actor, words.Words(KIND, activity.id, text, Scene.FORUM, organisation_id))


def hand_in_reason(actor: Actor, activity: Activity) -> None:
    """Have looked at why an activity is called off or stopped: all who signed up read it."""
    said = words.Words(
        REASON, activity.id, activity.state_reason, Scene.FORUM, activity.organisation_id
    )
    activity.reason_check = words.hand_in(actor, said)


def hand_in_slot_reason(actor: Actor, activity: Activity, slot: Slot) -> None:
    """Have looked at why a slot is called off."""
    where = activity.organisation_id
    said = words.Words(SLOT_REASON, slot.id, slot.cancel_reason, Scene.FORUM, where)
    slot.reason_check = words.hand_in(actor, said)


def take_back(activity: Activity) -> None:
    """Let nobody look at words that are changed before they are handed in again."""
    words.take_back(KIND, activity.id)


def take_back_reason(activity: Activity) -> None:
    """Let nobody look any more at why it stood where it stood before."""
    if activity.reason_check is not None:
        words.take_back(REASON, activity.id)
    activity.reason_check = None


def let_pass(actor: Actor, activity: Activity) -> None:
    """Take a reviewer's approval for the look of a person; what is held to be risky stays out."""
    check = words.waiting(KIND, activity.id)
    if check is None:
        return
    if check.state is ContentState.RISKY:
        raise ConflictError(
            "content_risky",
            "活动的标题或说明未通过内容审核，请驳回并让发布者修改。",
            "Title or description did not pass the check of content. Send the activity back.",
        )
    if check.state not in FOR_PEOPLE:
        raise ConflictError(
            "content_waits",
            "活动的标题和说明正在机器审核，请稍候再通过。",
            "Title and description are still being looked at by the machine. Approve in a moment.",
        )
    words.decide(actor, check.id, shown=True)
