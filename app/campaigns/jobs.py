"""Jobs of campaigns and reports."""

from app.campaigns import reports
from app.core.queue import job


@job()
def remind_of_reports() -> None:
    """Remind of reports that are due, and tell administrators of those that are late."""
    reports.remind()
    reports.tell_late()
