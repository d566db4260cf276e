"""The API of activities."""

from typing import Any

from app.activities import finding, schemas, service, sites
from app.core.auth import actor, requires
from app.core.http import Blueprint
from app.core.schemas import page_of

blueprint = Blueprint("activities", __name__, description="活动 · Activities")


@blueprint.get("/activities")
@requires
@blueprint.arguments(schemas.ActivityQuery, location="query")
@blueprint.response(200, page_of(schemas.ActivitySchema))
def list_activities(query: dict[str, Any]) -> Any:
    """附近的活动：按位置、时间、文字查找。Find activities by place, time and words.

    With ``near`` the nearest come first; without it the newest. ``from`` is now unless given.
    ``q``: words apart by blanks, all of which have to be there; of Chinese one character is enough.
    """
    return finding.find_activities(actor(), query)


@blueprint.post("/activities")
@requires
@blueprint.arguments(schemas.ActivityInSchema)
@blueprint.response(201, schemas.ActivitySchema)
def create_activity(values: dict[str, Any]) -> Any:
    """新建活动草稿（协调员）。Make a draft; for coordinators."""
    return service.create_activity(actor(), values)


@blueprint.get("/activities/<int:activity_id>")
@requires
@blueprint.response(200, schemas.ActivitySchema)
def show_activity(activity_id: int) -> Any:
    """查看一个活动。Show one activity."""
    return service.show_activity(actor(), activity_id)


@blueprint.put("/activities/<int:activity_id>/sites")
@requires
@blueprint.arguments(schemas.SitesInSchema)
@blueprint.response(200, schemas.ActivitySchema)
def replace_sites(document: dict[str, Any], activity_id: int) -> Any:
    """设定活动地点与电子围栏。Give the activity its sites with their fences.

    A GeoJSON FeatureCollection whose ``properties.datum`` is wgs84, gcj02 or bd09. Polygon and
    MultiPolygon (with holes), Point with ``radius_m``, LineString with ``half_width_m``; each
    feature is one site.
    """
    return service.replace_sites(actor(), activity_id, document)


@blueprint.post("/fences/import")
@requires
@blueprint.arguments(schemas.FenceFileSchema)
@blueprint.response(200, schemas.SitesInSchema)
def import_fences(values: dict[str, Any]) -> Any:
    """读取 GeoJSON、KML、GPX 文件中的围栏供预览（协调员）。Read fences from a file, for a preview.

    Nothing is stored: what comes back, perhaps changed on the map, goes to the activity's sites.
    Routes and tracks become corridors, points circles; what is wrong is named with its line.
    """
    return sites.preview(actor(), values.pop("text"), values.pop("datum", None), **values)


@blueprint.post("/activities/<int:activity_id>/submit")
@requires
@blueprint.response(200, schemas.ActivitySchema)
def submit_activity(activity_id: int) -> Any:
    """提交审核。Ask for review."""
    return service.submit(actor(), activity_id)


@blueprint.post("/activities/<int:activity_id>/approve")
@requires
@blueprint.response(200, schemas.ActivitySchema)
def approve_activity(activity_id: int) -> Any:
    """审核通过（管理员）。Approve; for administrators."""
    return service.approve(actor(), activity_id)


@blueprint.post("/activities/<int:activity_id>/reject")
@requires
@blueprint.arguments(schemas.ReasonSchema)
@blueprint.response(200, schemas.ActivitySchema)
def reject_activity(values: dict[str, str], activity_id: int) -> Any:
    """驳回并说明原因（管理员）。Send back with a reason; for administrators."""
    return service.reject(actor(), activity_id, values["reason"])


@blueprint.post("/activities/<int:activity_id>/cancel")
@requires
@blueprint.arguments(schemas.ReasonSchema)
@blueprint.response(200, schemas.ActivitySchema)
def cancel_activity(values: dict[str, str], activity_id: int) -> Any:
    """取消活动并说明原因。Call the activity off, with a reason."""
    return service.cancel(actor(), activity_id, values["reason"])
