"""How far points lie from lines on the map, measured in a plane."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geofence.coordinates import Column
from geofence.projection import Plane

__all__ = ["Outline", "Position"]

Position = tuple[float, float]

_LONGEST_M: Final = 400.0  # of a piece: its bow is then below 2 cm at 85° and 2 mm at 30°
_BLOCK: Final = 1 << 15  # point-edge pairs at a time: the working set stays in the second cache


@dataclass(frozen=True, slots=True)
class Outline:
    """Edges that are straight in longitude and latitude, as GeoJSON has it, drawn in a plane.

    In metres such an edge is a little bowed: 2 mm for 200 m along a parallel of China, 60 m for
    50 km. Each edge is cut into short pieces and each piece is a parabola through its ends and
    its middle, which leaves less than 1e-6 m.

    Parameters
    ----------
    x, y, dx, dy, bow_x, bow_y : array of shape (m,)
        Start, chord, and four times the offset of the middle from the chord, in metres.

    Examples
    --------
    >>> outline = Outline.of([[(108.5, 28.5), (108.51, 28.5)]], Plane(108.5, 28.5))
    >>> outline.distance_m(np.array([489.5]), np.array([-10.0])).round(3).tolist()
    [10.01]
    """

    x: Column
    y: Column
    dx: Column
    dy: Column
    bow_x: Column
    bow_y: Column

    @classmethod
    def of(cls, lines: Sequence[Sequence[Position]], plane: Plane) -> "Outline":
        """Draw lines in a plane.

        Parameters
        ----------
        lines : sequence of lines
            Each at least two (lon, lat), WGS-84 degrees; longitudes may run on beyond 180.
        plane : Plane
            Where to draw.

        Returns
        -------
        Outline

        Examples
        --------
        >>> Outline.of([[(108.5, 28.5), (108.51, 28.5)]], Plane(108.5, 28.5)).x.size
        3
        """
        columns = [np.asarray(line, float) for line in lines]
        start = np.concatenate([column[:-1] for column in columns])
        end = np.concatenate([column[1:] for column in columns])
        kept = (start != end).any(axis=1)
        start, end = _cut(start[kept], end[kept], plane)
        (ax, ay), (bx, by) = plane.to_xy(*start.T), plane.to_xy(*end.T)
        mx, my = plane.to_xy(*((start + end) / 2.0).T)
        bow_x, bow_y = 4.0 * mx - 2.0 * (ax + bx), 4.0 * my - 2.0 * (ay + by)
        return cls(ax, ay, bx - ax, by - ay, bow_x, bow_y)

    def distance_m(self, x: Column, y: Column) -> Column:
        """Measure how far points lie from the nearest edge.

        Parameters
        ----------
        x, y : array of shape (n,)
            Metres in the plane.

        Returns
        -------
        array of shape (n,)
            Metres, never negative.

        Examples
        --------
        >>> outline = Outline.of([[(108.5, 28.5), (108.5, 28.6)]], Plane(108.5, 28.5))
        >>> outline.distance_m(np.array([3.0]), np.array([-4.0])).tolist()
        [5.0]
        """
        square = np.empty(len(x))
        step = max(1, _BLOCK // self.x.size)
        for first in range(0, len(x), step):
            block = slice(first, first + step)
            square[block] = self._squares(x[block, None], y[block, None]).min(axis=1)
        return np.sqrt(square)

    def _squares(self, x: Column, y: Column) -> Column:
        px, py = x - self.x, y - self.y
        length2 = self.dx * self.dx + self.dy * self.dy
        t = px * (self.dx / length2)
        t += py * (self.dy / length2)
        np.clip(t, 0.0, 1.0, out=t)
        bend = t - t * t
        px -= t * self.dx
        px -= bend * self.bow_x
        py -= t * self.dy
        py -= bend * self.bow_y
        px *= px
        py *= py
        px += py
        return px


def _cut(start: Column, end: Column, plane: Plane) -> tuple[Column, Column]:
    """Cut edges into equal pieces no longer than the longest allowed."""
    (ax, ay), (bx, by) = plane.to_xy(*start.T), plane.to_xy(*end.T)
    pieces = np.maximum(1, np.ceil(np.hypot(bx - ax, by - ay) / _LONGEST_M)).astype(int)
    edge: NDArray[np.intp] = np.repeat(np.arange(len(pieces)), pieces)
    rank = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    share, step = (rank / pieces[edge])[:, None], ((rank + 1) / pieces[edge])[:, None]
    # ends are mixed, not stepped to: the last piece ends exactly where the edge does
    return (
        start[edge] * (1.0 - share) + end[edge] * share,
        start[edge] * (1.0 - step) + end[edge] * step,
    )
