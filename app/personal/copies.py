"""Copies of all that is held about a person: asked for, made by a job, fetched by a link."""

import hmac
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts import service as accounts
from app.core import audit, clock, crypto, rotation
from app.core.attempts import Limit
from app.core.auth import Actor
from app.core.db import add, session
from app.core.errors import NotFoundError
from app.core.paging import page
from app.core.queue import find_job
from app.notices import service as notices
from app.notices.kinds import Kind
from app.personal import parts
from app.personal.models import PersonalCopy

PURPOSE, LINK = "personal copy", "personal copy link"
KEPT = timedelta(days=7)
LINK_LIVES = timedelta(minutes=10)
ASKED = Limit("personal copy", 3, timedelta(days=1))
MADE_AT_ONCE = 20
README = (
    "本压缩包是平台保存的与您有关的全部信息，每个文件一类。姓名、证件号码和手机号与平台各处一样隐去。\n"
    "This is all that the platform holds about you, one file for each kind. Name, ID number and "
    "phone are masked, as everywhere.\n"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A copy as its owner sees it, with a link that is good for some minutes."""

    id: int
    asked_at: datetime
    made_at: datetime | None
    expires_at: datetime
    size: int
    link: str | None


def ask(actor: Actor, ward_id: int | None = None) -> Shown:
    """Ask for a copy; one that is still being made is the answer to a second wish.

    ``ward_id``: about whom, if not oneself; that the actor may is for the asker to know.
    """
    accounts.lock_user(actor.user_id)
    waiting = _of(actor, ward_id).where(PersonalCopy.made_at.is_(None))
    row = session().scalar(waiting.limit(1))
    if row is None:
        ASKED.spend(str(actor.user_id))
        now = clock.now()
        row = PersonalCopy(user_id=ward_id or actor.user_id, asked_at=now, expires_at=now + KEPT)
        row.asked_by = actor.user_id if ward_id else None
        audit.record(
            actor, "personal_copy.ask", add(row), before={}, after={}, on_behalf_of=ward_id
        )
    find_job("app.personal.jobs.make_copy").enqueue_after_commit(row.id)
    return _shown(row)


def list_mine(actor: Actor, query: dict[str, Any], ward_id: int | None = None) -> dict[str, Any]:
    """Return a page of the copies that the actor asked for, newest first."""
    found = page(_of(actor, ward_id), [PersonalCopy.id], query, newest=True)
    return found | {"items": [_shown(each) for each in found["items"]]}


def show(actor: Actor, copy_id: int, ward_id: int | None = None) -> Shown:
    """Return one of the copies that the actor asked for, with a fresh link if it is made."""
    row = session().scalar(_of(actor, ward_id).where(PersonalCopy.id == copy_id))
    if row is None:
        raise NotFoundError("个人信息副本", "copy")
    return _shown(row)


def fetch(token: str) -> bytes:
    """Return the file that a link leads to; whoever has the link needs nothing else."""
    copy_id, until = _read(token)
    row = session().get(PersonalCopy, copy_id)
    if row is None or row.sealed is None or min(until, row.expires_at) <= clock.now():
        raise _gone()
    return crypto.unseal(row.sealed, PURPOSE, str(row.user_id))


def make(copy_id: int) -> None:
    """Make a copy, once, and tell its owner."""
    wanted = sa.select(PersonalCopy).where(PersonalCopy.id == copy_id)
    row = session().scalar(wanted.with_for_update(skip_locked=True))
    if row is None or row.made_at is not None:
        return
    content = _packed(parts.collect(row.user_id))
    row.sealed = crypto.seal(content, PURPOSE, str(row.user_id))
    row.size, row.made_at = len(content), clock.now()
    row.expires_at = row.made_at + KEPT
    session().flush()
    values = {"expires_at": row.expires_at.isoformat()}
    notices.notify(row.asked_by or row.user_id, Kind.COPY_MADE, values, key=f"copy {row.id}")


def owed() -> Sequence[int]:
    """Return which copies are asked for and not made."""
    waiting = sa.select(PersonalCopy.id).where(PersonalCopy.made_at.is_(None))
    return session().scalars(waiting.order_by(PersonalCopy.id).limit(MADE_AT_ONCE)).all()


def purge() -> None:
    """Delete copies whose time is over."""
    session().execute(sa.delete(PersonalCopy).where(PersonalCopy.expires_at <= clock.now()))


def reseal(after: int, limit: int) -> rotation.Progress | None:
    """Seal the next copies under the present key; None when there are no more."""
    return rotation.walk(PersonalCopy, _reseal, after, limit)


def _of(actor: Actor, ward_id: int | None) -> sa.Select[Any]:
    asked_by = None if ward_id is None else actor.user_id
    return sa.select(PersonalCopy).where(
        PersonalCopy.user_id == (ward_id or actor.user_id),
        PersonalCopy.asked_by.is_not_distinct_from(asked_by),
        PersonalCopy.expires_at > clock.now(),
    )


def _shown(row: PersonalCopy) -> Shown:
    link = None if row.made_at is None else f"/api/v1/personal-copies/{_token(row)}"
    return Shown(row.id, row.asked_at, row.made_at, row.expires_at, row.size, link)


def _packed(sections: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README)
        for name, content in sections.items():
            text = json.dumps(content, ensure_ascii=False, indent=1)
            archive.writestr(f"{name}.json", text)
    return buffer.getvalue()


def _token(row: PersonalCopy) -> str:
    until = int((clock.now() + LINK_LIVES).timestamp())
    return f"{row.id}.{until}.{crypto.sign(f'{row.id}.{until}', LINK)}"


def _read(token: str) -> tuple[int, datetime]:
    signed, _, signature = token.rpartition(".")
    good = crypto.signatures(signed, LINK)
    if not token.isascii() or not any(hmac.compare_digest(signature, each) for each in good):
        raise _gone()
    copy_id, until = signed.split(".")
    return int(copy_id), datetime.fromtimestamp(int(until), UTC)


def _reseal(row: PersonalCopy) -> bool:
    if row.sealed is None:
        return False
    renewed = crypto.reseal(row.sealed, PURPOSE, str(row.user_id))
    row.sealed = renewed or row.sealed
    return renewed is not None


def _gone() -> NotFoundError:
    return NotFoundError("下载链接（或链接已过期）", "file, or its link has expired")
