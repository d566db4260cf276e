"""One session: the truth second by second, and what a phone told of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.random import default_rng
from numpy.typing import NDArray

from bench.presence.phones import BEGIN, World, observe
from bench.presence.places import PLANE, Column, Place
from bench.presence.scenarios import SCENARIOS, SILENCES, Outing
from geofence.fences import Site
from geofence.pings import Pings
from geofence.projection import Plane

Seconds = NDArray[np.bool_]
Spans = NDArray[np.float64]  # shape (k, 2), seconds from the start of the session
UNKNOWN_M = 50.0  # what a rule that needs an accuracy takes where there is none


@dataclass(frozen=True)
class Session:
    """What was, and what was seen of it."""

    scenario: str
    places: tuple[Place, ...]
    truth: Seconds  # for each second whether it was spent in a place
    pings: Pings
    begin: float = BEGIN  # epoch seconds
    plane: Plane = PLANE  # in which the places are drawn
    number: int = 0

    @property
    def sites(self) -> tuple[Site, ...]:
        """The places as the engine takes them."""
        return tuple(place.site for place in self.places)

    @property
    def t(self) -> Column:
        """Seconds of the pings from the start of the session."""
        return self.pings.t - self.begin

    @cached_property
    def xy(self) -> Column:
        """The pings in metres, shape (2, n)."""
        return np.stack(self.plane.to_xy(self.pings.lon, self.pings.lat))

    @cached_property
    def distance_m(self) -> Column:
        """Signed distance of the pings to the nearest place."""
        return np.min([place.distance_m(*self.xy) for place in self.places], axis=0)

    @cached_property
    def accuracy_m(self) -> Column:
        """Reported radius, with a plain assumption where none was reported."""
        return np.where(np.isnan(self.pings.accuracy_m), UNKNOWN_M, self.pings.accuracy_m)

    @cached_property
    def area(self) -> shapely.Geometry:
        """All places as one area."""
        return shapely.union_all([place.area for place in self.places])


def sessions(count: int, seed: int, world: World, only: str = "") -> Iterator[Session]:
    """Make sessions, the scenarios taking turns; a seed makes the same walks in every world."""
    names = [only] if only else list(SCENARIOS)
    for number in range(count):
        yield session(names[number % len(names)], number, seed, world)


def session(scenario: str, number: int, seed: int, world: World) -> Session:
    """Make one session."""
    outing = (SCENARIOS | SILENCES)[scenario](default_rng([seed, number]))
    inside = seconds_inside(outing)
    pings = observe(outing, world, inside, default_rng([seed, number, *world.name.encode()]))
    return Session(scenario, outing.places, inside, pings, number=number)


def seconds_inside(outing: Outing) -> Seconds:
    """Tell for each second of an outing whether its middle was spent in a place."""
    x, y = outing.route.at(np.arange(int(outing.route.now)) + 0.5)
    return np.any([place.holds(x, y) for place in outing.places], axis=0)


def spans_of(seconds: Seconds) -> Spans:
    """Turn seconds into spans."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], seconds, [False]]).astype(np.int8)))
    return edges.reshape(-1, 2).astype(float)


def seconds_of(spans: Spans, length: int) -> Seconds:
    """Turn spans into seconds; what lies outside the session is left out."""
    seconds = np.zeros(length, dtype=bool)
    for start, end in np.clip(np.round(spans), 0, length).astype(int):
        seconds[start:end] = True
    return seconds
