"""What volunteers are told of what they signed up for: places, decisions, reminders."""

from datetime import timedelta

import sqlalchemy as sa

from app.activities.models import LIVE, Activity, ActivityState, SignUp, SignUpState, Slot
from app.core import clock, queue
from app.core.db import session
from app.families import copies
from app.notices import service as notices
from app.notices.kinds import Kind

TELL = "app.activities.jobs.tell_word"  # by name, for the jobs stand above and call us
TELL_SLOT = "app.activities.jobs.tell_slot"
REMIND = "app.activities.jobs.remind"
BEFORE = timedelta(hours=24)  # the start of a slot
LEASE = timedelta(minutes=5)  # how long the sweep waits before it asks for the same again
PEOPLE_AT_ONCE = 200
SWEPT_AT_ONCE = 50
CALLED_OFF = "活动或场次已取消"  # in a sign-up that ends with it, until why may be shown
LATER = "原因见活动页"  # for it has not been looked at yet, and who is on the way has to know now
S = SignUpState
_UNDECIDED = frozenset({S.APPLIED, S.GUARDIAN_PENDING})
_DECIDED = {
    S.CONFIRMED: ("已录取", "you have a place"),
    S.WAITLISTED: ("候补中", "you are on the waitlist"),
    S.REJECTED: ("未录取", "not taken"),
    S.REMOVED: ("已移出", "your place was taken away"),
    S.EXCUSED: ("已准假", "you are excused"),
}
_BY_LEADER = frozenset({S.REMOVED, S.EXCUSED})  # whatever was before
# What time has done, of which nobody else tells them.
_LAPSED = {
    S.OFFERED: (
        "候补到的名额没有及时确认，已让给下一位",
        "the place was not taken in time",
    ),
    S.WAITLISTED: ("活动开始前没有空出名额，候补结束", "no place became free before the start"),
    S.APPLIED: ("活动结束前没有审核，报名失效", "nobody decided before the end"),
    S.GUARDIAN_PENDING: ("活动结束前监护人没有同意，报名失效", "no guardian agreed before the end"),
}

# What a volunteer knows, having done it; a minor's guardians do not.
_OWN = {
    S.CONFIRMED: ("已报名“{}”", "has signed up for “{}”"),
    S.CANCELLED: ("已取消报名“{}”", "does not come to “{}” any more"),
    S.LATE_CANCELLED: ("已临期取消报名“{}”", "cancelled “{}” late"),
}


def tell_moved(sign_up: SignUp, before: SignUpState | None, state: SignUpState) -> None:
    """Tell a volunteer of a place that is offered, or what others have decided."""
    if state is S.OFFERED:
        _tell_offer(sign_up)
    elif state in _DECIDED and (before in _UNDECIDED or state in _BY_LEADER):
        _tell_sign_up(sign_up, *_DECIDED[state], key=_key(sign_up))
    elif state is S.EXPIRED and before in _LAPSED:
        _tell_sign_up(sign_up, *_LAPSED[before], key=_key(sign_up))
    elif state in _OWN:
        key = f"{_key(sign_up)}:guardian"
        zh, en = _OWN[state]
        title, activity_id = _of(sign_up).title, sign_up.activity_id
        words = zh.format(title), en.format(title)
        copies.tell_guardians(sign_up.volunteer_id, words, activity_id, key)
    elif state is S.NO_SHOW:
        values, key = _about(_of(sign_up)), f"no_show:{sign_up.id}"
        notices.notify(sign_up.volunteer_id, Kind.NO_SHOW, values, key=key)


def tell_leave_refused(sign_up: SignUp) -> None:
    """Tell a volunteer that they are not excused, and why: they are expected."""
    key = f"leave_refused:{sign_up.id}:{clock.now().isoformat()}"
    _tell_sign_up(sign_up, "未准假", "you are not excused", key=key)


def tell_decided(activity: Activity, zh: str, en: str) -> None:
    """Tell whoever made an activity how it was reviewed."""
    said = {"result_zh": zh, "result": en, "reason": activity.state_reason}
    key = f"activity:{activity.id}:{activity.state}:{clock.now().isoformat()}"
    notices.notify(activity.created_by, Kind.ACTIVITY_DECIDED, _about(activity) | said, key=key)


