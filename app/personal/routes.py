"""The API of personal information: a copy of it, its erasure, and accounts that become one."""

from typing import Any

from flask import Response

from app.core.auth import actor, requires
from app.core.http import Blueprint
from app.core.schemas import PageQuery, page_of
from app.personal import copies, merges, schemas, service, takeovers, wards

blueprint = Blueprint("personal", __name__, description="个人信息副本与注销 · Copy and erasure")
NO_STORE = {"Cache-Control": "no-store"}
MERGES = page_of(schemas.MergeSchema)
FILE = {"type": "string", "format": "binary"}


@blueprint.post("/me/copies")
@requires
@blueprint.response(202, schemas.PersonalCopySchema)
def ask_for_copy() -> Any:
    """申请个人信息副本（PIPL 45）。Ask for a copy of all that is held about me, as a ZIP.

    A job makes it; ``GET /me/copies/{id}`` then has a link. Kept for seven days, three a day.
    """
    return copies.ask(actor()), NO_STORE


@blueprint.get("/me/copies")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.PersonalCopySchema))
def list_copies(query: dict[str, Any]) -> Any:
    """我申请的副本。The copies that I asked for and that are still there."""
    return copies.list_mine(actor(), query), NO_STORE


@blueprint.get("/me/copies/<int:copy_id>")
@requires
@blueprint.response(200, schemas.PersonalCopySchema)
def show_copy(copy_id: int) -> Any:
    """查看副本并取得下载链接。Show a copy, with a fresh link once it is made."""
    return copies.show(actor(), copy_id), NO_STORE


@blueprint.get("/personal-copies/<string:token>")
@blueprint.response(200, FILE, content_type="application/zip")
def fetch_copy(token: str) -> Response:
    """下载副本（链接十分钟内有效）。Fetch the file; the link is all that is needed."""
    headers = NO_STORE | {"Content-Disposition": 'attachment; filename="weiguang.zip"'}
    return Response(copies.fetch(token), headers=headers, mimetype="application/zip")


@blueprint.post("/me/erasure")
@requires
@blueprint.response(201, schemas.ErasureSchema)
def ask_for_erasure() -> Any:
    """申请注销账号并删除个人信息（PIPL 47）。Ask to be erased.

    After the days to think it over (``due_at``) a job does it: sign-ups are cancelled, sessions
    end, everything goes that no law keeps. ``kept`` says what stays, why, and how long.
    """
    return service.ask(actor())


@blueprint.get("/me/erasure")
@requires
@blueprint.response(200, schemas.ErasureSchema)
def show_erasure() -> Any:
    """我的注销申请。My wish to be erased, while it waits."""
    return service.show(actor())


@blueprint.delete("/me/erasure")
@requires
@blueprint.response(204)
def withdraw_erasure() -> None:
    """撤回注销申请。Take the wish back."""
    service.withdraw(actor())


@blueprint.post("/me/guardianships/<int:guardianship_id>/copies")
@requires
@blueprint.response(202, schemas.PersonalCopySchema)
def ask_for_ward_copy(guardianship_id: int) -> Any:
    """监护人申请被监护人的个人信息副本。Ask for a copy of all that is held about my ward.

    A ward of 14 or more is told. Of somebody of age: ``ward_of_age``.
    """
    return wards.ask_for_copy(actor(), guardianship_id), NO_STORE


@blueprint.get("/me/guardianships/<int:guardianship_id>/copies")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.PersonalCopySchema))
def list_ward_copies(query: dict[str, Any], guardianship_id: int) -> Any:
    """我为被监护人申请的副本。The copies about my ward that I asked for."""
    return wards.list_copies(actor(), guardianship_id, query), NO_STORE


@blueprint.get("/me/guardianships/<int:guardianship_id>/copies/<int:copy_id>")
@requires
@blueprint.response(200, schemas.PersonalCopySchema)
def show_ward_copy(guardianship_id: int, copy_id: int) -> Any:
    """查看被监护人的副本并取得下载链接。Show it, with a fresh link once it is made."""
    return wards.show_copy(actor(), guardianship_id, copy_id), NO_STORE


