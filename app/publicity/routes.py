"""The API of publicity and objections."""

from typing import Any

from app.core.auth import actor, requires
from app.core.http import Blueprint
from app.core.schemas import PageQuery, page_of
from app.publicity import objections, schemas, service

blueprint = Blueprint("publicity", __name__, description="公示与异议 · Public notice, objections")
Objections = page_of(schemas.ObjectionSchema)


@blueprint.get("/publicity/activities")
@requires
@blueprint.arguments(schemas.PublicityQuery, location="query")
@blueprint.response(200, page_of(schemas.PublicitySchema))
def list_activities(query: dict[str, Any]) -> Any:
    """公示中的活动。Activities whose hours are on public notice now."""
    return service.list_activities(query)


@blueprint.get("/activities/<int:activity_id>/publicity")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.PublicHoursSchema))
def list_hours(query: dict[str, Any], activity_id: int) -> Any:
    """公示中的活动时长，按志愿者。The hours of an activity by volunteer, while they are shown."""
    return service.list_hours(actor(), activity_id, query)


@blueprint.post("/activities/<int:activity_id>/objections")
@requires
@blueprint.arguments(schemas.ObjectionInSchema)
@blueprint.response(201, schemas.ObjectionSchema)
def object_to_activity(values: dict[str, str], activity_id: int) -> Any:
    """对公示中的活动时长提出异议。Object to the hours of an activity while they are shown."""
    return objections.object_to_activity(actor(), activity_id, values["text"])


@blueprint.get("/organisations/<int:organisation_id>/manual-publicity")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.PublicManualHoursSchema))
def list_manual(query: dict[str, Any], organisation_id: int) -> Any:
    """组织公示中的补录时长。The manual hours of an organisation that are on public notice."""
    return service.list_manual(organisation_id, query)


@blueprint.post("/manual-claims/<int:claim_id>/objections")
@requires
@blueprint.arguments(schemas.ObjectionInSchema)
@blueprint.response(201, schemas.ObjectionSchema)
def object_to_claim(values: dict[str, str], claim_id: int) -> Any:
    """对公示中的补录时长提出异议。Object to manual hours while they are shown."""
    return objections.object_to_claim(actor(), claim_id, values["text"])


@blueprint.get("/objections")
@requires
@blueprint.arguments(schemas.ObjectionQuery, location="query")
@blueprint.response(200, Objections)
def list_objections(query: dict[str, Any]) -> Any:
    """组织及下级收到的异议（管理员）。Objections at an organisation; for its administrators."""
    return objections.list_objections(actor(), query)


@blueprint.post("/objections/<int:objection_id>/answer")
@requires
@blueprint.arguments(schemas.AnswerSchema)
@blueprint.response(200, schemas.ObjectionSchema)
def answer(values: dict[str, Any], objection_id: int) -> Any:
    """处理异议并说明理由（管理员，非当事人）。Answer an objection of others."""
    return objections.answer(actor(), objection_id, values)


@blueprint.get("/me/objections")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, Objections)
def list_mine(query: dict[str, Any]) -> Any:
    """我提出的异议。My objections, newest first."""
    return objections.list_mine(actor(), query)
