"""Use cases of arriving and leaving: check-in by GPS, code or roll-call; check-out."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.activities import service as activities
from app.activities import signups
from app.activities.models import Activity, ActivityState, SignUp
from app.activities.sites import sites_of
from app.attendance import codes, pings, policy
from app.attendance.models import OPEN, Attendance, AttendanceState, EvidenceRow, Method
from app.attendance.settling import settle_soon
from app.core import clock
from app.core.auth import Actor
from app.core.db import add, session
from app.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from geofence.fences import direction_deg
from geofence.pings import Pings
from geofence.presence import standing
from geofence.projection import compass_point
from geofence.verdict import Standing

# A check-in opens the door; it does not pay. 98.9 % of true visits pass this bound and none of
# 360,725 pings from far away did (MobilityNet, Android).
REACH_M = 100.0
POOR_ACCURACY_M = 200.0
UNKNOWN_ACCURACY_M = 50.0
OTHER_WAYS = ["code", "qr", "roll_call"]


def check_in(actor: Actor, activity_id: int, values: dict[str, Any]) -> Attendance:
    """Open the volunteer's attendance; checking in twice is one check-in."""
    activity = _open_activity(activity_id)
    method, ping = Method(values["method"]), values.get("ping")
    at = _moment(method, ping)
    sign_up = _sign_up_at(activity, actor.user_id, at)
    existing = find_attendance(sign_up.id)
    if existing is not None:
        return existing
    if method is Method.GPS:
        detail = _require_near(activity, ping)
    else:
        codes.check_code(sign_up, method, values.get("code") or "")
        detail = {}
    attendance = _open(sign_up, method, at)
    _witness(attendance, "check_in", method, at, actor.user_id, detail)
    if ping is not None:
        pings.store_single(attendance, ping, "check-in")
    return attendance


def check_out(actor: Actor, attendance_id: int, values: dict[str, Any]) -> Attendance:
    """Close the volunteer's attendance and ask for its settlement; twice is once."""
    attendance = get_attendance(attendance_id, lock=True)
    policy.require_own(actor, attendance)
    if attendance.state is not OPEN:
        return attendance
    ping = values.get("ping")
    at = ping["t"] if ping else clock.now()
    if at < attendance.checked_in_at:
        raise InvalidError(
            "check_out_before_check_in",
            "签退时间早于签到时间，请校准手机时钟后重试。",
            "The check-out lies before the check-in. Set the phone's clock and try again.",
            fields={"ping.t": ["before the check-in"]},
        )
    if ping is not None:
        pings.require_possible(ping["t"])
        pings.store_single(attendance, ping, "check-out")
    _witness(attendance, "check_out", Method.GPS, at, actor.user_id, {})
    close(attendance, AttendanceState.CHECKED_OUT, at)
    return attendance


def call_roll(actor: Actor, activity_id: int, values: dict[str, Any]) -> list[Attendance]:
    """Let a leader vouch that these volunteers are here now, or leave now."""
    activity = _open_activity(activity_id)
    activities.require_leader(actor, activity)
    now = clock.now()
    return [
        _call(actor, activity, volunteer_id, values["event"], now)
        for volunteer_id in dict.fromkeys(values["volunteer_ids"])
    ]


def show_code(actor: Actor, activity_id: int, slot_id: int | None) -> dict[str, Any]:
    """Return the rotating code of a slot, for those who lead the activity."""
    activity = activities.get_activity(activity_id)
    activities.require_leader(actor, activity)
    now = clock.now()
    running = [s for s in activity.slots if s.id == slot_id or slot_id is None]
    running = [s for s in running if s.opens_at <= now < s.ends_at] or running
    if not running:
        raise NotFoundError("场次", "slot")
    return codes.show_code(running[0])


def close(attendance: Attendance, state: AttendanceState, at: datetime | None) -> None:
    """End an attendance; its settlement is owed from now on."""
    attendance.state, attendance.checked_out_at = state, at
    settle_soon(attendance)


def get_attendance(attendance_id: int, *, lock: bool = False) -> Attendance:
    """Return an attendance; raise ``NotFoundError`` if there is none."""
    found = session().get(
        Attendance, attendance_id, with_for_update={"of": Attendance} if lock else None
    )
    if found is None:
        raise NotFoundError("考勤", "attendance")
    return found


def find_attendance(sign_up_id: int) -> Attendance | None:
    """Return the attendance of a sign-up, if it has begun."""
    return session().scalar(sa.select(Attendance).where(Attendance.sign_up_id == sign_up_id))


def _open_activity(activity_id: int) -> Activity:
    activity = activities.get_activity(activity_id)
    if activity.state is ActivityState.APPROVED:
        return activity
    if activity.state is ActivityState.CANCELLED:
        raise ConflictError(
            "activity_cancelled",
            "活动已取消，无法签到；详情请联系负责人。",
            "This activity was called off; nobody can check in. Ask the leader.",
        )
    raise NotFoundError("活动", "activity")


