"""The API of content that waits for people."""

from typing import Any

from app.core.auth import actor, requires
from app.core.http import Blueprint
from app.core.schemas import PageQuery, page_of
from app.moderation import schemas, service

blueprint = Blueprint(
    "moderation", __name__, description="内容审核 · Content that waits for people"
)


@blueprint.get("/content-checks")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.ContentCheckSchema))
def list_waiting(query: dict[str, Any]) -> Any:
    """待人工审核的内容（管理员）。Content in one's organisations that a person must look at."""
    return service.list_waiting(actor(), query)


@blueprint.post("/content-checks/<int:check_id>/decide")
@requires
@blueprint.arguments(schemas.DecideSchema)
@blueprint.response(200, schemas.ContentCheckSchema)
def decide(values: dict[str, Any], check_id: int) -> Any:
    """审核内容：公开或不公开，并说明原因（管理员）。Let it be shown or not, saying why."""
    return service.decide(actor(), check_id, **values)
