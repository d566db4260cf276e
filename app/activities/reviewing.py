"""Activities that wait for a review: listed by when it is due, and told when that is past."""

from typing import Any

import sqlalchemy as sa

from app.accounts.holders import holders_near
from app.activities.models import Activity, ActivityState
from app.core import clock
from app.core.auth import Actor, RoleName
from app.core.db import session
from app.core.paging import page
from app.notices import service as notices
from app.notices.kinds import Kind
from app.orgs import service as orgs

SWEPT_AT_ONCE = 50


def list_to_review(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of what somebody in the actor's scope must review, the most urgent first."""
    statement = sa.select(Activity).where(Activity.state == ActivityState.SUBMITTED)
    if query.get("overdue"):
        statement = statement.where(Activity.review_due_at <= clock.now())
    scopes = [g.organisation_id for g in actor.grants if g.role is RoleName.ADMINISTRATOR]
    if None not in scopes:
        statement = statement.where(Activity.organisation_id.in_(orgs.ids_below(scopes)))
    return page(statement, [Activity.review_due_at, Activity.id], query)


def tell_overdue() -> int:
    """Tell those who may review of activities that have waited too long; return how many."""
    now = clock.now()
    late = (
        sa.select(Activity)
        .where(
            Activity.state == ActivityState.SUBMITTED,
            Activity.review_due_at <= now,
            Activity.review_told_at.is_(None),
        )
        .order_by(Activity.review_due_at)
        .limit(SWEPT_AT_ONCE)
        .with_for_update(of=Activity, key_share=True, skip_locked=True)
    )
    found = session().scalars(late).all()
    for activity in found:
        _tell(activity)
        activity.review_told_at = now
    return len(found)


def _tell(activity: Activity) -> None:
    since = activity.submitted_at or activity.created_at
    values = {
        "activity_id": str(activity.id),
        "activity": activity.title,
        "submitted_at": since.isoformat(),
    }
    key = f"review_overdue:{activity.id}:{since.isoformat()}"
    path = orgs.path_of(activity.organisation_id)
    for user_id in holders_near(RoleName.ADMINISTRATOR, path):
        notices.notify(user_id, Kind.REVIEW_OVERDUE, values, key=key)
