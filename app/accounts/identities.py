"""By which names others know a person: openids of WeChat, its unionid, names of trial logins."""

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Identity, IdentityKind, User
from app.core import clock
from app.core.alone import execute_alone
from app.core.db import add, session
from app.wechat import WeChatSession


def openid_asked(user_id: int) -> sa.Select[str]:
    """Return the query for the openid of a person: the newest, for an app may be replaced."""
    mine = Identity.user_id == user_id, Identity.kind == IdentityKind.WECHAT
    return sa.select(Identity.subject).where(*mine).order_by(Identity.id.desc()).limit(1)


def openid_of(user_id: int) -> str:
    """Return by which name WeChat knows a person; "" if by none.

    Asked outside the transaction, which is not to begin before WeChat has answered.
    """
    found = execute_alone(openid_asked(user_id))
    return str(found[0][0]) if found else ""


def is_known(found: WeChatSession) -> bool:
    """Say whether somebody has come under one of these names before; asked alone, too."""
    names = [sa.tuple_(Identity.kind, Identity.subject) == name for name in _names(found)]
    return bool(execute_alone(sa.select(Identity.id).where(sa.or_(*names)).limit(1)))


def find_or_make_wechat(found: WeChatSession, make: Callable[[], User]) -> User:
    """Return whom WeChat means: by openid, or else as who came through another app of ours."""
    names = _names(found)
    known = next((user for user in (_find(*name) for name in names) if user is not None), None)
    user = known or find_or_make(IdentityKind.WECHAT, found.openid, make)
    for name in names:
        _link(user, *name)
    return user


def find_or_make(kind: IdentityKind, subject: str, make: Callable[[], User]) -> User:
    """Return who has come under this name, or a new person."""
    known = _find(kind, subject)
    if known is not None:
        return known
    try:
        with session().begin_nested():
            user = make()
            add(_identity(user, kind, subject))
    except IntegrityError:
        # Somebody logged in for the first time on two devices at once.
        known = _find(kind, subject)
        if known is None:
            raise
        return known
    return user


def _link(user: User, kind: IdentityKind, subject: str) -> None:
    """Let a person be known by this name, too; a name that is another's stays theirs."""
    if _find(kind, subject) is not None:
        return
    try:
        with session().begin_nested():
            add(_identity(user, kind, subject))
    except IntegrityError:
        pass  # linked meanwhile, by the same person on another device


def _identity(user: User, kind: IdentityKind, subject: str) -> Identity:
    return Identity(user_id=user.id, kind=kind, subject=subject, created_at=clock.now())


def _names(found: WeChatSession) -> list[tuple[IdentityKind, str]]:
    names = [(IdentityKind.WECHAT, found.openid)]
    return [*names, (IdentityKind.WECHAT_UNION, found.unionid)] if found.unionid else names


def _find(kind: IdentityKind, subject: str) -> User | None:
    return session().scalar(
        sa.select(User)
        .join(Identity, Identity.user_id == User.id)
        .where(Identity.kind == kind, Identity.subject == subject)
    )
