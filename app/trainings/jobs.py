"""Jobs of trainings: announce certificates that run out."""

from app.core.queue import job
from app.trainings import certificates


@job("slow")
def remind_expiring() -> None:
    """Tell people whose certificates run out within 30 days."""
    certificates.remind_expiring()
