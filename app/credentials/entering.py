"""Logging in at a desktop, in one step or two; who guesses learns nothing and is soon stopped.

The password is compared before the transaction's first statement, so that no lock is held while
argon2 works. What counts is decided afterwards: of many guesses at the same moment only as many
get an answer as there are tries left.
"""

import hmac
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from app.accounts import service as accounts
from app.accounts.service import LoggedIn
from app.core import clock, crypto
from app.core.alone import execute_alone
from app.core.db import session
from app.core.errors import AuthenticationError, ForbiddenError
from app.credentials import factors, hashing, policy, service
from app.credentials.models import Password

CHALLENGE = "login challenge"
LIVES = timedelta(minutes=5)  # between the password and the code


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who stands at the door, as far as that can be known."""

    address: str
    device: str


def log_in(visitor: Visitor, login_name: str, password: str, code: str | None) -> LoggedIn:
    """Log in with a password, and with a code right away if the visitor brings one."""
    name = policy.normal_name(login_name)
    policy.BY_ACCOUNT.require(name)
    policy.BY_ADDRESS.require(visitor.address)
    stored = _hash_of(name)
    right = hashing.matches(stored, policy.normal_password(password))
    _spend(visitor, name)
    row = _lock(Password.login_name == name) if right else None
    if row is None or row.hash != stored:
        raise _refused()
    _give_back(visitor, name)
    if hashing.is_outdated(row.hash):
        row.hash = hashing.hash_password(policy.normal_password(password))
    if code is None:
        raise _code_needed(row)
    return _enter(visitor, row, code)


def go_on(visitor: Visitor, challenge: str, code: str) -> LoggedIn:
    """Log in with the code that the password led to."""
    policy.BY_ADDRESS.require(visitor.address)
    policy.BY_ADDRESS.spend(visitor.address)
    user_id, _, _ = challenge.partition(".")
    row = _lock(Password.user_id == int(user_id)) if user_id.isdecimal() else None
    if row is None or not _is_ours(challenge, row):
        raise _challenge_over()
    policy.BY_ADDRESS.give_back(visitor.address)
    return _enter(visitor, row, code)


def _enter(visitor: Visitor, row: Password, code: str) -> LoggedIn:
    factor = factors.find(row.user_id)
    if factor is None or not factors.in_force(factor):
        raise _second_factor_missing()
    service.require_code(factor, row, code)
    policy.require_may_have(accounts.get_user(row.user_id).actor)
    policy.BY_ACCOUNT.forget(row.login_name)
    policy.BY_CODE.forget(row.login_name)
    return accounts.begin_session(row.user_id, visitor.device)


def _hash_of(login_name: str) -> str | None:
    found = execute_alone(sa.select(Password.hash).where(Password.login_name == login_name))
    return found[0][0] if found else None


def _lock(whose: sa.ColumnElement[bool]) -> Password | None:
    return session().scalar(sa.select(Password).where(whose).with_for_update())


def _spend(visitor: Visitor, name: str) -> None:
    policy.BY_ACCOUNT.spend(name)
    policy.BY_ADDRESS.spend(visitor.address)


def _give_back(visitor: Visitor, name: str) -> None:
    policy.BY_ACCOUNT.give_back(name)
    policy.BY_ADDRESS.give_back(visitor.address)


def _challenge(row: Password) -> str:
    until = int((clock.now() + LIVES).timestamp())
    return f"{row.user_id}.{until}.{crypto.sign(_signed(row, str(until)), CHALLENGE)}"


def _is_ours(challenge: str, row: Password) -> bool:
    until, _, signature = challenge.partition(".")[2].partition(".")
    if not until.isdecimal() or not signature.isascii():
        return False
    good = crypto.signatures(_signed(row, until), CHALLENGE)
    known = any(hmac.compare_digest(signature, each) for each in good)
    return known and int(until) > clock.now().timestamp()


def _signed(row: Password, until: str) -> str:
    # With another password it is void.
    return f"{row.user_id}.{until}.{row.hash}"


def _code_needed(row: Password) -> AuthenticationError | ForbiddenError:
    if not factors.in_force(factors.find(row.user_id)):
        return _second_factor_missing()
    return AuthenticationError(
        "second_factor_needed",
        "请输入动态口令（或恢复码）完成登录。",
        "Now the code of your authenticator, or a recovery code.",
        commits=True,
        challenge=_challenge(row),
    )


def _refused() -> AuthenticationError:
    return AuthenticationError(
        "login_refused",
        "登录名或密码不对，请重新输入；忘记密码请联系管理员重置。",
        "Login name or password is wrong. If it is forgotten, ask an administrator to reset it.",
        commits=True,  # or the try would not be counted
    )


def _challenge_over() -> AuthenticationError:
    return AuthenticationError(
        "challenge_over",
        "登录步骤已过期，请重新输入登录名和密码。",
        "Too much time has passed. Begin again with login name and password.",
        commits=True,
    )


def _second_factor_missing() -> ForbiddenError:
    return ForbiddenError(
        "second_factor_missing",
        "尚未绑定动态口令，请先在微信小程序中完成绑定。",
        "No authenticator is set up yet. Do that in the mini-program first.",
        commits=True,
    )
