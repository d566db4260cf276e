"""Tracks that agree to the metre: one recording under two names, at any lag and on any day."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geofence.jitter import LEAST_FIXES
from geofence.pings import Pings

__all__ = ["LEAST_SHARED", "Twins", "find_twins", "shingles_of"]

Hashes = NDArray[np.uint64]

LEAST_SHARED: Final = 8  # shingles; fewer may be chance among thousands of tracks
LEAST_SHARE: Final = 0.02  # of the smaller track: in long tracks chance has more tries
_QUANTUM_DEG: Final = 1e-5  # about 1 m: coarser than any rounding, finer than the jitter
_LENGTH: Final = 5  # fixes a shingle
_FAR_S: Final = 600.0  # s; a shingle across a silence says nothing
_NEIGHBOURS: Final = 8  # sharers of one shingle that each is compared with
_MIX: Final = tuple(
    np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
)


class Twins(NamedTuple):
    """Two tracks with the same pieces.

    Parameters
    ----------
    first, second : int
        Their places in the sequence that was searched.
    shared : int
        How many different shingles both have.
    """

    first: int
    second: int
    shared: int


def shingles_of(pings: Pings, seed: int = 0) -> Hashes:
    """Hash every five successive fixes: cells of 1 m, accuracy in dm, steps of time in s.

    No instant and no order of tracks enters, so that a replay matches at any lag. Fixes in the
    cell of the one before are left out: phones that lie still agree in nothing.
    The jitter must match too: people on one bus share the road but not the metres.

    Parameters
    ----------
    pings : Pings
        Of one attendance.
    seed : int
        Keeps the hashes of one installation meaningless elsewhere.

    Returns
    -------
    array of uint64
        Sorted, without repeats; empty for fewer than 20 different fixes.

    Notes
    -----
    Shingling after Broder, "On the resemblance and containment of documents" (1997); the hash is
    the finalizer of splitmix64 (Steele, Lea and Flood, 2014) on each column in turn.

    Examples
    --------
    >>> lon = [108.5 + 1e-5 * (k * k % 37) for k in range(40)]
    >>> walk = Pings.of([30 * k for k in range(40)], lon, [28.5] * 40, [9] * 40, datum="wgs84")
    >>> later = Pings.of([7 + 30 * k for k in range(40)], lon, [28.5] * 40, [9] * 40, datum="wgs84")
    >>> bool((shingles_of(walk) == shingles_of(later)).all()), len(shingles_of(walk))
    (True, 35)
    """
    cells = np.rint(np.stack([pings.lon, pings.lat]) / _QUANTUM_DEG).astype(np.int64)
    fresh = np.ones(len(pings), dtype=bool)
    fresh[1:] = (np.diff(cells, axis=1) != 0).any(axis=0)
    if int(fresh.sum()) < LEAST_FIXES:
        return np.empty(0, dtype=np.uint64)
    t, accuracy = pings.t[fresh], np.nan_to_num(pings.accuracy_m[fresh], nan=0.0)
    fixes = _mixed(np.uint64(seed), *cells[:, fresh], np.rint(10.0 * accuracy).astype(np.int64))
    steps = np.floor(np.diff(t) + 0.4).astype(np.int64)  # 0.4: halves are common, keep off them
    count = len(fixes) - _LENGTH + 1
    hashes = np.full(count, np.uint64(seed))
    for place in range(_LENGTH):
        hashes = _mixed(hashes, fixes[place : place + count].view(np.int64))
        if place < _LENGTH - 1:
            hashes = _mixed(hashes, steps[place : place + count])
    near = t[_LENGTH - 1 :] - t[:count] <= _FAR_S
    return np.unique(hashes[near])


def find_twins(prints: Sequence[Hashes]) -> list[Twins]:
    """Find the pairs of tracks that share 8 shingles or more, and 2 % of the smaller one.

    All hashes are sorted once, and equal ones lie side by side: the time grows with the number of
    fixes, not of pairs. Where many share a shingle, each is compared with the eight that follow.

    Parameters
    ----------
    prints : sequence of array of uint64
        What `shingles_of` returned for each track.

    Returns
    -------
    list of Twins
        By place of the first, then of the second.

    Examples
    --------
    >>> one, other = np.arange(20, dtype=np.uint64), np.arange(10, 40, dtype=np.uint64)
    >>> find_twins([one, one[:5], other])
    [Twins(first=0, second=2, shared=10)]
    """
    if not prints:
        return []
    hashes = np.concatenate([np.empty(0, dtype=np.uint64), *prints])
    owners = np.repeat(np.arange(len(prints)), [len(each) for each in prints])
    order = np.argsort(hashes, kind="stable")
    hashes, owners = hashes[order], owners[order]
    pairs = [
        owners[:-lag][same] * len(prints) + owners[lag:][same]
        for lag in range(1, min(_NEIGHBOURS, len(hashes) - 1) + 1)
        if (same := hashes[lag:] == hashes[:-lag]).any()
    ]
    if not pairs:
        return []
    keys, shared = np.unique(np.concatenate(pairs), return_counts=True)
    firsts, seconds = np.divmod(keys, len(prints))
    sizes = np.array([len(each) for each in prints])
    least = np.maximum(LEAST_SHARED, LEAST_SHARE * np.minimum(sizes[firsts], sizes[seconds]))
    rows = np.stack([firsts, seconds, shared], axis=1)[shared >= least]
    return [Twins(*row) for row in rows.tolist()]


def _mixed(state: Hashes | np.uint64, *columns: NDArray[np.int64]) -> Hashes:
    """Stir columns into hashes, one after the other; 64-bit arithmetic wraps on purpose."""
    hashes = np.full(columns[0].shape, state, dtype=np.uint64)
    for column in columns:
        hashes = (hashes ^ column.view(np.uint64)) + _MIX[0]
        hashes = (hashes ^ (hashes >> np.uint64(30))) * _MIX[1]
        hashes = (hashes ^ (hashes >> np.uint64(27))) * _MIX[2]
        hashes ^= hashes >> np.uint64(31)
    return hashes
