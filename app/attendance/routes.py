"""The API of attendance: arrive, be located, leave."""

from typing import Any

from flask import Response

from app.attendance import check_in as arriving
from app.attendance import on_site, pings, schemas, service, streams
from app.core.auth import Actor, actor, requires
from app.core.http import Blueprint, afterwards
from app.core.straight import straight

TEXT = {"schema": {"type": "string"}}
UNBUFFERED = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
blueprint = Blueprint("attendance", __name__, description="签到、定位、核算 · Attendance")


@blueprint.post("/activities/<int:activity_id>/check-in")
@requires
@blueprint.arguments(schemas.CheckInSchema)
@blueprint.response(200, schemas.AttendanceSchema)
def check_in(values: dict[str, Any], activity_id: int) -> Any:
    """签到：定位、签到码或扫码。Check in by GPS, code or QR.

    Checking in twice is one check-in. A refusal (``outside_site``) says how far and in which
    direction the site is, and what else would do.
    """
    return arriving.check_in(actor(), activity_id, values)


@blueprint.post("/attendances/<int:attendance_id>/pings")
@blueprint.doc(
    requestBody={"required": True, "content": {"application/json": {"schema": schemas.BatchSchema}}}
)
@blueprint.response(200, schemas.ReceiptSchema)
@straight
def store_pings(sender: Actor, body: bytes, attendance_id: int) -> pings.Receipt:
    """上传一批定位（可重发、可迟到、可乱序）。Send a batch of pings.

    The batch is durable when the answer arrives. The same ``batch_id`` may be sent again; pings
    may come late and in any order. One wrong ping refuses the whole batch and is named.
    """
    receipt = pings.store_batch(sender, attendance_id, body)
    if receipt.late:
        afterwards(service.settle_again, attendance_id)
    return receipt


@blueprint.post("/attendances/<int:attendance_id>/check-out")
@requires
@blueprint.arguments(schemas.CheckOutSchema)
@blueprint.response(200, schemas.AttendanceSchema)
def check_out(values: dict[str, Any], attendance_id: int) -> Any:
    """签退；随后自动核算时长。Check out; the hours are settled shortly after."""
    return arriving.check_out(actor(), attendance_id, values)


@blueprint.get("/attendances/<int:attendance_id>")
@requires
@blueprint.response(200, schemas.AttendanceViewSchema)
def show_attendance(attendance_id: int) -> Any:
    """考勤状态：目前是否在场；核算后逐项说明。Where it stands, later the sum line by line."""
    return service.show_attendance(actor(), attendance_id)


@blueprint.get("/activities/<int:activity_id>/live")
@requires
@blueprint.arguments(schemas.LiveHeaders, location="headers")
@blueprint.response(200, TEXT, content_type="text/event-stream")
def stream_board(headers: dict[str, str], activity_id: int) -> Any:
    """现场动态（事件流，协调员）。Arrivals and departures as server-sent events.

    First ``board``, unless ``Last-Event-ID`` is of that very state; then ``arrived``, ``departed``,
    ``returned``, ``checked_out`` and ``counts`` within two seconds. It ends after a minute: come
    back with the last id. 503 ``live_by_polling``: ask ``on-site`` with ``since`` instead.
    """
    last = headers.get("last_event_id", "")
    events, leave = streams.open_stream(actor(), activity_id, last)
    answer = Response(events, 200, UNBUFFERED, content_type="text/event-stream")
    answer.call_on_close(leave)
    return answer


@blueprint.get("/activities/<int:activity_id>/on-site")
@requires
@blueprint.arguments(schemas.OnSiteQuery, location="query")
@blueprint.response(200, schemas.OnSitePageSchema)
def list_on_site(query: dict[str, Any], activity_id: int) -> Any:
    """现场名单（协调员；left 时也列今天已离开的）。Who is on site, with ``left`` who was too.

    With ``since``, the ``version`` of an earlier answer, nothing is listed while that still holds.
    """
    return on_site.list_on_site(actor(), activity_id, query)


@blueprint.get("/activities/<int:activity_id>/code")
@requires
@blueprint.arguments(schemas.CodeQuery, location="query")
@blueprint.response(200, schemas.CodeSchema)
def show_code(query: dict[str, int], activity_id: int) -> Any:
    """当前签到码与二维码（每 30 秒更换，协调员）。The rotating code; for coordinators."""
    return arriving.show_code(actor(), activity_id, query.get("slot_id"))
