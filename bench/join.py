"""Join many pings with many fences: ours beside trees of GEOS, PostGIS and Redis, in one run.

Run from the repository's root: ``python -m bench join``. All must find the same pairs; where the
run ends with status 1, one did not. A peer that is not there is left out, with the reason.
"""

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from bench import county, join_chart
from bench.county import Column
from bench.join_peers import (
    AbsentError,
    Pairs,
    PostGIS,
    RedisGeo,
    on_map,
    tree_of_fences,
    tree_of_pings,
)
from geofence.fences import Fence, Site
from geofence.index import SiteIndex

ROUNDS = 3  # the best of so many: noise only ever adds
EDGE_M = 0.02  # a circle drawn with 256 corners is 8 mm too small, an edge on the globe is bowed
ONE_BY_ONE = 2000
IMPORT = (
    "import time; t = time.perf_counter(); "
    "import geofence.index, geofence.geojson, geofence.presence; print(time.perf_counter() - t)"
)


class DisagreementError(Exception):
    """Two that were asked the same do not answer the same."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be joined, and the answer to compare with."""

    fences: list[Fence]
    lon: Column
    lat: Column
    index: SiteIndex
    pairs: Pairs

    @classmethod
    def of(cls, fences: list[Fence], pings: int, side_m: float = county.SIDE_M) -> "Task":
        """Scatter pings over the county of the fences."""
        lon, lat = county.scattered(pings, side_m, seed=2)
        index = SiteIndex(Site(str(row), fence) for row, fence in enumerate(fences))
        return cls(fences, lon, lat, index, index.covering(lon, lat))

    def check(self, name: str, found: Pairs) -> None:
        """Refuse pairs that differ from ours, but on an edge."""
        mine, theirs = ({tuple(pair) for pair in pairs.tolist()} for pairs in (self.pairs, found))
        for row, number in mine ^ theirs:
            off = self.fences[number].signed_distance_m(float(self.lon[row]), float(self.lat[row]))
            if abs(off) > EDGE_M:
                raise DisagreementError(
                    f"{name}: ping {row} and fence {number}, {off:.3f} m off the edge"
                )


def main(options: list[str]) -> int:
    """Print all tables and draw the chart."""
    parser = argparse.ArgumentParser(prog="python -m bench join")
    parser.add_argument("--pings", type=int, default=1_000_000)
    parser.add_argument("--fences", type=int, default=10_000)
    parser.add_argument("--most", type=int, default=100_000, help="fences of the longest curve")
    parser.add_argument("--served", type=int, default=100_000, help="pings for PostGIS and Redis")
    parser.add_argument("--chart", type=Path, help="where to write the curves, as SVG")
    chosen = parser.parse_args(options)
    try:
        fences = county.fences(chosen.fences)
        compared(Task.of(fences, chosen.pings), Task.of(fences, chosen.served))
        one_by_one(Task.of(fences, ONE_BY_ONE))
        curves = by_pings(fences, chosen.pings), by_fences(chosen.most)
    except DisagreementError as error:
        print(f"NOT THE SAME PAIRS: {error}", file=sys.stderr)
        return 1
    if chosen.chart:
        join_chart.draw(*curves, chosen.fences, chosen.chart)
    importing()
    return 0


