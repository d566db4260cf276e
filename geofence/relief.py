"""Signed distances sampled in tiles: for uses that blur them anyway, where exact ones are slow."""

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geofence.coordinates import Column
from geofence.outline import Outline

__all__ = ["Measure", "Relief", "Reliefs"]

Measure = Callable[[Column, Column], Column]
Numbers = NDArray[np.intp]
Box = tuple[float, float, float, float]

_SIDE: Final = 16  # cells of a tile, each way
_KNOTS: Final = (_SIDE + 1) ** 2
# Half the time, and far finer than the lattice. Any: the types of the engine know doubles alone.
_SINGLE: Final[Any] = np.float32
_FEW: Final = 12  # pieces, measured as soon as interpolated
_MARGIN_TILES: Final = 8
_KEPT_TILES: Final = 1 << 12  # 9 MB
_MOST_TILES: Final = 1 << 18  # of the table: a megabyte


class Relief:
    """A signed distance sampled on a lattice, tile by tile as tiles are asked for.

    Between the knots of a cell it is interpolated bilinearly. A signed distance changes by a metre
    a metre at most, so the error is below cell / √2 everywhere; where the distance is smooth it is
    of the order of cell² / 8 radii of curvature. What is found depends on where one asks and on
    nothing else: tiles are remembered, but each is always the same. Threads may share it.

    Parameters
    ----------
    measure : callable
        From x and y in metres, arrays of shape (n,), to signed distances.
    box : tuple of float
        Least x, least y, greatest x, greatest y of what is measured.
    cell_m : float
        Side of a cell in metres.

    Examples
    --------
    >>> relief = Relief(lambda x, y: np.hypot(x, y) - 100.0, (-100.0, -100.0, 100.0, 100.0), 2.0)
    >>> bool(np.allclose(relief.at(np.array([80.0]), np.array([0.5])), -20.0, atol=0.01))
    True
    """

    __slots__ = ("_cell", "_columns", "_measure", "_origin", "_rows", "_tiles")

    def __init__(self, measure: Measure, box: Box, cell_m: float) -> None:
        side = _SIDE * cell_m
        first = [math.floor(least / side) - _MARGIN_TILES for least in box[:2]]
        last = [math.ceil(greatest / side) + _MARGIN_TILES for greatest in box[2:]]
        self._measure, self._cell = measure, cell_m
        self._origin = first[0] * side, first[1] * side
        self._columns, self._rows = last[0] - first[0], last[1] - first[1]
        if self._columns * self._rows > _MOST_TILES:
            self._columns = self._rows = 0
        # the number of each tile, and the tiles; replaced as one, so that threads see a whole
        self._tiles = np.full(self._columns * self._rows, -1), np.empty((0, _KNOTS))

    def at(self, x: Column, y: Column) -> Column:
        """Interpolate.

        Parameters
        ----------
        x, y : array of shape (n,)
            Metres; beyond the tiles it is measured.

        Returns
        -------
        array of shape (n,)
            Metres.
        """
        right, up = (x - self._origin[0]) / self._cell, (y - self._origin[1]) / self._cell
        within = (right >= 0.0) & (right < self._columns * _SIDE)
        within &= (up >= 0.0) & (up < self._rows * _SIDE)
        if within.all():
            return self._between(right, up)
        signed = np.empty_like(right)
        signed[within] = self._between(right[within], up[within])
        signed[~within] = self._measure(x[~within], y[~within])
        return signed

    def _between(self, right: Column, up: Column) -> Column:
        column, row = right.astype(np.intp), up.astype(np.intp)
        tile = (row // _SIDE) * self._columns + column // _SIDE
        numbers, tiles = self._tiles
        number = numbers[tile]
        if len(number) and number.min() < 0:
            numbers, tiles = self._with(np.unique(tile[number < 0]), np.unique(tile))
            number = numbers[tile]
        knots = tiles.reshape(-1)
        knot = number * _KNOTS + (row % _SIDE) * (_SIDE + 1) + column % _SIDE
        right, up = right - column, up - row
        lower: Column = knots[knot]
        upper: Column = knots[knot + _SIDE + 1]
        lower += right * (knots[knot + 1] - lower)
        upper += right * (knots[knot + _SIDE + 2] - upper)
        upper -= lower
        upper *= up
        upper += lower
        return upper

    def _with(self, missing: Numbers, needed: Numbers) -> tuple[Numbers, Column]:
        """Sample tiles that are not there yet; where there would be too many, begin anew."""
        numbers, tiles = self._tiles
        if len(tiles) + len(missing) > _KEPT_TILES:
            numbers, tiles, missing = np.full_like(numbers, -1), tiles[:0], needed
        steps = np.arange(_SIDE + 1) * self._cell
        row, column = np.divmod(missing, self._columns)
        x = self._origin[0] + column[:, None, None] * (_SIDE * self._cell) + steps[None, None, :]
        y = self._origin[1] + row[:, None, None] * (_SIDE * self._cell) + steps[None, :, None]
        x, y = np.broadcast_arrays(x, y)
        found = self._measure(x.ravel(), y.ravel()).reshape(len(missing), _KNOTS)
        numbers = numbers.copy()
        numbers[missing] = len(tiles) + np.arange(len(missing))
        self._tiles = numbers, np.concatenate([tiles, found])
        return self._tiles


class Reliefs:
    """The reliefs of one shape, a finer one for each power of two.

    Parameters
    ----------
    shape : shapely geometry
        In metres.
    half_width_m : float
        Of a shape without area; 0 for an area.

    Examples
    --------
    >>> reliefs = Reliefs(shapely.Point(0.0, 0.0).buffer(100.0), 0.0)
    >>> bool(abs(reliefs.at(np.array([30.0]), np.array([40.0]), 0.5)[0] + 50.0) < 0.5)
    True
    """

    __slots__ = ("_half_width_m", "_made", "_shape")

    def __init__(self, shape: BaseGeometry, half_width_m: float) -> None:
        self._shape, self._half_width_m = shape, half_width_m
        self._made: dict[int, Measure] = {}

    def at(self, x: Column, y: Column, within_m: float) -> Column:
        """Interpolate on the coarsest relief that is good enough; measure if that is as quick.

        Parameters
        ----------
        x, y : array of any shape
            Metres.
        within_m : float
            The error allowed, in metres: cell / √2 for the lattice, cell / 4 for corners left out.

        Returns
        -------
        array
            Metres.
        """
        level = math.floor(math.log2(within_m))
        if level not in self._made:
            self._made[level] = self._relief(2.0**level)
        found = self._made[level](np.ravel(x), np.ravel(y))
        return found.reshape(np.shape(x))

    def _relief(self, cell_m: float) -> Measure:
        lines = shapely.simplify(self._shape, cell_m / 4.0)
        if not self._half_width_m:
            lines = lines.boundary
        box = shapely.bounds(self._shape.buffer(self._half_width_m))
        middle = (box[:2] + box[2:]) / 2.0
        rings = [np.array(line.coords) - middle for line in getattr(lines, "geoms", [lines])]
        outline = Outline.flat(rings).in_single_precision()

        def measure(x: Column, y: Column) -> Column:
            x, y = (x - middle[0]).astype(_SINGLE), (y - middle[1]).astype(_SINGLE)
            if not self._half_width_m:
                return outline.signed_distance_m(x, y)
            return outline.distance_m(x, y) - self._half_width_m

        if outline.size <= _FEW:
            return measure
        return Relief(measure, box.tolist(), cell_m).at