@blueprint.post("/me/guardianships/<int:guardianship_id>/erasure")
@requires
@blueprint.response(201, schemas.ErasureSchema)
def ask_for_ward_erasure(guardianship_id: int) -> Any:
    """监护人申请注销被监护人的账号。Ask that my ward is erased.

    As of one's own account: days to think it over, and what a law keeps stays. The ward is told
    and may take it back.
    """
    return wards.ask_for_erasure(actor(), guardianship_id)


@blueprint.get("/me/guardianships/<int:guardianship_id>/erasure")
@requires
@blueprint.response(200, schemas.ErasureSchema)
def show_ward_erasure(guardianship_id: int) -> Any:
    """被监护人的注销申请。The wish to erase my ward, while it waits."""
    return wards.show_erasure(actor(), guardianship_id)


@blueprint.delete("/me/guardianships/<int:guardianship_id>/erasure")
@requires
@blueprint.response(204)
def withdraw_ward_erasure(guardianship_id: int) -> None:
    """撤回被监护人的注销申请。Take it back."""
    wards.withdraw_erasure(actor(), guardianship_id)


@blueprint.post("/me/takeovers")
@requires
@blueprint.arguments(schemas.TakeoverSchema)
@blueprint.response(200, schemas.TakenOverSchema)
def take_over(values: dict[str, str]) -> Any:
    """用负责人给的认领码接管自己的账号。Take over the account that a leader acted for.

    It ends in the one that is logged in, with hours, records and sign-ups; nobody acts for it any
    more and its card is void. Five tries an hour.
    """
    return takeovers.take_over(actor(), values["code"])


@blueprint.post("/me/merges")
@requires
@blueprint.arguments(schemas.MergeMineSchema)
@blueprint.response(201, schemas.MergeSchema)
def ask_for_merge_of_mine(values: dict[str, Any]) -> Any:
    """申请把自己的另一个账号并入本账号。Ask that another account of mine ends in this one.

    A coordinator of the organisation confirms it. Both accounts are told.
    """
    return merges.ask_for_mine(actor(), values)


@blueprint.get("/me/merges")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, MERGES)
def list_my_merges(query: dict[str, Any]) -> Any:
    """与我的账号有关的合并申请。Merges that my accounts are part of, newest first."""
    return merges.list_mine(actor(), query)


@blueprint.post("/me/merges/<int:merge_id>/withdraw")
@requires
@blueprint.response(200, schemas.MergeSchema)
def withdraw_merge(merge_id: int) -> Any:
    """撤回合并申请，或说明不是同一个人。Take it back, or say that they are two people's."""
    return merges.withdraw(actor(), merge_id)


@blueprint.post("/merges")
@requires
@blueprint.arguments(schemas.MergeInSchema)
@blueprint.response(201, schemas.MergeSchema)
def ask_for_merge(values: dict[str, Any]) -> Any:
    """申请合并同一个人的两个账号（协调员），由另一人确认。Ask for it; somebody else confirms."""
    return merges.ask(actor(), values)


@blueprint.get("/merges")
@requires
@blueprint.arguments(schemas.MergeQuery, location="query")
@blueprint.response(200, MERGES)
def list_merges(query: dict[str, Any]) -> Any:
    """本组织处理的账号合并申请（协调员）。Merges that an organisation decides about."""
    return merges.list_merges(actor(), query)


@blueprint.post("/merges/<int:merge_id>/confirm")
@requires
@blueprint.response(200, schemas.MergeSchema)
def confirm_merge(merge_id: int) -> Any:
    """核实为同一人，立即合并（申请人以外的协调员）。Confirm and merge; by somebody else.

    The account that goes on has the hours, records and certificates of both; the chains of the
    one that ends stay as they are sealed. Refused if they are two people, or hours would count
    twice.
    """
    return merges.confirm(actor(), merge_id)


@blueprint.post("/merges/<int:merge_id>/refuse")
@requires
@blueprint.arguments(schemas.MergeReasonSchema)
@blueprint.response(200, schemas.MergeSchema)
def refuse_merge(values: dict[str, str], merge_id: int) -> Any:
    """不予合并并说明原因。Refuse it, saying why."""
    return merges.refuse(actor(), merge_id, values["reason"])
