"""Twin tracks among a day's attendances: planted ones found, honest ones left alone, how fast."""

import resource
import time
from dataclasses import replace

import numpy as np

from bench import fakers
from bench.fakers import Case
from bench.settle import lonlat
from geofence.pings import Pings, merge
from geofence.twins import find_twins, shingles_of

PLANTED = 200
PINGS = 480
NOISES_M = (0.0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6)


def report(crowd: int, real: dict[str, list[tuple[str, Case]]]) -> None:
    """Print what is found of what was planted, and who is accused without reason."""
    rng = np.random.default_rng(7)
    tracks = [honest(rng) for _ in range(crowd - PLANTED)]
    tracks += [lagged(tracks[k], rng) for k in range(PLANTED)]
    start = time.perf_counter()
    prints = [shingles_of(each) for each in tracks]
    hashed = time.perf_counter() - start
    found = find_twins(prints)
    took = time.perf_counter() - start
    true = {(k, crowd - PLANTED + k) for k in range(PLANTED)}
    pairs = {(each.first, each.second) for each in found}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0
    print(
        f"\ntwins: {crowd} attendances x {PINGS} pings, {PLANTED} replayed with a lag: "
        f"{len(pairs & true)} found, {len(pairs - true)} wrong\n"
        f"{took:.1f} s ({hashed:.1f} s of it shingles), {peak:.0f} MB at most in the process"
    )
    noisy(tracks[:PLANTED], rng)
    parts(tracks[:PLANTED])
    bus(rng)
    table(rng)
    together(real)


def honest(rng: np.random.Generator) -> Pings:
    """Walk about one of many sites, with a ping every 30 s."""
    t = np.arange(PINGS) * 30.0
    metres = np.cumsum(rng.normal(0.0, 3.0, (2, PINGS)), axis=1)
    metres += fakers.remembered(rng, t, 6.0, 90.0) + rng.integers(-50, 50, (2, 1)) * 100.0
    return fakers.case(t, metres, fakers.proud(rng, PINGS, 6.0)).pings


def lagged(pings: Pings, rng: np.random.Generator, noise_m: float = 0.0) -> Pings:
    """Send it again some days and minutes later, perhaps with noise of our own."""
    lon, lat = pings.lon, pings.lat
    if noise_m:
        away = lonlat(*rng.normal(0.0, noise_m, (2, len(pings))))
        lon, lat = lon + away[0] - fakers.LON, lat + away[1] - fakers.LAT
    return replace(pings, t=pings.t + float(rng.integers(60, 900_000)), lon=lon, lat=lat)


def noisy(tracks: list[Pings], rng: np.random.Generator) -> None:
    """Replay with added noise."""
    for noise in NOISES_M:
        copies = [lagged(each, rng, noise) for each in tracks]
        print(
            f"replayed with {noise:4.2f} m of noise: {100.0 * share(tracks, copies):5.1f} % found"
        )


def parts(tracks: list[Pings]) -> None:
    """Replay a part only, within an honest track of one's own."""
    for count in (10, 20, 40, 120):
        own = tracks[1:] + tracks[:1]
        copies = [
            merge(mine.where(slice(0, 240)), replace(each, t=each.t + 20_000.0).where(slice(count)))
            for mine, each in zip(own, tracks, strict=True)
        ]
        print(f"{count:4} pings replayed: {100.0 * share(tracks, copies):5.1f} % found")


def share(tracks: list[Pings], copies: list[Pings]) -> float:
    """Return the share of copies whose original is found, each looked for alone."""
    hits = [
        find_twins([shingles_of(a), shingles_of(b)]) for a, b in zip(tracks, copies, strict=True)
    ]
    return float(np.mean([bool(each) for each in hits]))


def bus(rng: np.random.Generator) -> None:
    """Forty people on one bus, pinging at the same moments: one way, errors of their own."""
    t = np.arange(PINGS) * 10.0
    way = np.stack([8.0 * t, 200.0 * np.sin(t / 300.0)])
    people = [
        fakers.case(t, way + fakers.remembered(rng, t, 3.0, 90.0), np.full(PINGS, 5.0)).pings
        for _ in range(40)
    ]
    print(f"40 on one bus: {len(find_twins([shingles_of(p) for p in people]))} pairs accused")


def table(rng: np.random.Generator) -> None:
    """Put a hundred phones of one make on one table, all with one accuracy."""
    for cadence, sigma in ((1.0, 3.0), (10.0, 2.0)):
        t = np.arange(3600) * cadence
        phones = [
            fakers.case(t, fakers.remembered(rng, t, sigma, 90.0), np.full(len(t), 3.8)).pings
            for _ in range(100)
        ]
        accused = find_twins([shingles_of(p) for p in phones])
        print(f"100 phones on a table, {cadence:2.0f} s: {len(accused)} pairs accused")


def together(real: dict[str, list[tuple[str, Case]]]) -> None:
    """Real phones, up to six of them carried by one person at the same time."""
    cases = [each for source, cut in real.items() if "demo" not in source for each in cut]
    prints = [shingles_of(each.pings) for _, each in cases]
    pairs = {
        tuple(sorted((cases[each.first][0], cases[each.second][0]))) for each in find_twins(prints)
    }
    others = sorted(pair for pair in pairs if pair[0] != pair[1])
    print(f"{len({name for name, _ in cases})} real traces: pairs that agree: {others or 'none'}")
