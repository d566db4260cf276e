"""The true way of a person: corners in time and place, between which they walk straight on."""

from collections.abc import Iterable

import numpy as np
import shapely
from numpy.random import Generator
from shapely.geometry.base import BaseGeometry

from bench.presence.places import Column, Place

Spot = tuple[float, float]


class Route:
    """A way that grows at its end; `at` tells where the person is at any second."""

    def __init__(self, rng: Generator, start: Spot) -> None:
        self.rng = rng
        self.pace = float(rng.uniform(1.0, 1.45))
        self._knots = [(0.0, *start)]

    @property
    def now(self) -> float:
        """Seconds from the start to the end of the way so far."""
        return self._knots[-1][0]

    @property
    def here(self) -> Spot:
        """Where the way ends so far."""
        return self._knots[-1][1:]

    def walk(self, *spots: Spot, pace: float | None = None) -> "Route":
        """Go on to these spots, one after the other."""
        for x, y in spots:
            t, x0, y0 = self._knots[-1]
            way = float(np.hypot(x - x0, y - y0))
            self._knots.append((t + way / (pace or self.pace), float(x), float(y)))
        return self

    def stay(self, seconds: float, room_m: float = 2.0) -> "Route":
        """Remain at the spot, shifting by a step or two every few minutes."""
        x, y = self.here
        end = self.now + seconds
        while end - self.now > 240.0:
            self._rest(self.rng.uniform(60.0, 200.0))
            self.walk((x + self.rng.normal(0.0, room_m), y + self.rng.normal(0.0, room_m)))
        self._rest(end - self.now)
        return self

    def roam(
        self, area: BaseGeometry, seconds: float, *, rest_s: float, stride_m: float
    ) -> "Route":
        """Go about inside an area: walk to a spot in sight, work there, walk on."""
        shapely.prepare(area)
        end = self.now + seconds
        while self.now < end - 30.0:
            self.walk(_in_sight(self.rng, area, self.here, stride_m))
            self.stay(min(self.rng.exponential(rest_s), max(end - self.now, 0.0)), 1.0)
        return self

    def at(self, t: Column) -> tuple[Column, Column]:
        """Return x and y at given seconds."""
        knots = np.array(self._knots)
        return np.interp(t, knots[:, 0], knots[:, 1]), np.interp(t, knots[:, 0], knots[:, 2])

    def _rest(self, seconds: float) -> None:
        if seconds > 0.0:
            t, x, y = self._knots[-1]
            self._knots.append((t + float(seconds), x, y))


def outside(rng: Generator, place: Place, low_m: float, high_m: float) -> Spot:
    """Pick a spot in any direction, so far from the edge as told."""
    wanted = rng.uniform(low_m, high_m)
    angle = rng.uniform(0.0, 2.0 * np.pi)
    ray = np.arange(0.0, place.reach_m + high_m + 200.0, 1.0)
    x0, y0 = place.centre
    x, y = x0 + ray * np.cos(angle), y0 + ray * np.sin(angle)
    k = int(np.argmax((place.distance_m(x, y) >= wanted) & (ray >= _last_inside(place, x, y))))
    return float(x[k]), float(y[k])


def within(rng: Generator, area: BaseGeometry) -> Spot:
    """Pick a spot inside an area."""
    shapely.prepare(area)
    west, south, east, north = area.bounds
    while True:
        x, y = rng.uniform(west, east, 64), rng.uniform(south, north, 64)
        found = np.flatnonzero(shapely.contains_xy(area, x, y))
        if len(found):
            return float(x[found[0]]), float(y[found[0]])


def moved(spots: Iterable[Spot], dx: float, dy: float) -> list[Spot]:
    """Shift spots."""
    return [(x + dx, y + dy) for x, y in spots]


def _last_inside(place: Place, x: Column, y: Column) -> float:
    inside = np.flatnonzero(place.holds(x, y))
    return float(inside[-1]) if len(inside) else 0.0


def _in_sight(rng: Generator, area: BaseGeometry, here: Spot, stride_m: float) -> Spot:
    """Pick a spot that a straight way inside the area leads to; any spot if there seems none."""
    angle, way = rng.uniform(0.0, 2.0 * np.pi, 24), stride_m * rng.uniform(0.2, 1.5, 24)
    ends = np.stack([here[0] + way * np.cos(angle), here[1] + way * np.sin(angle)], axis=1)
    lines = shapely.linestrings(np.stack([np.broadcast_to(here, ends.shape), ends], axis=1))
    seen = np.flatnonzero(shapely.covers(area, lines))
    return tuple(ends[seen[0]].tolist()) if len(seen) else within(rng, area)
