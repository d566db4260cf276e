"""What repeats itself in a track: frozen fixes, and readings beside them that never vary."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geofence.jitter import LEAST_FIXES, distinct, plane_m
from geofence.pings import Pings

__all__ = ["Frozen", "Readings", "constant_columns", "frozen_run"]

Column = NDArray[np.float64]

CACHE_S: Final = 35.0  # s for which a phone's cache may give the same fix again
_SILENCE_S: Final = 600.0  # s; a phone that says nothing repeats nothing
_CONSTANT: Final = 0.98  # share of one value that counts as "always the same"
_MOVES_M: Final = 200.0  # m between the 5 % and 95 % quantiles: whoever moves so far has readings


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """What phones report beside the position, in any order: only whether it varies is asked.

    Parameters
    ----------
    speed_m_s, altitude_m : array-like of float
        One value a ping; NaN, and a speed of 0 or less, mean that none was given.

    Examples
    --------
    >>> Readings(altitude_m=[310.0, 312.5]).speed_m_s
    ()
    """

    speed_m_s: ArrayLike = ()
    altitude_m: ArrayLike = ()


class Frozen(NamedTuple):
    """The longest row of fixes at one and the same place.

    Parameters
    ----------
    fixes : int
        How many.
    epochs : int
        How many caches of 35 s it takes to explain them.
    seconds : float
        From the first to the last, silences of more than ten minutes left out.
    share : float
        Part of the whole track's time, in [0, 1].
    """

    fixes: int
    epochs: int
    seconds: float
    share: float


def frozen_run(pings: Pings) -> Frozen:
    """Find the longest row of fixes with the same coordinates at different times.

    Whether the accuracy repeats too is not asked: phones repeat it with the fix, and an app that
    makes it up beside a fix that never moves is no better.

    Parameters
    ----------
    pings : Pings
        Of one person.

    Returns
    -------
    Frozen

    Examples
    --------
    >>> frozen_run(Pings.of(range(0, 3600, 60), [108.5] * 60, [28.5] * 60, datum="wgs84"))
    Frozen(fixes=60, epochs=60, seconds=3540.0, share=1.0)
    """
    if len(pings) < 2:
        return Frozen(len(pings), len(pings), 0.0, 0.0)
    starts = np.nonzero(distinct(pings))[0]
    stops = np.append(starts[1:], len(pings))
    gaps = np.diff(pings.t, prepend=pings.t[0])
    heard = np.cumsum(np.where(gaps <= _SILENCE_S, gaps, 0.0))
    lasts = heard[stops - 1] - heard[starts]
    longest = int(lasts.argmax())
    times = np.unique(pings.t[starts[longest] : stops[longest]])
    seconds, whole = float(lasts[longest]), float(pings.t[-1] - pings.t[0])
    epochs = len(np.unique(np.floor((times - times[0]) / CACHE_S)))
    return Frozen(len(times), epochs, seconds, seconds / whole if whole > 0.0 else 0.0)


def constant_columns(pings: Pings, readings: Readings) -> tuple[int, bool]:
    """Count the columns that never vary, of a person who moves.

    Parameters
    ----------
    pings : Pings
        Of one person.
    readings : Readings
        What the same phone reported beside.

    Returns
    -------
    count : int
        0 if any column varies, if only one is given, or if the person does not move 200 m.
    speed : bool
        The speed is one of them: some phones give one altitude all day, none one speed on a walk.

    Examples
    --------
    >>> lon = [108.5 + 3e-4 * k for k in range(60)]
    >>> route = Pings.of(range(0, 3600, 60), lon, [28.5] * 60, [5] * 60, datum="wgs84")
    >>> constant_columns(route, Readings(speed_m_s=[1.4] * 60, altitude_m=[50.0] * 60))
    (3, True)
    """
    if int(distinct(pings).sum()) < LEAST_FIXES or not _moves(pings):
        return 0, False
    speed = np.asarray(readings.speed_m_s, dtype=np.float64)
    speed = _known(speed[speed > 0.0])
    columns = (pings.accuracy_m, speed, np.asarray(readings.altitude_m, dtype=np.float64))
    given = [known for known in map(_known, columns) if len(known) >= LEAST_FIXES]
    if len(given) < 2 or not all(map(_constant, given)):
        return 0, False
    return len(given), len(speed) >= LEAST_FIXES


def _moves(pings: Pings) -> bool:
    low, high = np.quantile(plane_m(pings), [0.05, 0.95], axis=1)
    return bool(np.hypot(*(high - low)) > _MOVES_M)


def _known(column: Column) -> Column:
    known: Column = column[np.isfinite(column)]
    return known


def _constant(column: Sequence[float] | Column) -> bool:
    _, counts = np.unique(column, return_counts=True)
    return bool(counts.max() >= _CONSTANT * len(column))
