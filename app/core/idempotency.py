"""A request sent twice under one Idempotency-Key is done once and answered twice."""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Response, request
from sqlalchemy.orm import Mapped, mapped_column

from app.core import auth, clock, crypto, limits
from app.core.alone import execute_alone
from app.core.db import Base, Key, session
from app.core.errors import InvalidError

HEADER = "Idempotency-Key"
KEPT = timedelta(days=3)


class IdempotentRequest(Base):
    """What was answered to a key, so that it can be answered again."""

    __tablename__ = "idempotent_requests"
    __table_args__ = (sa.UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.BigInteger)
    key: Mapped[str] = mapped_column(sa.String(limits.KEY_LENGTH))
    fingerprint: Mapped[str] = mapped_column(sa.String(64))  # HMAC of the request
    status: Mapped[int]
    body: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(index=True)


def once(respond: Callable[[], Response]) -> Response:
    """Answer the request, or repeat the answer it was given the first time."""
    key = request.headers.get(HEADER)
    if not key or "Authorization" not in request.headers:
        return respond()
    if len(key) > limits.KEY_LENGTH:
        raise InvalidError(
            "idempotency_key_invalid",
            f"{HEADER} 最长 {limits.KEY_LENGTH} 个字符。",
            f"{HEADER} may have at most {limits.KEY_LENGTH} characters.",
        )
    user_id = auth.actor_of_request().user_id
    return _recall(user_id, key) or _remember(user_id, key, respond())


def purge() -> int:
    """Forget answers older than ``KEPT``; return how many."""
    old = sa.delete(IdempotentRequest).where(IdempotentRequest.created_at < clock.now() - KEPT)
    return session().execute(old).rowcount  # type: ignore[attr-defined,no-any-return]


def _fingerprints() -> list[str]:
    """Return what tells this request from others, under the present key and the one before.

    With a key, for a body may be short: an ID number is found by trying all of them.
    """
    content = f"{request.method} {request.full_path}\n".encode() + request.get_data()
    return crypto.signatures(crypto.digest(content), "fingerprint")


def _recall(user_id: int, key: str) -> Response | None:
    # Asked alone: the request may ask somebody else's server before its first statement.
    row = sa.select(
        IdempotentRequest.fingerprint, IdempotentRequest.body, IdempotentRequest.status
    ).where(IdempotentRequest.user_id == user_id, IdempotentRequest.key == key)
    rows = execute_alone(row)
    if not rows:
        return None
    (found,) = rows
    if found.fingerprint not in _fingerprints():
        raise InvalidError(
            "idempotency_key_reused",
            f"同一 {HEADER} 不能用于不同的请求，请换一个。",
            f"This {HEADER} was used for another request. Choose a new one.",
        )
    return Response(found.body, found.status, content_type="application/json")


def _remember(user_id: int, key: str, response: Response) -> Response:
    # What nobody may store, such as tokens, is not stored here either.
    if response.status_code < 300 and not response.cache_control.no_store:
        row = IdempotentRequest(
            user_id=user_id,
            key=key,
            fingerprint=_fingerprints()[0],
            status=response.status_code,
            body=response.get_data(),
            created_at=clock.now(),
        )
        session().add(row)
        # The unique key decides between two that arrive at once; the loser is told to try again.
        session().flush()
    return response
