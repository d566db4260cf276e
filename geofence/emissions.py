"""How well a fix fits "far", "near" and "inside": probability densities round the sites."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geofence.blur import KERNEL, SUNFLOWER, sigma_m, student
from geofence.fences import Site
from geofence.model import Model
from geofence.pings import Pings
from geofence.projection import Plane
from geofence.witness import Witness

__all__ = [
    "LOGISTIC",
    "REACH",
    "SOFT_M",
    "Emissions",
    "emissions_of",
    "log_fit",
    "places_of",
    "probability_inside",
    "ring_areas",
]

Column = NDArray[np.float64]

REACH: Final = 6.0  # sigmas beyond which inside and outside are certain
SOFT_M: Final = 1.0  # m that a node may be off: it is blurred by more than that
LOGISTIC: Final = np.pi / np.sqrt(3.0)  # standard deviation of the logistic law of scale 1
_METRES_PER_DEGREE: Final = 111_195.0  # of a great circle on the mean sphere


@dataclass(frozen=True, slots=True, eq=False)
class Emissions:
    """What fixes say about m sites; "..." is any shape, the same in all of it.

    Parameters
    ----------
    distance_m : array of float, shape (m, ...)
        Signed distance of each fix to each site.
    inside : array of float, shape (m, ...)
        Probability that the true position lies in the site.
    density : array of float, shape (..., 4)
        Density of the fix (1/m2) if the person is far, near, inside; and if the fix went astray.

    Examples
    --------
    >>> Emissions.__slots__
    ('distance_m', 'inside', 'density')
    """

    distance_m: Column
    inside: Column
    density: Column


def places_of(pings: Pings, sites: Sequence[Site]) -> tuple[Column, Column]:
    """Project the fixes onto the plane of every site; most share one.

    Parameters
    ----------
    pings : Pings
        n fixes.
    sites : sequence of Site
        m sites.

    Returns
    -------
    tuple of array of float, shape (m, n)
        x and y in metres.

    Examples
    --------
    >>> from geofence.fences import Circle
    >>> pings = Pings.of([0], [108.5], [28.5], datum="wgs84")
    >>> x, y = places_of(pings, [Site("a", Circle(108.5, 28.5, 100.0))])
    >>> x.tolist(), y.tolist()
    ([[0.0]], [[0.0]])
    """
    planes: dict[Plane, tuple[Column, Column]] = {}
    for plane in {site.fence.plane for site in sites}:
        planes[plane] = plane.to_xy(pings.lon, pings.lat)
    found = [planes[site.fence.plane] for site in sites]
    return np.stack([x for x, _ in found]), np.stack([y for _, y in found])


def probability_inside(pings: Pings, site: Site, model: Model | None = None) -> Column:
    """Probability that the person behind each fix was inside the site, from that fix alone.

    A fixed cubature of the error's law over the signed distance: every node counts by how
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
    x, y = site.fence.plane.to_xy(pings.lon, pings.lat)
    distance = site.fence.signed_distance_xy_m(x, y)
    nodes = _node_distances(x, y, sigma, site, distance, within_m=0.0)
    return _capped(_share(nodes, sigma), sigma, distance, site.fence.area_m2)


def emissions_of(
    x: Column,
    y: Column,
    sigma: Column,
    sites: Sequence[Site],
    model: Model,
) -> Emissions:
    """Compare fixes with the sites.

    Parameters
    ----------
    x, y : array of float, shape (m, ...)
        Metres in the plane of each site.
    sigma : array of float, shape (...)
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
    >>> site = Site("a", Circle(108.5, 28.5, 100.0), "A")
    >>> here = np.zeros((1, 1))
    >>> fits = emissions_of(here, here, np.array([10.0]), [site], Model())
    >>> int(fits.density.argmax())
    2
    """
    areas = np.array([max(site.fence.area_m2, model.least_area_m2) for site in sites])
    distance, inside = np.empty_like(x), np.empty_like(x)
    union = np.full((len(SUNFLOWER[0]), *sigma.shape), np.inf)
    for row, site in enumerate(sites):
        distance[row] = site.fence.signed_distance_xy_m(x[row], y[row])
        nodes = _node_distances(x[row], y[row], sigma, site, distance[row])
        union = np.minimum(union, nodes)
        inside[row] = _capped(_share(nodes, sigma), sigma, distance[row], areas[row])
    every = np.clip(_share(union, sigma), inside.max(axis=0), inside.sum(axis=0))
    nearest = distance.argmin(axis=0)
    # the best explanation counts, so that no other site can lower the evidence for presence
    best = (inside.T / areas).T.max(axis=0)
    rings = np.array([ring_areas(site, model) for site in sites]).T[:, nearest]
    density = _densities(best, every, distance.min(axis=0), sigma, rings, areas[nearest], model)
    return Emissions(distance, inside, density)


