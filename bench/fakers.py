"""Honest people and fakers, simulated: each track with what a phone would report beside it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from bench.settle import LAT, LON, lonlat
from geofence.clocks import Delivery
from geofence.fences import Circle, Site
from geofence.pings import Pings
from geofence.repeats import Readings

Array = np.ndarray
Random = np.random.Generator

NINE = 1_777_597_200.0  # 2026-05-01T01:00:00Z, nine in the morning in Yanhe
SITES = (Site("a", Circle(LON, LAT, 120.0), "A"),)
CADENCES = (10.0, 30.0, 60.0)  # s; at 300 s nothing can be said about jitter


@dataclass(frozen=True)
class Case:
    """One attendance as the library sees it."""

    pings: Pings
    sites: tuple[Site, ...] = SITES
    readings: Readings = field(default_factory=Readings)
    deliveries: tuple[Delivery, ...] = ()


# --- what both are made of ----------------------------------------------------------------------


def clock(rng: Random, cadence: float | None = None) -> Array:
    """Draw 1 to 4 hours of ping times, in seconds, none quite punctual."""
    step = cadence or float(rng.choice(CADENCES))
    count = int(rng.uniform(3600.0, 14400.0) / step)
    return np.sort(np.arange(count) * step + rng.uniform(0.0, 0.1 * step, count))


def roam(rng: Random, t: Array, radius_m: float = 60.0) -> Array:
    """Walk in from 600 m away, go about between resting places, walk out again; shape (2, n)."""
    knots_t, knots = [0.0, 600.0], [np.array([600.0, 0.0]), np.zeros(2)]
    while knots_t[-1] < t[-1] - 700.0:
        goal = rng.normal(0.0, radius_m / 2.0, 2)
        way = float(np.hypot(*(goal - knots[-1]))) / 1.1
        knots_t += [knots_t[-1] + way, knots_t[-1] + way + rng.exponential(600.0)]
        knots += [goal, goal]
    knots_t.append(knots_t[-1] + 600.0)
    knots.append(knots[-1] + [600.0, 0.0])
    return np.stack([np.interp(t, knots_t, axis) for axis in np.transpose(knots)])


def remembered(rng: Random, t: Array, sigma: float, memory_s: float) -> Array:
    """Draw errors that fade over `memory_s` (Gauss-Markov of the first order); shape (2, n)."""
    kept = np.exp(-np.diff(t, prepend=-np.inf) / memory_s)
    fresh = rng.normal(0.0, sigma, (2, len(t))) * np.sqrt(1.0 - kept**2)
    error = np.zeros(2)
    out = np.empty_like(fresh)
    for k in range(len(t)):
        error = kept[k] * error + fresh[:, k]
        out[:, k] = error
    return out


def case(t: Array, metres: Array, accuracy: Array, **more: object) -> Case:
    """Turn metres round the site into an attendance, coordinates to the centimetre."""
    lon, lat = (np.round(each, 7) for each in lonlat(*metres))
    pings = Pings.of(NINE + t, lon, lat, np.round(accuracy, 1), datum="wgs84", platform="android")
    return Case(pings, **more)


def proud(rng: Random, count: int, sigma: float) -> Array:
    """Draw accuracies as phones report them."""
    return np.clip(sigma * 1.5 * rng.lognormal(0.0, 0.4, count), 3.0, 200.0)


# --- the honest ---------------------------------------------------------------------------------


def honest(rng: Random, memory_s: float = 90.0, cadence: float | None = None) -> Case:
    """Roam with errors of some memory."""
    t, sigma = clock(rng, cadence), rng.uniform(4.0, 15.0)
    return case(t, roam(rng, t) + remembered(rng, t, sigma, memory_s), proud(rng, len(t), sigma))


def long_memory(rng: Random) -> Case:
    """Errors that stay for five minutes."""
    return honest(rng, 300.0)


def sparse(rng: Random) -> Case:
    """Ping every five minutes."""
    return honest(rng, cadence=300.0)


def spiky(rng: Random) -> Case:
    """Of a hundred fixes four lie 200 m off and call themselves good; the rest has heavy tails."""
    t, sigma = clock(rng), rng.uniform(4.0, 12.0)
    error = remembered(rng, t, sigma, 90.0) * np.sqrt(3.0 / rng.chisquare(3, len(t)))
    error += (rng.random(len(t)) < 0.04) * rng.normal(0.0, 150.0, (2, len(t)))
    return case(t, roam(rng, t) + error, proud(rng, len(t), sigma))


def cached(rng: Random) -> Case:
    """Ask every 10 s, and get the same fix for 30 s."""
    t, sigma = clock(rng, 10.0), rng.uniform(4.0, 15.0)
    held = np.arange(len(t)) // 3 * 3
    metres = roam(rng, t) + remembered(rng, t, sigma, 90.0)
    return case(t, metres[:, held], proud(rng, len(t), sigma)[held])


def last_known(rng: Random) -> Case:
    """Without reception the last known fix is repeated: 10 to 90 min, somewhere in the middle."""
    t, sigma = clock(rng), rng.uniform(4.0, 15.0)
    held, start = np.arange(len(t)), rng.uniform(600.0, t[-1] * 0.5)
    lost = (t > start) & (t < min(start + rng.uniform(600.0, 5400.0), t[-1] - 600.0))
    if lost.any():
        held[lost] = lost.argmax()
    metres = roam(rng, t) + remembered(rng, t, sigma, 90.0)
    return case(t, metres[:, held], proud(rng, len(t), sigma)[held])


def apple(rng: Random) -> Case:
    """Carry an iPhone: accuracy 5, 10 or 65 m, one altitude all day, speed -1."""
    t = clock(rng)
    level = np.repeat(rng.choice([5.0, 10.0, 65.0], len(t) // 40 + 1), 40)[: len(t)]
    metres = roam(rng, t) + remembered(rng, t, 1.0, 90.0) * np.minimum(level, 20.0) / 1.4
    readings = Readings(np.full(len(t), -1.0), np.full(len(t), 311.0))
    return case(t, metres, level, readings=readings)


def still(rng: Random) -> Case:
    """Lie on a table indoors for hours."""
    t, sigma = clock(rng), rng.uniform(3.0, 12.0)
    return case(t, remembered(rng, t, sigma, 90.0), proud(rng, len(t), sigma))


def wifi(rng: Random) -> Case:
    """Indoors every third fix is the place of one of five access points."""
    t, sigma = clock(rng), rng.uniform(4.0, 12.0)
    metres = remembered(rng, t, sigma, 90.0)
    points = rng.normal(0.0, 30.0, (2, 5))[:, rng.integers(0, 5, len(t))]
    by_wifi = rng.random(len(t)) < 0.33
    metres = np.where(by_wifi, points, metres)
    return case(t, metres, np.where(by_wifi, 30.0, proud(rng, len(t), sigma)))


# --- the fakers ---------------------------------------------------------------------------------


def standing(rng: Random, jitter: Callable[[Random, int], Array], cadence: float = 0.0) -> Case:
    """Sit at home while an app says "at the site", with noise of the given kind."""
    t = clock(rng, cadence or None)
    centre = rng.normal(0.0, 30.0, (2, 1))
    accuracy = np.full(len(t), 5.0) if rng.random() < 0.5 else rng.uniform(3.0, 30.0, len(t))
    return case(t, centre + jitter(rng, len(t)), accuracy)


def walking_in(rng: Random) -> Case:
    """Walk in and out honestly in the made-up track, and stand with noise on a disc."""
    t = clock(rng)
    metres = disc(rng, len(t))
    metres[0] += np.interp(t, [0.0, 600.0, t[-1] - 600.0, t[-1]], [600.0, 0.0, 0.0, 600.0])
    return case(t, metres, np.full(len(t), 5.0))


def half(rng: Random) -> Case:
    """Be there for half of the time; then an app goes on with noise on a disc."""
    t = clock(rng)
    metres = remembered(rng, t, 8.0, 90.0)
    later = t > t[-1] / 2.0
    metres[:, later] = disc(rng, int(later.sum()))
    return case(t, metres, np.full(len(t), 5.0))


def coarse(rng: Random) -> Case:
    """Cut the coordinates to five decimals."""
    made = standing(rng, disc).pings
    return Case(replace(made, lon=np.round(made.lon, 5), lat=np.round(made.lat, 5)))


def square(rng: Random, count: int) -> Array:
    """Uniform on each axis, 3 to 17 m."""
    return rng.uniform(-1.0, 1.0, (2, count)) * rng.uniform(3.0, 17.0)


def annulus(rng: Random, count: int) -> Array:
    """Any direction, 3 to 17 m away."""
    angle, radius = rng.uniform(0.0, 2.0 * np.pi, count), rng.uniform(3.0, 17.0, count)
    return radius * np.stack([np.cos(angle), np.sin(angle)])


def disc(rng: Random, count: int) -> Array:
    """Uniform on a disc of 3 to 17 m."""
    angle, radius = rng.uniform(0.0, 2.0 * np.pi, count), np.sqrt(rng.random(count))
    return rng.uniform(3.0, 17.0) * radius * np.stack([np.cos(angle), np.sin(angle)])


def gaussian(rng: Random, count: int) -> Array:
    """White noise, 3 to 10 m."""
    return rng.normal(0.0, rng.uniform(3.0, 10.0), (2, count))


def frozen(rng: Random) -> Case:
    """Send the same coordinates all the time."""
    return standing(rng, lambda _, count: np.zeros((2, count)))


def teleport(rng: Random) -> Case:
    """Honest noise everywhere, but at home 2 to 10 km off before and after; no way between."""
    t, sigma = clock(rng), rng.uniform(4.0, 15.0)
    metres = rng.normal(0.0, 20.0, (2, 1)) + remembered(rng, t, sigma, 90.0)
    at_home = (t < 0.15 * t[-1]) | (t > 0.85 * t[-1])
    metres[0] += at_home * rng.uniform(2000.0, 10_000.0)
    return case(t, metres, proud(rng, len(t), sigma))


def route(rng: Random) -> Case:
    """Draw a route, and walk it at constant speed with an app's constant readings."""
    t = clock(rng)
    along = 1.3 * t % 1600.0
    metres = np.stack([np.abs(along - 800.0) - 400.0, np.zeros_like(t)])
    metres += rng.normal(0.0, 1.0, metres.shape)
    readings = Readings(np.full(len(t), 1.3), np.full(len(t), 50.0))
    return case(t, metres, np.full(len(t), 5.0), readings=readings)


