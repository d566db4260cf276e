"""Use cases of notices: tell somebody something once, and let them read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import IntegrityError

from app.core import clock
from app.core.auth import Actor
from app.core.db import add, session
from app.core.errors import NotFoundError
from app.core.paging import page
from app.notices import sending
from app.notices.kinds import COPIED, Kind, require_values
from app.notices.models import Message, Notice, Subscription

DELETED_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Request:
    """Something that a person asked for: what, about what, and its id."""

    zh: str
    en: str
    subject: str
    id: int


def notify(
    user_id: int,
    kind: Kind,
    values: Mapping[str, str],
    *,
    key: str,
    until: datetime | None = None,
) -> Notice | None:
    """Tell a person something, once for each key; None if they have been told.

    It lies in the inbox when the transaction is durable, and goes out through WeChat if they have
    accepted a message of its template: not after ``until``, nor (unless urgent) at night.
    """
    require_values(kind, values)
    if _told(user_id, key):
        return None
    notice = Notice(user_id=user_id, kind=kind, key=key, values=dict(values))
    notice.created_at, notice.to_copy = clock.now(), kind in COPIED
    try:
        with session().begin_nested():
            add(notice)
    except IntegrityError:
        if _told(user_id, key):  # by somebody at this very moment
            return None
        raise
    sending.send_along(notice, until)
    return notice


def tell_decided(
    user_id: int, request: Request, result: tuple[str, str], reason: str, *, key: str
) -> None:
    """Tell a person what became of something they asked for, in Chinese and in English."""
    values = {
        "request_id": str(request.id),
        "what_zh": request.zh,
        "what": request.en,
        "subject": request.subject,
        "result_zh": result[0],
        "result": result[1],
        "reason": reason,
    }
    notify(user_id, Kind.REQUEST_DECIDED, values, key=key)


def tell_filed(user_ids: Iterable[int], request: Request, *, key: str) -> None:
    """Tell those who decide that somebody has asked for something."""
    values = {
        "request_id": str(request.id),
        "what_zh": request.zh,
        "what": request.en,
        "subject": request.subject,
    }
    for user_id in user_ids:
        notify(user_id, Kind.REQUEST_FILED, values, key=key)


def list_notices(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the actor's notices, newest first, and how many are unread."""
    mine = sa.select(Notice).where(Notice.user_id == actor.user_id)
    if query.get("unread"):
        mine = mine.where(Notice.read_at.is_(None))
    found = page(mine, [Notice.id], query, newest=True)
    return found | {"unread": count_unread(actor)}


def count_unread(actor: Actor) -> int:
    """Return how many of the actor's notices are unread."""
    statement = sa.select(sa.func.count()).where(
        Notice.user_id == actor.user_id, Notice.read_at.is_(None)
    )
    return session().scalar(statement) or 0


def read(actor: Actor, notice_id: int) -> Notice:
    """Mark one notice as read; the first time counts."""
    notice = session().get(Notice, notice_id, with_for_update=True)
    if notice is None or notice.user_id != actor.user_id:
        raise NotFoundError("通知", "notice")
    notice.read_at = notice.read_at or clock.now()
    session().flush()
    return notice


def read_all(actor: Actor, up_to: int) -> dict[str, int]:
    """Mark as read what the actor has seen: all up to one notice; return how many are left."""
    session().execute(
        sa.update(Notice)
        .where(Notice.user_id == actor.user_id, Notice.id <= up_to, Notice.read_at.is_(None))
        .values(read_at=clock.now())
    )
    return {"unread": count_unread(actor)}


def forget(user_id: int) -> None:
    """Delete all that a person was told, and what they asked to be sent."""
    _delete(sa.select(Notice.id).where(Notice.user_id == user_id))
    session().execute(sa.delete(Subscription).where(Subscription.user_id == user_id))


def delete_old() -> int:
    """Delete notices whose retention is over, some at a time; return how many."""
    kept = timedelta(days=current_app.config["SETTINGS"].notice_days)
    old = sa.select(Notice.id).where(Notice.created_at < clock.now() - kept)
    return _delete(old.order_by(Notice.id).limit(DELETED_AT_ONCE))


def _delete(which: sa.Select[int]) -> int:
    ids = session().scalars(which).all()
    session().execute(sa.delete(Message).where(Message.notice_id.in_(ids)))
    session().execute(sa.delete(Notice).where(Notice.id.in_(ids)))
    return len(ids)


def _told(user_id: int, key: str) -> bool:
    known = sa.select(Notice.id).where(Notice.user_id == user_id, Notice.key == key)
    return session().scalar(known) is not None
