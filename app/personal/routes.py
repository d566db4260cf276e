"""The API of personal information: a copy of it, and its erasure."""

from typing import Any

from flask import Response

from app.core.auth import actor, requires
from app.core.http import Blueprint
from app.core.schemas import PageQuery, page_of
from app.personal import copies, schemas, service, wards

blueprint = Blueprint("personal", __name__, description="个人信息副本与注销 · Copy and erasure")
NO_STORE = {"Cache-Control": "no-store"}
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
