"""Use case of the leader's word: these volunteers are here now, or leave now."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.activities import service as activities
from app.activities.models import Activity
from app.attendance import check_in
from app.attendance.models import OPEN, Attendance, AttendanceState, Method
from app.core import clock
from app.core.auth import Actor
from app.core.db import session
from app.core.errors import AppError, ForbiddenError, InvalidError


def call_roll(actor: Actor, activity_id: int, values: dict[str, Any]) -> list[Attendance]:
    """Let a leader vouch for volunteers; one who cannot be called refuses the whole call."""
    activity = check_in.open_activity(activity_id)
    activities.require_leader(actor, activity)
    call = _arrive if values["event"] == "arrive" else _leave
    now = clock.now()
    return [
        _call(call, actor, activity, volunteer_id, now)
        for volunteer_id in sorted(set(values["volunteer_ids"]))
    ]


def _call(
    call: Any, actor: Actor, activity: Activity, volunteer_id: int, now: datetime
) -> Attendance:
    if volunteer_id == actor.user_id:
        raise ForbiddenError(
            "own_attendance",
            "不能为自己点名，请自己签到或由其他负责人点名。",
            "You cannot vouch for yourself. Check in, or ask another leader.",
        )
    try:
        attendance: Attendance = call(actor, activity, volunteer_id, now)
    except AppError as error:
        raise InvalidError(
            "cannot_be_called",
            f"志愿者 {volunteer_id} 不能点名（未报名、未到场或不在场次时间内），请核对名单。",
            f"Volunteer {volunteer_id} cannot be called: {error.en}",
            fields={"volunteer_ids": {str(volunteer_id): [error.code]}},
            volunteer_id=volunteer_id,
            reason=error.code,
        ) from error
    return attendance


def _arrive(actor: Actor, activity: Activity, volunteer_id: int, now: datetime) -> Attendance:
    sign_up = check_in.sign_up_at(activity, volunteer_id, now)
    attendance = check_in.find_attendance(sign_up)
    if attendance is None:
        attendance = check_in.open_attendance(sign_up, Method.ROLL_CALL, now)
    elif attendance.state is not OPEN:
        attendance = check_in.reopen(attendance)
    check_in.witness(attendance, "check_in", Method.ROLL_CALL, now, actor.user_id, {})
    return attendance


def _leave(actor: Actor, activity: Activity, volunteer_id: int, now: datetime) -> Attendance:
    """Sign out whoever is signed in, at any time: who has no phone has nobody else to do it."""
    attendance = session().scalar(
        sa.select(Attendance)
        .where(Attendance.activity_id == activity.id, Attendance.volunteer_id == volunteer_id)
        .order_by(Attendance.checked_in_at.desc())
        .limit(1)
        .with_for_update(of=Attendance)
    )
    if attendance is None:
        raise InvalidError("not_on_site", "该志愿者没有签到。", "They have not checked in.")
    if attendance.state is OPEN:
        check_in.witness(attendance, "check_out", Method.ROLL_CALL, now, actor.user_id, {})
        check_in.close(attendance, AttendanceState.CHECKED_OUT, now)
    return attendance
