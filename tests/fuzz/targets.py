"""What is fuzzed: each target takes any bytes, and raises if something is wrong with the engine.

A refusal must be one of ours, in both languages and short. Whatever is accepted must hold what the
library promises of it. A warning is a fault.
"""

import io
import json
import math
import struct
import sys
import tempfile
import warnings
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from geofence.__main__ import main
from geofence.datum import Datum, convert, parse_datum
from geofence.errors import GeofenceError
from geofence.fences import Circle, Site
from geofence.foreign import sites_from_text
from geofence.geojson import named_datum, sites_from_geojson, to_geojson
from geofence.hours import RuleSet, credit
from geofence.instants import EARLIEST_S, LATEST_S, parse_instant
from geofence.intervals import Span
from geofence.pings import PLATFORMS, Pings, merge
from geofence.presence import settle_presence, standing

__all__ = ["PLANTED", "TARGETS", "Target"]

SITES = (Site("gate", Circle(108.5, 28.5, 100.0)), Site("far", Circle(179.999, -60.0, 5000.0)))
DATUMS = tuple(Datum)
LONGEST_REFUSAL = 600  # characters


@dataclass(frozen=True)
class Target:
    """One way in: what is run, what it may begin with, words that it knows."""

    run: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    words: tuple[str, ...] = ()
    longest: int = 4096  # bytes


