"""Reviews: a person decides about an attendance, and why is kept; rows are only added."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from app.attendance import disputing, policy, settling, telling
from app.attendance.check_in import get_attendance
from app.attendance.models import OPEN, Attendance, Decision, Review, Settlement
from app.core import audit, clock
from app.core.auth import Actor
from app.core.db import add
from app.core.errors import ConflictError, InvalidError
from geofence.intervals import Span, subtract, union


def review(actor: Actor, attendance_id: int, values: dict[str, Any]) -> Attendance:
    """Decide about an attendance, or correct an earlier decision; the reason is kept with it."""
    attendance = get_attendance(attendance_id, lock=True)
    policy.require_visible(actor, attendance)
    disputing.require_none_open(attendance)
    telling.tell_review(attendance, enter(actor, attendance, values))
    return attendance


def enter(actor: Actor, attendance: Attendance, values: dict[str, Any]) -> Review:
    """Write down a decision about an attendance that is locked; a settlement follows from it."""
    earlier = settling.latest_review(attendance.id)
    by_county = policy.require_reviewer(actor, attendance, earlier)
    settlement = settlement_seen(attendance, values["settlement_number"])
    decided = add(
        Review(
            attendance_id=attendance.id,
            settlement_id=settlement.id,
            actor_id=actor.user_id,
            decision=Decision(values["decision"]),
            spans=_vouched(values, settlement),
            instead=_instead(values, attendance),
            basis=settlement.verdict["basis"],
            by_county=by_county,
            reason=values["reason"],
            created_at=clock.now(),
        )
    )
    audit.record(
        actor,
        "attendance.review",
        decided,
        reason=values["reason"],
        organisation_id=attendance.activity.organisation_id,
    )
    attendance.to_review = None
    settling.settle_soon(attendance)
    return decided


def settlement_seen(attendance: Attendance, number: int) -> Settlement:
    """Return the settlement in force; raise if it is not the one that the reviewer has seen."""
    settlement = settling.latest_settlement(attendance.id)
    if settlement is None or attendance.state is OPEN:
        raise ConflictError(
            "not_settled",
            "该考勤尚未核算，请稍后再审核。",
            "This attendance is not settled yet. Review it later.",
        )
    if number != settlement.number:
        raise ConflictError(
            "settlement_changed",
            "有新的定位数据到达，时长已重新计算，请查看后再决定。",
            "New pings came in and the hours were computed again. Look at them, then decide.",
        )
    return settlement


def _vouched(values: dict[str, Any], settlement: Settlement) -> list[list[str]]:
    wanted = _spans(values, "accept")
    plausible = [
        Span(datetime.fromisoformat(each["start"]), datetime.fromisoformat(each["end"]))
        for each in settlement.verdict["unverified"]
    ]
    if subtract(wanted, plausible):
        raise InvalidError(
            "span_not_unverified",
            "只能认可“待核实”的时段，请按列出的时段选择。",
            "Only time that is listed as unverified can be accepted. Choose from the list.",
            fields={"accept": ["not within the unverified time"]},
        )
    return _plain(wanted)


def _instead(values: dict[str, Any], attendance: Attendance) -> list[list[str]] | None:
    """Return what is to count in place of what was seen, if the reviewer says so."""
    wanted, slot = _spans(values, "credit"), attendance.slot
    if not wanted:
        return None
    if values.get("accept"):
        raise InvalidError(
            "accept_or_credit",
            "“补认待核实”与“改为这些时段”只能选一种。",
            "Accept unverified time, or say what counts instead; not both.",
            fields={"credit": ["goes without accept"]},
        )
    if subtract(wanted, [Span(slot.starts_at, slot.ends_at)]):
        raise InvalidError(
            "span_outside_slot",
            "更正的时段必须在活动场次的时间之内，请修改后再提交。",
            "What counts instead must lie within the slot. Change it and try again.",
            fields={"credit": ["not within the slot"]},
        )
    return _plain(wanted)


def _spans(values: dict[str, Any], name: str) -> tuple[Span, ...]:
    wanted = union(Span(each["start"], each["end"]) for each in values.get(name, []))
    if wanted and values["decision"] != Decision.AMEND:
        raise InvalidError(
            "accept_needs_amend",
            "补认待核实时段或更正时段，请选择“更正”（amend）。",
            "To accept unverified time, or to set the time that counts, decide amend.",
            fields={name: ["goes with amend"]},
        )
    return wanted


def _plain(spans: Iterable[Span]) -> list[list[str]]:
    return [[s.start.astimezone(UTC).isoformat(), s.end.astimezone(UTC).isoformat()] for s in spans]
