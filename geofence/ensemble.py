"""Many fences measured together: pairs of a position and a fence, each tested exactly."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from geofence.contract import EDGE_M
from geofence.coordinates import Column
from geofence.fences import AnyOf, Circle, Corridor, Fence, Polygon
from geofence.outline import NO_PIECE, Outline, signed_at_pieces

__all__ = ["Ensemble"]

Numbers = NDArray[np.intp]

_PAIRS: Final = 1 << 14  # of a position and a piece at a time
_MANY_PIECES: Final = 64  # where a coarse look first is worth its price
_MANY_PAIRS: Final = 500
_SPARE_M: Final = 0.1  # more than an edge is bowed between the corners of the drawn geometry
_SPARE: Final = 1.01  # and more than its round ends are cut short
_LOOK: Final = 64.0  # share of its width by which a coarse look at a fence may err


class Ensemble:
    """The simple fences that a sequence of fences is made of, their numbers in columns.

    The answers are those of `Fence.contains`, to the last bit: the same sums in the same order.

    Parameters
    ----------
    fences : sequence of Fence
        Members of `AnyOf` count one by one.

    Examples
    --------
    >>> both = Ensemble([Circle(108.5, 28.5, 100.0), Circle(108.51, 28.5, 100.0)])
    >>> both.contain(np.array([0, 1]), np.array([108.5, 108.5]), np.array([28.5, 28.5])).tolist()
    [True, False]
    """

    __slots__ = ("_kind", "_plane", "_planes", "_rings", "_sheets", "members", "owner")

    def __init__(self, fences: Sequence[Fence]) -> None:
        pairs = [(row, each) for row, fence in enumerate(fences) for each in _simple(fence)]
        self.members = tuple(fence for _, fence in pairs)
        self.owner = np.array([row for row, _ in pairs], np.intp)
        places = {fence.plane: 0 for fence in self.members}
        self._planes = tuple(places)
        places = {plane: row for row, plane in enumerate(places)}
        self._plane = np.array([places[fence.plane] for fence in self.members], np.intp)
        self._rings = np.array([_rings(fence) for fence in self.members]).reshape(-1, 4).T
        kinds = [_kind(fence) for fence in self.members]
        self._kind = np.array(kinds, np.intp)
        self._sheets = {
            kind: _Sheet(self.members, np.flatnonzero(self._kind == kind), kind)
            for kind in sorted(set(kinds))
            if kind > 0
        }

    def contain(self, number: Numbers, lon: Column, lat: Column) -> NDArray[np.bool_]:
        """Tell for each pair whether the fence contains the position; on the edge is inside.

        Parameters
        ----------
        number : array of int, shape (n,)
            Which members.
        lon, lat : array of shape (n,)
            WGS-84 degrees.

        Returns
        -------
        array of bool, shape (n,)
        """
        x, y = self._projected(number, lon, lat)
        centre_x, centre_y, within, beyond = self._rings[:, number]
        east, north = x - centre_x, y - centre_y
        away = np.sqrt(east * east + north * north)
        # for a circle this is the whole answer
        inside: NDArray[np.bool_] = away - within <= EDGE_M
        unsure = np.flatnonzero(~inside & (away < beyond))
        for kind, rows in _groups(self._kind[number[unsure]]):
            rest = unsure[rows]
            inside[rest] = self._contain(kind, number[rest], x[rest], y[rest])
        return inside

    def _projected(self, number: Numbers, lon: Column, lat: Column) -> tuple[Column, Column]:
        x, y = np.empty(len(number)), np.empty(len(number))
        for plane, rows in _groups(self._plane[number]):
            x[rows], y[rows] = self._planes[plane].to_xy(lon[rows], lat[rows])
        return x, y

    def _contain(self, kind: int, number: Numbers, x: Column, y: Column) -> NDArray[np.bool_]:
        if kind > 0:
            return self._sheets[kind].contain(number, x, y)
        inside = np.zeros(len(number), bool)
        for one, rows in _groups(number):
            inside[rows] = _contains(self.members[one], x[rows], y[rows])
        return inside


_OTHER: Final = 0


def _kind(fence: Fence) -> int:
    """Tell outlines, known by how many pieces they are filled up to, from others."""
    outline = _outline(fence)
    if outline is not None and outline.size <= _MANY_PIECES:
        return 1 << (outline.size - 1).bit_length()
    return _OTHER


def _outline(fence: Fence) -> Outline | None:
    # classes derived from these may measure otherwise
    if type(fence) is Polygon or type(fence) is Corridor:
        return fence.outline
    return None


def _rings(fence: Fence) -> tuple[float, float, float, float]:
    """Return a centre, a radius within which all is inside, and one beyond which nothing is."""
    if type(fence) is Circle:
        return (*fence.centre_xy, fence.radius_m, fence.radius_m)
    centre = fence.geometry.centroid
    # a signed distance changes by a metre a metre at most
    depth = -fence.signed_distance_xy_m(centre.x, centre.y) - _SPARE_M
    corners = shapely.get_coordinates(fence.geometry) - (centre.x, centre.y)
    reach = float(np.hypot(*corners.T).max()) * _SPARE + _SPARE_M
    return centre.x, centre.y, depth, reach


def _simple(fence: Fence) -> Iterator[Fence]:
    if type(fence) is not AnyOf:
        yield fence
        return
    for member in fence.fences:
        yield from _simple(member)


def _groups(keys: Numbers) -> Iterator[tuple[int, Numbers]]:
    """Yield each key with the rows that bear it."""
    if not len(keys):
        return
    order = np.argsort(keys, kind="stable")
    ends = np.flatnonzero(np.diff(keys[order])) + 1
    for rows in np.split(order, ends):
        yield int(keys[rows[0]]), rows


def _contains(fence: Fence, x: Column, y: Column) -> NDArray[np.bool_]:
    """Look coarsely first where many positions meet many edges."""
    if len(x) < _MANY_PAIRS:
        return np.asarray(fence.signed_distance_xy_m(x, y) <= 0.0)
    west, south, east, north = fence.geometry.bounds
    within_m = max(east - west, north - south) / _LOOK
    signed = fence.approximate_signed_distance_xy_m(x, y, within_m)
    near = np.abs(signed) <= within_m
    signed[near] = fence.signed_distance_xy_m(x[near], y[near])
    return np.asarray(signed <= 0.0)


class _Sheet:
    """Outlines of about as many pieces, filled up to the same number with pieces far away."""

    __slots__ = ("_half_width_m", "_pieces", "_row")

    def __init__(self, members: Sequence[Fence], chosen: Numbers, size: int) -> None:
        outlines = [_outline(members[number]) for number in chosen]
        self._pieces = np.empty((9, len(chosen), size))
        self._pieces[:] = np.array(NO_PIECE)[:, None, None]
        for row, outline in enumerate(outlines):
            if outline is not None:
                self._pieces[:, row, : outline.size] = outline.pieces
        widths = [getattr(members[number], "half_width_m", np.nan) for number in chosen]
        self._half_width_m = np.array(widths)
        self._row = np.zeros(len(members), np.intp)
        self._row[chosen] = np.arange(len(chosen))

    def contain(self, number: Numbers, x: Column, y: Column) -> NDArray[np.bool_]:
        row = self._row[number]
        signed = np.empty(len(row))
        step = max(1, _PAIRS // self._pieces.shape[2])
        for first in range(0, len(row), step):
            part = slice(first, first + step)
            pieces = self._pieces[:, row[part]]
            signed[part] = signed_at_pieces(pieces, x[part, None], y[part, None], axis=1)
        width = self._half_width_m[row]
        return np.where(np.isnan(width), signed, np.abs(signed) - width) <= EDGE_M