def owe_word(activity: Activity) -> None:
    """Owe all who signed up the word that the activity is called off, stopped or goes on."""
    # With a queue the job is on its way: the sweep need not look before the lease is over.
    activity.tell_due_at = clock.now() + (LEASE if queue.exists() else timedelta())
    session().flush()
    queue.find_job(TELL).enqueue_after_commit(activity.id, 0)


def owe_change(activity: Activity, named: list[str]) -> None:
    """Owe all who signed up the word of what has changed, with what they were not told yet."""
    before = filter(None, activity.change.split("、"))
    activity.change = "、".join(dict.fromkeys([*before, *named]))
    activity.changed_at = clock.now()
    owe_word(activity)


def tell_word(activity_id: int, after: int) -> None:
    """Tell the next of those who signed up; each is told once, however often this runs."""
    locked = {"of": Activity, "key_share": True}
    activity = session().get_one(Activity, activity_id, with_for_update=locked)
    if activity.tell_due_at is None:
        return  # all have been told
    kind, values, concerned = _word(activity)
    found = _next(after, SignUp.activity_id == activity_id, concerned)
    since = activity.changed_at if _is_change(activity) else activity.state_since
    key = f"{activity.state}:{activity_id}:{since.isoformat() if since else ''}"
    for each in found:
        notices.notify(each.volunteer_id, kind, values, key=key, until=each.slot.ends_at)
    if len(found) == PEOPLE_AT_ONCE:
        queue.find_job(TELL).enqueue_after_commit(activity_id, found[-1].id)
    else:
        activity.tell_due_at, activity.change = None, ""


def owe_slot(slot: Slot) -> None:
    """Owe all who signed up for a slot the word that it is called off."""
    queue.find_job(TELL_SLOT).enqueue_after_commit(slot.id, 0)


def tell_slot(slot_id: int, after: int) -> None:
    """Tell the next of those whose slot was called off; each is told once."""
    slot = session().get_one(Slot, slot_id, with_for_update={"of": Slot, "key_share": True})
    begins = slot.starts_at.astimezone(clock.CHINA)
    ended = (SignUp.state == S.CANCELLED) & (SignUp.changed_at == slot.cancelled_at)
    found = _next(after, SignUp.slot_id == slot_id, ended)
    for each in found:
        change = f"{begins:%m月%d日 %H:%M} 的场次取消：{slot.shown_reason or LATER}"
        values = _about(_of(each)) | {"change": change}
        key = f"slot_cancelled:{slot_id}"
        notices.notify(
            each.volunteer_id, Kind.ACTIVITY_CHANGED, values, key=key, until=slot.ends_at
        )
    if len(found) == PEOPLE_AT_ONCE:
        queue.find_job(TELL_SLOT).enqueue_after_commit(slot_id, found[-1].id)
    else:
        slot.reminded_at = clock.now()


def remind(slot_id: int, after: int) -> None:
    """Remind the next of those who have a place in a slot; each once."""
    slot = session().get_one(Slot, slot_id, with_for_update={"of": Slot, "key_share": True})
    if not slot.open or slot.starts_at <= clock.now():
        slot.reminded_at = clock.now()
        return
    activity = session().get_one(Activity, slot.activity_id)
    where = activity.sites[0].name if activity.sites else ""
    values = _about(activity) | {
        "starts_at": slot.starts_at.isoformat(),
        "place": where or "见活动页",
    }
    found = _next(after, SignUp.slot_id == slot_id, SignUp.state == S.CONFIRMED)
    for each in found:
        key = f"remind:{slot_id}"
        notices.notify(each.volunteer_id, Kind.SLOT_SOON, values, key=key, until=slot.starts_at)
    if len(found) == PEOPLE_AT_ONCE:
        queue.find_job(REMIND).enqueue_after_commit(slot_id, found[-1].id)
    else:
        slot.reminded_at = clock.now()


