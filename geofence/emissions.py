"""How well a fix fits "inside", "near" and "far": probability densities at the site."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geofence.fences import Site
from geofence.model import Model
from geofence.pings import Pings

__all__ = ["Emissions", "emissions_of", "probability_inside", "sigma_m"]

Column = NDArray[np.float64]

# Reported radius / standard deviation per axis: Android promises 68 % of a two-dimensional normal
# law, iOS the root mean square distance, the W3C 95 %; the rest is taken as Android.
_RADIUS_PER_SIGMA: Final = {"ios": 1.414, "browser": 2.45}
_RADIUS_68: Final = 1.51

_NODES: Final = 37  # points of the cubature
_KERNEL: Final = 0.3  # share of sigma that each node is blurred by
_REACH: Final = 4.0  # sigmas beyond which inside and outside are certain
_LOGISTIC: Final = np.pi / np.sqrt(3.0)  # standard deviation of the logistic law of scale 1
_METRES_PER_DEGREE: Final = 111_195.0  # of a great circle on the mean sphere


def _sunflower() -> Column:
    """Equal-weight nodes of the plane's standard normal law, less what the kernel adds.

    Radii are the quantiles of Rayleigh's law, angles turn by the golden angle (Vogel 1979); mean
    and covariance are then made exact, so that a straight edge is integrated almost exactly.
    """
    k = np.arange(_NODES) + 0.5
    radius = np.sqrt(-2.0 * np.log1p(-k / _NODES))
    angle = k * np.pi * (3.0 - np.sqrt(5.0))
    nodes = np.stack([radius * np.cos(angle), radius * np.sin(angle)])
    nodes -= nodes.mean(axis=1, keepdims=True)
    nodes *= np.sqrt((1.0 - _KERNEL**2) / nodes.var(axis=1, keepdims=True))
    return nodes


_SUNFLOWER: Final = _sunflower()


@dataclass(frozen=True, slots=True, eq=False)
class Emissions:
    """What n fixes say about m sites.

    Parameters
    ----------
    distance_m : array of float, shape (m, n)
        Signed distance of each fix to each site.
    inside : array of float, shape (m, n)
        Probability that the true position lies in the site.
    log_density : array of float, shape (n, 3)
        Logarithm of the density of the fix (1/m2) if the person is far, near, inside.
    sigma_m : array of float, shape (n,)
        Standard deviation per axis in metres.

    Examples
    --------
    >>> Emissions.__slots__
    ('distance_m', 'inside', 'log_density', 'sigma_m')
    """

    distance_m: Column
    inside: Column
    log_density: Column
    sigma_m: Column


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
    [14.0, 46.4]
    """
    reported = np.where(np.isnan(pings.accuracy_m), model.unknown_accuracy_m, pings.accuracy_m)
    ratio = _RADIUS_PER_SIGMA.get(pings.platform, _RADIUS_68)
    return np.maximum(model.least_sigma_m, model.inflation / ratio * reported)


def probability_inside(pings: Pings, site: Site, model: Model | None = None) -> Column:
    """Probability that the person behind each fix was inside the site, from that fix alone.

    A fixed cubature of the error's normal law over the signed distance: every node counts by how
    far inside it lies, softly, so that enlarging a site can never lower the result. No site can
    hold more than its area times the largest density on it, which settles the small ones.

    Parameters
    ----------
    pings : Pings
        n fixes.
    site : Site
        Any fence.
    model : Model, optional
        For the accuracy.

    Returns
    -------
    array of float, shape (n,)

    Examples
    --------
    >>> from geofence.fences import Circle
    >>> site = Site("a", Circle(108.5, 28.5, 100.0), "A")
    >>> pings = Pings.of([0, 1], [108.5, 108.6], [28.5, 28.5], [10, 10], datum="wgs84")
    >>> probability_inside(pings, site).round(3).tolist()
    [1.0, 0.0]
    """
    sigma = sigma_m(pings, model or Model())
    distance = np.asarray(site.fence.signed_distance_m(pings.lon, pings.lat))
    nodes = _node_distances(pings.lon, pings.lat, sigma, site, distance)
    return _capped(_share(nodes, sigma), sigma, distance, site.fence.area_m2)


