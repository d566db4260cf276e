"""Boxes on a globe that is cut into cells: which boxes may hold a position."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geofence.coordinates import Column

__all__ = ["Cells"]

Numbers = NDArray[np.intp]

_ACROSS: Final = 4  # a box is about so many cells wide, so that few cells know it
_FINEST: Final = 28  # halvings of the circle: 0.15 m
_ROOM: Final = 4  # buckets for each entry: two cells seldom share one
_SPREAD: Final = 0x9E3779B1  # odd, and without pattern: it sends neighbouring rows far apart
_BLOCK: Final = 1 << 15  # positions at a time, so that they stay in the second cache


@dataclass(frozen=True, slots=True)
class _Level:
    """Cells of one size, 360° / 2^n, that keep the boxes of that size, in hashed buckets.

    Cells that share a bucket add candidates; the boxes tell them apart.
    """

    halvings: int
    used: NDArray[np.bool_]
    first: NDArray[np.int32]
    numbers: Numbers

    @classmethod
    def of(cls, halvings: int, boxes: Column, numbers: Numbers) -> "_Level":
        scale, around = 2.0**halvings / 360.0, 1 << halvings
        west, south, east, north = np.floor(boxes * scale).astype(np.int64).T
        columns, rows = np.minimum(east - west + 1, around), north - south + 1
        owner = np.repeat(np.arange(len(boxes)), columns * rows)
        rank = np.arange(len(owner)) - np.repeat(
            np.cumsum(columns * rows) - columns * rows, columns * rows
        )
        up, right = np.divmod(rank, columns[owner])
        size = 1 << max(4, (len(owner) * _ROOM - 1).bit_length())
        bucket = (south[owner] + up) * _SPREAD + ((west[owner] + right) & (around - 1))
        bucket &= size - 1
        order = np.lexsort((owner, bucket))
        first = np.zeros(size + 1, np.int32)
        count = np.bincount(bucket, minlength=size)
        np.cumsum(count, out=first[1:])
        return cls(halvings, count > 0, first, numbers[owner[order]])

    def candidates(self, lon: Column, lat: Column) -> tuple[Numbers, Numbers]:
        """Find (row, number) pairs for positions."""
        scale = 2.0**self.halvings / 360.0
        bucket = np.floor(lon * scale).astype(np.int64)
        bucket &= (1 << self.halvings) - 1
        bucket += np.floor(lat * scale).astype(np.int64) * _SPREAD
        bucket &= len(self.used) - 1
        row = np.flatnonzero(self.used[bucket])
        bucket = bucket[row]
        start = self.first[bucket]
        count = self.first[bucket + 1] - start
        end = np.cumsum(count)
        shift = np.repeat(start - end + count, count)
        return np.repeat(row, count), self.numbers[np.arange(len(shift)) + shift]

    def candidates_at(self, lon: float, lat: float) -> list[int]:
        """Do the same for one position."""
        scale = 2.0**self.halvings / 360.0
        bucket = math.floor(lon * scale) & ((1 << self.halvings) - 1)
        bucket = (bucket + math.floor(lat * scale) * _SPREAD) & (len(self.used) - 1)
        if not self.used.item(bucket):
            return []
        found: list[int] = self.numbers[
            self.first.item(bucket) : self.first.item(bucket + 1)
        ].tolist()
        return found


class Cells:
    """Boxes in cells as large as they; each cell knows the boxes that reach into it.

    Parameters
    ----------
    boxes : array of shape (n, 4)
        West, south, east, north in degrees; they may run on beyond ±180.

    Notes
    -----
    Bounded work for a box of any size: it is kept where the cells are about a quarter as wide, so
    in 36 cells at most. A position looks into one cell of each size that there is. Columns are
    counted round the globe, so that ±180° is a place like others.

    Examples
    --------
    >>> cells = Cells(np.array([[179.9, 0.0, 180.1, 1.0], [0.0, 0.0, 1.0, 1.0]]))
    >>> cells.at(-179.95, 0.5)
    [0]
    """

    __slots__ = ("_half", "_levels", "_middle")

    def __init__(self, boxes: Column) -> None:
        west, south, east, north = boxes.T
        self._middle = np.stack([(west + east) / 2.0, (south + north) / 2.0])
        self._half = np.stack([(east - west) / 2.0, (north - south) / 2.0])
        side = np.maximum(2.0 * self._half.max(axis=0, initial=0.0), 1e-9) / _ACROSS
        halvings = np.clip(np.floor(np.log2(360.0 / side)), 1, _FINEST).astype(int)
        self._levels = [
            _Level.of(level, boxes[halvings == level], np.flatnonzero(halvings == level))
            for level in np.unique(halvings).tolist()
        ]

    def pairs(self, lon: Column, lat: Column) -> tuple[Numbers, Numbers]:
        """Find the boxes that hold positions.

        Parameters
        ----------
        lon, lat : array of shape (n,)
            Degrees; what is no position is held by none.

        Returns
        -------
        tuple of arrays of shape (k,)
            Rows of positions and numbers of boxes, in no order; a pair may come twice.

        Examples
        --------
        >>> cells = Cells(np.array([[0.0, 0.0, 1.0, 1.0]]))
        >>> [side.tolist() for side in cells.pairs(np.array([5.0, 0.5]), np.array([0.5, 0.5]))]
        [[1], [0]]
        """
        with np.errstate(invalid="ignore"):  # NaN falls into some cell and into no box
            found = [
                self._pairs(level, lon, lat, slice(start, start + _BLOCK))
                for start in range(0, len(lon), _BLOCK)
                for level in self._levels
            ]
        if not found:
            return np.empty(0, np.intp), np.empty(0, np.intp)
        rows, numbers = zip(*found, strict=True)
        return np.concatenate(rows), np.concatenate(numbers)

    def _pairs(
        self, level: _Level, lon: Column, lat: Column, block: slice
    ) -> tuple[Numbers, Numbers]:
        row, number = level.candidates(lon[block], lat[block])
        row += block.start
        east = lon[row] - self._middle[0][number]
        east -= 360.0 * np.rint(east / 360.0)
        north = lat[row] - self._middle[1][number]
        held = np.abs(east) <= self._half[0][number]
        held &= np.abs(north) <= self._half[1][number]
        return row[held], number[held]

    def at(self, lon: float, lat: float) -> list[int]:
        """Find the boxes that hold one position.

        Parameters
        ----------
        lon, lat : float
            Degrees.

        Returns
        -------
        list of int
            Numbers of boxes, each once, ascending.
        """
        if not (math.isfinite(lon) and math.isfinite(lat)):
            return []
        found = {
            number
            for level in self._levels
            for number in level.candidates_at(lon, lat)
            if self._holds(number, lon, lat)
        }
        return sorted(found)

    def _holds(self, number: int, lon: float, lat: float) -> bool:
        east = math.remainder(lon - self._middle.item(0, number), 360.0)
        north = lat - self._middle.item(1, number)
        half_width: float = self._half.item(0, number)
        half_height: float = self._half.item(1, number)
        return abs(east) <= half_width and abs(north) <= half_height
