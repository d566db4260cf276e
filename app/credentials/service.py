"""Setting up a desktop login, and doing away with it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts import service as accounts
from app.core import audit, clock
from app.core.auth import Actor
from app.core.db import add, session
from app.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from app.credentials import factors, hashing, policy
from app.credentials.models import Password, SecondFactor
from app.orgs import service as orgs


@dataclass(frozen=True, slots=True)
class DesktopLogin:
    """What somebody is told about their own desktop login."""

    login_name: str
    set_at: datetime
    second_factor: bool
    recovery_codes_left: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret for an authenticator, shown once; the name says whose."""

    otpauth_uri: str


@dataclass(frozen=True, slots=True)
class Made:
    """What the command line shows of a login that it made, once."""

    user_id: int
    otpauth_uri: str
    recovery_codes: list[str]


def show(actor: Actor) -> DesktopLogin:
    """Return the actor's own desktop login."""
    password = _require_password(actor.user_id)
    return DesktopLogin(
        password.login_name,
        password.set_at,
        factors.in_force(factors.find(actor.user_id)),
        factors.codes_left(actor.user_id),
    )


def set_password(
    actor: Actor, login_name: str, password: str, current_password: str | None
) -> DesktopLogin:
    """Give the actor a login name and a password, or others; other sessions then end."""
    policy.require_may_have(actor)
    before = find_password(actor.user_id)
    if before is not None:
        require_password(before, current_password or "")
    name = policy.require_good_name(login_name)
    normal = policy.require_good_password(password, name)
    policy.NAMES.spend(str(actor.user_id))
    _write(before or Password(user_id=actor.user_id), name, normal)
    _note(actor, "set_password", actor.user_id)
    accounts.end_sessions(actor.user_id, but=actor.session_id)
    return show(actor)


def offer_second_factor(actor: Actor, current_password: str, code: str | None) -> Offer:
    """Give the actor a secret for an authenticator; one in force before counts until then.

    To replace it takes one of its codes, or a recovery code.
    """
    policy.require_may_have(actor)
    password = _require_password(actor.user_id)
    require_password(password, current_password)
    factor = factors.find(actor.user_id)
    if factor is not None and factors.in_force(factor):
        require_code(factor, password, code)
    return Offer(factors.offer(actor.user_id, password.login_name))


def confirm_second_factor(actor: Actor, code: str) -> list[str]:
    """Put the offered secret in force; return the recovery codes, which are never shown again."""
    password = _require_password(actor.user_id)
    policy.BY_CODE.spend(password.login_name)
    codes = factors.confirm(actor.user_id, code)
    policy.BY_CODE.give_back(password.login_name)
    _note(actor, "set_second_factor", actor.user_id)
    return codes


def reset(actor: Actor, user_id: int, reason: str) -> None:
    """Do away with somebody's desktop login and end their sessions: lost, forgotten or stolen.

    They set it up anew in the mini-program. For administrators of every place that they have a
    role in, and never for oneself.
    """
    person = accounts.get_user(user_id)
    paths = [_path(grant.organisation_id) for grant in person.roles]
    if not policy.may_reset(actor, person, paths):
        raise ForbiddenError(
            "reset_not_for_you",
            "须由此人所有任职组织的管理员重置，且不能重置自己的登录。",
            "An administrator of every organisation that the person has a role in resets this, "
            "and nobody their own.",
        )
    _require_password(user_id)
    forget(user_id)
    accounts.end_sessions(user_id)
    _note(actor, "reset", user_id, reason)


def make(user_id: int, login_name: str, password: str) -> Made:
    """Give a person a complete desktop login, from the command line."""
    name = policy.require_good_name(login_name)
    normal = policy.require_good_password(password, name)
    _write(find_password(user_id) or Password(user_id=user_id), name, normal)
    uri = factors.offer(user_id, name)
    return Made(user_id, uri, factors.enforce(user_id))


def owner_of(login_name: str) -> int | None:
    """Return whose login name this is."""
    named = sa.select(Password.user_id).where(Password.login_name == policy.normal_name(login_name))
    return session().scalar(named)


def forget(user_id: int) -> None:
    """Delete a person's desktop login."""
    factors.forget(user_id)
    session().execute(sa.delete(Password).where(Password.user_id == user_id))


def find_password(user_id: int) -> Password | None:
    """Return a person's password row, locked."""
    return session().scalar(
        sa.select(Password).where(Password.user_id == user_id).with_for_update()
    )


def require_password(row: Password, password: str) -> None:
    """Raise unless the password is the present one; wrong ones are counted like at the door."""
    policy.BY_ACCOUNT.spend(row.login_name)
    if not hashing.matches(row.hash, policy.normal_password(password)):
        raise InvalidError(
            "current_password_wrong",
            "当前密码不对，请重新输入；忘记密码请联系管理员重置。",
            "The present password is wrong. If it is forgotten, ask an administrator to reset it.",
            fields={"current_password": ["wrong"]},
            commits=True,
        )
    policy.BY_ACCOUNT.give_back(row.login_name)


def require_code(factor: SecondFactor, password: Password, code: str | None) -> None:
    """Raise unless the code is good and unused; each try is counted."""
    policy.BY_CODE.spend(password.login_name)
    if not factors.accept(factor, code or ""):
        raise factors.wrong_code()
    policy.BY_CODE.give_back(password.login_name)


def _path(organisation_id: int | None) -> tuple[int, ...]:
    return () if organisation_id is None else orgs.path_of(organisation_id)


def _note(actor: Actor, deed: str, user_id: int, reason: str = "") -> None:
    # Of the rows themselves there is nothing to be said: all in them is secret.
    row = accounts.get_user(user_id)
    audit.record(actor, f"desktop_login.{deed}", row, before={}, after={}, reason=reason)


def _require_password(user_id: int) -> Password:
    found = find_password(user_id)
    if found is None:
        raise NotFoundError("电脑端登录", "desktop login")
    return found


def _write(row: Password, login_name: str, password: str) -> None:
    hashed = hashing.hash_password(password)
    try:
        # Filled inside: what is changed before goes to the database before the savepoint does.
        with session().begin_nested():
            row.login_name, row.hash, row.set_at = login_name, hashed, clock.now()
            add(row)
    except IntegrityError as error:
        raise ConflictError(
            "login_name_taken",
            "该登录名已被使用，请换一个。",
            "This login name is in use. Choose another one.",
            commits=True,  # or it would not be counted
        ) from error
