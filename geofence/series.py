"""Power series of the plane round a parallel: what the geodesic solver finds, without solving."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from geofence.coordinates import Column, Degrees

__all__ = ["REACH_DEG", "REACH_M", "Series", "fitted"]

REACH_DEG: Final = 0.6  # of latitude, either way; as far in longitude on the ground
REACH_M: Final = 66_000.0
_BLOCK: Final = 1 << 13  # values at a time, so that they stay in the first caches
_KNOTS: Final = 12

Rows = tuple[tuple[float, ...], ...]
Solver = Callable[[Column, Column], tuple[Column, Column]]


@dataclass(frozen=True, slots=True)
class Series:
    """A pair of functions of (u, v): one odd and one even in v, as symmetry about a meridian wants.

    Sums and products alone: a float and an array give the same bits.

    Parameters
    ----------
    u_reach, v_reach : float
        The series holds where neither variable is larger.
    odd, even : tuple of rows
        For each power of v², the highest first, the coefficients of a polynomial in u, the highest
        first; the sum of `odd` is multiplied by v.

    Examples
    --------
    >>> Series(1.0, 1.0, ((2.0,),), ((1.0,), (3.0, 0.0))).at(0.5, 0.25)
    (0.5, 1.5625)
    """

    u_reach: float
    v_reach: float
    odd: Rows
    even: Rows

    def at(self, u: Degrees, v: Degrees) -> tuple[Degrees, Degrees]:
        """Evaluate both functions.

        Parameters
        ----------
        u, v : float or array of shape (n,)
            Within reach.

        Returns
        -------
        tuple of float or array
            The odd and the even one.
        """
        square = v * v
        return _sum(self.odd, u, square) * v, _sum(self.even, u, square)

    def at_each(self, u: Column, v: Column) -> tuple[Column, Column]:
        """Do the same for long arrays, a block at a time.

        Parameters
        ----------
        u, v : array of shape (n,)
            Within reach.

        Returns
        -------
        tuple of array
        """
        odd, even = np.empty_like(u), np.empty_like(u)
        for first in range(0, u.size, _BLOCK):
            part = slice(first, first + _BLOCK)
            odd[part], even[part] = self.at(u[part], v[part])
        return odd, even


def _sum(rows: Rows, u: Degrees, square: Degrees) -> Degrees:
    total = u * 0.0
    for row in rows:
        inner = u * 0.0 + row[0]
        for factor in row[1:]:
            inner *= u
            inner += factor
        total *= square
        total += inner
    return total


def fitted(solve: Solver, u_reach: float, v_reach: float, degree: int) -> Series:
    """Fit a series to a solver, over Chebyshev knots.

    Parameters
    ----------
    solve : callable
        From arrays (u, v) to the odd and the even value; both 0 at the origin.
    u_reach, v_reach : float
        Where it shall hold.
    degree : int
        Of both functions in u and v together.

    Returns
    -------
    Series

    Examples
    --------
    >>> series = fitted(lambda u, v: (u * v, u + v * v), 1.0, 1.0, 2)
    >>> [round(value, 9) for value in series.at(0.5, 0.25)]
    [0.125, 0.5625]
    """
    knots = np.cos((np.arange(_KNOTS) + 0.5) * np.pi / _KNOTS)
    # one half of v is enough: the other is its mirror
    u, v = (side.ravel() for side in np.meshgrid(knots, knots[knots > 0.0]))
    odd, even = solve(u * u_reach, v * v_reach)
    scale = (u_reach, v_reach)
    return Series(
        u_reach, v_reach, _rows(u, v, odd, 1, degree, scale), _rows(u, v, even, 0, degree, scale)
    )


def _rows(
    u: Column, v: Column, values: Column, parity: int, degree: int, scale: tuple[float, float]
) -> Rows:
    """Find the coefficients by least squares; there is none for the value at the origin."""
    powers = [
        (i, j)
        for i in range(parity, degree + 1, 2)
        for j in range(degree + 1 - i)
        if (i, j) != (0, 0)
    ]
    design = np.stack([v**i * u**j for i, j in powers], axis=1)
    found = np.linalg.lstsq(design, values, rcond=None)[0]
    factor = {
        (i, j): float(c) / scale[1] ** i / scale[0] ** j
        for (i, j), c in zip(powers, found, strict=True)
    }
    highest = range(degree - (degree - parity) % 2, -1, -2)
    return tuple(tuple(factor.get((i, j), 0.0) for j in range(degree - i, -1, -1)) for i in highest)