def sweep() -> int:
    """Ask for what is owed: reminders of the slots of the next day, words that a crash lost."""
    now = clock.now()
    soon = sa.select(Slot.id).where(
        Slot.starts_at.between(now, now + BEFORE), Slot.open, Slot.reminded_at.is_(None)
    )
    slots = session().scalars(soon.order_by(Slot.starts_at).limit(SWEPT_AT_ONCE)).all()
    owed = sa.select(Activity).where(Activity.tell_due_at <= now).order_by(Activity.tell_due_at)
    locked = owed.limit(SWEPT_AT_ONCE).with_for_update(of=Activity, skip_locked=True)
    activities = session().scalars(locked).all()
    for slot_id in slots:
        queue.find_job(REMIND).enqueue_after_commit(slot_id, 0)
    for activity in activities:
        owe_word(activity)
    return len(slots) + len(activities) + _sweep_slots()


def _word(activity: Activity) -> tuple[Kind, dict[str, str], sa.ColumnElement[bool]]:
    """Return what is to be said of an activity as it stands, and to whom."""
    about = _about(activity)
    if activity.state is ActivityState.CANCELLED:
        # Their sign-ups ended with it: at that very moment, and for that reason.
        ended = (
            (SignUp.state == S.CANCELLED)
            & (SignUp.changed_at == activity.state_since)
            & SignUp.reason.in_([activity.state_reason, CALLED_OFF])
        )
        return Kind.ACTIVITY_CANCELLED, about | {"reason": activity.shown_reason or LATER}, ended
    if _is_change(activity):
        return Kind.ACTIVITY_CHANGED, about | {"change": activity.change}, SignUp.state.in_(LIVE)
    suspended = activity.state is ActivityState.SUSPENDED
    change = f"已中止：{activity.shown_reason or LATER}" if suspended else "已恢复，照常进行"
    if activity.change:
        change += f"；另外已修改：{activity.change}"
    return Kind.ACTIVITY_CHANGED, about | {"change": change}, SignUp.state.in_(LIVE)


def _is_change(activity: Activity) -> bool:
    """Say whether what happened last to a public activity is a change of what it says."""
    if activity.changed_at is None or activity.state is ActivityState.CANCELLED:
        return False
    return activity.state_since is None or activity.changed_at >= activity.state_since


def _sweep_slots() -> int:
    """Ask for the word to who signed up for slots that were called off, where a crash lost it."""
    called_off = sa.select(Slot).where(
        Slot.cancelled_at <= clock.now() - LEASE, Slot.reminded_at.is_(None)
    )
    found = session().scalars(called_off.order_by(Slot.id).limit(SWEPT_AT_ONCE)).all()
    for slot in found:
        owe_slot(slot)
    return len(found)


def _tell_sign_up(sign_up: SignUp, zh: str, en: str, *, key: str) -> None:
    said = {"result_zh": zh, "result": en, "reason": sign_up.reason}
    values = _about(_of(sign_up)) | {"sign_up_id": str(sign_up.id)} | said
    notices.notify(sign_up.volunteer_id, Kind.SIGN_UP_DECIDED, values, key=key)


def _tell_offer(sign_up: SignUp) -> None:
    until = sign_up.offer_expires_at
    if until is not None:
        values = _about(_of(sign_up)) | {"sign_up_id": str(sign_up.id)}
        values |= {"expires_at": until.isoformat()}
        key = _key(sign_up)
        notices.notify(sign_up.volunteer_id, Kind.PLACE_OFFERED, values, key=key, until=until)


def _next(after: int, *tests: sa.ColumnElement[bool]) -> list[SignUp]:
    following = sa.select(SignUp).where(SignUp.id > after, *tests)
    return list(session().scalars(following.order_by(SignUp.id).limit(PEOPLE_AT_ONCE)))


def _of(sign_up: SignUp) -> Activity:
    return session().get_one(Activity, sign_up.activity_id)


def _key(sign_up: SignUp) -> str:
    return f"sign_up:{sign_up.id}:{sign_up.state}:{sign_up.changed_at.isoformat()}"


def _about(activity: Activity) -> dict[str, str]:
    return {"activity_id": str(activity.id), "activity": activity.title}
