"""Boxes in packs: in which order they may lie near a position."""

import heapq
import math
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geofence.coordinates import Column

__all__ = ["Packed"]

# Less than any radius of curvature of the ellipsoid, so that a bound is never above the truth.
_LEAST_RADIUS_M: Final = 6_300_000.0
_RADIAN: Final = math.pi / 180.0
_PACK: Final = 64  # boxes looked at together


class Packed:
    """Boxes in an order in which neighbours follow each other, in packs that have boxes too.

    Parameters
    ----------
    boxes : array of shape (n, 4)
        West, south, east, north in degrees; they may run on beyond ±180.

    Notes
    -----
    Packing after Leutenegger, Lopez and Edgington, STR: a simple and efficient algorithm for
    R-tree packing, 1997, with two storeys; search in the order of lower bounds after Hjaltason
    and Samet, Distance browsing in spatial databases, 1999.

    Examples
    --------
    >>> packed = Packed(np.array([[0.0, 0.0, 1.0, 1.0], [5.0, 0.0, 6.0, 1.0]]))
    >>> [(number, round(least / 1e3)) for number, least in packed.ordered(4.0, 0.5)]
    [(1, 110), (0, 330)]
    """

    __slots__ = ("_boxes", "_order", "_packs")

    def __init__(self, boxes: Column) -> None:
        self._order = _packing(boxes)
        sides = boxes[self._order].T
        starts = np.arange(0, len(boxes), _PACK)
        least = (np.minimum, np.minimum, np.maximum, np.maximum)
        packs = [
            bound.reduceat(side, starts) if len(starts) else side
            for bound, side in zip(least, sides, strict=True)
        ]
        self._boxes, self._packs = _measurable(*sides), _measurable(*packs)

    def ordered(self, lon: float, lat: float) -> Iterator[tuple[int, float]]:
        """Yield the boxes, the least distance that what they hold may have ascending.

        Parameters
        ----------
        lon, lat : float
            WGS-84 degrees.

        Yields
        ------
        tuple of (int, float)
            Number of a box and a distance in metres that is never above the true one; equal ones
            by number.
        """
        closed = _least_m(self._packs, lon, lat)
        order = np.argsort(closed, kind="stable")
        waiting: list[tuple[float, int]] = []
        for pack, least in zip(order.tolist(), closed[order].tolist(), strict=True):
            # what is nearer than any pack that is still closed is next
            while waiting and waiting[0][0] < least:
                metres, number = heapq.heappop(waiting)
                yield number, metres
            rows = slice(pack * _PACK, (pack + 1) * _PACK)
            bounds = _least_m(self._boxes[:, rows], lon, lat).tolist()
            waiting.extend(zip(bounds, self._order[rows].tolist(), strict=True))
            heapq.heapify(waiting)
        while waiting:
            metres, number = heapq.heappop(waiting)
            yield number, metres


def _packing(boxes: Column) -> NDArray[np.intp]:
    """Sort boxes into strips of longitude, and each strip by latitude."""
    if not len(boxes):
        return np.empty(0, np.intp)
    across, along = boxes[:, 0] + boxes[:, 2], boxes[:, 1] + boxes[:, 3]
    strips = max(1, round(float(np.sqrt(len(boxes) / _PACK))))
    strip = np.empty(len(boxes), np.intp)
    strip[np.argsort(across, kind="stable")] = np.arange(len(boxes)) * strips // len(boxes)
    return np.lexsort((along, strip))


def _measurable(west: Column, south: Column, east: Column, north: Column) -> Column:
    return np.stack([(west + east) / 2.0, (east - west) / 2.0, south, north])


def _least_m(boxes: Column, lon: float, lat: float) -> Column:
    """Return for each box a distance that is never above the true one."""
    middle, half, south, north = boxes
    away = lon - middle
    away -= 360.0 * np.rint(away / 360.0)
    sideways = np.abs(away, out=away)
    sideways -= half
    np.minimum(np.maximum(sideways, 0.0, out=sideways), 90.0, out=sideways)
    # an angle is never below its sine
    across = np.sin(np.multiply(sideways, _RADIAN, out=sideways), out=sideways)
    across *= math.cos(math.radians(lat))
    up = np.maximum(south - lat, lat - north)
    up *= _RADIAN
    least: Column = np.maximum(up, across, out=up)
    least *= _LEAST_RADIUS_M
    return least
