"""Twelve kinds of outing to places of service; each draws shapes, sizes and times anew."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from bench.presence.places import Place, bent, blob, circle, corridor, polygon, rectangle
from bench.presence.routes import Route, Spot, outside, within

MINUTE = 60.0
MOSTLY_DENSE = (*[30.0, 60.0] * 4, 300.0)  # s; one phone of nine saves power
OPEN, URBAN, INDOOR = 5.0, 15.0, 30.0  # m, standard deviation per axis under such a sky


@dataclass(frozen=True)
class Outing:
    """Where somebody truly was, and what is peculiar to the phone on such a day."""

    places: tuple[Place, ...]
    route: Route
    sigma_m: tuple[float, float]  # inside a place, outside
    cadences_s: tuple[float, ...] = MOSTLY_DENSE
    silence: tuple[float, float] | None = None  # seconds in which the phone is offline
    sleeps: bool = False  # the phone pings only while it is carried about


def pond_park(rng: Generator) -> Outing:
    """Walk round a pond that is cut out of the park; now and then sit on its island."""
    radius = rng.uniform(120.0, 260.0)
    ring = blob(rng, radius, 24)
    share = rng.uniform(0.35, 0.5)
    place = polygon("pond park", ring, ring * share)
    path = [tuple(p) for p in (ring * rng.uniform(0.6, 0.8, (24, 1)) * [1.0, 1.0]).tolist()]
    route, way_out = _approach(rng, place)
    route.walk(path[0])
    end, k = route.now + _minutes(rng, 45, 190), 0
    island = route.now + _minutes(rng, 15, 40) if rng.random() < 0.25 else np.inf
    while route.now < end:
        k += 1
        route.walk(path[k % 24], pace=rng.uniform(0.5, 1.2)).stay(rng.exponential(60.0), 1.0)
        if route.now > island:
            route.walk((0.0, 0.0)).stay(_minutes(rng, 12, 30)).walk(path[k % 24])
            island = np.inf
    return Outing((place,), route.walk(way_out), _sky(rng, OPEN, URBAN))


def open_park(rng: Generator) -> Outing:
    """Work in a large park, with one short errand outside."""
    place = polygon("open park", blob(rng, rng.uniform(180.0, 380.0), 18))
    route, way_out = _approach(rng, place)
    _work(route, place, _minutes(rng, 30, 90), stride_m=90.0)
    errand = outside(rng, place, 40.0, 120.0)
    route.walk(errand).stay(_minutes(rng, 1, 6))
    _work(route, place, _minutes(rng, 25, 90), stride_m=90.0)
    return Outing((place,), route.walk(way_out), _sky(rng, OPEN, URBAN))


def building(rng: Generator) -> Outing:
    """Help in a building some 40 m long, indoors."""
    place = polygon("building", rectangle(rng, rng.uniform(34, 48), rng.uniform(20, 42)))
    return _one_stay(rng, place, (INDOOR, URBAN), cadences_s=(30.0, 60.0))


def small_building(rng: Generator) -> Outing:
    """Help in a small building; the phone pings every five minutes."""
    shape = rectangle(rng, rng.uniform(20, 40), rng.uniform(15, 30))
    return _one_stay(rng, polygon("small building", shape), (INDOOR, URBAN), cadences_s=(300.0,))


def river(rng: Generator) -> Outing:
    """Walk along 80 m of river bank and back, picking up what lies there."""
    steps = rng.uniform(120.0, 320.0, rng.integers(4, 8))
    heading = rng.uniform(0.0, 2.0 * np.pi) + np.cumsum(rng.normal(0.0, 0.35, len(steps)))
    legs = steps[:, None] * np.stack([np.cos(heading), np.sin(heading)], axis=1)
    line = np.vstack([[0.0, 0.0], np.cumsum(legs, axis=0)])
    half = rng.uniform(36.0, 44.0)
    place = corridor("river", line, half)
    route, way_out = _approach(rng, place, tuple(line[0].tolist()))
    pace = rng.uniform(0.4, 0.9)
    there = [tuple(p) for p in _strolled(rng, line, 0.6 * half).tolist()]
    back = [tuple(p) for p in _strolled(rng, line, 0.6 * half)[::-1].tolist()]
    for spot in (*there, *back):
        route.walk(spot, pace=pace).stay(rng.exponential(45.0), 1.0)
    return Outing((place,), route.walk(way_out), _sky(rng, OPEN, URBAN))


def lunch(rng: Generator) -> Outing:
    """Leave for lunch 150 m off and come back."""
    place = _any_place(rng, "lunch", 35.0, 100.0)
    route, way_out = _approach(rng, place)
    _work(route, place, _minutes(rng, 30, 80))
    route.walk(outside(rng, place, 130.0, 170.0)).stay(_minutes(rng, 20, 50))
    _work(route, place, _minutes(rng, 30, 80))
    return Outing((place,), route.walk(way_out), _sky(rng, OPEN, URBAN, INDOOR))


def bystander(rng: Generator) -> Outing:
    """Sit 45 to 60 m outside the fence; every second one comes in for a short while."""
    place = _any_place(rng, "bystander", 25.0, 80.0)
    route, way_out = _approach(rng, place)
    bench = outside(rng, place, 45.0, 60.0)
    route.walk(bench).stay(_minutes(rng, 30, 90))
    if rng.random() < 0.5:
        _work(route, place, _minutes(rng, 8, 25))
        route.walk(bench)
    route.stay(_minutes(rng, 25, 90))
    return Outing((place,), route.walk(way_out), _sky(rng, OPEN, URBAN))


def offline(rng: Generator) -> Outing:
    """Work at a place while the phone is offline for 10 to 30 min; one of five leaves meanwhile."""
    place = _any_place(rng, "offline", 35.0, 120.0)
    route, way_out = _approach(rng, place)
    arrival, length = route.now, _minutes(rng, 10, 29)
    _work(route, place, _minutes(rng, 50, 170))
    latest = route.now - length - 5 * MINUTE
    begin = rng.uniform(arrival + 15 * MINUTE, max(latest, arrival + 16 * MINUTE))
    if rng.random() < 0.2:
        begin = route.now - rng.uniform(0.1, 0.8) * length
    route.walk(way_out).stay(_minutes(rng, 5, 20))
    return Outing((place,), route, _sky(rng, OPEN, URBAN, INDOOR), silence=(begin, begin + length))


def several(rng: Generator) -> Outing:
    """Serve at two or three places of one activity and walk between them."""
    places = [_any_place(rng, "site 0", 30.0, 90.0)]
    angle = rng.uniform(0.0, 2.0 * np.pi)
    for k in range(1, int(rng.integers(2, 4))):
        angle += rng.uniform(-0.7, 0.7)
        x, y = places[-1].centre
        away = places[-1].reach_m + rng.uniform(150.0, 450.0)
        spot = (x + away * np.cos(angle), y + away * np.sin(angle))
        places.append(_any_place(rng, f"site {k}", 30.0, 90.0, spot))
    route, way_out = _approach(rng, places[0])
    for place in places:
        _work(route, place, _minutes(rng, 20, 70))
    return Outing(tuple(places), route.walk(way_out), _sky(rng, OPEN, URBAN))


def passer_by(rng: Generator) -> Outing:
    """Walk past or through a place, sit some hundred metres on, and walk back."""
    place = _any_place(rng, "passer-by", 25.0, 90.0)
    angle = rng.uniform(0.0, 2.0 * np.pi)
    along = np.array([np.cos(angle), np.sin(angle)])
    aside = np.array([-along[1], along[0]]) * rng.uniform(0.0, place.reach_m + 60.0)
    far = place.reach_m + rng.uniform(250.0, 450.0)
    route = Route(rng, tuple((np.array(place.centre) - far * along + aside).tolist()))
    route.stay(_minutes(rng, 3, 10))
    route.walk(tuple((np.array(place.centre) + far * along + aside).tolist()))
    route.stay(_minutes(rng, 40, 150))
    route.walk(tuple((np.array(place.centre) - far * along + aside).tolist()))
    return Outing((place,), route.stay(_minutes(rng, 3, 10)), _sky(rng, OPEN, URBAN))


def short_visits(rng: Generator) -> Outing:
    """Look in three to five times for a few minutes, being elsewhere in between."""
    place = _any_place(rng, "short visits", 35.0, 110.0)
    route, way_out = _approach(rng, place)
    for visit in range(int(rng.integers(3, 6))):
        if visit:
            route.walk(outside(rng, place, 90.0, 250.0)).stay(_minutes(rng, 6, 20))
        _work(route, place, _minutes(rng, 6, 16))
    return Outing((place,), route.walk(way_out), _sky(rng, OPEN, URBAN))


def thin(rng: Generator) -> Outing:
    """Work in an L or a strip 20 to 30 m wide."""
    wide = rng.uniform(20.0, 30.0)
    if rng.random() < 0.5:
        shape = bent(rng, rng.uniform(80.0, 140.0), wide)
    else:
        shape = rectangle(rng, rng.uniform(120.0, 220.0), wide)
    return _one_stay(rng, polygon("thin", shape), _sky(rng, OPEN, URBAN))


SCENARIOS: dict[str, Callable[[Generator], Outing]] = {
    "pond park": pond_park,
    "open park": open_park,
    "building 40 m": building,
    "building, 300 s": small_building,
    "river corridor": river,
    "lunch 150 m off": lunch,
    "bystander": bystander,
    "offline gap": offline,
    "several sites": several,
    "passer-by": passer_by,
    "short visits": short_visits,
    "L and strip": thin,
}


def asleep(rng: Generator) -> Outing:
    """Sit at a place for hours; the phone saves power and pings only while it moves."""
    place = _any_place(rng, "asleep", 20.0, 80.0)
    route, way_out = _approach(rng, place)
    route.walk(within(rng, place.area)).stay(_minutes(rng, 60, 200), room_m=1.0)
    return Outing((place,), route.walk(way_out), _sky(rng, URBAN, INDOOR), sleeps=True)


def switched_off(rng: Generator) -> Outing:
    """Switch the phone off at the place, go away for hours, switch it on again on coming back."""
    place = _any_place(rng, "switched off", 20.0, 80.0)
    route, way_out = _approach(rng, place)
    _work(route, place, _minutes(rng, 10, 25))
    begin = route.now - _minutes(rng, 0, 8)
    route.walk(outside(rng, place, 300.0, 900.0)).stay(_minutes(rng, 60, 180))
    back = within(rng, place.area) if rng.random() < 0.5 else outside(rng, place, 50.0, 200.0)
    route.walk(back)
    end = route.now - _minutes(rng, 0, 2)
    route.stay(_minutes(rng, 3, 10), room_m=1.0)
    return Outing((place,), route.walk(way_out), _sky(rng, OPEN, URBAN), silence=(begin, end))


# Outside the average: by design most of this time is set aside for a person, not credited.
SILENCES: dict[str, Callable[[Generator], Outing]] = {
    "asleep, stays": asleep,
    "switched off, leaves": switched_off,
}


def _approach(rng: Generator, place: Place, gate: Spot | None = None) -> tuple[Route, Spot]:
    """Come from afar; return the way in, and the spot to which to leave in the end."""
    start, end = outside(rng, place, 400.0, 800.0), outside(rng, place, 400.0, 800.0)
    route = Route(rng, start).stay(_minutes(rng, 1, 6))
    return (route.walk(gate) if gate else route), end


def _work(route: Route, place: Place, seconds: float, stride_m: float = 25.0) -> None:
    """Walk in and go about for so long, mostly resting at one spot or mostly on the move."""
    inner = place.area.buffer(-min(3.0, 0.05 * place.area.area**0.5))
    route.walk(within(route.rng, inner))
    rest = route.rng.choice([60.0, 240.0, 900.0])
    route.roam(inner, seconds, rest_s=float(rest), stride_m=stride_m)


def _one_stay(
    rng: Generator,
    place: Place,
    sigma_m: tuple[float, float],
    cadences_s: tuple[float, ...] = MOSTLY_DENSE,
) -> Outing:
    route, way_out = _approach(rng, place)
    _work(route, place, _minutes(rng, 40, 180), stride_m=15.0)
    return Outing((place,), route.walk(way_out), sigma_m, cadences_s)


def _any_place(
    rng: Generator, name: str, low_m: float, high_m: float, at: Spot = (0.0, 0.0)
) -> Place:
    """Draw a circle, a rectangle or a wavy shape of a radius between the two."""
    radius = rng.uniform(low_m, high_m)
    kind = rng.integers(3)
    if kind == 0:
        return circle(name, *at, radius)
    shape = rectangle(rng, 2.2 * radius, 1.5 * radius) if kind == 1 else blob(rng, radius)
    return polygon(name, shape + np.array(at))


def _strolled(rng: Generator, line: np.ndarray, aside_m: float) -> np.ndarray:
    """Points every 40 m along a line, to either side of it."""
    ways = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    at = np.arange(10.0, ways[-1], 40.0)
    spots = np.stack([np.interp(at, ways, line[:, 0]), np.interp(at, ways, line[:, 1])], axis=1)
    turn = rng.uniform(0.0, 2.0 * np.pi, len(at))
    return spots + aside_m * rng.uniform(0.0, 1.0, (len(at), 1)) * np.stack(
        [np.cos(turn), np.sin(turn)], axis=1
    )


def _sky(rng: Generator, *skies: float) -> tuple[float, float]:
    """Pick the sky over the place; outside it is never worse than in a town."""
    inside = float(rng.choice(skies))
    return inside, min(inside, URBAN)


def _minutes(rng: Generator, low: float, high: float) -> float:
    return float(rng.uniform(low, high)) * MINUTE