def _moment(method: Method, ping: dict[str, Any] | None) -> datetime:
    if method is not Method.GPS:
        return clock.now()  # a code proves presence at the moment it is entered, not before
    if ping is None:
        raise _ping_required()
    at: datetime = ping["t"]
    pings.require_possible(at)
    return at


def _ping_required() -> InvalidError:
    return InvalidError(
        "ping_required",
        "定位签到需要位置；若无法定位，请改用签到码或请负责人点名。",
        "A GPS check-in needs a ping. Without one use the code, or ask for a roll-call.",
        fields={"ping": ["missing"]},
    )


def _sign_up_at(activity: Activity, volunteer_id: int, at: datetime) -> SignUp:
    mine = signups.confirmed_sign_ups(activity.id, volunteer_id)
    if not mine:
        raise ForbiddenError(
            "not_signed_up",
            "您还没有报名该活动，请先报名再签到。",
            "You have not signed up for this activity. Sign up, then check in.",
        )
    for sign_up in mine:
        if sign_up.slot.opens_at <= at < sign_up.slot.ends_at:
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


def _require_near(activity: Activity, ping: dict[str, Any] | None) -> dict[str, Any]:
    if ping is None:
        raise _ping_required()
    fix = _pings_of(ping)
    accuracy = float(fix.accuracy_m[0])
    here = standing(fix, sites_of(activity.id, activity.sites_version))
    reach = min(UNKNOWN_ACCURACY_M if accuracy != accuracy else accuracy, REACH_M)  # noqa: PLR0124 - NaN
    if accuracy > POOR_ACCURACY_M:
        raise _too_vague(accuracy)
    if here.signed_distance_m > reach:
        raise _outside(activity, fix, here)
    return {
        "distance_m": round(here.signed_distance_m, 1),
        "probability": round(here.probability, 3),
        "site_id": here.site_id,
        "received_late_s": round((clock.now() - ping["t"]).total_seconds()),
    }


def _pings_of(ping: dict[str, Any]) -> Pings:
    return Pings.of(
        [ping["t"]],
        [ping["longitude"]],
        [ping["latitude"]],
        [ping["accuracy"] if ping.get("accuracy") is not None else float("nan")],
        datum=ping["datum"],
        platform=ping["platform"],
    )


def _too_vague(accuracy: float) -> ConflictError:
    return ConflictError(
        "accuracy_too_poor",
        f"定位误差约 {accuracy:.0f} 米，太大；请到室外稍等几秒再试，或使用签到码、请负责人点名。",
        f"The fix is only good to {accuracy:.0f} m. Step outside, wait a few seconds and try "
        "again, or use the code or a roll-call.",
        accuracy_m=round(accuracy, 1),
        alternatives=OTHER_WAYS,
    )


def _outside(activity: Activity, fix: Pings, here: Standing) -> ConflictError:
    sites = {s.site_id: s for s in sites_of(activity.id, activity.sites_version)}
    lon, lat = float(fix.lon[0]), float(fix.lat[0])
    bearing = direction_deg(sites[here.site_id].fence, lon, lat)
    zh, en = compass_point(bearing)
    away = round(here.signed_distance_m)
    return ConflictError(
        "outside_site",
        f"距签到点 {away} 米，{zh}方向；请走近后再试，或使用签到码、请负责人点名。",
        f"The site is {away} m away, to the {en}. Come closer and try again, "
        "or use the code or a roll-call.",
        distance_m=away,
        direction_deg=round(bearing),
        site_id=here.site_id,
        alternatives=OTHER_WAYS,
    )


def _open(sign_up: SignUp, method: Method, at: datetime) -> Attendance:
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


def _witness(
    attendance: Attendance,
    kind: str,
    method: Method,
    at: datetime,
    actor_id: int,
    detail: dict[str, Any],
) -> None:
    site_id = detail.get("site_id") or attendance.activity.sites[0].site_id
    session().add(
        EvidenceRow(
            attendance_id=attendance.id,
            kind=kind,
            method=method,
            at=at,
            site_id=site_id,
            actor_id=actor_id,
            detail=detail,
            received_at=clock.now(),
        )
    )
    session().flush()


def _call(
    actor: Actor, activity: Activity, volunteer_id: int, event: str, now: datetime
) -> Attendance:
    if volunteer_id == actor.user_id:
        raise ForbiddenError(
            "own_attendance",
            "不能为自己点名，请自己签到或由其他负责人点名。",
            "You cannot vouch for yourself. Check in, or ask another leader.",
        )
    sign_up = _sign_up_at(activity, volunteer_id, now)
    attendance = find_attendance(sign_up.id)
    if event == "leave":
        if attendance is None:
            raise NotFoundError("考勤", "attendance")
        if attendance.state is OPEN:
            _witness(attendance, "check_out", Method.ROLL_CALL, now, actor.user_id, {})
            close(attendance, AttendanceState.CHECKED_OUT, now)
        return attendance
    if attendance is None:
        attendance = _open(sign_up, Method.ROLL_CALL, now)
    _witness(attendance, "check_in", Method.ROLL_CALL, now, actor.user_id, {})
    return attendance
