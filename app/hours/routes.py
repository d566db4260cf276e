"""The API of a volunteer's hours."""

from typing import Any

from app.core.auth import actor, requires
from app.core.http import Blueprint
from app.core.schemas import PageQuery, page_of
from app.hours import claims, manual, schemas, service

CLAIMS = page_of(schemas.ClaimSchema)
blueprint = Blueprint("hours", __name__, description="服务时长 · Service hours")


@blueprint.get("/me/hours")
@requires
@blueprint.response(200, schemas.HoursSchema)
def show_hours() -> Any:
    """我的时长合计。My hours: the sum of my records."""
    return service.show_hours(actor())


@blueprint.get("/me/records")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.RecordSchema))
def list_records(query: dict[str, Any]) -> Any:
    """我的服务记录，逐条可查。My service records, newest first, each with its sum."""
    return service.list_records(actor(), query)


@blueprint.get("/me/manual-records")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.ManualRecordSchema))
def list_manual_records(query: dict[str, Any]) -> Any:
    """我的补录时长记录（与系统核定的时长分列）。My manual hours, apart from the verified ones."""
    return manual.list_records(actor(), query)


@blueprint.get("/me/manual-claims")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, CLAIMS)
def list_my_claims(query: dict[str, Any]) -> Any:
    """我的补录申请。My claims of manual hours, newest first."""
    return claims.list_mine(actor(), query)


@blueprint.post("/manual-claims")
@requires
@blueprint.arguments(schemas.ClaimInSchema)
@blueprint.response(201, schemas.ClaimSchema)
def claim(values: dict[str, Any]) -> Any:
    """申请补录：没有签到记录的服务，须有证明。Claim hours that nothing recorded, with evidence.

    Two different people must agree, neither the volunteer nor whoever made the claim.
    """
    return claims.claim(actor(), values)


@blueprint.get("/manual-claims")
@requires
@blueprint.arguments(schemas.ClaimQuery, location="query")
@blueprint.response(200, CLAIMS)
def list_claims(query: dict[str, Any]) -> Any:
    """组织及下级的补录申请（协调员）。Claims at an organisation and below; for coordinators."""
    return claims.list_claims(actor(), query)


@blueprint.get("/manual-claims/<int:claim_id>")
@requires
@blueprint.response(200, schemas.ClaimSchema)
def show_claim(claim_id: int) -> Any:
    """查看一份补录申请。Show one claim."""
    return claims.show(actor(), claim_id)


@blueprint.post("/manual-claims/<int:claim_id>/leader-ok")
@requires
@blueprint.response(200, schemas.ClaimSchema)
def agree_as_leader(claim_id: int) -> Any:
    """负责人认可（两人中的第一位）。Agree as the first of two; for coordinators."""
    return claims.agree_as_leader(actor(), claim_id)


@blueprint.post("/manual-claims/<int:claim_id>/organiser-ok")
@requires
@blueprint.response(200, schemas.ClaimSchema)
def agree_as_organiser(claim_id: int) -> Any:
    """组织认可并入账（两人中的第二位，受月度额度限制）。Agree as the second: it is credited."""
    return claims.agree_as_organiser(actor(), claim_id)


@blueprint.post("/manual-claims/<int:claim_id>/refuse")
@requires
@blueprint.arguments(schemas.ClaimReasonSchema)
@blueprint.response(200, schemas.ClaimSchema)
def refuse_claim(values: dict[str, str], claim_id: int) -> Any:
    """驳回补录申请并说明原因。Refuse, saying why."""
    return claims.refuse(actor(), claim_id, values["reason"])


@blueprint.post("/manual-claims/<int:claim_id>/withdraw")
@requires
@blueprint.response(200, schemas.ClaimSchema)
def withdraw_claim(claim_id: int) -> Any:
    """撤回自己的补录申请。Withdraw a claim of one's own."""
    return claims.withdraw(actor(), claim_id)


@blueprint.post("/manual-claims/<int:claim_id>/reverse")
@requires
@blueprint.arguments(schemas.ClaimReasonSchema)
@blueprint.response(200, schemas.ClaimSchema)
def reverse_claim(values: dict[str, str], claim_id: int) -> Any:
    """撤销已入账的补录（另记一笔冲销）。Take credited hours back, by an entry of its own."""
    return claims.reverse(actor(), claim_id, values["reason"])


@blueprint.get("/organisations/<int:organisation_id>/manual-quota")
@requires
@blueprint.response(200, schemas.ManualQuotaSchema)
def show_manual_quota(organisation_id: int) -> Any:
    """本月补录额度与已用（协调员）。This month's quota of manual hours; for coordinators."""
    return manual.show_quota(actor(), organisation_id)
