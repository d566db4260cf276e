"""The noise of a track: whether it scatters as the errors of phones do, or as random numbers."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geofence.pings import Pings

__all__ = ["Jitter", "distinct", "jitter_of", "plane_m"]

Column = NDArray[np.float64]
Flags = NDArray[np.bool_]

LEAST_FIXES: Final = 20  # distinct fixes in one run: fewer show no habit
CLOSE_S: Final = 75.0  # s between fixes, a minute and a little: later honest errors forget too
_HALF: Final = 5  # fixes on each side that make the local path
_SMOOTH_M: Final = 0.3  # m, median residual below which a filter or rounding is seen, no error
_TABLE_SHARE: Final = 0.03  # of all fixes at one place: coordinates cut to 1 m repeat less
_RADIUS_M: Final = 6_371_009.0  # m, mean radius of the earth


@dataclass(frozen=True, slots=True)
class Jitter:
    """How the fixes lie round their local path.

    Parameters
    ----------
    pairs : int
        Neighbouring residuals that were compared.
    memory : float
        Mean cosine between neighbouring residuals, in [-1, 1]: a lag-1 autocorrelation that
        outliers cannot buy. Independent errors: about -0.08; honest phones: mostly above 0.2.
    tail : float
        95 % over 50 % quantile of the residuals' length; 2.08 if Gaussian, real errors above 2.5.
    fourth : float
        Mean r^4 over the square of mean r^2; 2 if Gaussian, 4/3 on a disc, less on a ring.

    Examples
    --------
    >>> Jitter(120, -0.08, 2.1, 2.0).pairs
    120
    """

    pairs: int
    memory: float
    tail: float
    fourth: float


def jitter_of(pings: Pings) -> Jitter | None:
    """Measure the residuals from the mean of eleven neighbours, over runs of close fixes.

    Cached repeats are one fix, and a place that comes again and again to the last digit is an
    access point: out of a table, not measured. Where the person moves, the path bends and the
    residuals remember each other: walking looks honest, as it should.

    Parameters
    ----------
    pings : Pings
        Of one person.

    Returns
    -------
    Jitter or None
        None if no run has 20 distinct fixes at most 75 s apart, or if the track is smooth to
        0.3 m: nothing can be said.

    Examples
    --------
    >>> lon = [108.5 + 1e-6 * (k * k * 7 % 211) for k in range(100)]
    >>> fixes = Pings.of(range(0, 3000, 30), lon, [28.5] * 100, datum="wgs84")
    >>> jitter_of(fixes).pairs
    89
    >>> jitter_of(fixes.where(slice(0, 15))) is None
    True
    """
    fixes = pings.where(distinct(pings))
    fixes = fixes.where(~_from_a_table(fixes))
    if len(fixes) < LEAST_FIXES:
        return None
    residual, inside = _residuals(fixes)
    pair = inside[1:] & inside[:-1]
    if int(inside.sum()) < LEAST_FIXES - 2 * _HALF:
        return None
    length = np.hypot(*residual)
    product = (residual[:, 1:] * residual[:, :-1]).sum(axis=0)
    scale = np.maximum(length[1:] * length[:-1], 1e-12)
    used = length[inside]
    middle, far = np.quantile(used, [0.5, 0.95])
    if middle < _SMOOTH_M:
        return None
    return Jitter(
        int(pair.sum()),
        float((product / scale)[pair].mean()),
        float(far / max(middle, 1e-9)),
        float((used**4).mean() / max(float((used**2).mean()) ** 2, 1e-12)),
    )


def distinct(pings: Pings) -> Flags:
    """Mark the fixes that lie elsewhere than the one before: a phone's cache repeats itself.

    Parameters
    ----------
    pings : Pings
        n fixes.

    Returns
    -------
    array of bool, shape (n,)

    Examples
    --------
    >>> distinct(Pings.of([0, 9, 18], [108, 108, 108.1], [28, 28, 28], datum="wgs84")).tolist()
    [True, False, True]
    """
    fresh: Flags = np.ones(len(pings), dtype=bool)
    fresh[1:] = (np.diff(pings.lon) != 0.0) | (np.diff(pings.lat) != 0.0)
    return fresh


def _from_a_table(fixes: Pings) -> Flags:
    """Mark the fixes whose place comes again so often that it is no accident of rounding."""
    places = fixes.lon + 1j * fixes.lat  # one number a place
    _, which, counts = np.unique(places, return_inverse=True, return_counts=True)
    often: Flags = counts[which] >= max(3.0, _TABLE_SHARE * len(fixes))
    return often


def plane_m(pings: Pings) -> Column:
    """Return metres east and north of the middle fix: equirectangular, fit for differences.

    Parameters
    ----------
    pings : Pings
        n fixes, at least one.

    Returns
    -------
    array of float, shape (2, n)

    Examples
    --------
    >>> plane_m(Pings.of([0, 9, 18], [8, 8, 8], [0.0, 0.001, 0.002], datum="wgs84"))[1].round()
    array([-111.,    0.,  111.])
    """
    lon, lat = float(pings.lon[len(pings) // 2]), float(np.median(pings.lat))
    east = (pings.lon - lon + 180.0) % 360.0 - 180.0  # the short way, also across 180 degrees
    metres: Column = np.radians([east * np.cos(np.radians(lat)), pings.lat - lat]) * _RADIUS_M
    return metres


def _residuals(fixes: Pings) -> tuple[Column, Flags]:
    """Return each fix's vector from its local path, and which lie within one unbroken run."""
    width = 2 * _HALF + 1
    metres = plane_m(fixes)
    total = np.cumsum(np.pad(metres, ((0, 0), (1, 0))), axis=1)
    path = (total[:, width:] - total[:, :-width]) / width
    gap = np.diff(fixes.t)
    broken = np.cumsum(np.concatenate([[0], ~((gap > 0.0) & (gap <= CLOSE_S))]))
    return metres[:, _HALF:-_HALF] - path, broken[width - 1 :] == broken[: len(broken) - width + 1]
