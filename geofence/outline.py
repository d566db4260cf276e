"""How far points lie from lines on the map, and whether within them, measured in a plane."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from geofence.coordinates import Column, Degrees, is_scalar, like
from geofence.projection import Plane

__all__ = ["NO_PIECE", "Outline", "Position", "signed_at_pieces"]

Position = tuple[float, float]
Row = tuple[float, ...]

_LONGEST_M: Final = 400.0  # of a piece: its bow is then below 2 cm at 85° and 2 mm at 30°
_BLOCK: Final = 1 << 14  # point-piece pairs at a time: the working set stays in the second cache
_POINT_M: Final = 1e-9  # a piece so short has no direction
_FLAT_M: Final = 1e-6  # a bow that does not matter
_FEW: Final = 40  # pieces that a loop over floats passes sooner than numpy

# A piece that is nearest to no point and that no ray crosses.
NO_PIECE: Final = (1.0, 0.0, 1e9, 1e9, 1.0, 1.0, 0.0, math.inf, -math.inf)


@dataclass(frozen=True, slots=True)
class Outline:
    """Edges that are straight in longitude and latitude, as GeoJSON has it, drawn in a plane.

    In metres such an edge is a little bowed: 2 mm for 200 m along a parallel of China, 60 m for
    50 km. Each edge is cut into short pieces and each piece is a parabola through its ends and
    its middle, which leaves less than 1e-6 m.

    Parameters
    ----------
    pieces : array of shape (9, m)
        Of each piece, turned so that it leads north: the unit vector along it; how far along and
        to the left of that vector its start lies from the origin; its length and its inverse;
        four times the height of the bow, to the left; the lowest and the highest y of its ends.
    rows : tuple of m tuples
        The same piece by piece, if they are few.

    Notes
    -----
    Floats and arrays give the same bits: the same sums in the same order.

    Examples
    --------
    >>> outline = Outline.of([[(108.5, 28.5), (108.51, 28.5)]], Plane(108.5, 28.5))
    >>> outline.distance_m(np.array([489.5]), np.array([-10.0])).round(3).tolist()
    [10.01]
    """

    pieces: Column
    rows: tuple[Row, ...]

    @property
    def size(self) -> int:
        """The number of pieces."""
        return int(self.pieces.shape[1])

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
        >>> Outline.of([[(108.5, 28.5), (108.51, 28.5)]], Plane(108.5, 28.5)).pieces.shape
        (9, 3)
        """
        start, end = map(np.concatenate, _ends([np.asarray(line, float) for line in lines]))
        kept = (start != end).any(axis=1)
        return cls._of_pieces(_drawn(*_cut(start[kept], end[kept], plane), plane))

    @classmethod
    def flat(cls, lines: Sequence[Column]) -> "Outline":
        """Take lines that are straight in the plane.

        Parameters
        ----------
        lines : sequence of arrays of shape (k, 2)
            Each at least two points, in metres.

        Returns
        -------
        Outline

        Examples
        --------
        >>> Outline.flat([np.array([(0.0, 0.0), (8.0, 0.0)])]).distance_m(4.0, 3.0)
        3.0
        """
        (ax, ay), (bx, by) = (np.concatenate(ends).T for ends in _ends(lines))
        return cls._of_pieces(_turned_north(ax, ay, bx, by, np.zeros((2, len(ax)))))

    def in_single_precision(self) -> "Outline":
        """Measure twice as fast, a few 1e-7 of the coordinates off.

        Returns
        -------
        Outline
            For arrays of single precision.

        Examples
        --------
        >>> line = Outline.flat([np.array([(0.0, 0.0), (8.0, 0.0)])]).in_single_precision()
        >>> line.distance_m(np.array([4.0], np.float32), np.array([3.0], np.float32)).tolist()
        [3.0]
        """
        single: Any = np.float32
        return Outline(self.pieces.astype(single), ())

    @classmethod
    def _of_pieces(cls, pieces: Column) -> "Outline":
        few = pieces.shape[1] <= _FEW
        return cls(pieces, tuple(zip(*pieces.tolist(), strict=True)) if few else ())

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
        return like(x, np.abs(self.signed_distance_m(x, y)))

    def signed_distance_m(self, x: Degrees, y: Degrees) -> Degrees:
        """Measure the same with the sign of the even-odd rule.

        Parameters
        ----------
        x, y : float or array of any shape
            Metres in the plane.

        Returns
        -------
        float or array
            Metres, negative within closed lines.

        Notes
        -----
        A ray to the east crosses the chord of a piece, which leads north, if it starts to the left
        of it and between its ends (M. Shimrat, Algorithm 112, 1962); between the chord and the
        bow, the other side of the chord is meant.

        Examples
        --------
        >>> ring = [(0.0, 0.0), (0.001, 0.0), (0.001, 0.001), (0.0, 0.001), (0.0, 0.0)]
        >>> round(Outline.of([ring], Plane(0.0, 0.0)).signed_distance_m(10.0, 30.0), 6)
        -10.0
        """
        if is_scalar(x):
            return like(x, self._of_point(float(x), float(y)))
        signed = np.empty(np.shape(x))
        flat, px, py = signed.reshape(-1), np.ravel(x), np.ravel(y)
        pieces, step = self.pieces[:, :, None], max(1, _BLOCK // self.size)
        for first in range(0, len(px), step):
            block = slice(first, first + step)
            # points run along the rows: so numpy's inner loops are long, however few the pieces
            flat[block] = signed_at_pieces(pieces, px[block], py[block], axis=0)
        return like(x, signed)

    def _of_point(self, x: float, y: float) -> float:
        if not self.rows:
            return float(signed_at_pieces(self.pieces, np.array([x]), np.array([y]), axis=0))
        if math.isnan(x) or math.isnan(y):
            return math.nan
        return _signed_by_loop(self.rows, x, y)


def _signed_by_loop(rows: Sequence[Row], x: float, y: float) -> float:
    least, inside = math.inf, False
    for along_x, along_y, at_along, at_left, length, inverse, bow, low, high in rows:
        along = x * along_x + y * along_y - at_along
        left = y * along_x - x * along_y - at_left
        share = along * inverse
        share = 0.0 if share < 0.0 else min(share, 1.0)
        along -= share * length
        bent = left - (share - share * share) * bow
        least = min(least, along * along + bent * bent)
        if (low <= y < high and left > 0.0) != ((left > 0.0) != (bent > 0.0)):
            inside = not inside
    return -math.sqrt(least) if inside else math.sqrt(least)


def signed_at_pieces(pieces: Column, x: Column, y: Column, axis: int) -> Column:
    """Measure points at all pieces of an outline, in arrays that fit each other.

    Parameters
    ----------
    pieces : array of shape (9, ...)
        As in `Outline`.
    x, y : array
        Metres; they are broadcast to the shape of the pieces.
    axis : int
        Along which the pieces of one outline lie.

    Returns
    -------
    array
        Signed distances in metres; the axis is gone.

    Examples
    --------
    >>> outline = Outline.flat([np.array([(0.0, 0.0), (8.0, 0.0)])])
    >>> signed_at_pieces(outline.pieces, np.array([4.0]), np.array([3.0]), axis=0).tolist()
    3.0
    """
    along_x, along_y, at_along, at_left, length, inverse, bow, low, high = pieces
    along, left = x * along_x, y * along_x
    along += y * along_y
    along -= at_along
    left -= x * along_y
    left -= at_left
    share = along * inverse
    np.maximum(share, 0.0, out=share)
    np.minimum(share, 1.0, out=share)
    crossed = left > 0.0
    along -= share * length
    between = (low <= y) & (y < high)
    between &= crossed
    if bow.any():
        share -= share * share
        share *= bow
        left -= share
        crossed ^= left > 0.0
        between ^= crossed
    along *= along
    left *= left
    along += left
    distance = np.sqrt(np.minimum.reduce(along, axis=axis))
    signed: Column = np.where(np.logical_xor.reduce(between, axis=axis), -distance, distance)
    return signed


def _ends(lines: Sequence[Column]) -> tuple[list[Column], list[Column]]:
    return [line[:-1] for line in lines], [line[1:] for line in lines]


def _drawn(start: Column, end: Column, plane: Plane) -> Column:
    """Describe pieces between positions as `Outline` has them."""
    (ax, ay), (bx, by) = plane.to_xy(*start.T), plane.to_xy(*end.T)
    mx, my = plane.to_xy(*((start + end) / 2.0).T)
    # across the chord alone counts: along it, a point finds its own foot
    return _turned_north(ax, ay, bx, by, np.stack([mx - (ax + bx) / 2.0, my - (ay + by) / 2.0]))


def _turned_north(ax: Column, ay: Column, bx: Column, by: Column, offset: Column) -> Column:
    south = by < ay
    ax, bx = np.where(south, bx, ax), np.where(south, ax, bx)
    ay, by = np.where(south, by, ay), np.where(south, ay, by)
    length = np.hypot(bx - ax, by - ay)
    point = length < _POINT_M  # two corners may fall on one place
    span = np.where(point, np.inf, length)
    ex, ey = (bx - ax) / span, np.where(point, 1.0, (by - ay) / span)
    bow = (offset[1] * ex - offset[0] * ey) * 4.0
    bow[np.abs(bow) < _FLAT_M] = 0.0
    return np.stack([ex, ey, ax * ex + ay * ey, ay * ex - ax * ey, length, 1.0 / span, bow, ay, by])


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
