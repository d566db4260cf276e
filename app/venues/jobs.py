"""Jobs of venues."""

from flask import current_app

from app.core.queue import job
from app.venues import photos, rooms


@job("default")
def lapse() -> None:
    """Give back rooms about which nobody decided in time."""
    rooms.lapse()


@job("default")
def check_photos() -> None:
    """Ask WeChat about new pictures."""
    photos.ask_checks(current_app.extensions["wechat"])
