"""Silences that are best explained by staying: phones that save power sleep while still."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geofence.model import Model
from geofence.track import Track

__all__ = ["Silence", "silences", "sleeps"]

Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Silence:
    """A gap between two fixes during which the person may well have stayed.

    Parameters
    ----------
    start, end : float
        Epoch seconds; the end leaves time to walk to where the next fix was.
    confidence : float
        Probability in [0, 1].

    Examples
    --------
    >>> Silence(0.0, 3600.0, 0.7).confidence
    0.7
    """

    start: float
    end: float
    confidence: float


def silences(track: Track, model: Model) -> Iterator[Silence]:
    """Find the gaps that are only explained by staying.

    A last fix at the site, then silence, then a fix on the way out speaks for a stay until the
    next fix, less the time to walk there: the more so, the more the phone is of the kind that
    pings when it moves.

    Parameters
    ----------
    track : Track
        With its distances.
    model : Model
        What counts as a gap, and the walking speed.

    Yields
    ------
    Silence
        In order of time; what `stays` credits is not taken out.

    Examples
    --------
    >>> t, no = np.array([0.0, 3600.0]), np.zeros(2, dtype=bool)
    >>> apart = np.array([[-5.0, 120.0]])
    >>> sure, site = np.array([0.9, 0.1]), np.zeros(2, int)
    >>> track = Track(t, t * 0, t * 0, t + 1, apart, t * 0 + 50, sure, site, no, no, no)
    >>> [(silence.start, silence.end) for silence in silences(track, Model())]
    [(0.0, 3500.0)]
    """
    gaps = np.diff(track.t)
    asleep = sleeps(track, model)
    for k in np.flatnonzero((gaps > model.sure_gap_s) & (gaps <= model.longest_silence_s)).tolist():
        site = int(track.distance_m[:, k].argmin())
        if track.distance_m[site, k] > track.doubt_m[k]:
            continue
        way = max(float(track.distance_m[site, k + 1]), 0.0) / model.walk_m_s
        # half for a fix that is merely close by, nearly all for one that is surely inside
        belief = (0.5 + 0.45 * float(track.posterior[k])) * asleep[k]
        if gaps[k] - way >= model.least_stay_s and belief >= model.least_belief:
            end = float(track.t[k + 1]) - way
            yield Silence(float(track.t[k]), end, belief * (1.0 - 0.5 * way / float(gaps[k])))


def sleeps(track: Track, model: Model) -> Column:
    """Tell of every gap how likely the phone slept because it lay still.

    A sleeping phone wakes when it moves: its next fix is near the last. A phone that was switched
    off or without a signal wakes anywhere. How the other long gaps of the trace ended tells which
    kind of phone it is, how this one ended tells of this one.

    Parameters
    ----------
    track : Track
        n fixes.
    model : Model
        What counts as a gap, and as near.

    Returns
    -------
    array of float, shape (n - 1,)
        Probabilities; 1 for gaps that are not long.

    Notes
    -----
    The share of sleeping phones is learned by the rule of succession (Laplace 1814): one woken
    near and one woken far are taken as seen before. Evidence has no place of its own and is near.

    Examples
    --------
    >>> t, x, no = np.arange(4) * 3600.0, np.array([0.0, 9.0, 5.0, 9e4]), np.zeros(4, bool)
    >>> track = Track(t, x, x * 0, x * 0 + 5, x[None], x * 0 + 50, x * 0 + 1, no, no, no, no)
    >>> sleeps(track, Model()).round(2).tolist()
    [0.87, 0.87, 0.2]
    """
    gaps = np.diff(track.t)
    apart = np.nan_to_num(np.hypot(np.diff(track.x), np.diff(track.y)))
    long, near = gaps > model.sure_gap_s, apart <= model.wake_m
    learned = (1.0 + (long & near).sum()) / (2.0 + long.sum())
    here = np.where(near, 1.0, np.exp(1.0 - apart / model.wake_m))
    # either may be wrong: the kind of phone, or the place of one fix
    return np.where(long, (learned + 2.0 * here) / 3.0, 1.0)
