"""The API of activities."""

from typing import Any

from app.activities import (
    editing,
    finding,
    lifecycle,
    reviewing,
    schemas,
    service,
    sites,
    slot_schemas,
    slots,
)
from app.core.auth import actor, requires
from app.core.etags import matched, tagged
from app.core.http import Blueprint
from app.core.schemas import page_of

blueprint = Blueprint("activities", __name__, description="活动 · Activities")

Page = page_of(schemas.ActivitySchema)
unless_stale = matched(lambda activity_id, **_: service.show_activity(actor(), activity_id))


@blueprint.get("/activities")
@requires
@blueprint.arguments(schemas.ActivityQuery, location="query")
@blueprint.response(200, Page)
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
@tagged
@blueprint.response(200, schemas.ActivitySchema)
def show_activity(activity_id: int) -> Any:
    """查看一个活动。Show one activity."""
    return service.show_activity(actor(), activity_id)


@blueprint.put("/activities/<int:activity_id>/sites")
@requires
@unless_stale
@blueprint.arguments(slot_schemas.SitesInSchema)
@blueprint.response(200, schemas.ActivitySchema)
def replace_sites(document: dict[str, Any], activity_id: int) -> Any:
    """设定活动地点与电子围栏。Give the activity its sites with their fences.

    A GeoJSON FeatureCollection whose ``properties.datum`` is wgs84, gcj02 or bd09. Polygon and
    MultiPolygon (with holes), Point with ``radius_m``, LineString with ``half_width_m``; each
    feature is one site.
    """
    return service.replace_sites(actor(), activity_id, document)


@blueprint.post("/activities/<int:activity_id>/sites/from-venue")
@requires
@blueprint.arguments(slot_schemas.VenueSiteSchema)
@blueprint.response(200, schemas.ActivitySchema)
def add_venue_site(values: dict[str, Any], activity_id: int) -> Any:
    """把阵地的围栏加入活动地点。Add the fence of a venue to a draft's sites."""
    return service.add_venue_site(actor(), activity_id, values)


@blueprint.post("/fences/import")
@requires
@blueprint.arguments(slot_schemas.FenceFileSchema)
@blueprint.response(200, slot_schemas.SitesInSchema)
def import_fences(values: dict[str, Any]) -> Any:
    """读取 GeoJSON、KML、GPX 文件中的围栏供预览（协调员）。Read fences from a file, for a preview.

    Nothing is stored: what comes back, perhaps changed on the map, goes to the activity's sites.
    Routes and tracks become corridors, points circles; what is wrong is named with its line.
    """
    return sites.preview(actor(), values.pop("text"), values.pop("datum", None), **values)


@blueprint.post("/fences/check")
@requires
@blueprint.arguments(slot_schemas.SitesInSchema)
@blueprint.response(200, slot_schemas.FencesCheckedSchema)
def check_fences(document: dict[str, Any]) -> Any:
    """检查围栏：面积、宽度，室内定位是否够用（协调员）。Measure fences; warn of small ones.

    Sites as for an activity; nothing is stored.
    """
    return sites.check(actor(), document)


@blueprint.post("/activities/<int:activity_id>/submit")
@requires
@blueprint.response(200, schemas.ActivitySchema)
def submit_activity(activity_id: int) -> Any:
    """提交审核。Ask for review."""
    return lifecycle.submit(actor(), activity_id)


@blueprint.post("/activities/<int:activity_id>/withdraw")
@requires
@blueprint.response(200, schemas.ActivitySchema)
def withdraw_activity(activity_id: int) -> Any:
    """撤回待审核的活动，改回草稿。Take back what waits for a review; it is a draft again."""
    return lifecycle.withdraw(actor(), activity_id)


@blueprint.post("/activities/<int:activity_id>/approve")
@requires
@blueprint.response(200, schemas.ActivitySchema)
def approve_activity(activity_id: int) -> Any:
    """审核通过（管理员）。Approve; for administrators."""
    return lifecycle.approve(actor(), activity_id)


@blueprint.post("/activities/<int:activity_id>/reject")
@requires
@blueprint.arguments(schemas.ReasonSchema)
@blueprint.response(200, schemas.ActivitySchema)
def reject_activity(values: dict[str, str], activity_id: int) -> Any:
    """驳回并说明原因（管理员）。Send back with a reason; for administrators."""
    return lifecycle.reject(actor(), activity_id, values["reason"])


@blueprint.post("/activities/<int:activity_id>/cancel")
@requires
@blueprint.arguments(schemas.ReasonSchema)
@blueprint.response(200, schemas.ActivitySchema)
def cancel_activity(values: dict[str, str], activity_id: int) -> Any:
    """取消活动并说明原因。Call the activity off, with a reason."""
    return lifecycle.cancel(actor(), activity_id, values["reason"])


