"""A made county: fences, half circles of 100 m, half polygons of 12 corners; and pings over it."""

import math

import numpy as np
from numpy.typing import NDArray

from geofence.fences import Circle, Fence, Polygon

Column = NDArray[np.float64]

WEST, SOUTH = 108.25, 28.25
DEGREE_M = 111_195.0
SIDE_M = 50_000.0
RADIUS_M = 100.0
CORNERS = 12


def scattered(n: int, side_m: float, seed: int) -> tuple[Column, Column]:
    """Draw positions, evenly over a square."""
    x, y = np.random.default_rng(seed).uniform(0.0, side_m, (2, n))
    return lonlat(x, y)


def lonlat(x: Column, y: Column) -> tuple[Column, Column]:
    """Turn metres from the south-west corner into degrees."""
    return WEST + x / (DEGREE_M * math.cos(math.radians(SOUTH))), SOUTH + y / DEGREE_M


def fences(n: int, side_m: float = SIDE_M, seed: int = 1) -> list[Fence]:
    """Draw fences, evenly over a square; they may overlap."""
    draw = np.random.default_rng(seed)
    x, y = draw.uniform(0.0, side_m, (2, n))
    radii = RADIUS_M * draw.uniform(0.6, 1.4, (n, CORNERS))
    turn = np.linspace(0.0, 2.0 * np.pi, CORNERS, endpoint=False)
    lon, lat = lonlat(x[:, None] + radii * np.cos(turn), y[:, None] + radii * np.sin(turn))
    centres = np.stack(lonlat(x, y), axis=1).tolist()
    rings = np.stack([lon, lat], axis=2).tolist()
    return [
        Circle(*centres[row], RADIUS_M) if row % 2 else _polygon(rings[row]) for row in range(n)
    ]


def _polygon(ring: list[list[float]]) -> Polygon:
    corners = tuple((lon, lat) for lon, lat in ring)
    return Polygon((((*corners, corners[0]),),))
