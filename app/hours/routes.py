"""The API of a volunteer's hours."""

from typing import Any

from app.core.auth import actor, requires
from app.core.http import Blueprint
from app.core.schemas import PageQuery, page_of
from app.hours import schemas, service

blueprint = Blueprint("hours", __name__, description="服务时长 · Service hours")


@blueprint.get("/me/hours")
@requires
@blueprint.response(200, schemas.HoursSchema)
def show_hours() -> Any:
    """我的时长合计。My hours: the sum of my records."""
    return service.show_hours(actor())


@blueprint.get("/me/records")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.RecordSchema))
def list_records(query: dict[str, Any]) -> Any:
    """我的服务记录，逐条可查。My service records, newest first, each with its sum."""
    return service.list_records(actor(), query)
