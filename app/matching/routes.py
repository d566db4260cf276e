"""The API of needs, offers and invitations."""

from typing import Any

from app.core.auth import actor, requires
from app.core.http import Blueprint
from app.core.schemas import PageQuery, page_of
from app.matching import invitations, schemas, service

blueprint = Blueprint("matching", __name__, description="供需对接 · Needs, offers, invitations")


@blueprint.post("/needs")
@requires
@blueprint.arguments(schemas.NeedInSchema)
@blueprint.response(201, schemas.NeedSchema)
def file_need(values: dict[str, Any]) -> Any:
    """提出需求（居民、站点），由组织限时核实。File a need; the organisation answers in time.

    Details, address and contact are sealed: only who verifies and the team that accepts see them.
    """
    return service.file_need(actor(), values)


@blueprint.get("/needs")
@requires
@blueprint.arguments(schemas.NeedQuery, location="query")
@blueprint.response(200, page_of(schemas.NeedSchema))
def list_needs(query: dict[str, Any]) -> Any:
    """我提出的需求，或本组织待核实的需求（协调员）。One's own needs, or those to be verified."""
    return service.list_needs(actor(), query)


@blueprint.get("/needs/<int:need_id>")
@requires
@blueprint.response(200, schemas.NeedSchema)
def show_need(need_id: int) -> Any:
    """查看一个需求。Show a need, without what is private."""
    return service.show_need(actor(), need_id)


@blueprint.post("/needs/<int:need_id>/disclosure")
@requires
@blueprint.response(200, schemas.NeedPrivateSchema)
def disclose_need(need_id: int) -> Any:
    """查看需求的详情、地址、联系方式（会被记录）。What is private; who has seen it is noted."""
    return service.disclose(actor(), need_id), {"Cache-Control": "no-store"}


@blueprint.post("/needs/<int:need_id>/verify")
@requires
@blueprint.response(200, schemas.NeedSchema)
def verify_need(need_id: int) -> Any:
    """核实通过（协调员）。Confirm a need; from now on a team is looked for."""
    return service.verify(actor(), need_id)


@blueprint.post("/needs/<int:need_id>/decline")
@requires
@blueprint.arguments(schemas.DeclineSchema)
@blueprint.response(200, schemas.NeedSchema)
def decline_need(values: dict[str, str], need_id: int) -> Any:
    """不予受理并说明原因（协调员）。Decline a need, saying why."""
    return service.decline(actor(), need_id, values["reason"])


@blueprint.post("/needs/<int:need_id>/withdraw")
@requires
@blueprint.response(200, schemas.NeedSchema)
def withdraw_need(need_id: int) -> Any:
    """撤回需求。Take one's need back."""
    return service.withdraw(actor(), need_id)


@blueprint.get("/offers")
@requires
@blueprint.arguments(schemas.OfferQuery, location="query")
@blueprint.response(200, page_of(schemas.OfferSchema))
def list_offers(query: dict[str, Any]) -> Any:
    """队伍可提供的服务。What teams offer."""
    return service.list_offers(query)


@blueprint.post("/offers")
@requires
@blueprint.arguments(schemas.OfferInSchema)
@blueprint.response(201, schemas.OfferSchema)
def make_offer(values: dict[str, Any]) -> Any:
    """登记可提供的服务（协调员）。Offer a service; for coordinators of the team."""
    return service.make_offer(actor(), values)


@blueprint.delete("/offers/<int:offer_id>")
@requires
@blueprint.response(204)
def close_offer(offer_id: int) -> None:
    """停止提供服务（协调员）。Take an offer back."""
    service.close_offer(actor(), offer_id)


@blueprint.post("/organisations/<int:organisation_id>/matching")
@requires
@blueprint.response(200, schemas.InvitedSchema)
def match_now(organisation_id: int) -> Any:
    """立即为待对接的需求邀请队伍（协调员）。Ask teams now; otherwise a job does it every hour."""
    return invitations.invite_now(actor(), organisation_id)


@blueprint.get("/invitations")
@requires
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(schemas.InvitationSchema))
def list_invitations(query: dict[str, Any]) -> Any:
    """本队收到的邀请，逐行说明为何邀请（协调员）。What one's teams are asked, and why."""
    return invitations.list_invitations(actor(), query)


@blueprint.post("/invitations/<int:invitation_id>/accept")
@requires
@blueprint.response(200, schemas.InvitationSchema)
def accept_invitation(invitation_id: int) -> Any:
    """接受邀请。Say yes to an invitation."""
    return invitations.accept(actor(), invitation_id)


@blueprint.post("/invitations/<int:invitation_id>/decline")
@requires
@blueprint.response(200, schemas.InvitationSchema)
def decline_invitation(invitation_id: int) -> Any:
    """婉拒邀请，不影响任何评价。Say no; nothing follows from it."""
    return invitations.decline(actor(), invitation_id)
