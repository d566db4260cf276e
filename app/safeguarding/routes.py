"""The API of staff's access to minors' personal fields."""

from typing import Any

from app.core.auth import actor, requires
from app.core.http import Blueprint
from app.core.schemas import PageQuery, page_of
from app.safeguarding import looks, schemas, service

blueprint = Blueprint(
    "safeguarding", __name__, description="未成年人信息查阅 · Access to minors' personal fields"
)
NO_STORE = {"Cache-Control": "no-store"}


@blueprint.get("/users/<int:user_id>/personal")
@requires
@blueprint.arguments(schemas.PersonQuery, location="query")
@blueprint.response(200, schemas.MaskedPersonSchema)
def show_masked(query: dict[str, int], user_id: int) -> Any:
    """志愿者的个人信息（隐去，协调员）。What is known of a volunteer, masked; for coordinators."""
    return service.show_masked(actor(), query["organisation_id"], user_id), NO_STORE


@blueprint.post("/users/<int:user_id>/personal/looks")
@requires
@blueprint.arguments(schemas.PersonLookInSchema)
@blueprint.response(200, schemas.LookedAtPersonSchema)
def look_at_adult(values: dict[str, Any], user_id: int) -> Any:
    """查看成年人的完整信息：须写明原因，记入日志并告知本人。See an adult's fields in the open.

    For coordinators. It is in the audit log with the reason, and the person is told. Of a minor
    ask for access instead (``/minor-accesses``).
    """
    return looks.look(actor(), user_id, values), NO_STORE


@blueprint.get("/me/looks")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.LookAtMeSchema))
def list_looks_at_me(query: dict[str, Any]) -> Any:
    """谁看过我的完整信息，为何。Who looked at one's own fields in the open, and why."""
    return looks.list_looks(actor(), query)


@blueprint.post("/minor-accesses")
@requires
@blueprint.arguments(schemas.AccessInSchema)
@blueprint.response(201, schemas.AccessSchema)
def ask(values: dict[str, Any]) -> Any:
    """申请查阅未成年人的个人信息：哪些、为何、多久。Ask to see a minor's fields in the open.

    Another administrator approves; it ends by itself.
    """
    return service.ask(actor(), values)


@blueprint.get("/minor-accesses")
@requires
@blueprint.arguments(schemas.AccessQuery, location="query")
@blueprint.response(200, page_of(schemas.AuditedAccessSchema))
def list_accesses(query: dict[str, Any]) -> Any:
    """查阅申请与查阅次数，供年度审计。Requests and how often was looked, for the yearly audit.

    Administrators see those of the organisation and below; others their own.
    """
    return service.list_accesses(actor(), query)


@blueprint.post("/minor-accesses/<int:access_id>/approve")
@requires
@blueprint.response(200, schemas.AccessSchema)
def approve(access_id: int) -> Any:
    """批准（另一位管理员），即时起算。Approve; by another administrator. It runs from now on."""
    return service.approve(actor(), access_id)


@blueprint.post("/minor-accesses/<int:access_id>/refuse")
@requires
@blueprint.arguments(schemas.AccessReasonSchema)
@blueprint.response(200, schemas.AccessSchema)
def refuse(values: dict[str, str], access_id: int) -> Any:
    """不批准并说明原因。Refuse, saying why."""
    return service.refuse(actor(), access_id, values["reason"])


@blueprint.post("/minor-accesses/<int:access_id>/end")
@requires
@blueprint.response(200, schemas.AccessSchema)
def end(access_id: int) -> Any:
    """提前结束查阅。End it before its time."""
    return service.end(actor(), access_id)


@blueprint.post("/minor-accesses/<int:access_id>/look")
@requires
@blueprint.response(200, schemas.OpenedPersonSchema)
def look(access_id: int) -> Any:
    """查阅（每次均记录）。See the fields in the open; every look is noted."""
    return service.look(actor(), access_id), NO_STORE


@blueprint.get("/minor-accesses/<int:access_id>/looks")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.LookSchema))
def list_looks(query: dict[str, Any], access_id: int) -> Any:
    """一次批准下的每次查阅。Every look under one access."""
    return service.list_looks(actor(), access_id, query)
