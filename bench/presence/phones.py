"""What a phone makes of a walk: cadence, errors that persist, spikes, cell fixes, repeats."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from bench.presence.places import PLANE, Column
from bench.presence.scenarios import Outing
from geofence.pings import Pings

BEGIN = 1_777_593_600.0  # 2026-05-01T00:00:00Z: when every outing starts
# what a phone reports for a standard deviation of 1 m per axis
RADIUS = {"android": 1.51, "ios": 1.414, "wechat": 1.51, "browser": 2.45}
HEAVY = 0.817  # brings the 68 % radius of Student's law with 3 degrees of freedom to Rayleigh's


@dataclass(frozen=True)
class World:
    """How errors behave."""

    name: str
    correlation_s: float = 90.0
    spikes: float = 0.01  # share of fixes far off that report a few metres
    heavy: bool = False  # Student's t with 3 degrees of freedom, not the normal law


WORLDS = {
    world.name: world
    for world in (
        World("gm90"),
        World("gm300", correlation_s=300.0),
        World("spikes", spikes=0.04),
        World("student", heavy=True),
    )
}


@dataclass(frozen=True)
class Habits:
    """What is peculiar to one phone on one day."""

    platform: str
    cadence_s: float
    pride: float  # reported radius / true radius
    quality: float  # true error / what the sky allows
    silent: float  # share of fixes without accuracy


def habits_of(outing: Outing, rng: Generator) -> Habits:
    """Draw a phone."""
    return Habits(
        platform=str(rng.choice(list(RADIUS), p=[0.5, 0.2, 0.2, 0.1])),
        cadence_s=float(rng.choice(outing.cadences_s)),
        pride=float(2.0 ** rng.uniform(-1.0, 1.0)),
        quality=float(np.exp(rng.normal(0.0, 0.2))),
        silent=1.0 if rng.random() < 0.03 else 0.01,
    )


def observe(outing: Outing, world: World, inside: NDArray[np.bool_], rng: Generator) -> Pings:
    """Return the pings of an outing whose seconds inside are known."""
    phone = habits_of(outing, rng)
    t = _instants(outing, phone, len(inside), rng)
    x, y = outing.route.at(t)
    sigma = phone.quality * np.where(inside[t.astype(int)], *outing.sigma_m)
    radius = sigma * RADIUS[phone.platform] * phone.pride * np.exp(rng.normal(0, 0.15, len(t)))
    error = sigma * unit_errors(t, world, rng)
    error, radius = _spiked(error, radius, world, rng)
    error, radius = _of_cells(error, radius, rng)
    radius[rng.random(len(t)) < phone.silent] = np.nan
    x, y, radius = _cached(t, np.stack([x + error[0], y + error[1], radius]), rng)
    return Pings.of(
        BEGIN + np.round(t, 3),
        *PLANE.to_lonlat(x, y),
        np.round(radius, 1),
        datum="wgs84",
        platform=phone.platform,
    )


def _instants(outing: Outing, phone: Habits, seconds: int, rng: Generator) -> Column:
    """Draw when the phone pings: never quite regular, now and then not at all."""
    most = int(1.4 * seconds / phone.cadence_s) + 2
    steps = phone.cadence_s * rng.uniform(0.8, 1.2, most)
    t = rng.uniform(0.0, phone.cadence_s) + np.concatenate([[0.0], np.cumsum(steps)])
    t = t[(rng.random(len(t)) > 0.03) & (t < seconds - 1)]
    if outing.silence:
        t = t[(t < outing.silence[0]) | (t > outing.silence[1])]
    if outing.sleeps:
        before, now = outing.route.at(t - 180.0), outing.route.at(t)
        t = t[np.hypot(now[0] - before[0], now[1] - before[1]) > 20.0]
    return t


def unit_errors(t: Column, world: World, rng: Generator) -> Column:
    """Draw unit errors of shape (2, n) that fade with the correlation time (Gauss and Markov)."""
    white = rng.normal(size=(2, len(t)))
    keep = np.exp(-np.diff(t, prepend=-np.inf) / world.correlation_s)
    fresh = np.sqrt(1.0 - keep**2)
    error = np.empty_like(white)
    state = np.zeros(2)
    for k in range(len(t)):
        state = keep[k] * state + fresh[k] * white[:, k]
        error[:, k] = state
    if world.heavy:  # one scale for each correlation time: bad reception persists too
        scale = HEAVY * np.sqrt(3.0 / rng.chisquare(3, int(t[-1] / world.correlation_s) + 1))
        error *= scale[(t / world.correlation_s).astype(int)]
    return error


def _spiked(error: Column, radius: Column, world: World, rng: Generator) -> tuple[Column, Column]:
    """Throw some fixes far off while they claim a few metres."""
    hit = rng.random(len(radius)) < world.spikes
    away = np.exp(rng.uniform(np.log(60.0), np.log(500.0), len(radius)))
    thrown = away * _direction(rng, len(radius))
    claimed = rng.uniform(1.7, 10.0, len(radius))
    return np.where(hit, thrown, error), np.where(hit, claimed, radius)


def _of_cells(error: Column, radius: Column, rng: Generator) -> tuple[Column, Column]:
    """Replace some fixes by those of the cellular network: vague, and saying so."""
    hit = rng.random(len(radius)) < 0.015
    claimed = np.exp(rng.uniform(np.log(300.0), np.log(2500.0), len(radius)))
    thrown = rng.normal(size=error.shape) * claimed / RADIUS["android"]
    return np.where(hit, thrown, error), np.where(hit, claimed, radius)


def _cached(t: Column, columns: Column, rng: Generator) -> Column:
    """Let some fixes repeat the one before, as phones do that are asked too often."""
    again = (rng.random(len(t)) < 0.08) & (np.diff(t, prepend=-np.inf) < 40.0)
    source = np.maximum.accumulate(np.where(again, 0, np.arange(len(t))))
    return columns[:, source]


def _direction(rng: Generator, count: int) -> Column:
    angle = rng.uniform(0.0, 2.0 * np.pi, count)
    return np.stack([np.cos(angle), np.sin(angle)])
