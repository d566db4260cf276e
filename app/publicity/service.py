"""Use cases of publicity: what is shown, until when, and what time and facts make of it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.accounts import claims, consents
from app.accounts.models import User
from app.activities import closing
from app.activities import service as activities
from app.activities.models import Activity
from app.activities.phases import ActivityPhase
from app.attendance import service as attendances
from app.campaigns.models import ClosingReport
from app.core import clock
from app.core.auth import Actor
from app.core.db import add, session
from app.core.errors import ConflictError, NotFoundError
from app.core.paging import page
from app.hours.models import ClaimState, Entry, ManualClaim, ManualRecord, ServiceRecord
from app.orgs import service as orgs
from app.publicity import days
from app.publicity.models import Objection, ObjectionState, Publicity

AT_ONCE = 100
P = ActivityPhase


def advance() -> int:
    """Move activities on after their end, as far as the facts allow; return how many moved."""
    return _begin_settling() + _publish() + _finish()


def list_activities(query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the activities whose hours are shown now."""
    shown = (
        sa.select(Publicity)
        .join(Activity, Activity.id == Publicity.activity_id)
        .where(closing.at(P.PUBLICITY))
    )
    if query.get("organisation_id"):
        below = orgs.ids_below([query["organisation_id"]])
        shown = shown.where(Activity.organisation_id.in_(below))
    return page(shown, [Publicity.activity_id], query, newest=True)


def list_hours(actor: Actor, activity_id: int, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the hours of an activity, by volunteer, while they are shown."""
    if activities.show_activity(actor, activity_id).present_phase is not P.PUBLICITY:
        raise NotFoundError("公示", "public notice")
    mine = ServiceRecord.activity_id == activity_id
    who = claims.person(ServiceRecord.volunteer_id)
    sums = (
        sa.select(who.label("person"), sa.func.sum(ServiceRecord.seconds).label("seconds"))
        .where(mine)
        .group_by(who)
        .having(sa.func.sum(ServiceRecord.seconds) > 0)
    )
    with_hours = sa.select(User).where(User.id.in_(sa.select(sums.subquery().c.person)))
    found = page(with_hours, [User.id], query)
    people = [user.id for user in found["items"]]
    seconds = {row.person: row.seconds for row in session().execute(sums.where(who.in_(people)))}
    names = consents.public_names(found["items"])
    return found | {"items": [{"name": names[each], "seconds": seconds[each]} for each in people]}


def list_manual(organisation_id: int, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the manual hours of an organisation that are shown now, newest first."""
    orgs.get_organisation(organisation_id)
    shown = sa.select(ManualRecord).where(
        ManualRecord.organisation_id == organisation_id,
        ManualRecord.entry == Entry.CREDIT,
        ManualRecord.created_at >= days.shown_since(clock.now()),
    )
    found = page(shown, [ManualRecord.id], query, newest=True)
    return found | {"items": _manual(found["items"])}


def require_shown(activity: Activity) -> None:
    """Raise ``ConflictError`` unless the hours of an activity are shown now."""
    if activity.present_phase is not P.PUBLICITY:
        raise not_shown()


def not_shown() -> ConflictError:
    """Return the refusal of what is possible only while something is shown."""
    return ConflictError(
        "not_public_now",
        "现在不在公示期内。对自己的时长有异议，可在“我的记录”中申请复核。",
        "This is not on public notice now. About your own hours you can object in your records.",
    )


def _begin_settling() -> int:
    found = _locked(closing.over(attendances.served(Activity.id)))
    for activity in found:
        closing.move_on(activity, P.SETTLING)
    return len(found)


def _publish() -> int:
    accepted = sa.exists().where(
        ClosingReport.activity_id == Activity.id, ClosingReport.accepted_at.is_not(None)
    )
    settled = ~attendances.unsettled(Activity.id)
    now = clock.now()
    found = _locked(closing.at(P.SETTLING), accepted, settled)
    for activity in found:
        closing.move_on(activity, P.PUBLICITY)
        add(Publicity(activity_id=activity.id, since=now, until=days.until(now)))
    return len(found)


def _finish() -> int:
    now = clock.now()
    over = sa.exists().where(Publicity.activity_id == Activity.id, Publicity.until <= now)
    objected = sa.exists().where(
        Objection.activity_id == Activity.id, Objection.state == ObjectionState.OPEN
    )
    settled = ~attendances.unsettled(Activity.id)
    found = _locked(closing.at(P.PUBLICITY), over, ~objected, settled)
    for activity in found:
        closing.move_on(activity, P.SETTLED)
        session().get_one(Publicity, activity.id).settled_at = now
    session().flush()
    return len(found)


def _locked(*tests: sa.ColumnElement[bool]) -> Sequence[Activity]:
    due = sa.select(Activity).where(*tests).order_by(Activity.id).limit(AT_ONCE)
    return (
        session().scalars(due.with_for_update(of=Activity, key_share=True, skip_locked=True)).all()
    )


def _manual(records: Sequence[ManualRecord]) -> list[dict[str, Any]]:
    claimed = ManualClaim.id.in_([each.claim_id for each in records])
    taken_back = set(
        session().scalars(
            sa.select(ManualClaim.id).where(claimed, ManualClaim.state == ClaimState.REVERSED)
        )
    )
    person = claims.persons([each.volunteer_id for each in records])
    people = User.id.in_(person.values())
    names = consents.public_names(session().scalars(sa.select(User).where(people)).all())
    return [
        {
            "claim_id": each.claim_id,
            "name": names[person[each.volunteer_id]],
            "seconds": each.seconds,
            "served_at": each.served_at,
            "credited_at": each.created_at,
            "until": days.until(each.created_at),
            "reversed": each.claim_id in taken_back,
        }
        for each in records
    ]
