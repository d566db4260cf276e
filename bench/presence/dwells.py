"""True dwells of real phones: MobilityNet's scripted days, whose truth is a button at the door."""

import csv
import gzip
import json
import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from bench.presence.places import Place
from bench.presence.sessions import Session
from geofence.geojson import sites_from_geojson
from geofence.pings import Pings, parse_instant

SHARED = Path(os.environ.get("WEIGUANG_SHARED", Path(__file__).parents[3] / "shared" / "data"))
AROUND_S = 3600.0  # what is looked at before and after a dwell
DENSE_MIN = 10.0  # min, longest silence of a phone that is called dense


@dataclass(frozen=True)
class Dwell:
    """A stay of known times, and what one of the phones carried told of it."""

    session: Session
    arrive: datetime
    leave: datetime
    dense: bool
    bridged_min: float = 0.0  # what plain bridging of silences earned, by the data's own count
    bridged_over_min: float = 0.0


def dwells() -> Iterator[Dwell]:
    """Read every dwell of which there are a phone's trace and the outline of the place."""
    outlines = json.loads((SHARED / "fences/mobilitynet_places.geojson").read_text("utf-8"))
    traces = read_traces("traces/mobilitynet.csv.gz")
    for row in rows("accuracy/dwell_truth_and_credit.csv"):
        places = _places(outlines["features"], row)
        if places and row["trace_id"] in traces:
            yield _dwell(row, places, traces[row["trace_id"]])


def _dwell(row: dict[str, str], places: tuple[Place, ...], pings: Pings) -> Dwell:
    arrive, leave = parse_instant(row["arrive"]), parse_instant(row["leave"])
    begin, end = arrive.timestamp() - AROUND_S, leave.timestamp() + AROUND_S
    middles = np.arange(int(end - begin)) + 0.5
    dense = float(row["max_silence_min"]) <= DENSE_MIN
    session = Session(
        "dense" if dense else "silent",
        places,
        (middles >= AROUND_S) & (middles < AROUND_S + (leave - arrive).total_seconds()),
        pings.where((pings.t >= begin) & (pings.t < begin + len(middles))),
        begin,
        places[0].site.fence.plane,
    )
    bridged = float(row["bridge_min"]), float(row["bridge_over_min"])
    return Dwell(session, arrive, leave, dense, *bridged)


def _places(features: list[dict[str, Any]], row: dict[str, str]) -> tuple[Place, ...]:
    """Choose the outlines that bore the name of the place on that day."""
    chosen = [
        feature
        for feature in features
        if feature["properties"]["name"] == row["place"]
        and _in_force(feature["properties"], row["arrive"])
    ]
    found = sites_from_geojson({"type": "FeatureCollection", "features": chosen}, "wgs84")
    return tuple(Place(site.fence.geometry, site) for site in found)


def _in_force(properties: dict[str, Any], instant: str) -> bool:
    first, last = properties.get("valid_from") or "", properties.get("valid_to") or "9999"
    return bool(first[:10] <= instant[:10] <= last[:10])


def rows(name: str) -> Iterator[dict[str, str]]:
    """Read a CSV file of the shared data, packed or not."""
    path = SHARED / name
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


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
