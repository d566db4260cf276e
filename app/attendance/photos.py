"""Photos as evidence: sealed, seen by those who review, deleted when their time is over.

When and where is what the app says at that moment, checked like any position; what the file says
about itself is taken out of it. A photo vouches for nothing by itself: a person looks at it.
"""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.accounts import consents
from app.accounts.identities import openid_asked
from app.accounts.models import Identity, IdentityKind
from app.attendance import check_in, means, pings, policy
from app.attendance.models import OPEN, Attendance, Method, Photo
from app.attendance.nearness import nearest
from app.attendance.settling import settle_soon
from app.core import audit, clock, crypto, limits, media, pictures, queue, rotation
from app.core.auth import Actor
from app.core.db import add, session
from app.core.errors import ConflictError, NotFoundError
from app.core.pictures import Shown
from app.wechat import Media, Scene
from app.wechat import service as wechat_checks
from app.wechat.models import ContentState
from app.wechat.service import FileQuestion, Subject

PURPOSE, ADDRESS = "photo", "photo address"
KIND = "photo"
ASK = "app.attendance.jobs.check_photo"  # by name, for the job stands above and calls us
ASKED_AT_ONCE = 20
DELETED_AT_ONCE = 200


def store(actor: Actor, attendance_id: int, content: bytes, values: dict[str, Any]) -> Photo:
    """Keep a photo that the volunteer took during the service; the same one twice is one."""
    policy.require_own(actor, check_in.get_attendance(attendance_id))
    kept = pictures.read(content)
    attendance = check_in.get_attendance(attendance_id, lock=True)
    means.in_force(attendance.activity_id, clock.now()).require(Method.PHOTO)
    at = values["t"]
    pings.require_possible(at)
    _require_during(attendance, at)
    digest = crypto.digest(kept.content)
    existing = _same(attendance.id, digest)
    if existing is not None:
        return existing
    _require_room(attendance.id)
    row = Photo(attendance_id=attendance.id, key=secrets.token_hex(16), at=at)
    row.mimetype, row.digest, row.received_at = kept.mimetype, digest, clock.now()
    row.sealed = crypto.seal(kept.content, PURPOSE, row.key)
    add(row)
    detail = {"photo_id": row.id} | _place(actor, attendance, values)
    check_in.witness(attendance, KIND, Method.PHOTO, at, actor.user_id, detail)
    if attendance.state is not OPEN:
        settle_soon(attendance)
    return row


def list_photos(actor: Actor, attendance_id: int) -> Sequence[Photo]:
    """Return an attendance's photos, without their content."""
    attendance = check_in.get_attendance(attendance_id)
    policy.require_visible(actor, attendance)
    mine = sa.select(Photo).where(Photo.attendance_id == attendance.id).order_by(Photo.id)
    return session().scalars(mine).all()


def look(actor: Actor, photo_id: int) -> Shown:
    """Return a photo in the open; that somebody else looked at it is noted."""
    row = session().get(Photo, photo_id)
    if row is None:
        raise _no_photo()
    attendance = check_in.get_attendance(row.attendance_id)
    policy.require_visible(actor, attendance)
    if not row.sealed:
        raise _gone()
    if attendance.volunteer_id != actor.user_id:
        _require_checked(row)
        audit.record(
            actor, "photo.look", row, before={}, after={},
            on_behalf_of=None, organisation_id=attendance.activity.organisation_id,
        )  # fmt: skip
    return _open(row)


def for_check(key: str, until: int, mac: str) -> Shown:
    """Return a photo to whoever has its address, which only WeChat was given, for an hour."""
    row = session().scalar(sa.select(Photo).where(Photo.key == key))
    if row is None or not row.sealed or not media.is_signed(key, ADDRESS, until, mac):
        raise _no_photo()
    return _open(row)


def ask_checks() -> int:
    """Have WeChat asked about photos that it was not asked about yet; return how many.

    Without a public address it cannot fetch them; then whoever reviews the hours is the check.
    """
    if not media.public_url():
        return 0
    waiting = sa.select(Photo.id).where(_is_unasked()).order_by(Photo.id).limit(ASKED_AT_ONCE)
    ids = session().scalars(waiting).all()
    for photo_id in ids:
        queue.find_job(ASK).enqueue_after_commit(photo_id)
    return len(ids)


