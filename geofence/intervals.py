"""Spans of time, half-open, and the algebra of tuples of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from geofence.errors import InstantError, SpanError

__all__ = ["Span", "bridge", "intersection", "subtract", "total", "union"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time [start, end): the end itself is no part of it.

    Parameters
    ----------
    start, end : datetime
        Aware instants; kept in UTC.

    Raises
    ------
    InstantError
        If an instant has no zone.
    SpanError
        If the end is not after the start.

    Examples
    --------
    >>> Span(datetime(2026, 5, 1, 9, tzinfo=UTC), datetime(2026, 5, 1, 11, tzinfo=UTC)).duration
    datetime.timedelta(seconds=7200)
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        for name in ("start", "end"):
            object.__setattr__(self, name, _utc(getattr(self, name), name))
        if self.end <= self.start:
            raise SpanError(
                f"the end {self.end.isoformat()} is not after the start {self.start.isoformat()}",
                "结束时间必须晚于开始时间",
            )

    @property
    def duration(self) -> timedelta:
        """Length of the span, always positive."""
        return self.end - self.start


def union(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Merge spans that overlap or touch.

    Parameters
    ----------
    spans : iterable of Span
        In any order.

    Returns
    -------
    tuple of Span
        Sorted, disjoint, not touching: the normal form that the other functions return too.

    Examples
    --------
    >>> day = datetime(2026, 5, 1, tzinfo=UTC)
    >>> a, b = Span(day, day.replace(hour=2)), Span(day.replace(hour=1), day.replace(hour=3))
    >>> len(union([b, a])), total(union([b, a]))
    (1, datetime.timedelta(seconds=10800))
    """
    return bridge(spans, timedelta(0))


def bridge(spans: Iterable[Span], gap: timedelta) -> tuple[Span, ...]:
    """Merge spans that lie no farther apart than a gap.

    Parameters
    ----------
    spans : iterable of Span
        In any order.
    gap : timedelta
        Largest distance that is closed; zero gives `union`.

    Returns
    -------
    tuple of Span
        Sorted and disjoint.

    Examples
    --------
    >>> day = datetime(2026, 5, 1, tzinfo=UTC)
    >>> a, b = Span(day, day.replace(hour=1)), Span(day.replace(hour=2), day.replace(hour=3))
    >>> len(bridge([a, b], timedelta(minutes=59))), len(bridge([a, b], timedelta(hours=1)))
    (2, 1)
    """
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start - merged[-1].end <= gap:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)


def intersection(left: Iterable[Span], right: Iterable[Span]) -> tuple[Span, ...]:
    """Return the time that lies in both sets of spans.

    Parameters
    ----------
    left, right : iterable of Span
        In any order.

    Returns
    -------
    tuple of Span
        Sorted and disjoint.

    Examples
    --------
    >>> day = datetime(2026, 5, 1, tzinfo=UTC)
    >>> a, b = Span(day, day.replace(hour=2)), Span(day.replace(hour=1), day.replace(hour=3))
    >>> total(intersection([a], [b]))
    datetime.timedelta(seconds=3600)
    """
    ours, theirs = union(left), union(right)
    common: list[Span] = []
    i = j = 0
    while i < len(ours) and j < len(theirs):
        start, end = max(ours[i].start, theirs[j].start), min(ours[i].end, theirs[j].end)
        if start < end:
            common.append(Span(start, end))
        if ours[i].end <= theirs[j].end:
            i += 1
        else:
            j += 1
    return tuple(common)


def subtract(left: Iterable[Span], right: Iterable[Span]) -> tuple[Span, ...]:
    """Return the time of the left spans that lies in none of the right ones.

    Parameters
    ----------
    left, right : iterable of Span
        In any order.

    Returns
    -------
    tuple of Span
        Sorted and disjoint.

    Examples
    --------
    >>> day = datetime(2026, 5, 1, tzinfo=UTC)
    >>> a, b = Span(day, day.replace(hour=3)), Span(day.replace(hour=1), day.replace(hour=2))
    >>> total(subtract([a], [b]))
    datetime.timedelta(seconds=7200)
    """
    rest: list[Span] = []
    holes = union(right)
    for span in union(left):
        start = span.start
        for hole in holes:
            if hole.end <= start or hole.start >= span.end:
                continue
            if hole.start > start:
                rest.append(Span(start, hole.start))
            start = hole.end
        if start < span.end:
            rest.append(Span(start, span.end))
    return tuple(rest)


def total(spans: Iterable[Span]) -> timedelta:
    """Add up the time that the spans cover; time covered twice counts once.

    Parameters
    ----------
    spans : iterable of Span
        In any order.

    Returns
    -------
    timedelta

    Examples
    --------
    >>> total([])
    datetime.timedelta(0)
    """
    return sum((span.duration for span in union(spans)), timedelta())


def _utc(instant: datetime, name: str) -> datetime:
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise InstantError("the instant has no time zone", "时间缺少时区", where=name)
    return instant.astimezone(UTC)