@contextmanager
def refusals():
    """Let a refusal of ours pass if it is fit to be read; let nothing else pass."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            yield
        except GeofenceError as error:
            good = error.en and any("一" <= letter <= "鿿" for letter in error.zh)
            if not good or max(len(str(error)), len(error.zh)) > LONGEST_REFUSAL:
                raise AssertionError(f"unfit refusal: {error!r}"[:500]) from error


def check(truth, what, *found):
    if not truth:
        raise AssertionError(f"{what}: {found!r}"[:500])


# -- GeoJSON


def geojson(data):
    try:
        document = json.loads(data.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return
    for given in (None, Datum.GCJ02):
        with refusals():
            for site in sites_from_geojson(document, given):
                check_site(site)
    with refusals():
        named_datum(document)


def check_site(site):
    fence = site.fence
    west, south, east, north = fence.bounds
    check(0.0 <= fence.area_m2 < 6e9, "area", fence.area_m2)
    check(np.isfinite(fence.bounds).all() and west <= east and south <= north, "bounds", fence)
    lon = np.array([west, east, (west + east) / 2.0, 0.0])
    lat = np.clip([south, north, (south + north) / 2.0, 0.0], -90.0, 90.0)
    signed = fence.signed_distance_m(lon, lat)
    check(np.isfinite(signed).all(), "signed distance", signed)
    check(fence.signed_distance_m(float(lon[2]), float(lat[2])) == signed[2], "scalar", signed)
    (again,) = sites_from_geojson(json.loads(json.dumps(to_geojson(site))))
    check(again.site_id == site.site_id, "id", again.site_id)
    there = again.fence.signed_distance_m(lon, lat)
    check(np.allclose(there, signed, rtol=1e-9, atol=1e-4), "written and read", there - signed)


POINT = {"type": "Point", "coordinates": [108.5, 28.5]}
SHELL = [[108.5, 28.5], [108.51, 28.5], [108.51, 28.51], [108.5, 28.51], [108.5, 28.5]]
HOLE = [[108.503, 28.503], [108.506, 28.504], [108.504, 28.506], [108.503, 28.503]]
SEAM = [[179.99, 10.0], [-179.99, 10.0], [-179.99, 10.01], [179.99, 10.0]]


def feature(kind, coordinates, **properties):
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


DOCUMENTS = (
    {**feature("Point", [108.5, 28.5], radius_m=100), "id": "gate"},
    feature("Polygon", [SHELL, HOLE], datum="gcj02", name="北门"),
    feature("MultiPolygon", [[SHELL, HOLE], [SEAM]]),
    feature("Polygon", [SEAM], id=7),
    feature("LineString", SHELL[:3], half_width_m=12.5),
    feature("MultiLineString", [SHELL, SEAM[:2]], half_width_m=3),
    {"type": "FeatureCollection", "properties": {"datum": "bd09"},
     "features": [feature("Point", [108.5, 28.5], radius_m=9), feature("Polygon", [SHELL])]},
)  # fmt: skip


# -- files of other programs


def foreign(data):
    for datum in (None, Datum.BD09):
        with refusals():
            for site in sites_from_text(data.decode("utf-8", "replace"), datum):
                check_site(site)


KML = """<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>北门</name>
<MultiGeometry><Point><coordinates>108.5,28.5,0</coordinates></Point><Polygon><outerBoundaryIs>
<LinearRing><coordinates>108.5,28.5 108.51,28.5 108.51,28.51 108.5,28.5</coordinates></LinearRing>
</outerBoundaryIs></Polygon></MultiGeometry></Placemark></Document></kml>"""
GPX = """<gpx version="1.1"><wpt lon="108.5" lat="28.5"><name>gate</name></wpt><trk><trkseg>
<trkpt lon="108.5" lat="28.5"/><trkpt lon="108.505" lat="28.5"/><trkpt lon="108.51" lat="28.51"/>
</trkseg></trk></gpx>"""
XML_WORDS = ("<", "</", "/>", "Placemark", "coordinates", "LinearRing", "innerBoundaryIs",
             "LineString", "trkpt", "rtept", 'lon="', "<!DOCTYPE", "&amp;")  # fmt: skip


# -- datums


def datums(data):
    """Two bytes name the datums, the rest are numbers."""
    if len(data) < 2:
        return
    source, target = DATUMS[data[0] % 3], DATUMS[data[1] % 3]
    numbers = np.frombuffer(data[2 : 2 + (len(data) - 2) // 16 * 16], "<f8").reshape(-1, 2)
    with refusals():
        lon, lat = convert(*numbers.T, source, target)
        check(np.isfinite(lon).all() and np.isfinite(lat).all(), "converted", numbers)
        for k, (x, y) in enumerate(numbers.tolist()):
            one = convert(x, y, source, target)
            check(one == (lon[k], lat[k]), "scalar and array", one, (lon[k], lat[k]))
            check(all(type(number) is float for number in one), "types", one)
    with refusals():
        parse_datum(data.decode("utf-8", "replace"))


def _numbers(*values):
    return struct.pack(f"<{len(values)}d", *values)


# -- instants


def instants(data):
    text = data.decode("utf-8", "replace")
    with refusals():
        instant = parse_instant(text)
        check(instant.utcoffset() == timedelta(0), "UTC", instant)
        check(EARLIEST_S <= instant.timestamp() <= LATEST_S, "range", instant)
        here = Span(instant - timedelta(hours=9), instant + timedelta(hours=9))
        slot = Span(instant - timedelta(hours=1), instant + timedelta(hours=1))
        found = credit([here], [slot])
        off = abs(found.credited - timedelta(hours=2, minutes=30))
        check(off <= timedelta(seconds=2), "credit", found)  # whole seconds, outwards


# -- rules


def rules(data):
    with refusals():
        found = RuleSet.from_json(data.decode("utf-8", "replace"))
        check(RuleSet.from_json(found.to_json()) == found, "written and read", found)
        start = datetime(2026, 5, 1, 14, tzinfo=UTC)
        here = [Span(start, start + timedelta(hours=k)) for k in (1, 30)]
        worth = credit(here, [Span(start, start + timedelta(hours=9))], found)
        cuts = sum(cut.seconds for cut in worth.cuts)
        check(worth.present + timedelta(seconds=cuts) == worth.credited, "sum", worth)
        check(worth.credited >= timedelta(0), "negative", worth)


# -- pings


def pings(data):
    """A byte names datum and platform; then rows of time, longitude, latitude, accuracy."""
    if not data:
        return
    rows = np.frombuffer(data[1 : 1 + (len(data) - 1) // 32 * 32], "<f8").reshape(-1, 4)
    options = {"datum": DATUMS[data[0] % 3], "platform": PLATFORMS[data[0] // 3 % 5]}
    with refusals():
        found = Pings.of(*rows.T, **options)
        turned = Pings.of(*[list(column) for column in rows[::-1].T.tolist()], **options)
        check(found.t.tobytes() == turned.t.tobytes(), "order", rows)
        check(len(merge(found, turned)) == len(found), "repeats", rows)
        check(not (found.accuracy_m <= 0.0).any(), "accuracy", rows)
        presence = settle_presence(found, SITES)
        check(all(stay.start < stay.end for stay in presence.intervals), "stays", rows)
        check(all(0.0 <= stay.confidence <= 1.0 for stay in presence.intervals), "doubt", rows)
        if len(found):
            check(0.0 <= standing(found, SITES).probability <= 1.0, "standing", rows)


# -- the command line

CSV = b"trace_id,t,lon,lat,accuracy_m,note\n"
ROWS = b'a,1777597200,108.5,28.5,8,x\na,2026-05-01T09:01:00+08:00,108.5,28.5,,"y, z"\n'
COMMANDS = (
    ("convert", "--from", "gcj02", "--to", "wgs84"),
    ("convert", "--from", "wgs84", "--to", "bd09"),
    ("check", "--site", "SITE", "--points", "DATA"),
    ("settle", "--site", "SITE", "--pings", "DATA", "--datum", "gcj02"),
    ("settle", "--site", "DATA", "--pings", "PINGS"),
    ("settle", "--site", "SITE", "--pings", "PINGS", "--rules", "DATA"),
    ("check", "--site", "DATA", "--points", "PINGS", "--site-datum", "gcj02"),
)


def commands(data):
    """The first byte names the command, the rest is the file that it reads."""
    if not data:
        return
    with tempfile.TemporaryDirectory() as folder:
        files = {"DATA": data[1:], "PINGS": CSV + ROWS, "SITE": json.dumps(DOCUMENTS[0]).encode()}
        paths = {name: str(Path(folder, name)) for name in files}
        for name, content in files.items():
            Path(paths[name]).write_bytes(content)
        words = [paths.get(word, word) for word in COMMANDS[data[0] % len(COMMANDS)]]
        run_command(words, data[1:])


def run_command(words, stdin):
    kept = sys.stdin, sys.stdout, sys.stderr
    out, err = io.BytesIO(), io.BytesIO()
    sys.stdin, sys.stdout, sys.stderr = map(io.TextIOWrapper, (io.BytesIO(stdin), out, err))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            code = main(words)
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        printed, said = out.getvalue(), err.getvalue()
    finally:
        sys.stdin, sys.stdout, sys.stderr = kept
    check(code in {0, 2}, "exit code", code)
    check(len(said.decode().splitlines()) == (1 if code else 0), "complaint", code, said)
    check(len(said) < 4 * LONGEST_REFUSAL, "long complaint", said)
    if words[0] != "convert":
        for line in printed.decode().splitlines():
            json.loads(line)


# -- all of them

RULES = (
    RuleSet().to_json().encode(),
    b'{"version": "x", "zone": "Asia/Urumqi", "rules": [{"rule": "daily_cap", "limit_s": 60}]}',
    b'{"version": "t", "rules": [{"rule": "rounding", "mode": "ladder"}]}',
)
WORDS = ("type", "features", "Feature", "FeatureCollection", "geometry", "coordinates",
         "properties", "id", "radius_m", "half_width_m", "datum", "gcj02", "bd09", "Point",
         "Polygon", "MultiPolygon", "LineString", "MultiLineString", "1e308", "-180", "NaN",
         "Infinity", "null", "true", "\\ud800")  # fmt: skip
RULE_WORDS = ("version", "zone", "rules", "rule", "slot_window", "early_s", "late_s", "breaks",
              "absence_bridge", "below_s", "overlap", "daily_cap", "limit_s", "daily_review",
              "organisation_above_s", "minimum", "rounding", "mode", "ladder", "UTC")  # fmt: skip
TIMES = ("2026-05-01T09:00:00+08:00", "1777597200.5", "2026-W18-5T09:00Z", "1e9", "-0",
         "9998-01-01T00:00:00Z", "0003-01-01T00:00:00+23:59")  # fmt: skip

TARGETS = {
    "geojson": Target(
        geojson, tuple(json.dumps(d, ensure_ascii=False).encode() for d in DOCUMENTS), WORDS, 8192
    ),
    "foreign": Target(
        foreign, (KML.encode(), GPX.encode(), json.dumps(DOCUMENTS[0]).encode()), XML_WORDS, 8192
    ),
    "datums": Target(
        datums,
        (
            b"\x01\x00" + _numbers(108.5, 28.5, 72.004, 35.0, 137.8347, 55.8271),
            b"\x02\x01" + _numbers(-180.0, 90.0, math.nan, math.inf),
            b"GCJ-02",
        ),
        ("wgs84", "gcj02", "bd09"),
    ),
    "instants": Target(instants, tuple(map(str.encode, TIMES)), ("T", "Z", "+08:00", "e"), 256),
    "rules": Target(rules, RULES, RULE_WORDS),
    "pings": Target(
        pings,
        (
            bytes([0]) + _numbers(*(1777597200.0, 108.5, 28.5, 8.0, 1777597260.0, 108.5, 28.5, -1)),
            bytes([4]) + _numbers(1777597200.0, 180.0, -60.0, math.nan),
            bytes([0]) + _numbers(*(-0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)),  # found by fuzzing
        ),
    ),
    "commands": Target(
        commands,
        (
            *(bytes([k]) + CSV + ROWS for k in range(4)),
            *(bytes([k]) + json.dumps(DOCUMENTS[1]).encode() for k in (4, 6)),
            bytes([5]) + RULES[0],
        ),
        ("lon", "lat", "trace_id", "accuracy_m", '"', "\r\n", *WORDS[:6]),
    ),
}


def _planted(data):
    check(data[:3] != b"bug", "only to be found", data)


PLANTED = Target(_planted, ())  # the proof that the fuzzer finds something
