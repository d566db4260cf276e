"""The access token: one for all processes, renewed five minutes before WeChat ends it.

With Redis it lies there, and disappears five minutes early by itself; whoever misses it first
fetches the next one while the others wait. Without Redis each process holds its own. WeChat's
stable_token gives the same token to all who ask, so that even processes which cannot see one
another do not take the token from each other.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from redis import Redis
from redis.exceptions import LockError, RedisError

log = logging.getLogger(__name__)
EARLY_S = 300  # the old token is good for so long after the new one is given out
LOCK_S = 20.0  # longer than a fetch with all its tries
PATIENCE_S = 6.0  # then one fetches too: it gets the same token
Fetch = Callable[[], tuple[str, int]]  # the token, and the seconds it lives


class AccessToken:
    """The token that most calls carry."""

    def __init__(
        self,
        fetch: Fetch,
        redis: Redis | None,
        app_id: str,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._fetch, self._redis, self._seconds = fetch, redis, seconds
        self._name = f"weiguang:wechat:{app_id}:access_token"
        self._one_at_a_time = threading.Lock()
        self._own, self._own_until = "", 0.0  # where there is no Redis, or it is away

    def get(self) -> str:
        """Return a token that is good for five minutes at least."""
        return self._find() or self._renew()

    def replace(self, refused: str) -> str:
        """Return another token than the one WeChat refused; fetch it unless somebody has."""
        return self._renew(refused)

    def _renew(self, refused: str = "") -> str:
        with self._one_at_a_time, self._turn():
            found = self._find()
            if found in {"", refused}:  # Redis may have lost it since it was refused
                found, lifetime = self._fetch()
                self._keep(found, max(lifetime - EARLY_S, 1))
            return found

    def _find(self) -> str:
        if self._redis is not None:
            try:
                return _text(self._redis.get(self._name))
            except RedisError as error:
                log.warning("WeChat's token is this process's own: %s", type(error).__name__)
        return self._own if self._seconds() < self._own_until else ""

    def _keep(self, token: str, seconds: int) -> None:
        self._own, self._own_until = token, self._seconds() + seconds
        if self._redis is not None:
            with suppress(RedisError):
                self._redis.set(self._name, token, ex=seconds)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Let one process at a time fetch; do without where Redis is away or takes too long."""
        lock = self._redis and self._redis.lock(
            f"{self._name}:lock", timeout=LOCK_S, blocking_timeout=PATIENCE_S, sleep=0.05
        )
        taken = False
        if lock:
            with suppress(RedisError):
                taken = lock.acquire()
        try:
            yield
        finally:
            if lock and taken:
                with suppress(LockError, RedisError):  # it may have run out
                    lock.release()


def _text(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value or "")
