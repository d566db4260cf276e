"""Signals of fraud that take several attendances: one track, or one phone, under several names."""

from collections.abc import Iterable

import numpy as np

from geofence.pings import Pings
from geofence.twins import find_twins, shingles_of
from geofence.verdict import Reason, Signal

__all__ = ["device_signal", "twin_signal", "twin_signals"]


def twin_signals(tracks: Iterable[Pings]) -> list[tuple[Signal, ...]]:
    """Hold many tracks against each other.

    Parameters
    ----------
    tracks : iterable of Pings
        Of different attendances.

    Returns
    -------
    list of tuple of Signal
        One tuple a track: empty, or one signal that says how many are like it.

    Examples
    --------
    >>> lon = [108.5 + 1e-4 * (k * k % 37) for k in range(40)]
    >>> walk = Pings.of(range(0, 1200, 30), lon, [28.5] * 40, datum="wgs84")
    >>> later = Pings.of(range(9000, 10200, 30), lon, [28.5] * 40, datum="wgs84")
    >>> [signals[0].count for signals in twin_signals([walk, later])]
    [1, 1]
    """
    prints = [shingles_of(track) for track in tracks]
    shared: dict[int, list[int]] = {place: [] for place in range(len(prints))}
    for twins in find_twins(prints):
        shared[twins.first].append(twins.shared)
        shared[twins.second].append(twins.shared)
    return [
        (twin_signal(len(counts), max(counts)),) if counts else () for counts in shared.values()
    ]


def twin_signal(others: int, shared: int) -> Signal:
    """Say that other attendances have the same track.

    Parameters
    ----------
    others : int
        How many.
    shared : int
        Pieces of track shared with the closest of them.

    Returns
    -------
    Signal

    Examples
    --------
    >>> twin_signal(1, 60).score
    0.95
    """
    return Signal(
        Reason.TWIN_TRACE,
        others,
        f"The track agrees to the metre with {others} other attendance(s), in {shared} pieces: "
        "compare them and ask who carried which phone.",
        f"轨迹与另外 {others} 次考勤在 {shared} 处逐米相同，请对照并核实各手机由谁携带。",
        round(float(np.interp(shared, (8, 40), (0.6, 0.95))), 4),
    )


def device_signal(others: int) -> Signal:
    """Say that the phone also served other volunteers: the elderly share one, and fakers do.

    Parameters
    ----------
    others : int
        How many.

    Returns
    -------
    Signal

    Examples
    --------
    >>> device_signal(1).score, device_signal(5).score
    (0.3, 0.6)
    """
    return Signal(
        Reason.SHARED_DEVICE,
        others,
        f"The same phone also reported for {others} other volunteer(s): ask whether they share it.",
        f"同一部手机还为另外 {others} 名志愿者上报定位，请核实是否共用手机。",
        round(float(np.interp(others, (1, 5), (0.3, 0.6))), 4),
    )
