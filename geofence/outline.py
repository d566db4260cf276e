"""How far points lie from lines on the map, measured in a plane."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geofence.coordinates import Column, Degrees, like
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
    x, y, dx, dy : array of shape (m,)
        Start and chord of each piece, in metres.
    along_x, along_y : array of shape (m,)
        Chord over its squared length: the scalar product is the share of the way along it.
    bow_x, bow_y : array of shape (m,)
        Four times the offset of the middle across the chord, in metres.

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
    along_x: Column
    along_y: Column
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
        dx, dy = bx - ax, by - ay
        square = np.maximum(dx * dx + dy * dy, 1e-30)  # two corners may fall on one place
        # across the chord alone: along it, a point finds its own foot
        bow = (dx * (my - (ay + by) / 2.0) - dy * (mx - (ax + bx) / 2.0)) * 4.0 / square
        return cls(ax, ay, dx, dy, dx / square, dy / square, -dy * bow, dx * bow)

    def distance_m(self, x: Degrees, y: Degrees) -> Degrees:
        """Measure how far points lie from the nearest edge.

        Parameters
        ----------
        x, y : float or array of shape (n,)
            Metres in the plane.

        Returns
        -------
        float or array
            Metres, never negative.

        Examples
        --------
        >>> outline = Outline.of([[(108.5, 28.5), (108.5, 28.6)]], Plane(108.5, 28.5))
        >>> outline.distance_m(3.0, -4.0)
        5.0
        """
        if not isinstance(x, np.ndarray):
            return like(x, np.sqrt(np.minimum.reduce(self._squares(x, y))))
        square = np.empty(len(x))
        step = max(1, _BLOCK // self.x.size)
        for first in range(0, len(x), step):
            block = slice(first, first + step)
            pairs = self._squares(x[block, None], y[block, None])
            np.minimum.reduce(pairs, axis=1, out=square[block])
        return like(x, np.sqrt(square))

    def _squares(self, x: Column | float, y: Column | float) -> Column:
        # in place, and ufuncs in place of their wrappers: a single point costs calls, not sums
        px, py = x - self.x, y - self.y
        t = px * self.along_x
        t += py * self.along_y
        np.maximum(t, 0.0, out=t)
        np.minimum(t, 1.0, out=t)
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
