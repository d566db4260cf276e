"""Who is asking: the actor, the token that carries it, and the gate before a route."""

import functools
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any

import jwt
from flask import Flask, current_app, g, request

from app.core import clock
from app.core.cache import cached
from app.core.errors import AuthenticationError, ForbiddenError


class RoleName(StrEnum):
    """What a person may be to an organisation; each role may all that those before it may."""

    VOLUNTEER = "volunteer"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"

    @property
    def rank(self) -> int:
        """Position in the order above."""
        return list(RoleName).index(self)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role, and the organisation in whose subtree it holds (None: everywhere)."""

    role: RoleName
    organisation_id: int | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is asking: a value from the token, never looked up."""

    user_id: int
    grants: tuple[Grant, ...] = ()
    session_id: int = field(default=0, compare=False)  # the login that the token is of

    def holds(self, role: RoleName, path: tuple[int, ...]) -> bool:
        """Say whether the actor holds the role, or a higher one, for an organisation.

        ``path`` is the chain of organisation ids from the root down to that organisation.
        """
        return any(
            grant.role.rank >= role.rank
            and (grant.organisation_id is None or grant.organisation_id in path)
            for grant in self.grants
        )

    def require(self, role: RoleName, path: tuple[int, ...]) -> None:
        """Raise ``ForbiddenError`` unless the actor holds the role there."""
        if not self.holds(role, path):
            raise ForbiddenError(
                "role_required",
                f"需要本组织或上级组织的{_ROLE_ZH[role]}权限，请联系管理员。",
                f"This needs the role {role} in this organisation or above. Ask an administrator.",
                role=role.value,
            )


_ROLE_ZH = {
    RoleName.VOLUNTEER: "志愿者",
    RoleName.COORDINATOR: "协调员",
    RoleName.ADMINISTRATOR: "管理员",
}


def issue_access_token(actor: Actor, lifetime: timedelta, session_id: int = 0) -> str:
    """Return a signed token that says who the actor is until it expires or its session ends."""
    claims = {
        "sub": str(actor.user_id),
        "sid": session_id,
        "exp": clock.now() + lifetime,
        "grants": [[grant.role.value, grant.organisation_id] for grant in actor.grants],
    }
    return jwt.encode(claims, current_app.config["SECRET_KEY"], algorithm="HS256")


def read_access_token(token: str) -> Actor:
    """Return the actor that a token speaks for; raise ``AuthenticationError`` if it is not ours."""
    try:
        speaker, expires_at = _verified(token)
    except (jwt.InvalidTokenError, KeyError, ValueError, TypeError) as error:
        raise _not_authenticated("token_invalid") from error
    if expires_at <= clock.now().timestamp():
        raise AuthenticationError(
            "token_expired",
            "登录已过期，请刷新令牌或重新登录。",
            "The access token has expired. Refresh it or log in again.",
        )
    if speaker.session_id in _ended_sessions():
        raise AuthenticationError(
            "session_ended",
            "此登录已被结束，请重新登录。",
            "This login was ended. Log in again.",
        )
    return speaker


def refuse_sessions(app: Flask, ended: Callable[[], frozenset[int]]) -> None:
    """Refuse the access tokens of the sessions that ``ended`` returns, whenever one is read."""
    app.extensions["ended_sessions"] = ended


def _ended_sessions() -> frozenset[int]:
    found: frozenset[int] = current_app.extensions["ended_sessions"]()
    return found


@cached(maxsize=4096)
def _verified(token: str) -> tuple[Actor, float]:
    # What a token says and whether we signed it never change; whether it has expired does.
    claims = jwt.decode(
        token,
        current_app.config["SECRET_KEY"],
        algorithms=["HS256"],
        # Against our own clock, which a trial installation may simulate.
        options={"require": ["exp", "sub"], "verify_exp": False},
    )
    grants = tuple(Grant(RoleName(role), place) for role, place in claims["grants"])
    return Actor(int(claims["sub"]), grants, int(claims.get("sid", 0))), float(claims["exp"])


def actor() -> Actor:
    """Return the actor of this request; the route must be behind ``requires``."""
    found: Actor = g.actor
    return found


def anyone() -> Actor | None:
    """Return who sends this request, for a route that is open to all; None for a stranger."""
    with suppress(AuthenticationError):
        return actor_of_request()
    return None


def requires(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let only requests with a valid access token through, and document that."""

    @functools.wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        g.actor = actor_of_request()
        return view(*args, **kwargs)

    return documented(guarded)


def documented(view: Callable[..., Any]) -> Callable[..., Any]:
    """Say in the API's description that the view needs an access token."""
    document = getattr(view, "_apidoc", {}).copy()
    document["manual_doc"] = document.get("manual_doc", {}) | {"security": [{"bearer": []}]}
    view._apidoc = document  # type: ignore[attr-defined]
    return view


def actor_of_request() -> Actor:
    """Return the actor that the request's bearer token speaks for."""
    return actor_of(request.headers.get("Authorization", ""))


def actor_of(authorization: str) -> Actor:
    """Return the actor that the bearer token in a header speaks for."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise _not_authenticated("token_missing")
    return read_access_token(token)


def _not_authenticated(code: str) -> AuthenticationError:
    return AuthenticationError(
        code,
        "请先登录（令牌缺失或无效）。",
        "Log in first: the bearer token is missing or not valid.",
    )
