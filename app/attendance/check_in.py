"""Use cases of arriving and leaving: check-in by GPS or code, check-out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.accounts import consents, minors
from app.accounts.models import Purpose
from app.activities import service as activities
from app.activities import signups
from app.activities.models import Activity, ActivityState, SignUp, SignUpState
from app.activities.sites import sites_at
from app.attendance import codes, means, pings, policy
from app.attendance.models import OPEN, Attendance, AttendanceState, EvidenceRow, Method
from app.attendance.nearness import ping_required
from app.attendance.proofs import Shown, prove, prove_by_code
from app.attendance.settling import settle_soon
from app.core import clock
from app.core.auth import Actor
from app.core.db import add, session
from app.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError


def check_in(
    actor: Actor, activity_id: int, values: dict[str, Any], by: Actor | None = None
) -> Attendance:
    """Open the volunteer's attendance; checking in twice is one check-in.

    ``by`` is who acts for the volunteer, if somebody does: the evidence is theirs.
    """
    activity = open_activity(activity_id)
    method, ping = Method(values["method"]), values.get("ping")
    at = _moment(method, ping)
    sign_up = sign_up_at(activity, actor.user_id, at)
    existing = find_attendance(sign_up)
    if existing is not None and not comes_back(existing, at):
        return existing
    taken = means.in_force(activity.id, clock.now())
    taken.require(method)
    ping = _agreed(actor, method, ping)
    shown = Shown(method, ping, values.get("code"))
    detail = prove(by or actor, activity, sign_up, taken, shown)
    attendance = reopen(existing) if existing else open_attendance(sign_up, method, at)
    witness(attendance, "check_in", method, at, (by or actor).user_id, detail)
    if ping is not None:
        pings.store_single(attendance, ping, "in")
    return attendance


def check_out(
    actor: Actor, attendance_id: int, values: dict[str, Any], by: Actor | None = None
) -> Attendance:
    """Close the volunteer's attendance and ask for its settlement; twice is once.

    Who was signed out by the system, while the phone had no network, may still say when they left.
    """
    if values.get("code"):
        lock_sign_up(get_attendance(attendance_id))  # before the attendance, as at a check-in
    attendance = get_attendance(attendance_id, lock=True)
    policy.require_own(actor, attendance)
    if attendance.checked_out_at is not None:
        return attendance
    ping = values.get("ping")
    at = ping["t"] if ping else clock.now()
    if ping is not None:
        pings.require_possible(at)
    if at < attendance.checked_in_at:
        raise _left_before_arriving()
    ping = _agreed(actor, Method.SELF, ping)
    if ping is not None:
        pings.store_single(attendance, ping, "out")
    method, detail = _parting(by or actor, attendance, ping, values.get("code"))
    witness(attendance, "check_out", method, at, (by or actor).user_id, detail)
    close(attendance, AttendanceState.CHECKED_OUT, at)
    return attendance


def show_code(actor: Actor, activity_id: int, slot_id: int | None) -> dict[str, Any]:
    """Return the rotating code of a slot, for those who lead the activity."""
    activity = activities.get_activity(activity_id)
    activities.require_leader(actor, activity)
    now = clock.now()
    running = [s for s in activity.slots if s.id == slot_id or slot_id is None]
    running = [s for s in running if s.opens_at <= now < s.ends_at] or running
    if not running:
        raise NotFoundError("场次", "slot")
    return codes.show_code(running[0], actor.user_id)


def close(attendance: Attendance, state: AttendanceState, at: datetime | None) -> None:
    """End an attendance; its settlement is owed from now on."""
    attendance.state, attendance.checked_out_at = state, at
    settle_soon(attendance)


def get_attendance(attendance_id: int, *, lock: bool = False) -> Attendance:
    """Return an attendance; raise ``NotFoundError`` if there is none."""
    # Who only refers to the row, as a batch of pings does, does not wait.
    locked = {"of": Attendance, "key_share": True} if lock else None
    found = session().get(Attendance, attendance_id, with_for_update=locked)
    if found is None:
        raise NotFoundError("考勤", "attendance")
    return found


def find_attendance(sign_up: SignUp) -> Attendance | None:
    """Return the attendance of a sign-up, if it has begun."""
    if sign_up.state is not SignUpState.ATTENDED:
        return None
    return session().scalar(sa.select(Attendance).where(Attendance.sign_up_id == sign_up.id))


def lock_sign_up(attendance: Attendance) -> SignUp:
    """Return the attendance's sign-up; its row is locked: one guess at a code at a time."""
    found = session().get(SignUp, attendance.sign_up_id, with_for_update={"of": SignUp})
    if found is None:
        raise NotFoundError("报名", "sign-up")
    return found


def open_activity(activity_id: int) -> Activity:
    """Return an activity that can be attended; raise on any other."""
    activity = activities.get_activity(activity_id, bare=True)
    if activity.state is ActivityState.APPROVED:
        return activity
    if activity.state is ActivityState.CANCELLED:
        raise ConflictError(
            "activity_cancelled",
            "活动已取消，无法签到；详情请联系负责人。",
            "This activity was called off; nobody can check in. Ask the leader.",
        )
    if activity.state is ActivityState.SUSPENDED:
        raise ConflictError(
            "activity_suspended",
            "活动已中止，暂不能签到；详情请联系负责人。",
            "This activity is suspended; nobody can check in for now. Ask the leader.",
        )
    raise NotFoundError("活动", "activity")


