"""Use cases of disputes: file one, take it back, decide about it."""

from typing import Any

import sqlalchemy as sa

from app.attendance import disputing, policy, reviews, settling, telling
from app.attendance.check_in import get_attendance
from app.attendance.models import (
    DISPUTED,
    Attendance,
    AttendanceState,
    Decision,
    Dispute,
    DisputeState,
    Review,
)
from app.attendance.review_queue import with_title
from app.core import audit, clock
from app.core.auth import Actor
from app.core.db import add, session
from app.core.errors import ConflictError, InvalidError, NotFoundError
from app.core.paging import page


def file_dispute(actor: Actor, attendance_id: int, values: dict[str, Any]) -> Dispute:
    """Object to one's own settled hours; those who may decide are told."""
    attendance = get_attendance(attendance_id, lock=True)
    policy.require_own(actor, attendance)
    settlement = settling.latest_settlement(attendance.id)
    settlement = disputing.require_disputable(attendance, settlement)
    span = disputing.proposed(values, attendance)
    dispute = add(
        Dispute(
            attendance_id=attendance.id,
            open_for=attendance.id,
            settlement_id=settlement.id,
            state=DisputeState.OPEN,
            reason=values["reason"],
            starts_at=span and span[0],
            ends_at=span and span[1],
            created_at=clock.now(),
        )
    )
    attendance.to_review = DISPUTED
    _note(actor, "attendance.dispute", dispute, values["reason"])
    telling.tell_disputed(dispute, policy.reviewers(attendance, but=_took_part(attendance)))
    return dispute


def withdraw(actor: Actor, dispute_id: int) -> Dispute:
    """Take an objection back; twice is once."""
    dispute = _locked(actor, dispute_id)
    policy.require_own(actor, dispute.attendance)
    if dispute.state is DisputeState.WITHDRAWN:
        return dispute
    _require_open(dispute)
    disputing.end(dispute, DisputeState.WITHDRAWN)
    _note(actor, "attendance.dispute.withdraw", dispute)
    settling.settle_soon(dispute.attendance)  # which knows whether anybody must still look
    return dispute


def decide(actor: Actor, dispute_id: int, values: dict[str, Any]) -> Dispute:
    """Decide about an objection: grant it by a review, or leave the hours as they are."""
    dispute = _locked(actor, dispute_id)
    attendance = dispute.attendance
    earlier = settling.latest_review(attendance.id)
    policy.require_reviewer(actor, attendance, earlier)
    _require_open(dispute)
    policy.require_fresh(actor, _took_part(attendance))
    review = (_changed if values["granted"] else _kept)(actor, attendance, values)
    dispute.review_id = review.id if review else None
    dispute.decided_by, dispute.outcome = actor.user_id, values["reason"]
    state = DisputeState.GRANTED if values["granted"] else DisputeState.DENIED
    disputing.end(dispute, state)
    _note(actor, "attendance.dispute.decide", dispute, values["reason"])
    settling.settle_soon(attendance)
    telling.tell_dispute_decided(dispute)
    return dispute


def list_own(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the actor's objections, newest first."""
    mine = sa.select(Dispute).join(Attendance, Attendance.id == Dispute.attendance_id)
    mine = mine.where(Attendance.volunteer_id == actor.user_id)
    mine = mine.options(with_title(Dispute.attendance, Attendance.activity))
    return page(mine, [Dispute.id], query, newest=True)


def _locked(actor: Actor, dispute_id: int) -> Dispute:
    """Return a dispute that the actor may see; its attendance is locked, and so is it."""
    dispute = session().get(Dispute, dispute_id)
    if dispute is None:
        raise NotFoundError("异议", "dispute")
    policy.require_visible(actor, dispute.attendance)
    get_attendance(dispute.attendance_id, lock=True)
    session().refresh(dispute, with_for_update={"of": Dispute})
    return dispute


def _require_open(dispute: Dispute) -> None:
    if dispute.state is not DisputeState.OPEN:
        raise ConflictError(
            "dispute_closed",
            "该异议已处理或已撤回，请刷新后查看结果。",
            "This objection was decided or withdrawn. Refresh to see the outcome.",
        )


def _kept(actor: Actor, attendance: Attendance, values: dict[str, Any]) -> Review | None:
    """Leave the hours as they are; if nobody had looked before, this was the look."""
    settlement = reviews.settlement_seen(attendance, values["settlement_number"])
    in_force = settling.review_in_force(attendance.id, settlement.verdict["basis"])
    if in_force is not None or attendance.state is not AttendanceState.CREDITED:
        return None
    stands = {name: values[name] for name in ("settlement_number", "reason")}
    return reviews.enter(actor, attendance, stands | {"decision": Decision.ACCEPT})


def _changed(actor: Actor, attendance: Attendance, values: dict[str, Any]) -> Review:
    if "decision" not in values:
        raise InvalidError(
            "decision_needed",
            "同意异议时请选择如何更正（认可、更正或不予计入）。",
            "To grant an objection, say what the hours are to be: accept, amend or refuse.",
            fields={"decision": ["needed when granted"]},
        )
    return reviews.enter(actor, attendance, values)


def _took_part(attendance: Attendance) -> set[int]:
    """Return who has decided about the attendance before, one way or another."""
    reviewers = sa.select(Review.actor_id).where(Review.attendance_id == attendance.id)
    deciders = sa.select(Dispute.decided_by).where(
        Dispute.attendance_id == attendance.id, Dispute.decided_by.is_not(None)
    )
    found = [*session().scalars(reviewers), *session().scalars(deciders)]
    return {user_id for user_id in found if user_id is not None}


def _note(actor: Actor, deed: str, dispute: Dispute, reason: str = "") -> None:
    organisation_id = dispute.attendance.activity.organisation_id
    audit.record(actor, deed, dispute, reason=reason, organisation_id=organisation_id)
