"""The API of calendar feeds."""

from typing import Any

from flask import Response, url_for

from app.calendars import schemas, service
from app.core.auth import actor, requires
from app.core.http import Blueprint

blueprint = Blueprint("calendars", __name__, description="日历订阅 · Calendar feeds")
TEXT = {"type": "string"}
KEPT = {"Cache-Control": "private, max-age=300"}


@blueprint.post("/me/calendar")
@requires
@blueprint.response(201, schemas.FeedSchema)
def renew_feed() -> Any:
    """生成我的日历订阅地址（旧地址失效）。Make the address of my calendar; an older one ends."""
    token = service.renew_feed(actor())
    return {"path": url_for("calendars.show_own", token=token)}, {"Cache-Control": "no-store"}


@blueprint.delete("/me/calendar")
@requires
@blueprint.response(204)
def drop_feed() -> None:
    """停用我的日历订阅地址。End the address of my calendar."""
    service.drop_feed(actor())


@blueprint.get("/calendars/<token>.ics")
@blueprint.response(200, TEXT, content_type="text/calendar")
def show_own(token: str) -> Any:
    """我的报名日历（供日历软件订阅，无需登录）。My sign-ups, for a calendar program."""
    return Response(service.own_calendar(token), 200, KEPT, content_type="text/calendar")


@blueprint.get("/organisations/<int:organisation_id>/calendar.ics")
@blueprint.response(200, TEXT, content_type="text/calendar")
def show_organisation(organisation_id: int) -> Any:
    """组织的公开活动日历（无需登录）。The public activities of an organisation and those below."""
    text = service.organisation_calendar(organisation_id)
    return Response(text, 200, KEPT, content_type="text/calendar")
