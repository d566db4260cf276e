"""The API of reviews and of objections: what waits for a look, and what people decide."""

from typing import Any

from app.attendance import disputes, own_list, review_queue, reviews
from app.attendance import review_schemas as schemas
from app.attendance.schemas import AttendanceSchema, DisputeSchema
from app.core.auth import actor, requires
from app.core.http import Blueprint
from app.core.schemas import PageQuery, page_of

blueprint = Blueprint("reviews", __name__, description="审核与异议 · Reviews and objections")


@blueprint.get("/reviews")
@requires
@blueprint.arguments(schemas.ReviewsQuery, location="query")
@blueprint.response(200, page_of(schemas.ReviewItemSchema))
def list_reviews(query: dict[str, Any]) -> Any:
    """待审核的考勤，急的在前（协调员）。What waits for a look, urgent first; for coordinators."""
    return review_queue.list_reviews(actor(), query)


@blueprint.post("/attendances/<int:attendance_id>/review")
@requires
@blueprint.arguments(schemas.ReviewInSchema)
@blueprint.response(200, AttendanceSchema)
def review(values: dict[str, Any], attendance_id: int) -> Any:
    """审核：认可、补认待核实时段、更正时段或不予计入。Accept, amend or refuse.

    ``amend`` with ``accept`` adds unverified spans; with ``credit`` these spans, within the slot,
    count in place of what was seen. The rules still apply. Nothing earlier is changed: a new
    settlement follows, and the ledger gets a reversal and a credit.
    """
    return reviews.review(actor(), attendance_id, values)


@blueprint.post("/attendances/<int:attendance_id>/disputes")
@requires
@blueprint.arguments(schemas.DisputeInSchema)
@blueprint.response(201, DisputeSchema)
def file_dispute(values: dict[str, Any], attendance_id: int) -> Any:
    """对已核定的时长提出异议，由另一位负责人复核。Object to one's settled hours.

    Somebody looks who has not decided about it before. One objection at a time.
    """
    return disputes.file_dispute(actor(), attendance_id, values)


@blueprint.post("/disputes/<int:dispute_id>/decide")
@requires
@blueprint.arguments(schemas.DisputeDecisionSchema)
@blueprint.response(200, DisputeSchema)
def decide_dispute(values: dict[str, Any], dispute_id: int) -> Any:
    """处理异议：同意并更正，或维持原结果，须说明理由。Decide about an objection, with a reason.

    Granted, it leads to a review, whose members are given along; denied, the hours stay.
    """
    return disputes.decide(actor(), dispute_id, values)


@blueprint.post("/disputes/<int:dispute_id>/withdraw")
@requires
@blueprint.response(200, DisputeSchema)
def withdraw_dispute(dispute_id: int) -> Any:
    """撤回异议（本人）。Take one's objection back."""
    return disputes.withdraw(actor(), dispute_id)


@blueprint.get("/me/disputes")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.OwnDisputeSchema))
def list_own_disputes(query: dict[str, Any]) -> Any:
    """我提出的异议及结果，新的在前。One's objections and their outcomes, newest first."""
    return disputes.list_own(actor(), query)


@blueprint.get("/me/attendances")
@requires
@blueprint.arguments(schemas.OwnAttendancesQuery, location="query")
@blueprint.response(200, page_of(schemas.OwnAttendanceSchema))
def list_own_attendances(query: dict[str, Any]) -> Any:
    """我的考勤，新的在前；换了手机也能接着服务。One's attendances, newest first.

    ``open=true``: what is under way, so that a new phone or a killed app goes on with it.
    """
    return own_list.list_own(actor(), query)