def sawtooth(rng: Random) -> Case:
    """Honest noise, and a clock that is put forward by 5 to 9 min before each of three batches."""
    made = honest(rng)
    ends = np.linspace(made.pings.t[0], made.pings.t[-1], 10)[1:]
    ahead = np.where(np.arange(9) % 3 == 1, rng.uniform(300.0, 540.0), 0.0)
    batches = [Delivery(float(e - a), float(e - 2.0)) for e, a in zip(ends, ahead, strict=True)]
    return Case(made.pings, deliveries=tuple(batches))


HONEST: dict[str, Callable[[Random], Case]] = {
    "errors of 90 s": honest,
    "errors of 300 s": long_memory,
    "a ping in 5 min": sparse,
    "spikes and heavy tails": spiky,
    "cached for 30 s": cached,
    "last known repeated": last_known,
    "iPhone, one altitude": apple,
    "lying still indoors": still,
    "Wi-Fi and GPS mixed": wifi,
}
FAKERS: dict[str, Callable[[Random], Case]] = {
    "uniform square": lambda rng: standing(rng, square),
    "uniform disc": lambda rng: standing(rng, disc),
    "annulus": lambda rng: standing(rng, annulus),
    "white Gaussian": lambda rng: standing(rng, gaussian),
    "frozen": frozen,
    "teleport and back": teleport,
    "drawn route": route,
    "clock to and fro": sawtooth,
    "disc, five decimals": coarse,
    "disc, walking in and out": walking_in,
    "disc in the second half": half,
    "disc, ping in 5 min": lambda rng: standing(rng, disc, 300.0),
    "Gaussian, 5 min": lambda rng: standing(rng, gaussian, 300.0),
}
