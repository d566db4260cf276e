"""Jobs of venues."""

from app.core.queue import errand, job
from app.venues import photos, rooms
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