def claim_check(photo_id: int) -> FileQuestion | None:
    """Return what WeChat is to be asked about a photo, once; None if there is nothing to ask.

    Should the asker be killed, the check goes to people when the verdict is overdue.
    """
    wanted = sa.select(Photo).where(Photo.id == photo_id, _is_unasked())
    row = session().scalar(wanted.with_for_update())
    if row is None or not media.public_url():
        return None
    row.asked_at = clock.now()
    volunteer_id = check_in.get_attendance(row.attendance_id).volunteer_id
    openid = session().scalars(openid_asked(volunteer_id)).one()
    check = wechat_checks.begin_media(Subject(KIND, photo_id), machine=True)
    return FileQuestion(
        check.id, Media(openid, Scene.DIARY, media.public_url() + _address(row.key))
    )


def delete_old() -> int:
    """Delete the content of photos whose retention is over; that there was one stays."""
    kept = timedelta(days=current_app.config["SETTINGS"].photo_days)
    old = (
        sa.select(Photo.id)
        .where(Photo.received_at < clock.now() - kept, sa.func.length(Photo.sealed) > 0)
        .limit(DELETED_AT_ONCE)
    )
    ids = session().scalars(old).all()
    session().execute(sa.update(Photo).where(Photo.id.in_(ids)).values(sealed=b""))
    return len(ids)


def reseal(after: int, limit: int) -> rotation.Progress | None:
    """Seal the next photos under the present key; None when there are no more."""
    return rotation.walk(Photo, _reseal, after, min(limit, 20))


def _reseal(row: Photo) -> bool:
    sealed = crypto.reseal(row.sealed, PURPOSE, row.key) if row.sealed else None
    if sealed is None:
        return False
    row.sealed = sealed
    return True


def _open(row: Photo) -> Shown:
    return Shown(crypto.unseal(row.sealed, PURPOSE, row.key), row.mimetype)


def _place(actor: Actor, attendance: Attendance, values: dict[str, Any]) -> dict[str, Any]:
    """Return where the app says that it was taken, if the person agrees to be located."""
    if "longitude" not in values or not consents.may_locate(actor.user_id):
        return {}
    here = nearest(attendance.activity, attendance.slot, values | {"platform": "wechat"})
    return {"site_id": here.site_id, "distance_m": round(here.signed_distance_m, 1)}


def _require_during(attendance: Attendance, at: Any) -> None:
    slot = attendance.slot
    if not slot.opens_at <= at < slot.ends_at + timedelta(hours=1):
        raise ConflictError(
            "photo_not_during",
            "照片须在本场次期间用小程序拍摄，请在现场拍摄后上传。",
            "A photo is taken with the app during the slot. Take one on site.",
        )


def _require_room(attendance_id: int) -> None:
    count = sa.select(sa.func.count()).where(Photo.attendance_id == attendance_id)
    if (session().scalar(count) or 0) >= limits.PHOTOS_PER_ATTENDANCE:
        raise ConflictError(
            "too_many_photos",
            f"每次服务最多 {limits.PHOTOS_PER_ATTENDANCE} 张照片。",
            f"An attendance takes at most {limits.PHOTOS_PER_ATTENDANCE} photos.",
            limit=limits.PHOTOS_PER_ATTENDANCE,
        )


def _require_checked(row: Photo) -> None:
    state = wechat_checks.state_of(Subject(KIND, row.id))
    if state is ContentState.MACHINE_CHECK:
        raise ConflictError(
            "photo_being_checked",
            "照片正在进行内容检测，请稍后再看。",
            "This photo is being checked. Look again in some minutes.",
        )
    if state is ContentState.RISKY:
        raise ConflictError(
            "photo_risky",
            "照片未通过内容检测，不予显示；请凭其他证明审核。",
            "This photo did not pass the check and is not shown. Decide by other evidence.",
        )


def _same(attendance_id: int, digest: str) -> Photo | None:
    return session().scalar(
        sa.select(Photo).where(Photo.attendance_id == attendance_id, Photo.digest == digest)
    )


def _is_unasked() -> sa.ColumnElement[bool]:
    """Say which photos WeChat was not asked about: new ones, of those whom it knows."""
    known = sa.exists().where(
        Attendance.id == Photo.attendance_id,
        Identity.user_id == Attendance.volunteer_id,
        Identity.kind == IdentityKind.WECHAT,
    )
    recent = Photo.received_at > clock.now() - timedelta(hours=1)
    return sa.and_(Photo.asked_at.is_(None), recent, known)


def _address(key: str) -> str:
    return f"/api/v1/photos/{key}/for-check?{media.sign(key, ADDRESS)}"


def _no_photo() -> NotFoundError:
    return NotFoundError("照片", "photo")


def _gone() -> ConflictError:
    return ConflictError(
        "photo_deleted",
        "照片已过保留期，按规定删除；请凭签到记录等其他证明审核。",
        "This photo's retention is over; it was deleted, as it must be. "
        "Decide by other evidence, such as the check-ins.",
    )