def log_fit(density: Column, worth: Column, witness: Witness) -> Column:
    """Turn densities into log-likelihoods, each fix as loud as it is worth.

    The errors of good fixes persist, so their likelihood is tempered by what the fix is worth;
    going astray is a matter of the single fix, so doubt is not.

    Parameters
    ----------
    density : array of float, shape (..., n, 4)
        As in `Emissions`.
    worth : array of float, shape (..., n)
        Worth of each fix, a mean of several among them.
    witness : Witness
        News and doubt.

    Returns
    -------
    array of float, shape (..., n, 3)
        For far, near, inside; comparable between beliefs about the errors.

    Examples
    --------
    >>> one = np.ones(1)
    >>> witness = Witness(voice=one, lone=one, news=one, doubt=0.03 * one)
    >>> log_fit(np.array([[1e-6, 1e-6, 1e-4, 1e-6]]), one, witness).round(1)
    array([[-13.8, -13.8,  -9.2]])
    """
    fits, floor = density[..., :3], density[..., 3:]
    best = np.maximum(fits.max(axis=-1, keepdims=True), floor)
    news, doubt = witness.news[:, None], witness.doubt[:, None]
    power = worth[..., None] / np.maximum(news, 1e-9)
    tempered = np.exp(np.log(np.maximum(fits / best, 1e-200)) * power)
    mixed = np.log((1.0 - doubt) * tempered + doubt * floor / best)
    loud: Column = (mixed + power * np.log(best)) * news
    return loud


def _densities(
    f_inside: Column,
    inside: Column,
    distance: Column,
    sigma: Column,
    rings: Column,
    area: Column,
    model: Model,
) -> Column:
    near_m2, far_m2 = rings
    blur = 2.0 * np.pi * sigma**2
    near = np.clip(_step((distance - model.near_m) / sigma) - inside, 0.0, 1.0 - inside)
    near = _capped(near, sigma, distance - model.near_m, near_m2)
    # "far" has no outer edge: whoever is 5 km away is far, and is not an outlier
    far = np.maximum(1.0 - inside - near, 0.0)
    floor = 1.0 / (area + near_m2 + far_m2 + blur)
    return np.stack([far / (far_m2 + blur), near / near_m2, f_inside, floor], axis=-1)


def _node_distances(
    x: Column, y: Column, sigma: Column, site: Site, distance: Column, within_m: float = SOFT_M
) -> Column:
    """Signed distances of the cubature's nodes; infinite where the answer is certain anyway."""
    nodes = np.empty((len(SUNFLOWER[0]), *sigma.shape))
    nodes[:] = np.where(distance < 0.0, -np.inf, np.inf)
    close = np.abs(distance) < REACH * sigma
    if close.any():
        east, north = SUNFLOWER[:, :, None] * sigma[close]
        places = x[close] + east, y[close] + north
        measure = site.fence.approximate_signed_distance_xy_m
        nodes[:, close] = (
            measure(*places, within_m) if within_m else site.fence.signed_distance_xy_m(*places)
        )
    return nodes


def _share(nodes: Column, sigma: Column) -> Column:
    share: Column = _step(nodes / (KERNEL * sigma)).mean(axis=0)
    return share


def _step(x: Column) -> Column:
    """Fall from 1 to 0 like the complement of a normal law's distribution, by the logistic."""
    step: Column = 1.0 / (1.0 + np.exp(np.minimum(x * LOGISTIC, 700.0)))
    return step


def _capped(
    share: Column,
    sigma: Column,
    distance: Column,
    area_m2: float | Column,
) -> Column:
    """Limit a probability by area times the highest density that the error's law has there."""
    apart = (np.maximum(distance, 0.0) / sigma) ** 2
    return np.minimum(share, area_m2 * student(apart) / (2.0 * np.pi * sigma**2))


def ring_areas(site: Site, model: Model) -> tuple[float, float]:
    """Measure the rings "near" and "far" round a site.

    Parameters
    ----------
    site : Site
        Any fence.
    model : Model
        How wide they are.

    Returns
    -------
    tuple of float
        Square metres, by Steiner's formula from a least perimeter.

    Examples
    --------
    >>> from geofence.fences import Circle
    >>> [round(area) for area in ring_areas(Site("a", Circle(108.5, 28.5, 100.0)), Model())]
    [120637, 232792]
    """
    west, south, east, north = site.fence.bounds
    height = (north - south) * _METRES_PER_DEGREE
    width = ((east - west) % 360.0) * _METRES_PER_DEGREE
    width *= math.cos(math.radians((south + north) / 2.0))
    edge = max(2.0 * math.sqrt(math.pi * site.fence.area_m2), 2.0 * math.hypot(width, height))
    near = edge * model.near_m + math.pi * model.near_m**2
    far = edge * model.far_m + math.pi * model.far_m**2 - near
    return near, far
