"""The API of what leaders vouch for, of who is acted for, and of which means count."""

from typing import Any

from flask import Response, request

from app.attendance import means, on_behalf, photos, receipt_keys, receipts, roll_call
from app.attendance import means_schemas as schemas
from app.attendance.schemas import AttendanceSchema
from app.core.auth import actor, requires
from app.core.http import Blueprint

PICTURES = ("image/jpeg", "image/png")
BINARY = {"schema": {"type": "string", "format": "binary"}}
NO_STORE = {"Cache-Control": "no-store"}
blueprint = Blueprint("means", __name__, description="点名、代办与签到方式 · Roll-calls and means")


@blueprint.post("/activities/<int:activity_id>/roll-call")
@requires
@blueprint.arguments(schemas.RollCallSchema)
@blueprint.response(200, schemas.RollCallResultSchema)
def call_roll(values: dict[str, Any], activity_id: int) -> Any:
    """负责人点名：到场或离场，逐人给出结果。Vouch that these volunteers arrive or leave now.

    Who cannot be called is named with the reason; the others are called all the same.
    """
    return roll_call.call_roll(actor(), activity_id, values)


@blueprint.post("/activities/<int:activity_id>/card-scan")
@requires
@blueprint.arguments(schemas.CardScanSchema)
@blueprint.response(200, schemas.RollCallResultSchema)
def scan_cards(values: dict[str, Any], activity_id: int) -> Any:
    """负责人扫描纸质卡：到场或离场，逐张给出结果。Scan the paper cards of people who are there.

    Only of people who stand before you: the evidence is your word, and carries your name.
    """
    return roll_call.scan_cards(actor(), activity_id, values)


@blueprint.post("/activities/<int:activity_id>/member-signups")
@requires
@blueprint.arguments(schemas.SignUpForMemberSchema)
@blueprint.response(201, schemas.SignedUpSchema)
def sign_up_member(values: dict[str, Any], activity_id: int) -> Any:
    """为家庭成员代报名（其组织的负责人）。Sign a household's member up; for their leaders."""
    return on_behalf.sign_up(actor(), activity_id, values)


@blueprint.delete("/activities/<int:activity_id>/member-signups/<int:sign_up_id>")
@requires
@blueprint.arguments(schemas.MemberQuery, location="query")
@blueprint.response(200, schemas.SignedUpSchema)
def cancel_member_sign_up(query: dict[str, int], activity_id: int, sign_up_id: int) -> Any:
    """为家庭成员取消报名。Give a household member's place back."""
    return on_behalf.cancel_sign_up(actor(), activity_id, sign_up_id, query["volunteer_id"])


@blueprint.post("/activities/<int:activity_id>/member-check-in")
@requires
@blueprint.arguments(schemas.ArriveForMemberSchema)
@blueprint.response(200, AttendanceSchema)
def check_in_member(values: dict[str, Any], activity_id: int) -> Any:
    """凭现场签到码为家庭成员代签到。Check a household's member in by the code shown at the site.

    Both names are kept. Leaders of the activity itself call the roll or scan the card.
    """
    return on_behalf.arrive(actor(), activity_id, values)


@blueprint.post("/attendances/<int:attendance_id>/member-check-out")
@requires
@blueprint.arguments(schemas.LeaveForMemberSchema)
@blueprint.response(200, AttendanceSchema)
def check_out_member(values: dict[str, Any], attendance_id: int) -> Any:
    """凭现场签到码为家庭成员代签退。Check a household's member out by the code."""
    return on_behalf.leave(actor(), attendance_id, values)


@blueprint.get("/activities/<int:activity_id>/check-in-policy")
@requires
@blueprint.response(200, schemas.CheckInPolicySchema)
def show_check_in_policy(activity_id: int) -> Any:
    """活动采用哪些签到方式。Which means the activity takes, and which need a second one."""
    return means.show_policy(actor(), activity_id)


