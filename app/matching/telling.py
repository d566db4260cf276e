"""What is told about needs: to who filed one, to who verifies it, to the teams that are asked."""

from dataclasses import dataclass

from app.accounts.holders import holders_at
from app.core.auth import RoleName
from app.matching.models import Invitation, Need, Offer
from app.notices import service as notices
from app.notices.kinds import Kind
from app.orgs import service as orgs


@dataclass(frozen=True, slots=True)
class Said:
    """Something in both languages."""

    zh: str
    en: str


VERIFIED = (
    Said("已核实", "verified"),
    Said("正在寻找队伍，有队伍承接会通知您。", "A team is looked for."),
)
EXPIRED = (
    Said("已过期", "its time went by"),
    Said(
        "没有队伍在此之前承接；如仍需要请重新提出。", "No team came to it. File it again if needed."
    ),
)
REOPENED = (
    Said("重新寻找", "open again"),
    Said(
        "原承接队伍未能办成活动，正在另寻队伍。",
        "The activity came to nothing; another team is looked for.",
    ),
)
CALLED_OFF = Said("活动已取消，另寻队伍", "the activity is called off; another team is looked for")
NOT_SUBMITTED = Said(
    "草稿三天内未提交审核，已取消草稿，另寻队伍",
    "the draft was not submitted within three days and is called off; another team is looked for",
)
NOBODY_CAME = Said("活动时间已过，无人到场服务", "its time went by and nobody served")
WITHDRAWN = Said("提出人已撤回需求", "it was taken back by who filed it")
OFFER_CLOSED = Said("队伍已停止提供该服务", "the team does not offer this any more")
RAN_OUT = Said("需求的时间已过", "its time went by")


def tell_filed(need: Need) -> None:
    """Tell those who verify a need that it waits for them."""
    request = notices.Request("核实需求", "A need to be verified", need.title, need.id)
    near = holders_at(RoleName.COORDINATOR, orgs.path_of(need.organisation_id))
    others = [each for each in near if each != need.filed_by]
    notices.tell_filed(others, request, key=f"need:{need.id}:filed")


def tell_need(need: Need, result: Said, reason: Said, key: str) -> None:
    """Tell who filed a need what became of it."""
    said = {"result": result.en, "result_zh": result.zh}
    why = {"reason": reason.en, "reason_zh": reason.zh}
    values = {"need_id": str(need.id), "need": need.title} | said | why
    notices.notify(need.filed_by, Kind.NEED_DECIDED, values, key=f"need:{need.id}:{key}")


def tell_asked(invitation: Invitation, need: Need, offer: Offer) -> None:
    """Tell a team's leaders that it is asked, and why just this team."""
    values = {
        "invitation_id": str(invitation.id),
        "need": need.title,
        "offer": offer.title,
        "why_zh": "；".join(each["zh"] for each in invitation.reasons),
        "why": "; ".join(each["en"] for each in invitation.reasons),
        "expires_at": invitation.expires_at.isoformat(),
    }
    for user_id in _leaders(offer):
        key, until = f"invitation:{invitation.id}", invitation.expires_at
        notices.notify(user_id, Kind.HELP_WANTED, values, key=key, until=until)


def tell_agreed(invitation: Invitation, need: Need, answered_by: int) -> None:
    """Tell who asked for help who comes, and the team that its draft is there; each once."""
    offer, key = invitation.offer, f"help:{invitation.id}"
    team = orgs.get_organisation(offer.organisation_id).name
    values = {"need_id": str(need.id), "need": need.title, "team": team}
    notices.notify(need.filed_by, Kind.HELP_FOUND, values, key=key)
    draft = {"activity_id": str(invitation.activity_id), "need": need.title}
    for user_id in {answered_by, *_leaders(offer)}:
        notices.notify(user_id, Kind.HELP_AGREED, draft, key=f"{key}:team")


def tell_ended(invitation: Invitation, why: Said) -> None:
    """Tell a team's leaders that the need does not want them any more, asked or agreed."""
    values = {"invitation_id": str(invitation.id), "need": invitation.need.title}
    values |= {"why": why.en, "why_zh": why.zh}
    for user_id in _leaders(invitation.offer):
        key = f"invitation:{invitation.id}:ended"
        notices.notify(user_id, Kind.HELP_ENDED, values, key=key)


def _leaders(offer: Offer) -> list[int]:
    """Return who leads the team: its own coordinators, or the nearest above where it has none."""
    return holders_at(RoleName.COORDINATOR, orgs.path_of(offer.organisation_id))
