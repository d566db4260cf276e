"""How long settling takes: microseconds a ping, for one trace and for many.

Run from the repository's root: ``python -m bench.settle``. The baseline is the least that any rule
must do, one signed distance a ping in one call; the ratio carries over to other machines.
"""

import time
from collections.abc import Callable

import numpy as np

from geofence.fences import Circle, Corridor, Polygon, Site
from geofence.online import OnlineState, advance
from geofence.pings import Pings
from geofence.presence import settle_presence, standing

LON, LAT = 108.5, 28.57
DEGREE_M = 111_195.0
REPEATS = 7  # the best of so many runs: noise only ever adds


def lonlat(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Turn metres from the origin into degrees."""
    return LON + x / (DEGREE_M * np.cos(np.radians(LAT))), LAT + y / DEGREE_M


def outline(corners: int, radius_m: float) -> Polygon:
    """Draw a wavy ring."""
    angle = np.linspace(0.0, 2.0 * np.pi, corners, endpoint=False)
    radius = radius_m * (1.0 + 0.2 * np.sin(5.0 * angle))
    lon, lat = lonlat(radius * np.cos(angle), radius * np.sin(angle))
    ring = tuple(zip(lon.tolist(), lat.tolist(), strict=True))
    return Polygon((((*ring, ring[0]),),))


def trace(n: int, cadence: float, seed: int, accuracy_m: float = 15.0) -> Pings:
    """Make an attendance: walk in, move about within 60 m, walk out."""
    rng = np.random.default_rng(seed)
    t = np.arange(n) * cadence
    x = np.interp(t, [0.0, 600.0, t[-1] - 600.0, t[-1]], [700.0, 0.0, 0.0, 700.0])
    x, y = x + rng.normal(0.0, 30.0, n), rng.normal(0.0, 30.0, n)
    return Pings.of(1.7e9 + t, *lonlat(x, y), np.full(n, accuracy_m), datum="wgs84")


def best(action: Callable[[], object]) -> float:
    """Time an action in seconds."""
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print one line a case."""
    line = tuple(
        zip(*(c.tolist() for c in lonlat(np.linspace(-800, 800, 9), np.zeros(9))), strict=True)
    )
    sites = {
        "circle r = 100 m": [Site("a", Circle(LON, LAT, 100.0))],
        "polygon, 12 corners": [Site("a", outline(12, 100.0))],
        "polygon, 200 corners": [Site("a", outline(200, 100.0))],
        "corridor, 9 points": [Site("a", Corridor(line, 40.0))],
        "building r = 15 m": [Site("a", Circle(LON, LAT, 15.0))],
        "5 circles": [Site(str(k), Circle(LON + 0.002 * k, LAT, 100.0)) for k in range(5)],
    }
    attendance, dense = trace(480, 30.0, 1), trace(20_000, 1.0, 2)
    many = [trace(480, 30.0, seed) for seed in range(20)]
    print(f"{'':22} {'480 pings':>22} {'20,000 pings, 1 Hz':>20} {'20 x 480':>10} {'baseline':>10}")
    for name, place in sites.items():
        one = best(lambda place=place: settle_presence(attendance, place))
        long = best(lambda place=place: settle_presence(dense, place)) / len(dense)
        each = best(lambda place=place: [settle_presence(p, place) for p in many]) / (20 * 480)
        base = best(lambda place=place: place[0].fence.signed_distance_m(dense.lon, dense.lat))
        base /= len(dense)
        print(
            f"{name:22} {one * 1e3:6.1f} ms {one / 480 * 1e6:6.1f} µs/p "
            f"{long * 1e6:6.1f} µs/p {long / base:5.0f}x "
            f"{each * 1e6:6.1f} µs/p {base * 1e6:7.2f} µs/p"
        )
    place, ping = sites["polygon, 12 corners"], attendance.where(slice(200, 201))
    state = advance(OnlineState(), attendance.where(slice(0, 200)), place)
    print(
        f"one ping: standing {best(lambda: standing(ping, place)) * 1e6:.0f} µs, "
        f"online filter {best(lambda: advance(state, ping, place)) * 1e6:.0f} µs"
    )


if __name__ == "__main__":
    main()
