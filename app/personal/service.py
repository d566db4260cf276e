"""Erasing a person: asked for, waited for, done by a job; what the law keeps is said."""

import logging
from datetime import timedelta

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import IntegrityError

from app.accounts import service as accounts
from app.core import audit, clock, retention
from app.core.auth import Actor
from app.core.db import add, session
from app.core.errors import NotFoundError
from app.notices import service as notices
from app.notices.kinds import Kind
from app.personal import parts
from app.personal.models import Erasure, ErasureState

log = logging.getLogger(__name__)
LOOKED_AT = 1_000


def ask(actor: Actor, ward_id: int | None = None) -> Erasure:
    """Ask that the actor is erased; asking twice is one wish. It may be taken back until then.

    ``ward_id``: who, if not the actor; that the actor may is for the asker to know.
    """
    user_id = ward_id or actor.user_id
    accounts.lock_user(user_id)
    waiting = _waiting(user_id)
    if waiting is not None:
        return waiting
    accounts.require_another_administrator(user_id)
    now = clock.now()
    days = timedelta(days=current_app.config["SETTINGS"].erasure_days)
    row = Erasure(user_id=user_id, state=ErasureState.WAITING, asked_at=now)
    row.due_at, row.kept = now + days, parts.kept(user_id)
    row.asked_by = actor.user_id if ward_id else None
    try:
        with session().begin_nested():
            audit.record(actor, "erasure.ask", add(row), before={}, after={}, on_behalf_of=ward_id)
    except IntegrityError:
        return show(actor, ward_id)
    # To the account's owner, should somebody else have their phone in hand.
    values = {"due_at": row.due_at.isoformat()}
    notices.notify(user_id, Kind.ERASURE_ASKED, values, key=f"erasure {row.id}")
    return row


def show(actor: Actor, ward_id: int | None = None) -> Erasure:
    """Return the wish that waits, about the actor or a ward."""
    found = _waiting(ward_id or actor.user_id)
    if found is None:
        raise NotFoundError("注销申请", "erasure")
    return found


def withdraw(actor: Actor, ward_id: int | None = None) -> None:
    """Take the wish back."""
    accounts.lock_user(ward_id or actor.user_id)
    row = show(actor, ward_id)
    row.state = ErasureState.WITHDRAWN
    audit.record(actor, "erasure.withdraw", row, on_behalf_of=ward_id)


def due() -> list[int]:
    """Return the erasures whose time has come, and of whose people nothing is under way."""
    waiting = (
        sa.select(Erasure.id, Erasure.user_id)
        .where(Erasure.state == ErasureState.WAITING, Erasure.due_at <= clock.now())
        .order_by(Erasure.due_at, Erasure.id)
        .limit(LOOKED_AT)
    )
    return [row.id for row in session().execute(waiting).all() if parts.are_at_rest(row.user_id)]


def erase(erasure_id: int) -> None:
    """Do what was asked for, once, if it is due still."""
    row = session().get(Erasure, erasure_id)
    if row is None:
        return
    accounts.lock_user(row.user_id)
    session().refresh(row)
    if row.state is not ErasureState.WAITING or not parts.are_at_rest(row.user_id):
        return
    row.kept, row.state, row.done_at = parts.kept(row.user_id), ErasureState.DONE, clock.now()
    audit.record(None, "erasure.do", row, before={}, after={"kept": row.kept})
    parts.erase(row.user_id)
    log.info("user %s was erased", row.user_id)


def delete_old_erasures(years: int) -> int:
    """Delete some wishes to be erased that were done, or taken back, so many years ago."""
    limit = retention.older_than(years)
    over = sa.func.coalesce(Erasure.done_at, Erasure.due_at) < limit
    return retention.delete_some(Erasure.id, Erasure.state != ErasureState.WAITING, over)


def _waiting(user_id: int) -> Erasure | None:
    return session().scalar(
        sa.select(Erasure).where(Erasure.user_id == user_id, Erasure.state == ErasureState.WAITING)
    )
