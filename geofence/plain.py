"""What the engine answers as plain values, ready for JSON: one form for all who write it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from geofence.claims import Cut
from geofence.verdict import Interval, Presence, Unverified

__all__ = ["plain_cuts", "plain_instant", "plain_presence"]


def plain_instant(instant: datetime) -> str:
    """Write an instant in UTC, as ISO 8601 that ends in Z.

    Parameters
    ----------
    instant : datetime
        Aware, in any zone.

    Returns
    -------
    str

    Examples
    --------
    >>> plain_instant(datetime.fromisoformat("2026-05-01T09:00:00+08:00"))
    '2026-05-01T01:00:00Z'
    """
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def plain_presence(presence: Presence) -> dict[str, Any]:
    """Write the intervals and what stays unverified.

    Parameters
    ----------
    presence : Presence
        As settled.

    Returns
    -------
    dict
        "intervals" and "unverified", each a list of dictionaries in order of time.

    Examples
    --------
    >>> plain_presence(Presence((), (), ()))
    {'intervals': [], 'unverified': []}
    """
    return {
        "intervals": [_interval(each) for each in presence.intervals],
        "unverified": [_unverified(each) for each in presence.unverified],
    }


def plain_cuts(cuts: Iterable[Cut]) -> list[dict[str, Any]]:
    """Write the lines between present and credited time.

    Parameters
    ----------
    cuts : iterable of Cut
        In the order of the rules.

    Returns
    -------
    list of dict
        Rule, seconds (negative if taken off), reason.

    Examples
    --------
    >>> from geofence.verdict import Reason
    >>> plain_cuts([Cut("rounding", -36, Reason.ROUNDED, "", "")])
    [{'rule': 'rounding', 'seconds': -36, 'reason': <Reason.ROUNDED: 'ROUNDED'>}]
    """
    return [{"rule": cut.rule, "seconds": cut.seconds, "reason": cut.reason_code} for cut in cuts]


def _interval(each: Interval) -> dict[str, Any]:
    return {
        "start": plain_instant(each.start),
        "end": plain_instant(each.end),
        "start_range": [plain_instant(instant) for instant in each.start_range],
        "end_range": [plain_instant(instant) for instant in each.end_range],
        "confidence": each.confidence,
        "site": each.site_id,
        "reasons": list(each.reasons),
    }


def _unverified(each: Unverified) -> dict[str, Any]:
    return {
        "start": plain_instant(each.start),
        "end": plain_instant(each.end),
        "reason": each.reason,
        "confidence": each.confidence,
    }
