"""One fix against a few sites in plain floats: the figures of `emissions`, many times sooner."""

import math
from collections.abc import Sequence
from math import exp
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geofence.blur import KERNEL, SUNFLOWER, student
from geofence.emissions import LOGISTIC, REACH, SOFT_M, ring_areas
from geofence.fences import Site
from geofence.model import Model
from geofence.projection import Plane

__all__ = ["densities_at", "fits_of"]

Column = NDArray[np.float64]
Fits = tuple[float, float, float]

_LEAST: Final = 1e-200
_FLAT: Final = 700.0  # beyond this the logistic is zero, and its exponential no float


class _Look(NamedTuple):
    """What one site says of a fix: how far it is, and how much of the fix lies in it."""

    distance: float
    nodes: Column | None  # of the cubature, if the answer is not certain
    share: float
    density: float
    site: Site


def densities_at(
    lon: float, lat: float, sigma: float, sites: Sequence[Site], model: Model
) -> tuple[float, float, float, float]:
    """Compare one fix with the sites.

    Parameters
    ----------
    lon, lat : float
        WGS-84 degrees.
    sigma : float
        Standard deviation per axis in metres.
    sites : sequence of Site
        At least one.
    model : Model
        Constants.

    Returns
    -------
    tuple of float
        Density of the fix (1/m2) if the person is far, near, inside; and if the fix went astray.

    Examples
    --------
    >>> from geofence.fences import Circle
    >>> site = Site("a", Circle(108.5, 28.5, 100.0), "A")
    >>> found = densities_at(108.5, 28.5, 10.0, [site], Model())
    >>> found.index(max(found))
    2
    """
    looks = _looks(lon, lat, sigma, sites, model)
    nearest = min(looks, key=lambda look: look.distance)
    shares = [look.share for look in looks]
    inside = min(max(_union(looks, sigma), *shares), sum(shares))
    near_m2, far_m2 = ring_areas(nearest.site, model)
    blur = 2.0 * math.pi * sigma * sigma
    beyond = nearest.distance - model.near_m
    near = min(max(_step(beyond / sigma) - inside, 0.0), 1.0 - inside)
    near = min(near, near_m2 * _highest(beyond, sigma))
    far = max(1.0 - inside - near, 0.0)
    floor = 1.0 / (max(nearest.site.fence.area_m2, model.least_area_m2) + near_m2 + far_m2 + blur)
    return far / (far_m2 + blur), near / near_m2, max(look.density for look in looks), floor


def fits_of(densities: Sequence[float], lone: float, news: float, doubt: float) -> Fits:
    """Turn densities into likelihoods, the fix as loud as it is worth: `emissions.log_fit` for one.

    Parameters
    ----------
    densities : sequence of float, length 4
        As of `densities_at`.
    lone, news, doubt : float
        As in `witness.Witness`.

    Returns
    -------
    tuple of float
        For far, near, inside; the greatest is 1.

    Examples
    --------
    >>> [round(fit, 3) for fit in fits_of((1e-6, 1e-6, 1e-4, 1e-6), 1.0, 1.0, 0.03)]
    [0.01, 0.01, 1.0]
    """
    *fits, floor = densities
    best = max(*fits, floor)
    power = lone / max(news, 1e-9)
    mixed = [
        ((1.0 - doubt) * max(fit / best, _LEAST) ** power + doubt * floor / best) ** news
        for fit in fits
    ]
    greatest = max(mixed)
    return mixed[0] / greatest, mixed[1] / greatest, mixed[2] / greatest


def _looks(
    lon: float, lat: float, sigma: float, sites: Sequence[Site], model: Model
) -> list[_Look]:
    plane: Plane | None = None
    x, y, looks = 0.0, 0.0, []
    for site in sites:
        if site.fence.plane is not plane:  # neighbours share one, as a rule
            plane = site.fence.plane
            x, y = plane.to_xy(lon, lat)
        looks.append(_look(x, y, sigma, site, model))
    return looks


def _look(x: float, y: float, sigma: float, site: Site, model: Model) -> _Look:
    distance = float(site.fence.signed_distance_xy_m(x, y))
    if distance >= REACH * sigma:
        return _Look(distance, None, 0.0, 0.0, site)
    area = max(site.fence.area_m2, model.least_area_m2)
    nodes, share = None, 1.0
    if distance > -REACH * sigma:
        east, north = SUNFLOWER * sigma
        nodes = site.fence.approximate_signed_distance_xy_m(x + east, y + north, SOFT_M)
        share = _mean_step(nodes, sigma)
    share = min(share, area * _highest(distance, sigma))
    return _Look(distance, nodes, share, share / area, site)


def _union(looks: Sequence[_Look], sigma: float) -> float:
    """Share of the fix that lies in any of the sites."""
    if any(look.nodes is None and look.distance < 0.0 for look in looks):
        return 1.0
    unsure = [look.nodes for look in looks if look.nodes is not None]
    if len(unsure) <= 1:
        return sum(look.share for look in looks)
    return _mean_step(np.min(unsure, axis=0), sigma)


def _mean_step(nodes: Column, sigma: float) -> float:
    # few enough that a loop over floats is sooner done than four calls of numpy
    scaled = (nodes * (LOGISTIC / (KERNEL * sigma))).tolist()
    return sum([1.0 / (1.0 + exp(x)) if x < _FLAT else 0.0 for x in scaled]) / len(scaled)


def _step(x: float) -> float:
    return 1.0 / (1.0 + math.exp(min(x * LOGISTIC, 700.0)))


def _highest(distance: float, sigma: float) -> float:
    """Highest density that the error's law has at such a distance or farther."""
    apart = (max(distance, 0.0) / sigma) ** 2
    return student(apart) / (2.0 * math.pi * sigma * sigma)
