"""The only clock: what time it is, and how a trial installation may be told otherwise."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))  # what clocks show, and where a day begins
_simulated: ContextVar[datetime | None] = ContextVar("simulated", default=None)


def now() -> datetime:
    """Return the present instant in UTC."""
    return _simulated.get() or datetime.now(UTC)


def day_of(instant: datetime) -> date:
    """Return the day that it is in China at an instant."""
    return instant.astimezone(CHINA).date()


@contextmanager
def simulated(instant: datetime | None) -> Iterator[None]:
    """Let ``now`` return the given instant inside the block; None leaves the real time."""
    token = _simulated.set(instant.astimezone(UTC) if instant else None)
    try:
        yield
    finally:
        _simulated.reset(token)
