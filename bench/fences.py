"""What a position and a signed distance cost, beside the geodesic solver and GEOS, in one run.

Run from the repository's root: ``python -m bench fences``. The points are those of an estimator:
scattered round a fence of 100 m, inside and out.
"""

import sys
import time
from collections.abc import Callable

import numpy as np
import shapely
from pyproj import Geod

from bench.settle import LAT, LON, lonlat, outline
from geofence.fences import Circle, Corridor, Fence
from geofence.projection import Plane

POINTS = 17_760  # 480 pings of 37 nodes
ROUNDS = 9  # the best of so many: noise only ever adds
WITHIN_M = 2.0


def main(_: list[str]) -> int:
    """Print one line a measurement."""
    x, y = np.random.default_rng(1).normal(0.0, 60.0, (2, POINTS))
    lon, lat = lonlat(x, y)
    projection(lon, lat)
    ends = lonlat(np.linspace(-800, 800, 9), np.zeros(9))
    line = tuple(zip(*(side.tolist() for side in ends), strict=True))
    print(f"\n{'signed distance':22}{'one, µs':>9}{'many, ns':>10}{'in the plane':>14}", end="")
    print(f"{'within 2 m':>12}{'first, ms':>11}{'GEOS':>8}")
    for name, fence in {
        "circle": Circle(LON, LAT, 100.0),
        "corridor, 9 points": Corridor(line, 40.0),
        **{f"polygon, {n} corners": outline(n, 100.0) for n in (12, 60, 200)},
    }.items():
        distance(name, fence, lon, lat)
    return 0


def projection(lon: np.ndarray, lat: np.ndarray) -> None:
    """Compare the series of the plane with the solver that it is fitted to."""
    plane, geod = Plane(108.5, 28.5), Geod(ellps="WGS84")
    start = np.full(POINTS, plane.lon), np.full(POINTS, plane.lat)
    plane.to_xy(LON, LAT)
    many = best(lambda: plane.to_xy(lon, lat)) / POINTS
    solved = best(lambda: geod.inv(*start, lon, lat)) / POINTS
    one = best(lambda: [plane.to_xy(LON, LAT) for _ in range(1000)]) / 1000
    print(f"{'projection':22}{'one, µs':>9}{'many, ns':>10}{'solver, ns':>14}{'ratio':>12}")
    print(f"{'Plane.to_xy':22}{one * 1e6:9.2f}{many * 1e9:10.1f}{solved * 1e9:14.1f}", end="")
    print(f"{solved / many:12.1f}")


def distance(name: str, fence: Fence, lon: np.ndarray, lat: np.ndarray) -> None:
    """Measure a fence by degrees, by metres, approximately, and as GEOS measures it."""
    x, y = fence.plane.to_xy(lon, lat)
    area = fence.geometry
    edge = area.boundary
    shapely.prepare([area, edge])

    def geos() -> object:
        outside = ~shapely.contains_xy(area, x, y)
        return np.where(outside, 1.0, -1.0) * shapely.distance(edge, shapely.points(x, y))

    start = time.perf_counter()
    fence.approximate_signed_distance_xy_m(x, y, WITHIN_M)
    first = time.perf_counter() - start
    figures = [
        best(lambda: [fence.signed_distance_m(LON, LAT) for _ in range(200)]) / 200 * 1e6,
        *(
            best(action) / POINTS * 1e9
            for action in (
                lambda: fence.signed_distance_m(lon, lat),
                lambda: fence.signed_distance_xy_m(x, y),
                lambda: fence.approximate_signed_distance_xy_m(x, y, WITHIN_M),
            )
        ),
        first * 1e3,
        best(geos) / POINTS * 1e9,
    ]
    one, many, metres, rough, made, base = figures
    print(f"{name:22}{one:9.2f}{many:10.1f}{metres:14.1f}{rough:12.1f}{made:11.1f}{base:8.0f}")


def best(action: Callable[[], object]) -> float:
    """Time an action in seconds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
