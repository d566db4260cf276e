"""Jobs of attendance: settle one, close the forgotten, find what was lost or is alike, tidy."""

from flask import current_app

from app.attendance import letting_go, photos, service
from app.core.queue import errand, job
from app.wechat import service as wechat


@job("urgent")
def settle(attendance_id: int) -> None:
    """Settle one attendance."""
    service.settle_attendance(attendance_id)


@job("default")
def close_forgotten() -> None:
    """Close attendances whose slot has long been over."""
    service.close_forgotten()


@job("default")
def sweep() -> None:
    """Ask again for settlements that are owed: after a crash, or when the queue was away."""
    service.sweep()


@job("slow")
def find_likenesses() -> None:
    """Look for one track or one phone under several names."""
    service.find_likenesses()


@job("slow")
def delete_old_tracks() -> None:
    """Delete raw pings whose retention is over."""
    service.delete_old_tracks()


@job("slow")
def forget_codes() -> None:
    """Forget which codes were used, when none of them can come back."""
    service.forget_codes()


@errand("default", act=wechat.ask_about_file, note=wechat.note_file)
def check_photo(photo_id: int) -> wechat.FileQuestion | None:
    """Ask WeChat about a photo."""
    return photos.claim_check(photo_id)


@job("default")
def check_photos() -> None:
    """Have WeChat asked about new photos."""
    photos.ask_checks()


@job("slow")
def delete_old_photos() -> None:
    """Delete photos whose retention is over."""
    photos.delete_old()


@job("slow")
def let_old_go() -> None:
    """Let attendances go whose years are over and whose records have gone."""
    letting_go.let_go(current_app.config["SETTINGS"].service_years)
