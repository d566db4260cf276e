"""Instants from text and from epoch seconds: always with a zone, always in UTC."""

import re
from datetime import UTC, datetime
from typing import Final

from geofence.errors import InstantError
from geofence.refusal import shown

__all__ = [
    "EARLIEST_S",
    "FIRST_PING_S",
    "LAST_PING_S",
    "LATEST_S",
    "instant_of",
    "parse_instant",
]

# More than a year from either end of the calendar: no zone and no grace of a rule leads out of it.
LATEST_S: Final = 253_339_228_800.0  # 9998-01-01T00:00:00Z
EARLIEST_S: Final = -62_072_524_800.0  # 0003-01-01T00:00:00Z
FIRST_PING_S: Final = 946_684_800.0  # 2000-01-01: no smartphone pinged before
LAST_PING_S: Final = 4_102_444_800.0  # 2100-01-01

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
        If it is no time, a local time without its offset, or before the year 3 or after 9997.

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
        utc = instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InstantError(
            f"{shown(text)} is no time; write ISO 8601 with an offset, or epoch seconds",
            f"{shown(text)} 不是有效时间：请用带时区的 ISO 8601 格式，或秒数",
        ) from None
    if instant.tzinfo is None:
        raise InstantError(
            f"{shown(text)} has no time zone; add Z or an offset",
            f"{shown(text)} 缺少时区：请加上 Z 或时差",
        )
    instant_of(utc.timestamp())  # it may be a date, but one that no calculation can go on from
    return utc


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
        raise InstantError(
            f"{shown(seconds)} seconds is no date between the years 3 and 9998",
            f"{shown(seconds)} 秒不在公元 3 年至 9998 年之间",
        )
    return datetime.fromtimestamp(seconds, UTC)
