"""Jobs of trainings: what is called off or runs out is told, what is past its years let go."""

from flask import current_app

from app.core.queue import job
from app.trainings import certificates, letting_go, telling


@job()
def tell_session(session_id: int, after: int) -> None:
    """Tell those who have a place in a session that it is called off, some at a time."""
    telling.tell(session_id, after)


@job()
def sweep_sessions() -> None:
    """Ask for the words about sessions that a crash lost."""
    telling.sweep()


@job("slow")
def remind_expiring() -> None:
    """Tell people whose certificates run out within 30 days."""
    certificates.remind_expiring()


@job("slow")
def let_old_go() -> None:
    """Let learning records go whose years are over, of which the sum stays, and certificates."""
    years = current_app.config["SETTINGS"].service_years
    letting_go.let_go(years)
    letting_go.delete_certificates(years)
