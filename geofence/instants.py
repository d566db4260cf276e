"""Instants from text and from epoch seconds: always with a zone, always in UTC."""

import re
from datetime import UTC, datetime
from typing import Final

from geofence.errors import InstantError

__all__ = ["EARLIEST_S", "LATEST_S", "instant_of", "parse_instant"]

LATEST_S: Final = 253_402_300_799.0  # 9999-12-31T23:59:59Z, the last second a datetime can hold
EARLIEST_S: Final = -62_135_596_800.0  # 0001-01-01T00:00:00Z

_EPOCH: Final = re.compile(r"[+-]?\d+(\.\d+)?([eE][+]?\d+)?", re.ASCII)


def parse_instant(text: str) -> datetime:
    """Read an instant: ISO 8601 with its offset, or seconds since 1970.

    Parameters
    ----------
    text : str
        For example "2026-05-01T09:00:00+08:00" or "1777597200.5".

    Returns
    -------
    datetime
        In UTC.

    Raises
    ------
    InstantError
        If it is no time, or a local time without its offset.

    Examples
    --------
    >>> parse_instant("2026-05-01T09:00:00+08:00").isoformat()
    '2026-05-01T01:00:00+00:00'
    >>> parse_instant("2026-05-01T09:00:00")
    Traceback (most recent call last):
    geofence.errors.InstantError: '2026-05-01T09:00:00' has no time zone; add Z or an offset
    """
    text = text.strip()
    if _EPOCH.fullmatch(text):
        return instant_of(float(text))
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is not None:
            return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InstantError(
            f"{text!r} is no time; write ISO 8601 with an offset, or epoch seconds",
            f"{text!r} 不是有效时间",
        ) from None
    raise InstantError(f"{text!r} has no time zone; add Z or an offset", f"{text!r} 缺少时区")


def instant_of(seconds: float) -> datetime:
    """Turn epoch seconds into an instant, rounded to the microsecond.

    Parameters
    ----------
    seconds : float
        Seconds since 1970-01-01T00:00:00Z.

    Returns
    -------
    datetime
        In UTC.

    Raises
    ------
    InstantError
        If the calendar does not reach that far, or it is no number.

    Examples
    --------
    >>> instant_of(0).isoformat()
    '1970-01-01T00:00:00+00:00'
    """
    if not EARLIEST_S <= seconds <= LATEST_S:
        raise InstantError(f"{seconds!r} seconds is no date", f"{seconds!r} 秒不是有效日期")
    return datetime.fromtimestamp(seconds, UTC)
