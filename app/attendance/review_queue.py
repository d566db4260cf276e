"""The queue of attendances that somebody must look at: why, how sure, how long it has waited."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.base import ExecutableOption

from app.accounts.consents import masked_name
from app.accounts.models import User
from app.activities.models import Activity
from app.attendance import disputing, settling, verdicts
from app.attendance.models import DISPUTED, Attendance, Dispute, Settlement
from app.core.auth import Actor, RoleName
from app.core.db import session
from app.core.paging import page
from app.orgs import service as orgs

# What comes first: who objects has a deadline, whose hours wait wants them, the rest is at leisure.
WHY = {
    DISPUTED: ("志愿者对时长有异议", "the volunteer objects to the hours"),
    "county": ("时长很长，须由县级审核", "so many hours in a day are for the county to review"),
    "organisation": ("时长等待审核后计入", "the hours wait for a review"),
    "signals": (
        "有可疑迹象，时长已计入，请查看",
        "signs of trickery; the hours stand, look at them",
    ),
    "unverified": ("有待核实的时段，未计入", "there is unverified time, which does not count"),
    "doubtful": ("到达或离开的时间不太确定", "it is not quite sure when they came or left"),
}
_PRIORITY = sa.case(
    {why: number for number, why in enumerate(WHY, 1)}, value=Attendance.to_review, else_=len(WHY)
)


def list_reviews(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of attendances that somebody in the actor's scope must look at."""
    scopes = [g.organisation_id for g in actor.grants if g.role is not RoleName.VOLUNTEER]
    statement = sa.select(Attendance).where(Attendance.to_review.is_not(None))
    if None not in scopes:
        statement = statement.join(Activity).where(
            Activity.organisation_id.in_(orgs.ids_below(scopes))
        )
    for name, column in (("why", Attendance.to_review), ("activity_id", Attendance.activity_id)):
        if query.get(name):
            statement = statement.where(column == query[name])
    statement = statement.options(with_title(Attendance.activity))
    found = page(statement, [_PRIORITY, Attendance.id], query)
    return found | {"items": _items(found["items"])}


def with_title(*path: InstrumentedAttribute[Any]) -> ExecutableOption:
    """Load an activity along with its rows: of itself only, for its title is what is shown."""
    loaded = orm.joinedload(path[0], innerjoin=True)
    for each in path[1:]:
        loaded = loaded.joinedload(each, innerjoin=True)
    parts = (Activity.slots, Activity.sites, Activity.positions)
    return loaded.options(*(orm.lazyload(part) for part in parts))


def _items(rows: Sequence[Attendance]) -> list[dict[str, Any]]:
    ids = [each.id for each in rows]
    settlements, disputes = settling.latest_settlements(ids), disputing.open_disputes(ids)
    names = _names([each.volunteer_id for each in rows])
    return [
        _item(each, settlements.get(each.id), disputes.get(each.id))
        | {"volunteer": names[each.volunteer_id]}
        for each in rows
    ]


def _item(
    attendance: Attendance, settlement: Settlement | None, dispute: Dispute | None
) -> dict[str, Any]:
    why = attendance.to_review or ""
    zh, en = WHY.get(why, WHY["organisation"])
    since = dispute or settlement or attendance
    return {
        "attendance": attendance,
        "activity": attendance.activity,
        "settlement": settlement,
        "dispute": dispute,
        "why": {"code": why, "zh": zh, "en": en},
        "priority": list(WHY).index(why) + 1 if why in WHY else len(WHY),
        "waits_since": since.created_at,
        "confidence": settlement and verdicts.confidence_of(settlement.verdict),
        "slot": attendance.slot,
    }


def _names(user_ids: Sequence[int]) -> dict[int, str]:
    rows = session().execute(sa.select(User.id, User.nickname).where(User.id.in_(user_ids)))
    return {user_id: masked_name(nickname) for user_id, nickname in rows}
