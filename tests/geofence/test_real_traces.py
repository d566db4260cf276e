"""Real phones with known truth: dense ones are credited, silent ones shown as unverified."""

import csv
import gzip
import json
from datetime import timedelta

import pytest

from geofence.geojson import sites_from_geojson
from geofence.intervals import Span, intersection, total
from geofence.pings import Pings, parse_instant
from geofence.presence import settle_presence

AROUND = timedelta(minutes=30)  # other visits of a trace lie farther away


@pytest.fixture(scope="module")
def found(shared):
    """For each trace of the demo the credited and the unverified minutes, against the truth."""
    fences = json.loads(
        (shared / "fences/demo_yanhe_transplanted_fences.geojson").read_text("utf-8")
    )
    sites = sites_from_geojson(fences, "wgs84")
    fixes = {}
    path = shared / "traces/demo_yanhe_transplanted.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            values = row["t"], row["lon_gcj02"], row["lat_gcj02"], row["accuracy_m"]
            fixes.setdefault(row["trace_id"], []).append(values)
    with (shared / "traces/demo_yanhe_truth.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["trace_id"]: compare(fixes[row["trace_id"]], sites, row)
            for row in csv.DictReader(file)
        }


def compare(fixes, sites, row):
    t, lon, lat, accuracy = zip(*fixes, strict=True)
    pings = Pings.of(
        [parse_instant(text) for text in t],
        list(map(float, lon)),
        list(map(float, lat)),
        list(map(float, accuracy)),
        datum="gcj02",
        platform="ios" if "_ios-" in row["trace_id"] else "android",
    )
    presence = settle_presence(pings, sites)
    truth = Span(parse_instant(row["arrive"]), parse_instant(row["leave"]))
    window = [Span(truth.start - AROUND, truth.end + AROUND)]
    place = {site.site_id for site in sites if site.name == row["place"]}
    credited = [stay.span for stay in presence.intervals if stay.site_id in place]
    unverified = [item.span for item in presence.unverified]
    minutes = [
        total(intersection(spans, window)).total_seconds() / 60
        for spans in (credited, [*credited, *unverified], [truth])
    ]
    return dict(zip(("credited", "plausible", "truth"), minutes, strict=True))


def test_dense_traces_are_credited(found):
    dense = [figures for trace, figures in found.items() if "-1_" in trace]
    assert len(dense) == 5
    errors = [abs(figures["credited"] - figures["truth"]) for figures in dense]
    # the buttons were pressed inside: the walk from the gate and back is 6 min of real presence
    assert sum(errors) / len(errors) <= 8.0


def test_silent_traces_are_never_credited_silently_and_never_lost(found):
    for figures in found.values():
        assert figures["credited"] <= figures["truth"] + 8.0
        assert figures["plausible"] >= 0.9 * figures["truth"]
