"""Logging in and out, who somebody is, and what they may do."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import IntegrityError

from app.accounts import consents, identities, numbers, risk, tokens, verification, words
from app.accounts.models import (
    DevelopmentRole,
    IdentityKind,
    Login,
    Purpose,
    RoleGrant,
    User,
)
from app.core import attempts, audit, clock, idempotency
from app.core.auth import Actor, RoleName, issue_access_token
from app.core.db import add, session
from app.core.errors import AuthenticationError, ConflictError, InvalidError, NotFoundError
from app.wechat import WeChat, WeChatSession

log = logging.getLogger(__name__)
# Who acts when the installation itself does, as from the command line.
SYSTEM_USER_ID = 0
# Many phones share an address, so only what WeChat refuses is counted.
WRONG_CODES = attempts.Limit("wrong WeChat code from an address", 60, timedelta(minutes=15))


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A person with a fresh pair of tokens."""

    user: User
    access_token: str
    refresh_token: str
    expires_in: int  # seconds the access token lives
    session_id: int  # which of the person's sessions this is
    token_type: str = "Bearer"  # noqa: S105 - how it is presented, no secret


def log_in_wechat(code: str, wechat: WeChat, device: str = "", address: str = "") -> LoggedIn:
    """Log in whom WeChat vouches for; a person seen for the first time gets an account."""
    # Asked before the first statement, so that no lock is held while WeChat thinks.
    found = _ask(wechat, code, address)
    rank = None if identities.is_known(found) else risk.ask(wechat, found.openid, address)
    user = identities.find_or_make_wechat(found, lambda: make_user("志愿者"))
    risk.note(user.id, rank)
    return _with_tokens(user, *tokens.begin(user.id, device))


def _ask(wechat: WeChat, code: str, address: str) -> WeChatSession:
    """Return whom WeChat knows by a code; who sends many wrong ones has to wait."""
    WRONG_CODES.require(address)
    try:
        return wechat.code_to_session(code)
    except InvalidError as error:
        WRONG_CODES.spend(address)
        error.commits = True  # the count stays
        raise


def log_in_development(
    name: str, role: DevelopmentRole, organisation_id: int | None, device: str = ""
) -> LoggedIn:
    """Log in by name alone, adding the role to those held; for trial installations."""
    user = identities.find_or_make(IdentityKind.DEVELOPMENT, name, lambda: make_user(name))
    wanted = role.to_grant([held.role for held in user.roles])
    if wanted is not None:
        _grant(user, wanted, organisation_id, None)
    return _with_tokens(user, *tokens.begin(user.id, device))


def refresh(refresh_token: str) -> LoggedIn | AuthenticationError:
    """Exchange a refresh token for a fresh pair; a refusal is returned, see ``tokens.renew``."""
    renewed = tokens.renew(refresh_token)
    if isinstance(renewed, AuthenticationError):
        return renewed
    return _with_tokens(get_user(renewed[0].user_id), *renewed)


def log_out(refresh_token: str) -> None:
    """End the login that the token belongs to; doing it twice is no error."""
    tokens.end(refresh_token)


def begin_session(user_id: int, device: str) -> LoggedIn:
    """Log in somebody whom another feature has made sure of."""
    return _with_tokens(get_user(user_id), *tokens.begin(user_id, device))


def end_sessions(user_id: int, but: int = 0) -> None:
    """End all logins of a person, but perhaps one."""
    tokens.end_all(user_id, but)


def ended_sessions() -> frozenset[int]:
    """Return the sessions whose access tokens are good no more."""
    return tokens.ended()


def make_user(nickname: str) -> User:
    """Make a person, with a volunteer number."""
    user = add(User(nickname=nickname, created_at=clock.now()))
    numbers.give(user)
    session().flush()
    return user


def get_user(user_id: int) -> User:
    """Return a person by id."""
    found = session().get(User, user_id)
    if found is None:
        raise NotFoundError("用户", "user")
    return found


def lock_user(user_id: int) -> None:
    """Let other transactions that lock the same person wait for this one.

    Who only refers to the person, as a notice to them does, does not wait.
    """
    mine = sa.select(User.id).where(User.id == user_id)
    session().execute(mine.with_for_update(key_share=True))


def show_me(actor: Actor) -> User:
    """Return who is asking, with the nickname that they wait for."""
    user = get_user(actor.user_id)
    user.nickname_waits = words.waiting(words.NICKNAME, user.id)
    return user


def rename_me(actor: Actor, nickname: str) -> User:
    """Give the one who is asking another nickname, as soon as it has passed."""
    user = get_user(actor.user_id)
    written = words.Words(words.NICKNAME, user.id, nickname)
    if words.hand_in(actor, written) is None:
        user.nickname = nickname
    # That it was changed, or is to be when it has passed; neither name.
    named = {"nickname": nickname}
    audit.record(actor, "user.rename", user, before=named, after=named, on_behalf_of=None)
    return show_me(actor)