@blueprint.post("/activities/<int:activity_id>/unpublish")
@requires
@blueprint.arguments(schemas.ReasonSchema)
@blueprint.response(200, schemas.ActivitySchema)
def unpublish_activity(values: dict[str, str], activity_id: int) -> Any:
    """取消发布（无人报名时），可修改后再提交。Take it back while nobody has signed up."""
    return lifecycle.unpublish(actor(), activity_id, values["reason"])


@blueprint.post("/activities/<int:activity_id>/suspend")
@requires
@blueprint.arguments(schemas.ReasonSchema)
@blueprint.response(200, schemas.ActivitySchema)
def suspend_activity(values: dict[str, str], activity_id: int) -> Any:
    """中止活动并通知报名者。Stop the activity for now; who signed up is told."""
    return lifecycle.suspend(actor(), activity_id, values["reason"])


@blueprint.post("/activities/<int:activity_id>/resume")
@requires
@blueprint.response(200, schemas.ActivitySchema)
def resume_activity(activity_id: int) -> Any:
    """恢复已中止的活动。Go on with an activity that was stopped."""
    return lifecycle.resume(actor(), activity_id)


@blueprint.get("/activities/to-review")
@requires
@blueprint.arguments(schemas.ToReviewQuery, location="query")
@blueprint.response(200, Page)
def list_to_review(query: dict[str, Any]) -> Any:
    """待审核的活动，最急的在前（管理员）。What waits for a review, the most urgent first."""
    return reviewing.list_to_review(actor(), query)


@blueprint.patch("/activities/<int:activity_id>")
@requires
@unless_stale
@blueprint.arguments(schemas.ActivityPatchSchema)
@blueprint.response(200, schemas.ActivitySchema)
def edit_activity(values: dict[str, Any], activity_id: int) -> Any:
    """修改活动。Change an activity.

    A draft freely. Once it is public only what nobody relies on; the rest takes another review
    (``review_needed``). ``version`` is the one that was seen: another is ``version_conflict``.
    """
    return editing.edit(actor(), activity_id, values)


@blueprint.put("/activities/<int:activity_id>/positions")
@requires
@unless_stale
@blueprint.arguments(schemas.PositionsInSchema)
@blueprint.response(200, schemas.ActivitySchema)
def replace_positions(values: dict[str, Any], activity_id: int) -> Any:
    """设定岗位（整份替换，草稿时）。Give a draft its positions; replaces those it had."""
    return editing.replace_positions(actor(), activity_id, values)


@blueprint.post("/activities/<int:activity_id>/slots")
@requires
@blueprint.arguments(slot_schemas.SlotsInSchema)
@blueprint.response(201, schemas.ActivitySchema)
def add_slots(values: dict[str, Any], activity_id: int) -> Any:
    """增加场次，可按重复规则一次生成多个。Add a slot, or one for each time that a rule comes round.

    The rule is of RFC 5545 and read in China's time; ``exceptions`` are days that are left out.
    """
    return slots.add(actor(), activity_id, values)


@blueprint.patch("/activities/<int:activity_id>/slots/<int:slot_id>")
@requires
@unless_stale
@blueprint.arguments(slot_schemas.SlotPatchSchema)
@blueprint.response(200, schemas.ActivitySchema)
def change_slot(values: dict[str, Any], activity_id: int, slot_id: int) -> Any:
    """修改场次；公开后只能调整名额，增加的名额先给候补者。Change a slot; later only its places.

    Places that are added are offered to those who wait.
    """
    return slots.change(actor(), activity_id, slot_id, values)


@blueprint.post("/activities/<int:activity_id>/slots/<int:slot_id>/cancel")
@requires
@blueprint.arguments(schemas.ReasonSchema)
@blueprint.response(200, schemas.ActivitySchema)
def cancel_slot(values: dict[str, str], activity_id: int, slot_id: int) -> Any:
    """取消一个场次并通知报名者；其他场次照常。Call one slot off; who signed up for it is told."""
    return slots.cancel(actor(), activity_id, slot_id, values["reason"])


@blueprint.delete("/activities/<int:activity_id>/slots/<int:slot_id>")
@requires
@blueprint.arguments(slot_schemas.VersionQuery, location="query")
@blueprint.response(200, schemas.ActivitySchema)
def remove_slot(query: dict[str, int], activity_id: int, slot_id: int) -> Any:
    """删除草稿的场次。Remove a slot from a draft."""
    return slots.remove(actor(), activity_id, slot_id, query["version"])
