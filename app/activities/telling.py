"""What volunteers are told of what they signed up for: places, decisions, reminders."""

from datetime import timedelta

import sqlalchemy as sa

from app.activities.models import LIVE, Activity, ActivityState, SignUp, SignUpState, Slot
from app.core import clock, queue
from app.core.db import session
from app.notices import service as notices
from app.notices.kinds import Kind

TELL = "app.activities.jobs.tell_cancelled"  # by name, for the jobs stand above and call us
REMIND = "app.activities.jobs.remind"
BEFORE = timedelta(hours=24)  # the start of a slot
LEASE = timedelta(minutes=5)  # how long the sweep waits before it asks for the same again
PEOPLE_AT_ONCE = 200
SWEPT_AT_ONCE = 50
S = SignUpState
_UNDECIDED = frozenset({S.APPLIED, S.GUARDIAN_PENDING})
_DECIDED = {
    S.CONFIRMED: ("已录取", "you have a place"),
    S.WAITLISTED: ("候补中", "you are on the waitlist"),
    S.REJECTED: ("未录取", "not taken"),
    S.REMOVED: ("已移出", "your place was taken away"),
}


def tell_moved(sign_up: SignUp, before: SignUpState | None, state: SignUpState) -> None:
    """Tell a volunteer of a place that is offered, or what others have decided."""
    if state is S.OFFERED:
        _tell_offer(sign_up)
    elif state in _DECIDED and (before in _UNDECIDED or state is S.REMOVED):
        zh, en = _DECIDED[state]
        said = {"result_zh": zh, "result": en, "reason": sign_up.reason}
        values = _about(_of(sign_up)) | {"sign_up_id": str(sign_up.id)} | said
        notices.notify(sign_up.volunteer_id, Kind.SIGN_UP_DECIDED, values, key=_key(sign_up))


def tell_decided(activity: Activity, zh: str, en: str) -> None:
    """Tell whoever made an activity how it was reviewed."""
    said = {"result_zh": zh, "result": en, "reason": activity.state_reason}
    key = f"activity:{activity.id}:{activity.state}:{clock.now().isoformat()}"
    notices.notify(activity.created_by, Kind.ACTIVITY_DECIDED, _about(activity) | said, key=key)


def owe_cancelled(activity: Activity) -> None:
    """Owe all who signed up the word that the activity is called off."""
    # With a queue the job is on its way: the sweep need not look before the lease is over.
    activity.tell_due_at = clock.now() + (LEASE if queue.exists() else timedelta())
    session().flush()
    queue.find_job(TELL).enqueue_after_commit(activity.id, 0)


def tell_cancelled(activity_id: int, after: int) -> None:
    """Tell the next of those who signed up; each is told once, however often this runs."""
    activity = session().get_one(Activity, activity_id, with_for_update={"of": Activity})
    if activity.state is not ActivityState.CANCELLED:
        activity.tell_due_at = None
        return
    values = _about(activity) | {"reason": activity.state_reason}
    found = _next(after, SignUp.activity_id == activity_id, SignUp.state.in_(LIVE))
    for each in found:
        notices.notify(
            each.volunteer_id,
            Kind.ACTIVITY_CANCELLED,
            values,
            key=f"cancelled:{activity_id}",
            until=each.slot.ends_at,
        )
    if len(found) == PEOPLE_AT_ONCE:
        queue.find_job(TELL).enqueue_after_commit(activity_id, found[-1].id)
    else:
        activity.tell_due_at = None


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
        owe_cancelled(activity)
    return len(slots) + len(activities)


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