def sign_up_at(activity: Activity, volunteer_id: int, at: datetime) -> SignUp:
    """Return, locked, the volunteer's sign-up for the slot whose check-in is open then."""
    mine = signups.lock_confirmed(activity.id, volunteer_id)
    if not mine:
        raise ForbiddenError(
            "not_signed_up",
            "您还没有报名该活动，请先报名再签到。",
            "You have not signed up for this activity. Sign up, then check in.",
        )
    for sign_up in mine:
        if sign_up.slot.opens_at <= at < sign_up.slot.ends_at:
            _require_may_serve(activity, sign_up, at)
            return sign_up
    coming = [s.slot.opens_at for s in mine if s.slot.opens_at > at]
    if coming:
        raise ConflictError(
            "check_in_too_early",
            "还没到签到时间，开始前 60 分钟可以签到。",
            "Check-in is not open yet: it opens 60 minutes before the start.",
            opens_at=min(coming).isoformat(),
        )
    raise ConflictError(
        "check_in_too_late",
        "场次已结束，不能签到；如已到场服务，请联系负责人。",
        "The slot is over; nobody can check in. If you served, ask the leader.",
    )


def open_attendance(sign_up: SignUp, method: Method, at: datetime) -> Attendance:
    """Begin the attendance of a sign-up, whose place is from now on used."""
    sign_up.state = SignUpState.ATTENDED
    return add(
        Attendance(
            sign_up_id=sign_up.id,
            activity_id=sign_up.activity_id,
            slot_id=sign_up.slot_id,
            volunteer_id=sign_up.volunteer_id,
            state=OPEN,
            method=method,
            checked_in_at=at,
            created_at=clock.now(),
        )
    )


def reopen(attendance: Attendance) -> Attendance:
    """Go on with an attendance that was closed too soon."""
    if attendance.state is AttendanceState.REFUSED:
        raise ConflictError(
            "attendance_refused",
            "负责人已认定本次考勤不计时长，如有异议请联系负责人。",
            "A reviewer refused this attendance. If that is wrong, ask the leader.",
        )
    attendance.state, attendance.checked_out_at = OPEN, None
    return attendance


def witness(
    attendance: Attendance,
    kind: str,
    method: Method,
    at: datetime,
    actor_id: int,
    detail: dict[str, Any],
) -> None:
    """Keep who or what vouched for the volunteer at this moment."""
    session().add(
        EvidenceRow(
            attendance_id=attendance.id,
            kind=kind,
            method=method,
            at=at,
            # A word that names no site stands for the first: to be at one is to be present.
            site_id=detail.get("site_id") or _first_site(attendance),
            actor_id=actor_id,
            detail=detail,
            received_at=clock.now(),
        )
    )


def _first_site(attendance: Attendance) -> str:
    return sites_at(attendance.activity, attendance.slot)[0].site_id


def comes_back(attendance: Attendance, at: datetime) -> bool:
    """Say whether this is a new arrival, and not the first one told once more."""
    left = attendance.checked_out_at
    return attendance.state is not OPEN and (left is None or at > left)


def _moment(method: Method, ping: dict[str, Any] | None) -> datetime:
    if ping is not None:
        pings.require_possible(ping["t"])
    if method is not Method.GPS:
        return clock.now()  # a code proves presence at the moment it is entered, not before
    if ping is None:
        raise ping_required()
    at: datetime = ping["t"]
    return at


def _agreed(actor: Actor, method: Method, ping: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the position if it may be used; what can do without one goes on without."""
    if ping is None or consents.may_locate(actor.user_id):
        return ping
    if method is Method.GPS:
        consents.require_agrees(actor.user_id, Purpose.LOCATION_TRACK)
    return None


def _parting(
    actor: Actor, attendance: Attendance, ping: dict[str, Any] | None, code: str | None
) -> tuple[Method, dict[str, Any]]:
    """Return by which means a volunteer says that they leave, and what it shows."""
    if ping is not None:
        return Method.GPS, {}
    if code is None:
        return Method.SELF, {}
    detail = prove_by_code(actor, attendance.activity, lock_sign_up(attendance), code)
    return Method.QR if "shown_by" in detail else Method.CODE, detail


def _require_may_serve(activity: Activity, sign_up: SignUp, at: datetime) -> None:
    """Raise if what the sign-up rested on is gone: a guardian's consent, a certificate."""
    signups.require_still_fit(sign_up, at)
    companions: Sequence[int] = ()
    if current_app.config["SETTINGS"].minors_accompanied:
        others = sa.select(SignUp.volunteer_id).where(SignUp.slot_id == sign_up.slot_id)
        companions = session().scalars(others.where(SignUp.state.in_(signups.ATTENDABLE))).all()
    minors.require_may_serve(
        sign_up.volunteer_id, at, danger=bool(activity.dangerous), companions=companions
    )


def _left_before_arriving() -> InvalidError:
    return InvalidError(
        "check_out_before_check_in",
        "签退时间早于签到时间，请校准手机时钟后重试。",
        "The check-out lies before the check-in. Set the phone's clock and try again.",
        fields={"ping.t": ["before the check-in"]},
    )
