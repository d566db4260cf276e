"""Refresh tokens: each is good once, and one that comes back late gives its thief away.

A token is ``family.number.signature``. Using the last one makes the next. When the answer is lost
on the way, the phone sends the same token again: within ``RETRY_WINDOW`` it is answered with the
very token that was lost, so a retry never splits the chain. Any older token, or the one before
the last after that window, was copied by somebody: the whole login ends, on both phones.
"""

import hmac
import secrets
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.accounts.models import Login
from app.core import audit, clock, crypto, limits
from app.core.alone import execute_alone
from app.core.auth import Actor
from app.core.cache import Brief
from app.core.db import add, after_commit, session
from app.core.errors import AuthenticationError, NotFoundError
from app.core.paging import page

# wx.request gives up after 60 s; the retry that follows must still fall into the window.
RETRY_WINDOW = timedelta(seconds=90)
_PURPOSE = "refresh token"
ENDED_REMEMBERED_S = 5.0  # that another process may go on to honour the token of an ended session


def begin(user_id: int, device: str) -> tuple[Login, str]:
    """Return a new login and its first refresh token."""
    now = clock.now()
    login = Login(
        user_id=user_id,
        family=secrets.token_hex(16),
        number=1,
        began_at=now,
        device="".join(each for each in device if each.isprintable())[: limits.DEVICE_LENGTH],
        renewed_at=now,
        expires_at=now + _lifetime(),
    )
    return add(login), _token(login)


def renew(token: str) -> tuple[Login, str] | AuthenticationError:
    """Return the login and its next refresh token.

    A token that cannot be used is an error that is *returned*: raising it would roll back the
    revocation that a stolen token brings about.
    """
    login, number = _find(token)
    now = clock.now()
    if login is None or login.revoked_at is not None or login.expires_at <= now:
        return _refused("refresh_token_invalid")
    if number < login.number:
        if number == login.number - 1 and now - login.renewed_at <= RETRY_WINDOW:
            return login, _token(login)
        _revoke(login)
        return _refused("refresh_token_reused")
    login.number += 1
    login.renewed_at, login.expires_at = now, now + _lifetime()
    session().flush()
    return login, _token(login)


def end(token: str) -> None:
    """End the login that the token belongs to; a token that is none of ours ends nothing."""
    login, _ = _find(token)
    if login is not None and login.revoked_at is None:
        _revoke(login)
        audit.record(Actor(login.user_id), "session.end", login, before={}, after={})


def list_sessions(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of where the actor is logged in, the newest first."""
    found = page(_running(actor.user_id), [Login.id], query, newest=True)
    return found | {"items": [_shown(each, actor) for each in found["items"]]}


def _shown(login: Login, actor: Actor) -> dict[str, Any]:
    names = ("id", "device", "began_at", "renewed_at", "expires_at")
    plain = {name: getattr(login, name) for name in names}
    return plain | {"current": login.id == actor.session_id}


def end_session(actor: Actor, login_id: int) -> None:
    """End one of the actor's logins."""
    wanted = _running(actor.user_id).where(Login.id == login_id).with_for_update()
    login: Login | None = session().scalar(wanted)
    if login is None:
        raise NotFoundError("登录", "session")
    _revoke(login)
    audit.record(actor, "session.end", login, before={}, after={})


def end_all(user_id: int, but: int = 0) -> None:
    """End all logins of a person, but one."""
    for login in session().scalars(_running(user_id).order_by(Login.id).with_for_update()):
        if login.id != but:
            _revoke(login)


def ended() -> frozenset[int]:
    """Return the logins that ended so lately that an access token of theirs may be about still.

    There are few, so every process asks for all of them now and then; a request looks its own up
    in memory.
    """
    found: frozenset[int] = _ended()
    return found


def _ended_lately() -> frozenset[int]:
    # Alone, so that the request that happens to ask holds no connection before its own work.
    since = clock.now() - timedelta(minutes=current_app.config["SETTINGS"].access_minutes)
    return frozenset(
        id_ for (id_,) in execute_alone(sa.select(Login.id).where(Login.revoked_at > since))
    )


_ended = Brief(_ended_lately, ENDED_REMEMBERED_S)


def _running(user_id: int) -> sa.Select[Any]:
    return sa.select(Login).where(
        Login.user_id == user_id,
        Login.revoked_at.is_(None),
        Login.expires_at > clock.now(),
    )


def purge() -> int:
    """Forget logins that ran out; return how many."""
    old = sa.delete(Login).where(Login.expires_at < clock.now())
    return session().execute(old).rowcount  # type: ignore[attr-defined,no-any-return]


def _find(token: str) -> tuple[Login | None, int]:
    family, _, number = token.rpartition(".")[0].partition(".")
    if not token.isascii() or not _is_ours(token, f"{family}.{number}"):
        return None, 0
    # The lock sets two refreshes that arrive at once in a row; the second is then a retry.
    found = sa.select(Login).where(Login.family == family).with_for_update()
    return session().scalar(found), int(number)


def _is_ours(token: str, content: str) -> bool:
    """Say whether we signed it, be it with the key before this one: nobody has to log in anew."""
    signed = (f"{content}.{each}" for each in crypto.signatures(content, _PURPOSE))
    return any(hmac.compare_digest(token, each) for each in signed)


def _token(login: Login) -> str:
    return _sign(login.family, str(login.number))


def _sign(family: str, number: str) -> str:
    content = f"{family}.{number}"
    return f"{content}.{crypto.sign(content, _PURPOSE)}"


def _revoke(login: Login) -> None:
    login.revoked_at = clock.now()
    session().flush()
    after_commit(_ended.forget)


def _lifetime() -> timedelta:
    return timedelta(days=current_app.config["SETTINGS"].refresh_days)


def _refused(code: str) -> AuthenticationError:
    return AuthenticationError(
        code,
        "登录已失效，请重新登录。",
        "This login has ended. Log in again.",
    )
