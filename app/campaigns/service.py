"""Use cases of campaigns: make one, let activities join, count what came of it."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts.claims import person
from app.activities import service as activities
from app.activities.models import Activity, ActivityState, SignUp, SignUpState, Slot
from app.campaigns.models import LENGTH, Campaign, CampaignActivity, ClosingReport
from app.core import audit, clock
from app.core.auth import Actor, RoleName
from app.core.db import add, session
from app.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from app.core.paging import page
from app.hours.models import ServiceRecord
from app.orgs import service as orgs


def create_campaign(actor: Actor, values: dict[str, Any]) -> Campaign:
    """Begin a campaign of an organisation; for administrators there."""
    actor.require(RoleName.ADMINISTRATOR, orgs.path_of(values["organisation_id"]))
    if not values["starts_at"] < values["ends_at"] <= values["starts_at"] + LENGTH:
        raise InvalidError(
            "campaign_invalid",
            "活动日的结束时间须晚于开始时间，且不超过一年，请修改。",
            "A campaign must end after it starts, and within a year. Correct its times.",
            fields={"ends_at": ["not after starts_at, or more than a year later"]},
        )
    new = Campaign(**values, created_by=actor.user_id, created_at=clock.now())
    try:
        with session().begin_nested():
            add(new)
    except IntegrityError as error:
        raise ConflictError(
            "campaign_exists",
            "本组织已有同名活动日，请换一个名称。",
            "The organisation has a campaign of that name. Choose another one.",
        ) from error
    audit.record(actor, "campaign.create", new)
    return new


def get_campaign(campaign_id: int) -> Campaign:
    """Return a campaign; whoever is logged in may see it."""
    found = session().get(Campaign, campaign_id)
    if found is None:
        raise NotFoundError("活动日", "campaign")
    return found


def list_campaigns(query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of campaigns, the newest first."""
    statement = sa.select(Campaign)
    if query.get("organisation_id"):
        statement = statement.where(Campaign.organisation_id == query["organisation_id"])
    if query.get("current"):
        now = clock.now()
        statement = statement.where(Campaign.starts_at <= now, Campaign.ends_at > now)
    return page(statement, [Campaign.id], query, newest=True)


def join(actor: Actor, campaign_id: int, activity_id: int) -> CampaignActivity:
    """Let an activity take part; joining twice is once."""
    campaign, activity = _both(actor, campaign_id, activity_id)
    if campaign.organisation_id not in orgs.path_of(activity.organisation_id):
        raise ForbiddenError(
            "campaign_elsewhere",
            "该活动日由其他组织发起，只有其下级组织的活动可以加入。",
            "This campaign is of another organisation; only activities below it may join.",
        )
    _require_within(campaign, activity)
    existing = session().get(CampaignActivity, (campaign_id, activity_id))
    if existing is not None:
        return existing
    row = CampaignActivity(campaign_id=campaign_id, activity_id=activity_id)
    row.joined_by, row.joined_at = actor.user_id, clock.now()
    add(row)
    audit.record(actor, "campaign.join", row, organisation_id=activity.organisation_id)
    return row


def leave(actor: Actor, campaign_id: int, activity_id: int) -> None:
    """Take an activity out of a campaign."""
    _campaign, activity = _both(actor, campaign_id, activity_id)
    row = session().get(CampaignActivity, (campaign_id, activity_id))
    if row is not None:
        before = {"campaign_id": campaign_id, "activity_id": activity_id}
        where = activity.organisation_id
        audit.record(actor, "campaign.leave", row, before=before, after={}, organisation_id=where)
        session().delete(row)
        session().flush()


def list_activities(campaign_id: int, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the activities of a campaign that are public."""
    get_campaign(campaign_id)
    return page(sa.select(Activity).where(_takes_part(campaign_id)), [Activity.id], query)


def count(campaign_id: int) -> dict[str, int]:
    """Return what came of a campaign so far; each person is counted once."""
    get_campaign(campaign_id)
    mine = sa.select(Activity.id).where(_takes_part(campaign_id))
    attended = SignUp.activity_id.in_(mine) & (SignUp.state == SignUpState.ATTENDED)
    accepted = ClosingReport.activity_id.in_(mine) & ClosingReport.accepted_at.is_not(None)
    off = mine.where(Activity.state == ActivityState.CANCELLED)
    records = ServiceRecord.activity_id.in_(mine)
    return {
        "activities": _sum(sa.select(sa.func.count()).select_from(mine.subquery())),
        "cancelled": _sum(sa.select(sa.func.count()).select_from(off.subquery())),
        "volunteers": _sum(
            sa.select(sa.func.count(sa.distinct(person(SignUp.volunteer_id)))).where(attended)
        ),
        "attendances": _sum(sa.select(sa.func.count(SignUp.id)).where(attended)),
        "seconds": _sum(sa.select(sa.func.sum(ServiceRecord.seconds)).where(records)),
        "reports": _sum(sa.select(sa.func.count(ClosingReport.activity_id)).where(accepted)),
        "beneficiaries": _sum(sa.select(sa.func.sum(ClosingReport.beneficiaries)).where(accepted)),
    }


def _sum(statement: sa.Select[Any]) -> int:
    return int(session().scalar(statement) or 0)


def _takes_part(campaign_id: int) -> sa.ColumnElement[bool]:
    joined = sa.select(CampaignActivity.activity_id).where(
        CampaignActivity.campaign_id == campaign_id
    )
    return Activity.id.in_(joined) & Activity.open_to_all


def _both(actor: Actor, campaign_id: int, activity_id: int) -> tuple[Campaign, Activity]:
    campaign, activity = get_campaign(campaign_id), activities.show_activity(actor, activity_id)
    activities.require_leader(actor, activity)
    return campaign, activity


def _require_within(campaign: Campaign, activity: Activity) -> None:
    within = sa.select(Slot.id).where(
        Slot.activity_id == activity.id,
        Slot.starts_at < campaign.ends_at,
        Slot.ends_at > campaign.starts_at,
    )
    if session().scalar(within.limit(1)) is None:
        raise ConflictError(
            "campaign_other_time",
            "该活动没有场次在活动日期间内，不能加入。",
            "No slot of this activity lies in the time of the campaign; it cannot join.",
        )