def emissions_of(
    lon: Column, lat: Column, sigma: Column, sites: Sequence[Site], model: Model
) -> Emissions:
    """Compare the fixes with the sites.

    Parameters
    ----------
    lon, lat : array of float, shape (n,)
        Degrees, WGS-84.
    sigma : array of float, shape (n,)
        Standard deviation per axis in metres.
    sites : sequence of Site
        m sites, at least one; they may overlap, which never lowers the evidence for presence.
    model : Model
        Constants.

    Returns
    -------
    Emissions

    Examples
    --------
    >>> from geofence.fences import Circle
    >>> here = np.array([108.5]), np.array([28.5]), np.array([10.0])
    >>> fits = emissions_of(*here, [Site("a", Circle(108.5, 28.5, 100.0), "A")], Model())
    >>> int(fits.log_density.argmax())
    2
    """
    areas = np.array([max(site.fence.area_m2, model.least_area_m2) for site in sites])
    distance = np.stack([site.fence.signed_distance_m(lon, lat) for site in sites])
    inside = np.empty_like(distance)
    union = np.full((_NODES, len(lon)), np.inf)
    for row, site in enumerate(sites):
        nodes = _node_distances(lon, lat, sigma, site, distance[row])
        union = np.minimum(union, nodes)
        inside[row] = _capped(_share(nodes, sigma), sigma, distance[row], areas[row])
    every = np.clip(_share(union, sigma), inside.max(axis=0), inside.sum(axis=0))
    # the best explanation counts, so that no other site can lower the evidence for presence
    f_inside = (inside / areas[:, None]).max(axis=0)
    nearest = distance.argmin(axis=0)
    rings = np.array([_ring_areas(site, model) for site in sites])[nearest]
    density = _densities(f_inside, every, distance.min(axis=0), sigma, rings, areas[nearest], model)
    return Emissions(distance, inside, np.log(density), sigma)


def _densities(
    f_inside: Column,
    inside: Column,
    distance: Column,
    sigma: Column,
    rings: Column,
    area: Column,
    model: Model,
) -> Column:
    near_m2, far_m2 = rings.T
    blur = 2.0 * np.pi * sigma**2
    near = np.clip(_step((distance - model.near_m) / sigma) - inside, 0.0, 1.0 - inside)
    near = _capped(near, sigma, distance - model.near_m, near_m2)
    # "far" has no outer edge: whoever is 5 km away is far, and is not an outlier
    far = np.maximum(1.0 - inside - near, 0.0)
    fits = np.stack([far / (far_m2 + blur), near / near_m2, f_inside], axis=1)
    floor = 1.0 / (area + near_m2 + far_m2 + blur)
    mixed: Column = (1.0 - model.outlier_share) * fits + (model.outlier_share * floor)[:, None]
    return mixed


def _node_distances(
    lon: Column, lat: Column, sigma: Column, site: Site, distance: Column
) -> Column:
    nodes = np.broadcast_to(np.where(distance < 0.0, -np.inf, np.inf), (_NODES, len(lon)))
    close = np.flatnonzero(np.abs(distance) < _REACH * sigma)
    if len(close) == 0:
        return nodes
    metres = _SUNFLOWER[:, :, None] * sigma[close]
    scale = np.maximum(np.cos(np.radians(lat[close])), 1e-6) * _METRES_PER_DEGREE
    x = lon[close] + metres[0] / scale
    y = np.clip(lat[close] + metres[1] / _METRES_PER_DEGREE, -90.0, 90.0)
    signed = site.fence.signed_distance_m(x.ravel(), y.ravel())
    nodes = nodes.copy()
    nodes[:, close] = np.asarray(signed).reshape(_NODES, -1)
    return nodes


def _share(nodes: Column, sigma: Column) -> Column:
    share: Column = _step(nodes / (_KERNEL * sigma)).mean(axis=0)
    return share


def _step(x: Column) -> Column:
    """Fall from 1 to 0 like the complement of a normal law's distribution, by the logistic."""
    step: Column = 1.0 / (1.0 + np.exp(np.minimum(x * _LOGISTIC, 700.0)))
    return step


def _capped(share: Column, sigma: Column, distance: Column, area_m2: float | Column) -> Column:
    """Limit a probability by area times the highest density that the normal law has there."""
    nearest = np.maximum(distance, 0.0) / sigma
    return np.minimum(share, area_m2 / (2.0 * np.pi * sigma**2) * np.exp(-0.5 * nearest**2))


def _ring_areas(site: Site, model: Model) -> tuple[float, float]:
    """Areas of the rings "near" and "far", by Steiner's formula from a least perimeter."""
    west, south, east, north = site.fence.bounds
    height = (north - south) * _METRES_PER_DEGREE
    width = ((east - west) % 360.0) * _METRES_PER_DEGREE * np.cos(np.radians((south + north) / 2))
    edge = max(2.0 * np.sqrt(np.pi * site.fence.area_m2), 2.0 * float(np.hypot(width, height)))
    near = edge * model.near_m + np.pi * model.near_m**2
    far = edge * model.far_m + np.pi * model.far_m**2 - near
    return float(near), float(far)