def withdraw_consent(actor: Actor, purpose: Purpose) -> None:
    """Take the actor's consent back, and with that for the real name what it was for."""
    consents.withdraw_consent(actor, purpose)
    if purpose is Purpose.REAL_NAME:
        verification.forget(actor.user_id)


def grant_role(actor: Actor, user_id: int, role: RoleName, path: Sequence[int]) -> RoleGrant:
    """Give a person a role in the organisation at the end of the path (empty: everywhere).

    The person's tokens carry it from their next refresh on. Granting it twice is one grant.
    """
    user = get_user(user_id)
    actor.require(RoleName.ADMINISTRATOR, tuple(path))
    return _grant(user, role, path[-1] if path else None, actor)


def get_grant(user_id: int, grant_id: int) -> RoleGrant:
    """Return one of a person's roles."""
    found = session().get(RoleGrant, grant_id)
    if found is None or found.user_id != user_id:
        raise NotFoundError("角色", "role")
    return found


def revoke_role(actor: Actor, grant: RoleGrant, path: Sequence[int], reason: str = "") -> None:
    """Take a role away; ``path`` leads to the organisation that it holds for.

    An access token that was issued before goes on saying otherwise until it expires.
    """
    actor.require(RoleName.ADMINISTRATOR, tuple(path))
    if grant.role is RoleName.ADMINISTRATOR and grant.organisation_id is None:
        require_another_administrator(grant.user_id)
    log.info("user %s takes grant %s from user %s", actor.user_id, grant.id, grant.user_id)
    before = audit.values_of(grant)
    audit.record(actor, "role.revoke", grant, reason=reason, before=before, after={})
    session().delete(grant)
    session().flush()


def require_another_administrator(user_id: int) -> None:
    """Raise if a person is the only one who administrates the whole installation."""
    everywhere = sa.select(RoleGrant.user_id).where(
        RoleGrant.role == RoleName.ADMINISTRATOR, RoleGrant.organisation_id.is_(None)
    )
    if set(session().scalars(everywhere.limit(2))) == {user_id}:
        raise ConflictError(
            "last_administrator",
            "这是平台唯一的全局管理员，请先授予他人该角色。",
            "There is no other administrator of the whole installation. Give somebody else that "
            "role first.",
        )


def withdraw_role(actor: Actor, user_id: int, role: RoleName, organisation_id: int | None) -> None:
    """Take a role away, if it is held; whether the actor may is for the asker to say."""
    held = _find_grant(user_id, role, organisation_id)
    if held is not None:
        audit.record(actor, "role.revoke", held, before=audit.values_of(held), after={})
        session().delete(held)
        session().flush()


def forget_requests() -> int:
    """Forget what has served its time: answers, logins, counts, decisions; return how many."""
    return idempotency.purge() + tokens.purge() + attempts.purge() + risk.purge()


def number_people() -> int:
    """Give a volunteer number to those who have none yet; return how many."""
    return numbers.give_all()


def _grant(
    user: User, role: RoleName, organisation_id: int | None, actor: Actor | None
) -> RoleGrant:
    held = _find_grant(user.id, role, organisation_id)
    if held is not None:
        return held
    by = actor.user_id if actor else SYSTEM_USER_ID
    grant = RoleGrant(user_id=user.id, role=role, organisation_id=organisation_id, granted_by=by)
    grant.created_at = clock.now()
    try:
        with session().begin_nested():
            add(grant)
    except IntegrityError as error:
        held = _find_grant(user.id, role, organisation_id)
        if held is None:
            raise NotFoundError("组织", "organisation") from error
        return held
    session().expire(user, ["roles"])
    audit.record(actor, "role.grant", grant)
    log.info("user %s grants %s at %s to user %s", by, role, organisation_id, user.id)
    return grant


def _find_grant(user_id: int, role: RoleName, organisation_id: int | None) -> RoleGrant | None:
    return session().scalar(
        sa.select(RoleGrant).where(
            RoleGrant.user_id == user_id,
            RoleGrant.role == role,
            RoleGrant.organisation_id.is_not_distinct_from(organisation_id),
        )
    )


def _with_tokens(user: User, login: Login, refresh_token: str) -> LoggedIn:
    lifetime = timedelta(minutes=current_app.config["SETTINGS"].access_minutes)
    access_token = issue_access_token(user.actor, lifetime, login.id)
    seconds = int(lifetime.total_seconds())
    return LoggedIn(user, access_token, refresh_token, seconds, login.id)
