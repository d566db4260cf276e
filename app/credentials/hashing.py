"""Passwords as argon2id hashes, and the same work for names that nobody has."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

# The least that OWASP holds to be enough (Password Storage Cheat Sheet): 19 MiB, two passes, one
# lane. Every thread of a server process may need as much at the same moment.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hash_password(password: str) -> str:
    """Return the hash to be stored."""
    return _HASHER.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Say whether the password has this hash; without one it takes just as long to say no."""
    try:
        _HASHER.verify(stored or _nobodys(), password)
    except (Argon2Error, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Say whether the hash was made at another cost than is asked for now."""
    return _HASHER.check_needs_rehash(stored)


@cache
def _nobodys() -> str:
    return _HASHER.hash("a password that opens nothing")
