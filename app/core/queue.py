"""Jobs: functions that run after the commit, elsewhere, perhaps twice."""

import functools
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import current_app
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Retry

from app.core.db import after_commit, transaction
from config import Settings

log = logging.getLogger(__name__)
QUEUES = ("urgent", "default", "slow")
AT_ONCE = "jobs run at once"
_jobs: "dict[str, Job]" = {}


@dataclass(frozen=True, slots=True)
class Job:
    """A function that may be asked to run later; it must bear running twice."""

    function: Callable[..., object]
    queue: str
    timeout_seconds: int
    followers: "list[Job]" = field(default_factory=list)  # wired in app.schedule

    @property
    def name(self) -> str:
        """Where a worker finds the function."""
        return f"{self.function.__module__}.{self.function.__qualname__}"

    def __call__(self, *args: int) -> object:
        """Run now, in a session and a transaction of its own."""
        with current_app.app_context(), transaction():
            for follower in self.followers:
                follower.enqueue_after_commit(*args)
            return self.function(*args)

    def enqueue(self, *args: int) -> bool:
        """Put the job in its queue; say whether it was taken.

        A queue that cannot be reached is no error here: each feature's sweep finds what waits.
        """
        if current_app.extensions.get(AT_ONCE):
            self(*args)
            return True
        if not exists():
            return False
        try:
            queue = Queue(self.queue, connection=redis())
            queue.enqueue(
                self.name,
                *args,
                job_timeout=self.timeout_seconds,
                result_ttl=0,
                failure_ttl=86_400,
                retry=Retry(max=3, interval=[1, 10, 60]),
            )
        except RedisError as error:
            log.warning("queue not reached, %s%s waits for the sweep: %s", self.name, args, error)
            return False
        return True

    def enqueue_after_commit(self, *args: int) -> None:
        """Put the job in its queue as soon as the surrounding transaction is durable."""
        after_commit(functools.partial(self.enqueue, *args))


@dataclass(frozen=True, slots=True)
class Errand(Job):
    """A job that asks somebody else's server: between two transactions, for no lock may wait.

    The function claims the work (None: there is none), ``act`` goes out with the claim when that is
    durable, ``note`` writes down what came of it. Killed between the two, the claim remains.
    """

    act: Callable[[Any], Any] = field(kw_only=True)
    note: Callable[[Any, Any], None] = field(kw_only=True)

    def __call__(self, *args: int) -> object:
        """Claim, act, note; return what was claimed."""
        with current_app.app_context():
            with transaction():
                claimed = self.function(*args)
            if claimed is None:
                return None
            answer = self.act(claimed)
            with transaction():
                for follower in self.followers:
                    follower.enqueue_after_commit(*args)
                self.note(claimed, answer)
            return claimed


def job(
    queue: str = "default", *, timeout_seconds: int = 180
) -> Callable[[Callable[..., Any]], Job]:
    """Turn a function of ids into a job of the given queue."""

    def decorate(function: Callable[..., Any]) -> Job:
        made = Job(function, queue, timeout_seconds)
        return _jobs.setdefault(made.name, made)

    return decorate


def errand(
    queue: str = "default",
    *,
    act: Callable[[Any], Any],
    note: Callable[[Any, Any], None],
    timeout_seconds: int = 180,
) -> Callable[[Callable[..., Any]], Job]:
    """Turn a function that claims work into an errand of the given queue."""

    def decorate(function: Callable[..., Any]) -> Job:
        made = Errand(function, queue, timeout_seconds, act=act, note=note)
        return _jobs.setdefault(made.name, made)

    return decorate


def find_job(name: str) -> Job:
    """Return a job by its name: how a use case reaches the job that stands above it."""
    return _jobs[name]


def connect(settings: Settings) -> Redis | None:
    """Return a connection to the queue, which nothing has used yet; None if there is no queue."""
    if not settings.has_queue:
        return None
    # Nobody at a button waits longer for it; a worker, which does, sets its own patience.
    return Redis.from_url(settings.redis, socket_connect_timeout=1, socket_timeout=1)


def exists() -> bool:
    """Say whether this installation has a queue."""
    return current_app.extensions["redis"] is not None


def run_at_once() -> None:
    """From now on run jobs here, as soon as they are asked for: we are the queue."""
    current_app.extensions[AT_ONCE] = True


def redis() -> Redis:
    """Return this application's connection to Redis."""
    connection: Redis = current_app.extensions["redis"]
    return connection
