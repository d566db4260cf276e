"""Many sites at once: which contain a position, and which are nearest."""

import bisect
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, overload

import numpy as np
from numpy.typing import NDArray

from geofence.cells import Cells
from geofence.coordinates import Column, is_scalar
from geofence.drawing import Box, grown_box
from geofence.ensemble import Ensemble
from geofence.fences import Site
from geofence.nearness import Packed

__all__ = ["SiteIndex"]

Pairs = NDArray[np.intp]

_MARGIN_M: Final = 1.0  # wider than rounding and than the bow of an edge within its box


@dataclass(frozen=True, slots=True)
class SiteIndex:
    """Sites by the cells that their boxes reach into; answers are those of `Fence.contains`.

    Parameters
    ----------
    sites : iterable of Site
        In the order by which they are known; may be none.

    Examples
    --------
    >>> from geofence.fences import Circle
    >>> index = SiteIndex([Site("a", Circle(108.5, 28.5, 100.0))])
    >>> index.covering(108.5, 28.5)
    (0,)
    """

    sites: tuple[Site, ...]
    _fences: Ensemble = field(init=False, repr=False, compare=False)
    _cells: Cells = field(init=False, repr=False, compare=False)
    _packed: Packed = field(init=False, repr=False, compare=False)

    def __init__(self, sites: Iterable[Site]) -> None:
        kept = tuple(sites)
        fences = Ensemble([site.fence for site in kept])
        boxes = _boxes(fence.bounds for fence in fences.members)
        object.__setattr__(self, "sites", kept)
        object.__setattr__(self, "_fences", fences)
        object.__setattr__(self, "_cells", Cells(boxes))
        object.__setattr__(self, "_packed", Packed(_boxes(site.fence.bounds for site in kept)))

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
        if is_scalar(lon):
            return self._covering_one(float(lon), float(lat))
        lons, lats = np.asarray(lon, float), np.asarray(lat, float)
        row, member = self._cells.pairs(lons, lats)
        kept = self._fences.contain(member, lons[row], lats[row])
        count = max(1, len(self.sites))
        keys = np.sort(row[kept] * count + self._fences.owner[member[kept]])
        keys = keys[np.diff(keys, prepend=-1) > 0]  # sooner than np.unique, which hashes
        return np.stack(np.divmod(keys, count), axis=1)

    def candidates(self, lon: float, lat: float) -> tuple[int, ...]:
        """Find the sites that may contain a position: those whose box does.

        For whoever measures their distance next in any case.

        Parameters
        ----------
        lon, lat : float
            WGS-84 degrees.

        Returns
        -------
        tuple of int
            Indices of sites, ascending.

        Examples
        --------
        >>> from geofence.fences import Circle
        >>> index = SiteIndex([Site("a", Circle(108.5, 28.5, 100.0))])
        >>> index.candidates(108.5, 28.5), index.candidates(108.6, 28.5)
        ((0,), ())
        """
        found = {self._fences.owner.item(number) for number in self._cells.at(lon, lat)}
        return tuple(sorted(found))

    def _covering_one(self, lon: float, lat: float) -> tuple[int, ...]:
        found = {
            self._fences.owner.item(number)
            for number in self._cells.at(lon, lat)
            if self._fences.members[number].contains(lon, lat)
        }
        return tuple(sorted(found))

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
        best: list[tuple[float, int]] = []
        for number, least_m in self._packed.ordered(lon, lat):
            if len(best) >= limit and (limit <= 0 or least_m > max(0.0, best[-1][0])):
                break
            bisect.insort(best, (self.sites[number].fence.signed_distance_m(lon, lat), number))
            del best[limit:]
        return tuple((number, metres) for metres, number in best)


def _boxes(bounds: Iterable[Box]) -> Column:
    grown = [grown_box(box, _MARGIN_M) for box in bounds]
    return np.array(grown, float).reshape(-1, 4)