@blueprint.put("/activities/<int:activity_id>/check-in-policy")
@requires
@blueprint.arguments(schemas.CheckInPolicySchema)
@blueprint.response(200, schemas.CheckInPolicySchema)
def set_check_in_policy(values: dict[str, Any], activity_id: int) -> Any:
    """设定签到方式（草稿：协调员；审核后：管理员）。Say which means count from now on."""
    return means.set_policy(actor(), activity_id, values)


@blueprint.post("/activities/<int:activity_id>/receipt-keys")
@requires
@blueprint.arguments(schemas.ReceiptKeyInSchema)
@blueprint.response(201, schemas.ReceiptKeySchema)
def issue_receipt_key(values: dict[str, str], activity_id: int) -> Any:
    """领取离线点名密钥（负责人，每部手机一个）。Get a key with which this phone signs offline.

    Sign with HMAC-SHA256 over lines ``WGR1``, key id, counter, ``at_ms``, event, slot id, and the
    volunteer id or the card's text. The counter begins at 1 and grows by one.
    """
    return receipt_keys.issue(actor(), activity_id, values["device"]), NO_STORE


@blueprint.delete("/receipt-keys/<int:key_id>")
@requires
@blueprint.response(204)
def revoke_receipt_key(key_id: int) -> None:
    """停用离线密钥（手机遗失）。Revoke it, as when the phone is lost."""
    receipt_keys.revoke(actor(), key_id)


@blueprint.post("/receipt-keys/<int:key_id>/receipts")
@requires
@blueprint.arguments(schemas.ReceiptsSchema)
@blueprint.response(200, schemas.MergedSchema)
def merge_receipts(values: dict[str, Any], key_id: int) -> Any:
    """上传离线点名记录，逐条给出结果，可重发。Merge what was signed offline; send again freely.

    ``missing`` are numbers that have not come yet: until they do, what stands behind the gap waits
    for a reviewer.
    """
    return receipts.merge(actor(), key_id, values)


@blueprint.post("/attendances/<int:attendance_id>/photos")
@requires
@blueprint.arguments(schemas.PhotoQuery, location="query")
@blueprint.doc(requestBody={"required": True, "content": dict.fromkeys(PICTURES, BINARY)})
@blueprint.response(201, schemas.PhotoSchema)
def add_photo(query: dict[str, Any], attendance_id: int) -> Any:
    """上传现场照片作证明（JPEG、PNG）。Add a photo taken during the service, as evidence.

    Time and place are the app's; what the file says of itself is removed. Kept sealed, seen by
    reviewers alone, deleted when its time is over.
    """
    return photos.store(actor(), attendance_id, request.get_data(), query)


@blueprint.get("/attendances/<int:attendance_id>/photos")
@requires
@blueprint.response(200, schemas.PhotoSchema(many=True))
def list_photos(attendance_id: int) -> Any:
    """一次考勤的照片清单（不含内容）。The photos of an attendance, without their content."""
    return photos.list_photos(actor(), attendance_id)


@blueprint.post("/photos/<int:photo_id>/look")
@requires
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="image/*")
def look_at_photo(photo_id: int) -> Any:
    """查看照片（审核人查看会被记录）。See a photo; a reviewer's look is noted."""
    shown = photos.look(actor(), photo_id)
    return Response(shown.content, mimetype=shown.mimetype, headers=NO_STORE)


@blueprint.get("/photos/<string:key>/for-check")
@blueprint.arguments(schemas.CheckAddressQuery, location="query")
@blueprint.response(200, {"type": "string", "format": "binary"}, content_type="image/*")
def show_for_check(query: dict[str, Any], key: str) -> Any:
    """供微信内容检测读取，一小时内有效。For WeChat's check alone; good for an hour."""
    shown = photos.for_check(key, query["until"], query["mac"])
    return Response(shown.content, mimetype=shown.mimetype, headers=NO_STORE)
