"""Use case of the leader's word: these volunteers are here now, or leave now."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.activities import service as activities
from app.activities.models import Activity
from app.attendance import check_in, means
from app.attendance.models import OPEN, Attendance, AttendanceState, Method
from app.attendance.settling import settle_soon
from app.core import audit, clock
from app.core.auth import Actor
from app.core.db import session
from app.core.errors import AppError, ConflictError, ForbiddenError
from app.families import service as families

LATE = timedelta(hours=1)  # after the slot that somebody may be seen leaving


class Called(NamedTuple):
    """Somebody whom a leader vouches for, how, and when."""

    leader: Actor
    activity: Activity
    volunteer_id: int
    method: Method
    at: datetime
    detail: dict[str, Any]
    slot_id: int | None = None  # where it was signed without network


class Result(NamedTuple):
    """What became of one who was called: the attendance, or why there is none."""

    volunteer_id: int | None
    attendance: Attendance | None
    error: AppError | None
    card: int | None = None  # its place in the list of those scanned


def call_roll(actor: Actor, activity_id: int, values: dict[str, Any]) -> dict[str, Any]:
    """Let a leader vouch for volunteers; who cannot be called is named, the others are."""
    activity = check_in.open_activity(activity_id)
    activities.require_leader(actor, activity)
    means.in_force(activity.id, clock.now()).require(Method.ROLL_CALL)
    now = clock.now()
    called = [
        Called(actor, activity, volunteer_id, Method.ROLL_CALL, now, {})
        for volunteer_id in sorted(set(values["volunteer_ids"]))
    ]
    return _answer([_result(each, values["event"]) for each in called])


def scan_cards(actor: Actor, activity_id: int, values: dict[str, Any]) -> dict[str, Any]:
    """Let a leader scan paper cards of people who stand before her.

    The card says which account is meant; that its holder stands there is the leader's word.
    """
    activity = check_in.open_activity(activity_id)
    activities.require_leader(actor, activity)
    means.in_force(activity.id, clock.now()).require(Method.CARD)
    now, results = clock.now(), []
    for place, text in enumerate(values["cards"]):
        try:
            card = families.holder_of(text)
        except AppError as error:
            results.append(Result(None, None, error, place))
            continue
        called = Called(actor, activity, card.holder_id, Method.CARD, now, {"card_id": card.id})
        results.append(_result(called, values["event"])._replace(card=place))
    return _answer(results)


def vouch(called: Called, event: str) -> Attendance:
    """Note one arrival or departure on a leader's word; raise if it cannot be."""
    if called.volunteer_id == called.leader.user_id:
        raise ForbiddenError(
            "own_attendance",
            "不能为自己点名，请自己签到或由其他负责人点名。",
            "You cannot vouch for yourself. Check in, or ask another leader.",
        )
    step: Callable[[Called], Attendance] = _arrive if event == "arrive" else _leave
    attendance = step(called)
    audit.record(
        called.leader, f"attendance.{event}", attendance,
        before={}, after={"method": called.method.value, "at": called.at},
        on_behalf_of=called.volunteer_id, organisation_id=called.activity.organisation_id,
    )  # fmt: skip
    return attendance


def _result(called: Called, event: str) -> Result:
    try:
        with session().begin_nested():
            return Result(called.volunteer_id, vouch(called, event), None)
    except AppError as error:
        return Result(called.volunteer_id, None, error)


def _answer(results: list[Result]) -> dict[str, Any]:
    return {
        "results": results,
        "called": sum(each.error is None for each in results),
        "refused": sum(each.error is not None for each in results),
    }


def _arrive(called: Called) -> Attendance:
    sign_up = check_in.sign_up_at(called.activity, called.volunteer_id, called.at)
    attendance = check_in.find_attendance(sign_up)
    if attendance is None:
        attendance = check_in.open_attendance(sign_up, called.method, called.at)
    elif check_in.comes_back(attendance, called.at):
        attendance = check_in.reopen(attendance)
    _witness(attendance, "check_in", called)
    attendance.checked_in_at = min(attendance.checked_in_at, called.at)  # word of it came late
    if attendance.state is not OPEN:
        settle_soon(attendance)
    return attendance


def _leave(called: Called) -> Attendance:
    """Sign out whoever is signed in, at any time: who has no phone has nobody else to do it."""
    attendance = _on_site(called)
    if attendance is None:
        raise ConflictError(
            "not_on_site",
            "该志愿者还没有签到，请先点到场。",
            "They have not checked in. Call their arrival first.",
        )
    # Who was closed because nobody signed them out was seen leaving all the same.
    unseen = attendance.checked_out_at is None and called.at < attendance.slot.ends_at + LATE
    if attendance.state is OPEN or unseen:
        _witness(attendance, "check_out", called)
        check_in.close(attendance, AttendanceState.CHECKED_OUT, called.at)
    return attendance


def _on_site(called: Called) -> Attendance | None:
    mine = sa.select(Attendance).where(
        Attendance.activity_id == called.activity.id,
        Attendance.volunteer_id == called.volunteer_id,
    )
    if called.slot_id is not None:
        mine = mine.where(Attendance.slot_id == called.slot_id)
    return session().scalar(
        mine.order_by(Attendance.checked_in_at.desc())
        .limit(1)
        .with_for_update(of=Attendance, key_share=True)
    )


def _witness(attendance: Attendance, kind: str, called: Called) -> None:
    leader_id = called.leader.user_id
    check_in.witness(attendance, kind, called.method, called.at, leader_id, called.detail)
