"""Jobs of venues."""

from flask import current_app

from app.core.queue import errand, job
from app.venues import letting_go, photos, rooms
from app.wechat import service as wechat


@job("default")
def lapse() -> None:
    """Give back rooms about which nobody decided in time."""
    rooms.lapse()


@errand("default", act=wechat.ask_about_file, note=wechat.note_file)
def check_photo(photo_id: int) -> wechat.FileQuestion | None:
    """Ask WeChat about a picture."""
    return photos.claim_check(photo_id)


@job("default")
def check_photos() -> None:
    """Have WeChat asked about new pictures."""
    photos.ask_checks()


@job("slow")
def delete_old_bookings() -> None:
    """Delete bookings of rooms whose years are over."""
    letting_go.delete_bookings(current_app.config["SETTINGS"].proof_years)
