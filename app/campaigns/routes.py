"""The API of campaigns and closing reports."""

from typing import Any

from app.campaigns import reports, schemas, service
from app.core.auth import actor, requires
from app.core.http import Blueprint
from app.core.schemas import PageQuery, page_of

blueprint = Blueprint(
    "campaigns", __name__, description="活动日与结项 · Campaigns, closing reports"
)
MEMBER = "/campaigns/<int:campaign_id>/activities/<int:activity_id>"


@blueprint.get("/campaigns")
@requires
@blueprint.arguments(schemas.CampaignQuery, location="query")
@blueprint.response(200, page_of(schemas.CampaignSchema))
def list_campaigns(query: dict[str, Any]) -> Any:
    """志愿服务活动日列表。Campaigns, the newest first."""
    return service.list_campaigns(query)


@blueprint.post("/campaigns")
@requires
@blueprint.arguments(schemas.CampaignSchema)
@blueprint.response(201, schemas.CampaignSchema)
def create_campaign(values: dict[str, Any]) -> Any:
    """新建活动日（管理员）。Begin a campaign; for administrators."""
    return service.create_campaign(actor(), values)


@blueprint.get("/campaigns/<int:campaign_id>")
@requires
@blueprint.response(200, schemas.CampaignSchema)
def show_campaign(campaign_id: int) -> Any:
    """查看活动日。Show one campaign."""
    return service.get_campaign(campaign_id)


@blueprint.get("/campaigns/<int:campaign_id>/figures")
@requires
@blueprint.response(200, schemas.CampaignFiguresSchema)
def count_campaign(campaign_id: int) -> Any:
    """活动日的统计。What came of a campaign so far."""
    return service.count(campaign_id)


@blueprint.get("/campaigns/<int:campaign_id>/activities")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.CampaignActivityItemSchema))
def list_campaign_activities(query: dict[str, Any], campaign_id: int) -> Any:
    """活动日中的活动。The public activities of a campaign."""
    return service.list_activities(campaign_id, query)


@blueprint.put(MEMBER)
@requires
@blueprint.response(200, schemas.CampaignJoinSchema)
def join_campaign(campaign_id: int, activity_id: int) -> Any:
    """活动加入活动日（协调员）。Let an activity take part; for its coordinators."""
    return service.join(actor(), campaign_id, activity_id)


@blueprint.delete(MEMBER)
@requires
@blueprint.response(204)
def leave_campaign(campaign_id: int, activity_id: int) -> None:
    """活动退出活动日（协调员）。Take an activity out."""
    service.leave(actor(), campaign_id, activity_id)


@blueprint.put("/activities/<int:activity_id>/closing-report")
@requires
@blueprint.arguments(schemas.ClosingReportInSchema)
@blueprint.response(200, schemas.ClosingReportSchema)
def write_report(values: dict[str, Any], activity_id: int) -> Any:
    """填写结项报告：服务了谁、多少人（协调员）。Say whom an activity served; when it is over."""
    return reports.write_report(actor(), activity_id, values)


@blueprint.get("/activities/<int:activity_id>/closing-report")
@requires
@blueprint.response(200, schemas.ClosingReportSchema)
def show_report(activity_id: int) -> Any:
    """查看结项报告。The closing report; before it is accepted, for coordinators."""
    return reports.show_report(actor(), activity_id)


@blueprint.post("/activities/<int:activity_id>/closing-report/accept")
@requires
@blueprint.response(200, schemas.ClosingReportSchema)
def accept_report(activity_id: int) -> Any:
    """审核通过，活动结项（另一位管理员）。Close the activity; for another administrator."""
    return reports.accept_report(actor(), activity_id)


@blueprint.get("/closing-reports/waiting")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.CampaignActivityItemSchema))
def list_waiting_reports(query: dict[str, Any]) -> Any:
    """结项报告待审核的活动（管理员）。Activities whose report an administrator is to accept."""
    return reports.list_waiting(actor(), query)


@blueprint.get("/closing-reports/missing")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.CampaignActivityItemSchema))
def list_missing_reports(query: dict[str, Any]) -> Any:
    """已结束但未填写结项报告的活动（协调员）。Activities that are over and lack a report."""
    return reports.list_missing(actor(), query)
