"""Pictures of venues: kept here, in the open, and shown to strangers once they were checked."""

import secrets
from typing import Any

import sqlalchemy as sa

from app.accounts import words
from app.accounts.identities import openid_asked
from app.core import audit, clock, crypto, limits, media, pictures, queue
from app.core.auth import Actor
from app.core.db import add, session
from app.core.errors import ConflictError, NotFoundError
from app.venues import policy, service
from app.venues.models import Venue, VenuePhoto
from app.wechat import Media, Scene
from app.wechat import service as wechat_checks
from app.wechat.models import ContentCheck, ContentState
from app.wechat.service import FileQuestion

KIND, ADDRESS = "venue_photo", "venue photo address"
ASK = "app.venues.jobs.check_photo"  # by name, for the job stands above and calls us
ASKED_AT_ONCE = 20


def store(actor: Actor, organisation_id: int, content: bytes) -> VenuePhoto:
    """Keep a picture, which strangers see once it was checked; the same one twice is one."""
    venue = service.get_venue(organisation_id)
    policy.require(actor, "edit", venue.organisation)
    plain, mimetype = pictures.read(content)
    # Of two who add the last one only one may.
    session().execute(sa.select(Venue.id).where(Venue.id == venue.id).with_for_update())
    session().refresh(venue, ["photos"])
    digest = crypto.digest(plain)
    for each in venue.photos:
        if each.digest == digest:
            return each
    _require_room(venue)
    check = _begin_check(actor, organisation_id)
    photo = VenuePhoto(key=secrets.token_hex(16), mimetype=mimetype, digest=digest, content=plain)
    photo.venue, photo.check = venue, check
    photo.added_by, photo.added_at = actor.user_id, clock.now()
    add(photo)
    check.subject_id, check.words = photo.id, photo.url
    audit.record(
        actor, "venue.add_photo", photo, before={}, after={"digest": digest},
        organisation_id=organisation_id,
    )  # fmt: skip
    return photo


def show(
    actor: Actor | None, organisation_id: int, photo_id: int, query: dict[str, Any]
) -> VenuePhoto:
    """Return a picture that has passed; one's own and WeChat's before that."""
    photo = _get(organisation_id, photo_id)
    own = policy.is_own(actor, photo.venue.organisation)
    if not (is_public(photo) or own or _for_check(photo, query)):
        raise _no_photo()
    return photo


def is_public(photo: VenuePhoto) -> bool:
    """Say whether anybody may see it."""
    return words.shows(photo.check)


def remove(actor: Actor, organisation_id: int, photo_id: int) -> None:
    """Remove a picture."""
    venue = service.get_venue(organisation_id)
    policy.require(actor, "edit", venue.organisation)
    photo = _get(organisation_id, photo_id)
    photo.check.superseded_at = clock.now()  # nobody need look at it any more
    audit.record(
        actor, "venue.remove_photo", photo, before={"digest": photo.digest}, after={},
        organisation_id=organisation_id,
    )  # fmt: skip
    session().delete(photo)
    session().flush()


def ask_checks() -> int:
    """Have WeChat asked about pictures that it was not asked about yet; return how many.

    Not when they come, for it fetches them from us, and they are there only after the commit.
    """
    waiting = sa.select(VenuePhoto.id).join(VenuePhoto.check).where(_is_unasked())
    ids = session().scalars(waiting.order_by(VenuePhoto.id).limit(ASKED_AT_ONCE)).all()
    for photo_id in ids:
        queue.find_job(ASK).enqueue_after_commit(photo_id)
    return len(ids)


def claim_check(photo_id: int) -> FileQuestion | None:
    """Return what WeChat is to be asked about a picture, once; None if there is nothing to ask.

    Should the asker be killed, the check goes to people when the verdict is overdue.
    """
    wanted = sa.select(VenuePhoto).join(VenuePhoto.check).where(_is_unasked())
    mine = wanted.where(VenuePhoto.id == photo_id).with_for_update(of=VenuePhoto)
    photo = session().scalar(mine)
    if photo is None:
        return None
    photo.asked_at = clock.now()
    openid = session().scalar(openid_asked(photo.added_by)) or ""
    address = f"{media.public_url()}{photo.url}?{media.sign(photo.key, ADDRESS)}"
    return FileQuestion(photo.check_id, Media(openid, Scene.FORUM, address))


def _is_unasked() -> sa.ColumnElement[bool]:
    waits = ContentCheck.state == ContentState.MACHINE_CHECK
    return sa.and_(VenuePhoto.asked_at.is_(None), waits)


def _begin_check(actor: Actor, organisation_id: int) -> ContentCheck:
    """Begin a check: WeChat's where it can fetch the picture, and else a person's."""
    known = session().scalar(openid_asked(actor.user_id)) is not None
    return wechat_checks.begin_media(
        wechat_checks.Subject(KIND),
        author_id=actor.user_id,
        organisation_id=organisation_id,
        machine=known and bool(media.public_url()),
    )


def _for_check(photo: VenuePhoto, query: dict[str, Any]) -> bool:
    return media.is_signed(photo.key, ADDRESS, query["until"], query["mac"])


def _get(organisation_id: int, photo_id: int) -> VenuePhoto:
    photo = session().get(VenuePhoto, photo_id)
    if photo is None or photo.venue.organisation_id != organisation_id:
        raise _no_photo()
    return photo


def _require_room(venue: Venue) -> None:
    if len(venue.photos) >= limits.PHOTOS_PER_VENUE:
        raise ConflictError(
            "too_many_photos",
            f"最多 {limits.PHOTOS_PER_VENUE} 张照片，请先删除一张。",
            f"A venue has at most {limits.PHOTOS_PER_VENUE} photos. Remove one first.",
            limit=limits.PHOTOS_PER_VENUE,
        )


def _no_photo() -> NotFoundError:
    return NotFoundError("照片", "photo")
