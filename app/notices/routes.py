"""The API of one's notices."""

from typing import Any

from app.core.auth import actor, requires
from app.core.http import Blueprint
from app.notices import schemas, service, subscriptions

blueprint = Blueprint("notices", __name__, description="通知 · Notices")


@blueprint.get("/me/notices")
@requires
@blueprint.arguments(schemas.InboxQuery, location="query")
@blueprint.response(200, schemas.InboxSchema)
def list_notices(query: dict[str, Any]) -> Any:
    """我的通知。What I was told, newest first, and how many are unread."""
    return service.list_notices(actor(), query)


@blueprint.post("/me/notices/<int:notice_id>/read")
@requires
@blueprint.response(200, schemas.NoticeSchema)
def read(notice_id: int) -> Any:
    """标为已读。Mark one notice as read."""
    return service.read(actor(), notice_id)


@blueprint.post("/me/notices/read")
@requires
@blueprint.arguments(schemas.ReadAllSchema)
@blueprint.response(200, schemas.UnreadSchema)
def read_all(values: dict[str, int]) -> Any:
    """全部标为已读（截至某条）。Mark as read all up to one; what came since stays unread."""
    return service.read_all(actor(), values["up_to"])


@blueprint.get("/me/subscriptions")
@requires
@blueprint.response(200, schemas.SubscriptionSchema(many=True))
def list_subscriptions() -> Any:
    """可订阅的微信消息，以及剩余次数。Templates to ask for, and messages left of each."""
    return subscriptions.list_subscriptions(actor())


@blueprint.post("/me/subscriptions")
@requires
@blueprint.arguments(schemas.ReportSchema)
@blueprint.response(200, schemas.SubscriptionSchema(many=True))
def report(values: dict[str, Any]) -> Any:
    """上报 wx.requestSubscribeMessage 的结果。Tell what it reported for each template.

    One acceptance is one message. Send the same report again with the same Idempotency-Key only.
    """
    return subscriptions.report(actor(), values["answers"])
