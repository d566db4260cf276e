"""Settle real traces with known truth: demo round trips, then dwells of power-saving phones.

Run from the repository's root: ``python -m bench.real``. The shared data is looked for beside the
repository, or where WEIGUANG_SHARED points.
"""

import csv
import gzip
import json
import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from statistics import mean

from geofence.fences import Site
from geofence.geojson import sites_from_geojson
from geofence.intervals import Span, intersection, subtract, total, union
from geofence.pings import Pings, parse_instant
from geofence.presence import settle_presence
from geofence.verdict import Presence

SHARED = Path(os.environ.get("WEIGUANG_SHARED", Path(__file__).parents[2] / "shared" / "data"))
AROUND = timedelta(minutes=30)  # other visits of a trace lie farther from the true one


def main() -> int:
    """Print both tables."""
    if not SHARED.is_dir():
        print(f"no shared data at {SHARED}; set WEIGUANG_SHARED", file=sys.stderr)
        return 2
    demo()
    dwells()
    return 0


def demo() -> None:
    """Compare 14 phones on a round trip past two sites with the pressed buttons."""
    sites = read_sites("fences/demo_yanhe_transplanted_fences.geojson")
    traces = read_traces("traces/demo_yanhe_transplanted.csv.gz")
    print(
        f"{'trace':38} {'truth':>6} {'credit':>6} {'diff':>6} {'+unver':>6} {'whole':>6} {'IoU':>5}"
    )
    differences, ratios = [], []
    for row in rows("traces/demo_yanhe_truth.csv"):
        presence = settle_presence(traces[row["trace_id"]], sites)
        truth = Span(parse_instant(row["arrive"]), parse_instant(row["leave"]))
        at_place = [
            i.span for i in presence.intervals if sites_named(sites, i.site_id, row["place"])
        ]
        window = [Span(truth.start - AROUND, truth.end + AROUND)]
        mine = intersection(at_place, window)
        both = intersection((*mine, *(u.span for u in presence.unverified)), window)
        difference = minutes(total(mine)) - minutes(truth.duration)
        ratio = total(intersection(mine, [truth])) / total(union((*mine, truth)))
        differences.append(difference)
        ratios.append(ratio)
        print(
            f"{row['trace_id']:38} {minutes(truth.duration):6.1f} {minutes(total(mine)):6.1f} "
            f"{difference:+6.1f} {minutes(total(both)):6.1f} {minutes(presence.present):6.1f} "
            f"{ratio:5.2f}"
        )
    absolute = [abs(difference) for difference in differences]
    print(
        f"mean |difference| {mean(absolute):.2f} min, worst {max(absolute):.2f}, "
        f"bias {mean(differences):+.2f}, mean IoU {mean(ratios):.3f}\n"
    )


def dwells() -> None:
    """Compare true dwells of phones of every cadence: credited, and with what is unverified."""
    places = json.loads((SHARED / "fences/mobilitynet_places.geojson").read_text(encoding="utf-8"))
    traces = read_traces("traces/mobilitynet.csv.gz")
    sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows("accuracy/dwell_truth_and_credit.csv"):
        presence = dwell_presence(places, traces[row["trace_id"]], row)
        if presence is None:
            continue
        group = "silent (> 10 min)" if float(row["max_silence_min"]) > 10 else "dense"
        for name in (group, "all"):
            tally(sums[name], presence, row)
    for name, column in sorted(sums.items()):
        share = {key: 100.0 * value / column["truth"] for key, value in column.items()}
        print(
            f"{name:18} {column['n']:4.0f} dwells {column['truth'] / 60:6.0f} h true: "
            f"credited {share['credited']:5.1f} % + unverified {share['unverified']:5.1f} %; "
            f"outside the truth {share['over']:4.1f} % + {share['over_unverified']:4.1f} %"
        )


def dwell_presence(places: dict, pings: Pings, row: dict[str, str]) -> Presence | None:
    """Settle one dwell from an hour before to an hour after it."""
    chosen = [
        feature
        for feature in places["features"]
        if row["place"] in json.dumps(feature["properties"], ensure_ascii=False)
        and valid_on(feature["properties"], row["arrive"])
    ]
    if not chosen:
        print("no polygon for", row["place"])
        return None
    sites = sites_from_geojson({"type": "FeatureCollection", "features": chosen}, "wgs84")
    low = parse_instant(row["arrive"]).timestamp() - 3600.0
    high = parse_instant(row["leave"]).timestamp() + 3600.0
    kept = (pings.t >= low) & (pings.t <= high)
    part = Pings.of(
        pings.t[kept],
        pings.lon[kept],
        pings.lat[kept],
        pings.accuracy_m[kept],
        datum="wgs84",
        platform=pings.platform,
    )
    return settle_presence(part, sites)


def tally(column: dict[str, float], presence: Presence, row: dict[str, str]) -> None:
    """Add one dwell to a row of the table, in minutes."""
    truth = [Span(parse_instant(row["arrive"]), parse_instant(row["leave"]))]
    unverified = [item.span for item in presence.unverified]
    column["n"] += 1
    column["truth"] += minutes(total(truth))
    column["credited"] += minutes(total(intersection(presence.spans, truth)))
    column["unverified"] += minutes(total(intersection(unverified, truth)))
    column["over"] += minutes(total(subtract(presence.spans, truth)))
    column["over_unverified"] += minutes(total(subtract(unverified, truth)))


def valid_on(properties: dict[str, str], instant: str) -> bool:
    """Tell whether a polygon was in force: some places changed their outline."""
    first, last = properties.get("valid_from") or "", properties.get("valid_to") or "9999"
    return first[:10] <= instant[:10] <= last[:10] if last else True


def sites_named(sites: tuple[Site, ...], site_id: str, place: str) -> bool:
    """Tell whether a site bears the name of a place."""
    return any(site.site_id == site_id and site.name == place for site in sites)


def minutes(duration: timedelta) -> float:
    """Turn a duration into minutes."""
    return duration.total_seconds() / 60.0


def rows(name: str) -> Iterator[dict[str, str]]:
    """Read a CSV file, packed or not."""
    path = SHARED / name
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def read_sites(name: str) -> tuple[Site, ...]:
    """Read the sites of a GeoJSON file."""
    return tuple(sites_from_geojson(json.loads((SHARED / name).read_text("utf-8")), "wgs84"))


def read_traces(name: str) -> dict[str, Pings]:
    """Read traces by id, naming the platform that the id bears."""
    found: dict[str, list[tuple[float, float, float, float]]] = defaultdict(list)
    for row in rows(name):
        accuracy = float(row["accuracy_m"] or "nan")
        instant = datetime.fromisoformat(row["t"]).timestamp()
        found[row["trace_id"]].append((instant, float(row["lon"]), float(row["lat"]), accuracy))
    return {
        trace: Pings.of(
            *map(list, zip(*fixes, strict=True)),
            datum="wgs84",
            platform="ios" if "_ios-" in trace else "android",
        )
        for trace, fixes in found.items()
    }


if __name__ == "__main__":
    sys.exit(main())