def best(action: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Time an action in seconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


def compared(task: Task, served: Task) -> None:
    """Print who joins how fast; servers get fewer pings, so that a run takes minutes."""
    shapes = on_map(task.fences)
    shapely.prepare(shapes)
    tree = shapely.STRtree(shapes)
    n = len(task.lon)
    print(f"{len(task.fences):,} fences, {n:,} pings, {len(task.pairs):,} pairs\n")
    print(f"{'':44} {'pings/s':>11} {'µs a ping':>10} {'of ours':>8}")
    ours = best(lambda: task.index.covering(task.lon, task.lat)) / n
    row_of("ours: SiteIndex.covering", ours, ours)
    for name, action in {
        "STRtree of fences, query(points)": lambda: tree_of_fences(tree, task.lon, task.lat),
        "STRtree of the pings, queried with fences": lambda: tree_of_pings(
            shapes, task.lon, task.lat
        ),
    }.items():
        row_of(name, best(action) / n, ours)
        task.check(name, action())
    points = shapely.points(task.lon, task.lat)
    row_of("  the same, points made before", best(lambda: _with_points(shapes, points)) / n, ours)
    row_of("  the same, tree planted before", best(_planted(shapes, points)) / n, ours)
    servers(served, ours)


def servers(task: Task, ours: float) -> None:
    """Print the lines of PostGIS and Redis; what they store is stored before."""
    n = len(task.lon)
    try:
        with PostGIS.opened() as postgis:
            postgis.load(task.fences, task.lon, task.lat)
            for geography in (False, True):
                kind = "geography" if geography else "geometry"
                name = f"PostGIS {postgis.version}, ST_Covers on {kind}"
                took = best(lambda geography=geography: postgis.join(geography=geography), 2)
                row_of(name, took / n, ours)
                task.check(name, postgis.join(geography=geography))
    except AbsentError as error:
        print(f"PostGIS left out: {error}")
    try:
        with RedisGeo.opened() as geo:
            geo.load("pings", task.lon, task.lat)
            name = f"Redis {geo.version}, GEOSEARCH, then our test"
            row_of(name, best(lambda: geo.join(task.fences, task.lon, task.lat), 2) / n, ours)
            task.check(name, geo.join(task.fences, task.lon, task.lat))
    except AbsentError as error:
        print(f"Redis left out: {error}")


def one_by_one(task: Task) -> None:
    """Print what one ping costs that comes alone."""
    places = list(zip(task.lon.tolist(), task.lat.tolist(), strict=True))
    shapes = on_map(task.fences)
    tree = shapely.STRtree(shapes)
    each: dict[str, Callable[[float, float], object]] = {
        "finding the candidates": task.index.candidates,
        "ours: SiteIndex.covering": task.index.covering,
        "ours: SiteIndex.nearest": task.index.nearest,
        "Point() and STRtree.query": lambda lon, lat: tree.query(
            shapely.Point(lon, lat), predicate="intersects"
        ),
    }
    print(f"\none ping among {len(task.fences):,} fences, mean of {len(places):,}, µs")
    for name, ask in each.items():
        print(f"{name:44} {_mean_us(ask, places):8.1f}")
    try:
        with PostGIS.opened() as postgis:
            postgis.load(task.fences, task.lon[:1], task.lat[:1])
            print(f"{'PostGIS, one prepared query':44} {_mean_us(postgis.one, places):8.1f}")
    except AbsentError as error:
        print(f"PostGIS left out: {error}")
    try:
        with RedisGeo.opened() as geo:
            reach = geo.load_fences(task.fences)
            took = _mean_us(lambda lon, lat: geo.one(lon, lat, reach), places)
            print(f"{'Redis, one GEOSEARCH, not yet exact':44} {took:8.1f}")
    except AbsentError as error:
        print(f"Redis left out: {error}")


def by_pings(fences: list[Fence], most: int) -> list[tuple[int, float]]:
    """Print how the time grows with pings; return (pings, seconds)."""
    print(f"\n{len(fences):,} fences: {'pings':>10} {'ms':>9} {'µs a ping':>10}")
    curve = []
    for n in sorted({1000, 10_000, 100_000, most // 2, most}):
        task = Task.of(fences, n)
        took = best(lambda task=task: task.index.covering(task.lon, task.lat), 5)
        curve.append((n, took))
        print(f"{'':16} {n:10,} {took * 1e3:9.2f} {took / n * 1e6:10.3f}")
    return curve


def by_fences(most: int, pings: int = 200_000) -> list[tuple[int, float, float, float]]:
    """Print how the time of a ping grows with fences; return (fences, ours, tree, one alone), in s.

    The land grows with the fences, so that a ping has as many of them round it.
    """
    print(f"\n{pings:,} pings, as many fences on every square kilometre, µs a ping")
    print(f"{'fences':>10} {'ours':>8} {'STRtree':>8} {'one alone':>10} {'to index, ms':>13}")
    curve = []
    for n in (10 ** np.arange(1, round(np.log10(most)) + 1)).tolist():
        side_m = county.SIDE_M * (n / 10_000) ** 0.5
        task = Task.of(county.fences(n, side_m), pings, side_m)
        tree = shapely.STRtree(on_map(task.fences))
        took = best(lambda task=task: task.index.covering(task.lon, task.lat), 5) / pings
        base = best(lambda t=task, tree=tree: tree_of_fences(tree, t.lon, t.lat)) / pings
        places = list(zip(task.lon[:2000].tolist(), task.lat[:2000].tolist(), strict=True))
        alone = _mean_us(task.index.covering, places) / 1e6
        planted = best(lambda task=task: SiteIndex(task.index.sites))
        curve.append((n, took, base, alone))
        print(
            f"{n:10,} {took * 1e6:8.3f} {base * 1e6:8.3f} {alone * 1e6:10.2f} {planted * 1e3:13.1f}"
        )
    return curve


def importing() -> None:
    """Print how long the engine takes to import in a fresh process."""
    command = [sys.executable, "-c", IMPORT]
    took = [
        float(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(9)
    ]
    print(f"\nimport of the engine: median of 9 {statistics.median(took):.3f} s")


def row_of(name: str, per_ping: float, ours: float) -> None:
    """Print one line."""
    ratio = per_ping / ours
    print(f"{name:44} {1.0 / per_ping:11,.0f} {per_ping * 1e6:10.3f} {ratio:8.1f}")


def _mean_us(ask: Callable[[float, float], object], places: Sequence[tuple[float, float]]) -> float:
    return best(lambda: [ask(lon, lat) for lon, lat in places]) / len(places) * 1e6


def _with_points(shapes: Sequence[object], points: object) -> object:
    return shapely.STRtree(points).query(shapes, predicate="intersects")


def _planted(shapes: Sequence[object], points: object) -> Callable[[], object]:
    tree = shapely.STRtree(points)
    return lambda: tree.query(shapes, predicate="intersects")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
