"""Activities that wait for a review: listed by when it is due, and told when that is past."""

from typing import Any

import sqlalchemy as sa

from app.accounts.models import RoleGrant
from app.activities.models import Activity, ActivityState
from app.core import clock
from app.core.auth import Actor, RoleName
from app.core.db import session
from app.core.paging import page
from app.notices import service as notices
from app.notices.kinds import Kind
from app.orgs import service as orgs

SWEPT_AT_ONCE = 50
TOLD = 20  # reviewers of one activity, the nearest first


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
    for user_id in _reviewers(orgs.path_of(activity.organisation_id)):
        notices.notify(user_id, Kind.REVIEW_OVERDUE, values, key=key)


def _reviewers(path: tuple[int, ...]) -> list[int]:
    """Return who may review for an organisation, those nearest to it first."""
    nearest = {organisation_id: -depth for depth, organisation_id in enumerate(path)}
    grants = session().execute(
        sa.select(RoleGrant.user_id, RoleGrant.organisation_id)
        .where(
            RoleGrant.role == RoleName.ADMINISTRATOR,
            RoleGrant.organisation_id.in_(path) | RoleGrant.organisation_id.is_(None),
        )
        .order_by(RoleGrant.id)
        .limit(10 * TOLD)
    )
    ranked = sorted(grants, key=lambda grant: nearest.get(grant.organisation_id or 0, 1))
    return list(dict.fromkeys(grant.user_id for grant in ranked))[:TOLD]
