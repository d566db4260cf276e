"""Many sites at once: which contain a position, and which are nearest."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, overload

import numpy as np
import shapely
from numpy.typing import NDArray

from geofence.coordinates import Column
from geofence.drawing import grown_box
from geofence.fences import Site

__all__ = ["SiteIndex"]

Pairs = NDArray[np.intp]

# Less than any radius of curvature of the ellipsoid, so that a bound is never above the truth.
_LEAST_RADIUS_M: Final = 6_300_000.0
_MARGIN_M: Final = 1.0  # wider than rounding and than the bow of an edge within its box


@dataclass(frozen=True, slots=True)
class SiteIndex:
    """Sites in an STR tree of their boxes; answers are exact, by `signed_distance_m`.

    Parameters
    ----------
    sites : iterable of Site
        In the order by which they are known; may be none.

    Notes
    -----
    Leutenegger, Lopez and Edgington, STR: a simple and efficient algorithm for R-tree packing,
    1997, as GEOS has it.

    Examples
    --------
    >>> from geofence.fences import Circle
    >>> index = SiteIndex([Site("a", Circle(108.5, 28.5, 100.0))])
    >>> index.covering(108.5, 28.5)
    (0,)
    """

    sites: tuple[Site, ...]
    _boxes: Column = field(init=False, repr=False, compare=False)
    _tree: shapely.STRtree = field(init=False, repr=False, compare=False)

    def __init__(self, sites: Iterable[Site]) -> None:
        kept = tuple(sites)
        grown = [grown_box(site.fence.bounds, _MARGIN_M) for site in kept]
        boxes = np.array(grown, float).reshape(-1, 4)
        # every box thrice, a turn apart: positions on either side of 180° find it
        turned = np.concatenate([boxes + turn for turn in _TURNS])
        object.__setattr__(self, "sites", kept)
        object.__setattr__(self, "_boxes", boxes)
        object.__setattr__(self, "_tree", shapely.STRtree(shapely.box(*turned.T)))

    @overload
    def covering(self, lon: float, lat: float) -> tuple[int, ...]: ...
    @overload
    def covering(self, lon: Column, lat: Column) -> Pairs: ...
    def covering(self, lon: Column | float, lat: Column | float) -> tuple[int, ...] | Pairs:
        """Find the sites that contain positions; on the edge is inside.

        Parameters
        ----------
        lon, lat : float or array of shape (n,)
            WGS-84 degrees.

        Returns
        -------
        tuple of int, or array of shape (k, 2)
            For a scalar the indices of the sites, ascending; for arrays the pairs
            (position, site) in ascending order.

        Examples
        --------
        >>> from geofence.fences import Circle
        >>> index = SiteIndex([Site("a", Circle(108.5, 28.5, 100.0))])
        >>> index.covering(np.array([108.0, 108.5]), np.array([28.5, 28.5])).tolist()
        [[1, 0]]
        """
        lons, lats = np.atleast_1d(lon), np.atleast_1d(lat)
        rows, found = self._tree.query(shapely.points(lons, lats), predicate="intersects")
        owner = found % max(len(self.sites), 1)
        kept = np.zeros(len(rows), bool)
        for number in np.unique(owner):
            mine = owner == number
            kept[mine] = self._inside(number, lons[rows[mine]], lats[rows[mine]])
        pairs = np.unique(np.column_stack([rows[kept], owner[kept]]), axis=0)
        return pairs if np.ndim(lon) else tuple(pairs[:, 1].tolist())

    def _inside(self, number: int, lon: Column, lat: Column) -> NDArray[np.bool_]:
        signed = self.sites[number].fence.signed_distance_m(lon, lat)
        return np.asarray(signed) <= 0.0

    def nearest(self, lon: float, lat: float, limit: int = 1) -> tuple[tuple[int, float], ...]:
        """Find the nearest sites.

        Parameters
        ----------
        lon, lat : float
            WGS-84 degrees.
        limit : int
            At most so many.

        Returns
        -------
        tuple of (int, float)
            Index and signed distance in metres, nearest first; equal ones by index.

        Notes
        -----
        Sites are measured in the order of a lower bound, until no bound can be better.

        Examples
        --------
        >>> from geofence.fences import Circle
        >>> index = SiteIndex([Site("a", Circle(108.5, 28.5, 100.0))])
        >>> [(row, round(metres)) for row, metres in index.nearest(108.51, 28.5)]
        [(0, 879)]
        """
        bounds = self._least_m(lon, lat)
        best: list[tuple[float, int]] = []
        for number in np.argsort(bounds, kind="stable").tolist():
            if len(best) >= limit and (limit <= 0 or bounds[number] > max(0.0, best[-1][0])):
                break
            best.append((self.sites[number].fence.signed_distance_m(lon, lat), number))
            best = sorted(best)[:limit]
        return tuple((number, metres) for metres, number in best)

    def _least_m(self, lon: float, lat: float) -> Column:
        """Return for each box a distance that is never above the true one."""
        west, south, east, north = self._boxes.T
        up = np.radians(np.maximum(0.0, np.maximum(south - lat, lat - north)))
        middle = (west + east) / 2.0
        away = np.abs((lon - middle + 180.0) % 360.0 - 180.0) - (east - west) / 2.0
        sideways = np.radians(np.clip(away, 0.0, 90.0))
        across = np.arcsin(np.sin(sideways) * np.cos(np.radians(lat)))
        least: Column = np.maximum(up, across) * _LEAST_RADIUS_M
        return least


_TURNS: Final = tuple(np.array([turn, 0.0, turn, 0.0]) for turn in (0.0, 360.0, -360.0))
