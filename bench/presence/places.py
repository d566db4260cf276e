"""Places of service in metres round a point in Yanhe: what the truth and the engine both see."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.random import Generator
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geofence.fences import Circle, Corridor, Fence, Polygon, Site
from geofence.projection import Plane

PLANE = Plane(108.5, 28.57)
Column = NDArray[np.float64]


@dataclass(frozen=True)
class Place:
    """An area in metres east and north of the plane's centre, and the same as a site.

    The truth is taken from the area by GEOS, so that it owes nothing to the engine's distances.
    """

    area: BaseGeometry
    site: Site

    @cached_property
    def reach_m(self) -> float:
        """Metres from the centre beyond which nothing of the place lies."""
        x, y = self.centre
        return float(np.hypot(*(shapely.get_coordinates(self.area) - [x, y]).T).max())

    @property
    def centre(self) -> tuple[float, float]:
        """Middle of the place; of a corridor or an L it may lie outside."""
        return self.area.centroid.x, self.area.centroid.y

    def holds(self, x: Column, y: Column) -> NDArray[np.bool_]:
        """Tell which points lie in it; the edge belongs to it."""
        shapely.prepare(self.area)
        return shapely.intersects_xy(self.area, x, y)

    def distance_m(self, x: Column, y: Column) -> Column:
        """Signed distance of points, negative inside."""
        away = shapely.distance(self.area.boundary, shapely.points(x, y))
        return np.where(self.holds(x, y), -away, away)


def circle(name: str, x: float, y: float, radius_m: float) -> Place:
    """Draw a circle."""
    lon, lat = PLANE.to_lonlat(x, y)
    area = shapely.Point(x, y).buffer(radius_m, quad_segs=64)
    return _place(name, area, Circle(lon, lat, radius_m))


def polygon(name: str, shell: Column, *holes: Column) -> Place:
    """Draw a polygon from rings of shape (n, 2), not closed."""
    rings = tuple(_degrees(np.vstack([ring, ring[:1]])) for ring in (shell, *holes))
    return _place(name, shapely.Polygon(shell, holes), Polygon((rings,)))


def corridor(name: str, line: Column, half_width_m: float) -> Place:
    """Draw all that lies within a half width of a line of shape (n, 2)."""
    area = shapely.LineString(line).buffer(half_width_m, quad_segs=32)
    return _place(name, area, Corridor(_degrees(line), half_width_m))


def blob(rng: Generator, radius_m: float, corners: int = 14) -> Column:
    """Draw a wavy, stretched ring round the origin."""
    angle = np.linspace(0.0, 2.0 * np.pi, corners, endpoint=False)
    waves = 1.0 + rng.uniform(0.05, 0.2) * np.sin(
        rng.integers(2, 5) * angle + rng.uniform(0.0, 2.0 * np.pi)
    )
    stretch = rng.uniform(1.0, 1.5)
    ring = radius_m * waves[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return turned(rng, ring * [stretch**0.5, stretch**-0.5])


def rectangle(rng: Generator, length_m: float, width_m: float) -> Column:
    """Draw a rectangle round the origin, turned by any angle."""
    corners = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    return turned(rng, corners * [length_m / 2.0, width_m / 2.0])


def bent(rng: Generator, arm_m: float, width_m: float) -> Column:
    """Draw an L of two arms, turned by any angle."""
    a, w = arm_m, width_m
    shape = np.array([[0.0, 0.0], [a, 0.0], [a, w], [w, w], [w, a], [0.0, a]])
    return turned(rng, shape - [a / 3.0, a / 3.0])


def turned(rng: Generator, points: Column) -> Column:
    """Turn points round the origin by any angle."""
    angle = rng.uniform(0.0, 2.0 * np.pi)
    cos, sin = np.cos(angle), np.sin(angle)
    return points @ np.array([[cos, sin], [-sin, cos]])


def _degrees(points: Column) -> tuple[tuple[float, float], ...]:
    lon, lat = PLANE.to_lonlat(points[:, 0], points[:, 1])
    return tuple(zip(lon.tolist(), lat.tolist(), strict=True))


def _place(name: str, area: BaseGeometry, fence: Fence) -> Place:
    return Place(area, Site(name, fence, name))
