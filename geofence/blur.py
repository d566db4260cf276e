"""How far off a fix may be: the law of its error, and points that stand for it."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from geofence.coordinates import Degrees
from geofence.model import Model
from geofence.pings import Pings

__all__ = ["FREEDOM", "KERNEL", "SUNFLOWER", "sigma_m", "student"]

Column = NDArray[np.float64]

# Reported radius / standard deviation per axis: Android promises 68 % of a two-dimensional normal
# law, iOS the root mean square distance, the W3C 95 %; the rest is taken as Android.
_RADIUS_PER_SIGMA: Final = {"ios": 1.414, "browser": 2.45}
_RADIUS_68: Final = 1.51

_NODES: Final = 19  # points of the cubature
KERNEL: Final = 0.45  # share of sigma that each node is blurred by
# Errors have heavier tails than a normal law: the 95 % radius of real fixes is 2.1 to 2.5 times
# the 68 % radius. Student's law with 4 degrees of freedom gives 2.1, a normal law 1.6.
FREEDOM: Final = 4.0


def _sunflower(radius: Column) -> Column:
    """Equal-weight nodes of a round law of the plane, less what the kernel adds.

    Angles turn by the golden angle (Vogel 1979), radii are quantiles of the law; the mean is then
    made exact, so that a straight edge is integrated almost exactly.
    """
    angle = np.arange(_NODES) * np.pi * (3.0 - np.sqrt(5.0))
    nodes = np.stack([radius * np.cos(angle), radius * np.sin(angle)])
    nodes -= nodes.mean(axis=1, keepdims=True)
    shrunk: Column = nodes * np.sqrt(1.0 - KERNEL**2)
    return shrunk


_BEYOND: Final = 1.0 - (np.arange(_NODES) + 0.5) / _NODES  # probability of being farther out
SUNFLOWER: Final = _sunflower(np.sqrt(FREEDOM * (_BEYOND ** (-2.0 / FREEDOM) - 1.0)))


def sigma_m(pings: Pings, model: Model) -> Column:
    """Turn the reported accuracy into a standard deviation per axis.

    Parameters
    ----------
    pings : Pings
        With accuracies in metres, NaN = unknown.
    model : Model
        Inflation and limits.

    Returns
    -------
    array of float, shape (n,)
        Metres.

    Examples
    --------
    >>> pings = Pings.of([0, 1], [0.0, 0.0], [0.0, 0.0], [15.1, None], datum="wgs84")
    >>> sigma_m(pings, Model()).round(1).tolist()
    [12.0, 39.7]
    """
    reported = np.where(np.isnan(pings.accuracy_m), model.unknown_accuracy_m, pings.accuracy_m)
    ratio = _RADIUS_PER_SIGMA.get(pings.platform, _RADIUS_68)
    return np.maximum(model.least_sigma_m, model.inflation / ratio * reported)


def student(apart: Degrees) -> Degrees:
    """Density of heavy-tailed errors of the plane, relative to the highest.

    Parameters
    ----------
    apart : float or array of shape (...)
        Squared distances in standard deviations per axis.

    Returns
    -------
    float or array

    Notes
    -----
    Student's law in two dimensions: (1 + q / v) to the power of -(v / 2 + 1).

    Examples
    --------
    >>> student(np.array([0.0, 4.0, 100.0])).round(4).tolist()
    [1.0, 0.125, 0.0001]
    """
    falling: Degrees = (1.0 + apart / FREEDOM) ** (-(FREEDOM / 2.0 + 1.0))
    return falling
