"""Jobs of trainings: announce certificates that run out, let go what is past its years."""

from flask import current_app

from app.core.queue import job
from app.trainings import certificates, letting_go


@job("slow")
def remind_expiring() -> None:
    """Tell people whose certificates run out within 30 days."""
    certificates.remind_expiring()


@job("slow")
def let_old_go() -> None:
    """Let learning records go whose years are over; their sum stays."""
    letting_go.let_go(current_app.config["SETTINGS"].service_years)
