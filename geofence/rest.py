"""A person at rest: fixes that scatter round one place are worth their mean."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geofence.model import Model

__all__ = ["Rested", "rest"]

Column = NDArray[np.float64]

_METRES_PER_DEGREE: Final = 111_195.0  # of a great circle on the mean sphere
_SPIKE: Final = 3.6  # sigmas that part a spike from both of its neighbours


@dataclass(frozen=True, slots=True, eq=False)
class Rested:
    """Fixes after those of a person at rest were replaced by their mean.

    Parameters
    ----------
    lon, lat : array of float, shape (n,)
        Degrees.
    sigma_m : array of float, shape (n,)
        Standard deviation per axis.
    weight : array of float, shape (n,)
        Worth as a witness: a mean is one witness, however many fixes share it.

    Examples
    --------
    >>> Rested.__slots__
    ('lon', 'lat', 'sigma_m', 'weight')
    """

    lon: Column
    lat: Column
    sigma_m: Column
    weight: Column


def rest(
    t: Column, lon: Column, lat: Column, sigma: Column, weight: Column, model: Model
) -> Rested:
    """Average the fixes of each moment's neighbourhood where they agree on one place.

    Ten honest fixes 50 m outside a small building say more together than one by one: their mean
    is sharper than any of them. Where the scatter of a window is larger than the errors explain,
    the person moves, and every fix is left as it is.

    Parameters
    ----------
    t : array of float, shape (n,)
        Epoch seconds, ascending.
    lon, lat : array of float, shape (n,)
        Degrees.
    sigma : array of float, shape (n,)
        Standard deviation per axis in metres.
    weight : array of float, shape (n,)
        Worth of each fix as an independent witness, 0 to 1.
    model : Model
        Window, and how much scatter rest allows.

    Returns
    -------
    Rested

    Examples
    --------
    >>> t, one = np.arange(5) * 60.0, np.ones(5)
    >>> calm = rest(t, one * 108.5, one * 28.5, one * 20.0, one, Model())
    >>> calm.sigma_m.round(1).tolist(), calm.weight.tolist()
    ([10.2, 10.2, 10.2, 10.2, 10.2], [0.2, 0.2, 0.2, 0.2, 0.2])
    """
    if len(t) == 0:
        return Rested(lon, lat, sigma, weight)
    scale = _METRES_PER_DEGREE * np.array([np.cos(np.radians(lat[0])), 1.0])
    place = ((np.stack([lon, lat]) - [[lon[0]], [lat[0]]]).T * scale).T
    trust = np.where(_spikes(place, sigma), 0.0, weight)
    precision = trust / sigma**2
    half = model.rest_window_s / 2.0
    first, last = np.searchsorted(t, t - half, "left"), np.searchsorted(t, t + half, "right")
    columns = np.stack([trust, precision, *(place * precision), precision * (place**2).sum(axis=0)])
    sums = np.concatenate([np.zeros((5, 1)), columns.cumsum(axis=1)], axis=1)
    worth, total, east, north, square = sums[:, last] - sums[:, first]
    total = np.maximum(total, np.finfo(float).tiny)
    scatter = square - (east**2 + north**2) / total
    # of `worth` witnesses one is spent on the mean; each of the others scatters by 2 on average
    calm = (
        (trust > 0.0)
        & (worth >= model.rest_least)
        & (scatter <= model.rest_scatter * (worth - 1.0))
    )
    mean = np.where(calm, np.stack([east, north]) / total, place)
    blurred = np.sqrt(1.0 / total + model.rest_room_m**2)
    return Rested(
        lon=np.where(calm, lon[0] + mean[0] / scale[0], lon),
        lat=np.where(calm, lat[0] + mean[1] / scale[1], lat),
        sigma_m=np.where(calm, np.minimum(blurred, sigma), sigma),
        weight=np.where(calm, weight / np.maximum(worth, 1.0), weight),
    )


def _spikes(place: Column, sigma: Column) -> NDArray[np.bool_]:
    """Mark fixes that leap away from both neighbours while these agree with each other."""
    leap = np.hypot(*np.diff(place, axis=1)) > _SPIKE * np.hypot(sigma[1:], sigma[:-1])
    spikes = np.zeros(place.shape[1], dtype=bool)
    if place.shape[1] > 2:
        apart = np.hypot(*(place[:, 2:] - place[:, :-2]))
        spikes[1:-1] = leap[1:] & leap[:-1] & (apart <= _SPIKE * np.hypot(sigma[2:], sigma[:-2]))
    return spikes
