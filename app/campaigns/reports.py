"""Closing an activity: a report of whom it served, and somebody else who accepts it."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.accounts.holders import holders_near
from app.activities import closing
from app.activities import service as activities
from app.activities.models import Activity
from app.attendance import service as attendances
from app.campaigns.models import ClosingReport, ReportReminder
from app.core import audit, clock
from app.core.auth import Actor, RoleName
from app.core.db import session
from app.core.errors import ConflictError, ForbiddenError, NotFoundError
from app.core.paging import page
from app.notices import service as notices
from app.notices.kinds import Kind
from app.orgs import service as orgs

DUE = timedelta(days=3)  # after the end; then whoever made the activity is reminded
LONG_AGO = timedelta(days=60)  # what ended before is not asked for any more
AT_ONCE = 100


def write_report(actor: Actor, activity_id: int, values: dict[str, Any]) -> ClosingReport:
    """Say what came of an activity that is over; again as long as nobody has accepted it."""
    activity = activities.get_activity(activity_id, lock=True)
    activities.require_leader(actor, activity)
    _require_over(activity)
    report = session().get(ClosingReport, activity_id)
    if report is None:
        report = ClosingReport(activity_id=activity_id)
        session().add(report)
    _require_open(report)
    for name, value in values.items():
        setattr(report, name, value)
    report.beneficiaries = sum(each["count"] for each in values["groups"])
    report.written_by, report.written_at = actor.user_id, clock.now()
    where = activity.organisation_id
    audit.record(actor, "activity.report", report, organisation_id=where)
    return report


def show_report(actor: Actor, activity_id: int) -> ClosingReport:
    """Return the report of an activity: an accepted one to all, else to its leaders."""
    activity = activities.show_activity(actor, activity_id)
    report = session().get(ClosingReport, activity_id)
    if report is None or (report.accepted_at is None and not activities.is_leader(actor, activity)):
        raise NotFoundError("结项报告", "closing report")
    return report


def accept_report(actor: Actor, activity_id: int) -> ClosingReport:
    """Close an activity by accepting its report; for an administrator who did not write it."""
    activity = activities.get_activity(activity_id, lock=True)
    actor.require(RoleName.ADMINISTRATOR, orgs.path_of(activity.organisation_id))
    report = show_report(actor, activity_id)
    _require_open(report)
    if report.written_by == actor.user_id:
        raise ForbiddenError(
            "own_report",
            "不能审核自己填写的结项报告，请由其他管理员审核。",
            "You wrote this report; another administrator has to accept it.",
        )
    report.accepted_by, report.accepted_at = actor.user_id, clock.now()
    where = activity.organisation_id
    audit.record(actor, "activity.close", report, organisation_id=where)
    return report


def list_missing(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of activities that are over and lack a report, in the actor's scope."""
    roles = (RoleName.COORDINATOR, RoleName.ADMINISTRATOR)
    statement = _within(actor, roles, _without_report(timedelta()))
    return page(statement, [Activity.id], query, newest=True)


def list_waiting(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of activities whose report the actor might accept, the oldest first."""
    waits = sa.select(ClosingReport.activity_id).where(
        ClosingReport.accepted_at.is_(None), ClosingReport.written_by != actor.user_id
    )
    statement = sa.select(Activity).where(Activity.id.in_(waits))
    statement = _within(actor, (RoleName.ADMINISTRATOR,), statement)
    return page(statement, [Activity.id], query)


def remind() -> int:
    """Remind whoever made an activity that its report is due; once, however often this runs."""
    found = session().scalars(
        _without_report(DUE)
        .where(~Activity.id.in_(sa.select(ReportReminder.activity_id)))
        .order_by(Activity.id)
        .limit(AT_ONCE)
    )
    count = 0
    for activity in found:
        values = {"activity_id": str(activity.id), "activity": activity.title}
        notices.notify(
            activity.created_by, Kind.REPORT_MISSING, values, key=f"report:{activity.id}"
        )
        session().add(ReportReminder(activity_id=activity.id, at=clock.now()))
        count += 1
    session().flush()
    return count


def tell_late() -> int:
    """Tell administrators of activities whose report is long overdue, once; return how many."""
    days = current_app.config["SETTINGS"].report_days
    found = session().execute(
        _without_report(timedelta(days=days))
        .join(ReportReminder, ReportReminder.activity_id == Activity.id)
        .add_columns(ReportReminder)
        .where(ReportReminder.told_at.is_(None))
        .order_by(Activity.id)
        .limit(AT_ONCE)
    )
    count = 0
    for activity, reminder in found:
        values = {"activity_id": str(activity.id), "activity": activity.title}
        path = orgs.path_of(activity.organisation_id)
        for user_id in holders_near(RoleName.ADMINISTRATOR, path):
            notices.notify(user_id, Kind.REPORT_LATE, values, key=f"report_late:{activity.id}")
        reminder.told_at = clock.now()
        count += 1
    session().flush()
    return count


def _within(actor: Actor, roles: tuple[RoleName, ...], statement: sa.Select[Any]) -> sa.Select[Any]:
    """Keep the activities of organisations where the actor has one of these roles, and below."""
    scopes = [g.organisation_id for g in actor.grants if g.role in roles]
    if None in scopes:
        return statement
    return statement.where(Activity.organisation_id.in_(orgs.ids_below(scopes)))


def _without_report(since: timedelta) -> sa.Select[Any]:
    now = clock.now()
    return sa.select(Activity).where(
        closing.ended(attendances.served(Activity.id)),
        closing.over_at().between(now - LONG_AGO, now - since),
        ~Activity.id.in_(sa.select(ClosingReport.activity_id)),
    )


def _require_over(activity: Activity) -> None:
    over = closing.ended(attendances.served(Activity.id)) & (Activity.id == activity.id)
    if not session().scalar(sa.select(sa.exists().where(over))):
        raise ConflictError(
            "activity_not_over",
            "活动尚未结束，或已取消且无人服务；结束后再填写结项报告。",
            "The activity is not over yet, or was called off before anybody served. Report when "
            "it is over.",
        )


def _require_open(report: ClosingReport) -> None:
    if report.accepted_at is not None:
        raise ConflictError(
            "activity_closed",
            "活动已结项，报告不能再修改。",
            "The activity is closed; its report stands.",
        )
