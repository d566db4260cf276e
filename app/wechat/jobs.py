"""Jobs of WeChat: content that waits for a verdict too long, words that are old."""

from flask import current_app

from app.core.queue import job
from app.wechat import service


@job("default")
def hand_over_overdue() -> None:
    """Leave to people what WeChat has not answered in time."""
    service.hand_over_overdue()


@job("slow")
def forget_words() -> None:
    """Forget old words that were not let pass, and checks that hide nothing any more."""
    service.forget_words()
    service.delete_old(current_app.config["SETTINGS"].proof_years)
