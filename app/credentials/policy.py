"""Who may log in at a desktop, which passwords will do, and how often one may guess."""

import re
import unicodedata
from datetime import timedelta

from app.accounts.models import User
from app.core.attempts import Limit
from app.core.auth import Actor, RoleName
from app.core.errors import ForbiddenError, InvalidError

# NIST SP 800-63B-4, 3.1.1.2: length and nothing about which characters; eight beside a second
# factor, here more, for what stands behind is other people's data.
PASSWORD_LENGTHS = (12, 128)
DISTINCT = 6  # characters at least, or it is one key held down
OURS = ("weiguang", "微光")
LOGIN_NAME = r"[a-z][a-z0-9._-]{2,39}"

BY_ACCOUNT = Limit("login to an account", 10, timedelta(minutes=15))
BY_ADDRESS = Limit("login from an address", 60, timedelta(minutes=15))  # an office has one
BY_CODE = Limit("second factor", 20, timedelta(days=1))  # they know the password already
NAMES = Limit("choosing a login name", 10, timedelta(hours=1))


def may_have(actor: Actor) -> bool:
    """Say whether somebody may log in at a desktop: a coordinator, or more, anywhere."""
    return any(grant.role.rank >= RoleName.COORDINATOR.rank for grant in actor.grants)


def require_may_have(actor: Actor) -> None:
    """Raise unless the actor may log in at a desktop."""
    if not may_have(actor):
        raise ForbiddenError(
            "desktop_login_not_for_you",
            "电脑端登录仅供协调员和管理员使用，请使用微信小程序。",
            "Only coordinators and administrators log in at a desktop. Use the mini-program.",
        )


def may_reset(actor: Actor, person: User, paths: list[tuple[int, ...]]) -> bool:
    """Say whether the actor administrates every organisation that the person has a role in."""
    if actor.user_id == person.id:
        return False  # or a stolen session could do away with the second factor
    return bool(paths) and all(actor.holds(RoleName.ADMINISTRATOR, path) for path in paths)


def normal_name(login_name: str) -> str:
    """Return a login name as it is stored."""
    return login_name.strip().lower()


def normal_password(password: str) -> str:
    """Return one spelling of a password, whatever the keyboard sends for it."""
    return unicodedata.normalize("NFKC", password)


def require_good_name(login_name: str) -> str:
    """Return the name to be stored; raise if it is none."""
    name = normal_name(login_name)
    if not re.fullmatch(LOGIN_NAME, name):
        raise InvalidError(
            "login_name_invalid",
            "登录名须为 3 至 40 位，以字母开头，只含小写字母、数字、点、横线和下划线。",
            "A login name has 3 to 40 characters: a letter, then letters, digits, . _ or -.",
            fields={"login_name": ["3 to 40 of a-z, 0-9, . _ -"]},
        )
    return name


def require_good_password(password: str, login_name: str) -> str:
    """Return the password in its normal spelling; raise if it is too easy to guess."""
    normal = normal_password(password)
    shortest, longest = PASSWORD_LENGTHS
    if not shortest <= len(normal) <= longest:
        raise _weak(f"须为 {shortest} 至 {longest} 个字符", f"{shortest} to {longest} characters")
    if len(set(normal)) < DISTINCT:
        raise _weak("重复的字符太多", "too few different characters")
    if any(word in normal.lower() for word in (login_name, *OURS)):
        raise _weak("不能包含登录名或平台名称", "neither the login name nor ours may be in it")
    return normal


def _weak(zh: str, en: str) -> InvalidError:
    return InvalidError(
        "password_weak",
        f"密码不合适：{zh}。可用一句容易记住的话，不必含特殊符号。",
        f"This password will not do: {en}. A sentence that you remember is fine.",
        fields={"password": [en]},
    )
