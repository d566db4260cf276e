"""What is too much is refused at once: sizes, depths, digits and dates that once hung us."""

import json
import tracemalloc
from datetime import UTC, datetime

import numpy as np
import pytest
import shapely

from geofence.datum import parse_datum
from geofence.errors import DatumError, GeofenceError, InstantError, PingError, RuleError
from geofence.fences import Corridor
from geofence.geojson import (
    MAX_FEATURES,
    fence_from_geojson,
    sites_from_geojson,
    to_geojson,
)
from geofence.hours import credit
from geofence.instants import EARLIEST_S, LATEST_S, instant_of, parse_instant
from geofence.intervals import Span
from geofence.pings import Pings
from geofence.rings import MAX_LINES
from geofence.rules import SlotWindow
from geofence.ruleset import RuleSet
from geofence.soundness import MAX_LENGTH_M

MEGABYTE = 1_000_000
POINT = {"type": "Point", "coordinates": [108.5, 28.5]}
SQUARE = [[108.5, 28.5], [108.51, 28.5], [108.51, 28.51], [108.5, 28.51], [108.5, 28.5]]
DRAW = np.random.default_rng(9)


def feature(geometry, **properties):
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def refusal(read, *arguments, **options):
    with pytest.raises(GeofenceError) as caught:
        read(*arguments, **options)
    error = caught.value
    assert len(str(error)) < 400
    assert 0 < len(error.zh) < 400
    return error


def deep(levels):
    found = []
    for _ in range(levels):
        found = [found]
    return found


# -- GeoJSON


def comb(teeth, high):
    steps = [[108.0 + 0.4 * k / teeth, 28.0 + (high if k % 2 else 0.01)] for k in range(teeth)]
    return [[[108.0, 28.0], *steps, [108.4, 28.0], [108.0, 28.0]]]


OUTLINES = {
    "a comb: 79,000 km of edges took 5 GB": ("Polygon", comb(1900, 0.4)),
    "a zigzag": ("LineString", comb(1900, 0.4)[0]),
    "a tangle: it took a minute": ("LineString", DRAW.uniform(28.0, 28.04, (2000, 2)).tolist()),
}


@pytest.mark.parametrize("name", OUTLINES)
def test_outlines_that_fill_the_map_are_refused(name):
    kind, coordinates = OUTLINES[name]
    shape = {"type": kind, "coordinates": coordinates}
    tracemalloc.start()
    error = refusal(fence_from_geojson, feature(shape, half_width_m=2000.0))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert error.code == "fence_too_large"
    assert "km of edges" in error.en
    assert peak < 10 * MEGABYTE


def test_the_longest_outline_that_is_allowed_is_a_fence():
    fence = fence_from_geojson({"type": "Polygon", "coordinates": comb(20, 0.2)})
    assert fence.contains(108.001, 28.0001)
    assert MAX_LENGTH_M == 500_000.0


@pytest.mark.parametrize("half_width_m", [40.0, 1000.0])
def test_a_recorded_walk_makes_a_corridor(half_width_m):
    """2,000 fixes within one half width of each other took GEOS seconds, as one buffer."""
    steps = DRAW.normal(0.0, 5e-5, (2000, 2)).cumsum(axis=0) * 0.2 + [108.5, 28.5]
    fence = fence_from_geojson(
        feature({"type": "LineString", "coordinates": steps.tolist()}, half_width_m=half_width_m)
    )
    lon, lat = steps[::50].T + DRAW.normal(0.0, 2e-3, (2, 40))
    signed = fence.signed_distance_m(lon, lat)
    assert (signed < 0.0).any()
    x, y = fence.plane.to_xy(lon, lat)
    drawn = shapely.covers(fence.geometry, shapely.points(x, y))
    sure = np.abs(signed) > 0.01 * half_width_m
    assert (drawn[sure] == (signed[sure] < 0.0)).all()


def test_lines_of_a_fence_are_counted():
    lines = [[[108.5, 28.5 + k / 1e4], [108.51, 28.5 + k / 1e4]] for k in range(MAX_LINES + 1)]
    shape = {"type": "MultiLineString", "coordinates": lines}
    error = refusal(fence_from_geojson, feature(shape, half_width_m=5))
    assert error.where == "geometry.coordinates"
    shape["coordinates"] = lines[1:]
    assert fence_from_geojson(feature(shape, half_width_m=5)).contains(108.505, 28.5001)


def test_features_are_counted_as_features():
    many = {"type": "FeatureCollection", "features": [None] * 100_000}
    error = refusal(sites_from_geojson, many)
    assert (error.code, error.where) == ("fence_invalid", "features")
    assert str(MAX_FEATURES) in error.en


def test_corners_a_hair_apart_do_no_harm():
    """Two corners that fall on one place of the plane gave an edge without direction: NaN."""
    hair = [SQUARE[0], [np.nextafter(108.5, 109), 28.5], *SQUARE[1:]]
    fence = fence_from_geojson({"type": "Polygon", "coordinates": [hair]})
    assert fence.signed_distance_m(108.505, 28.505) == pytest.approx(-490.0, abs=5.0)
    near_zero = [[0, 0], [1e-200, 0], [0.01, 0], [0.01, 0.01], [0, 0.01], [0, 0]]
    fence = fence_from_geojson({"type": "Polygon", "coordinates": [near_zero]})
    assert fence.contains(0.005, 0.005)
    line = Corridor(((108.5, 28.5), (108.5, np.nextafter(28.5, 29))), 10.0)
    assert line.contains(108.5, 28.5)


@pytest.mark.parametrize(("edge", "inwards"), [(72.004, 1e-5), (137.8347, -1e-5)])
@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_what_the_edge_of_gcj02_would_tear_is_refused(edge, inwards, datum):
    """The shift ends at the edge: some corners moved by 500 m, others not at all."""
    edge += 0.0065 if datum == "bd09" else 0.0
    steps = ((-900, 0), (1000, 0), (1000, 100), (100, 100), (100, 200), (-900, 200), (-900, 0))
    ring = [[edge + dx * inwards, 35.0 + dy * 1e-5] for dx, dy in steps]
    shapes = (
        {"type": "Polygon", "coordinates": [ring]},
        {"type": "LineString", "coordinates": ring},
        {"type": "MultiLineString", "coordinates": [[ring[0], ring[5]], ring[1:4]]},
    )
    for shape in shapes:
        assert fence_from_geojson(feature(shape, half_width_m=9)).area_m2 > 1000.0
        error = refusal(fence_from_geojson, feature(shape, half_width_m=9), datum)
        assert (error.code, error.where) == ("fence_invalid", "geometry.coordinates")
        assert "edge of GCJ-02" in error.en


@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_what_is_accepted_can_be_written_and_read_again(datum):
    """A hole that touches an edge in GCJ-02 may stick out of it in WGS-84, by a hair.

    It was accepted, stored, and then refused whenever it was read.
    """
    accepted = refused = 0
    for lon, lat in DRAW.uniform([100, 25], [115, 38], (60, 2)).tolist():
        shell, hole = (
            [[lon + 0.02 * x, lat + 0.02 * y] for x, y in ring]
            for ring in (
                [(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)],
                [(0.5, 0), (0.6, 0.3), (0.4, 0.3), (0.5, 0)],
            )
        )
        try:
            (site,) = sites_from_geojson(
                feature({"type": "Polygon", "coordinates": [shell, hole]}), datum
            )
        except GeofenceError as error:
            refused += error.code == "fence_crossing"
        else:
            accepted += sites_from_geojson(to_geojson(site)) == (site,)
    assert accepted + refused == 60
    assert accepted
    assert refused


@pytest.mark.parametrize("lat", [-84.999, 84.9999])
def test_a_datum_moves_no_fence_over_the_last_latitude(lat):
    for shape in (
        {"type": "Point", "coordinates": [10.0, lat]},
        {"type": "LineString", "coordinates": [[10.0, lat], [10.1, lat]]},
    ):
        document = feature(shape, radius_m=10, half_width_m=10)
        assert fence_from_geojson(document)
        if lat < 0.0:
            assert "pole" in refusal(fence_from_geojson, document, "bd09").en


def test_a_feature_names_its_own_datum():
    """It was passed over in a collection: the site lay 500 m off."""
    own = feature(POINT, radius_m=100, datum="GCJ-02")
    plain = feature(POINT, radius_m=100)
    shifted = fence_from_geojson(own)
    assert shifted != fence_from_geojson(plain)
    both = {"type": "FeatureCollection", "features": [own, plain]}
    assert [site.fence for site in sites_from_geojson(both)] == [
        shifted,
        fence_from_geojson(plain),
    ]
    bad = {"type": "FeatureCollection", "features": [plain, feature(POINT, datum="gps")]}
    error = refusal(sites_from_geojson, bad)
    assert isinstance(error, DatumError)
    assert error.where == "features[1].properties.datum"


MILLION = 1_000_000
BIG = {
    "numbers": {"type": "Polygon", "coordinates": [108.5] * MILLION},
    "numbers of a place": {"type": "Point", "coordinates": [108.5] * MILLION},
    "rings": {"type": "Polygon", "coordinates": [[]] * MILLION},
    "places": {"type": "Polygon", "coordinates": [SQUARE * (MILLION // 5)]},
    "places of a line": {"type": "LineString", "coordinates": SQUARE * (MILLION // 5)},
    "lines": {"type": "MultiLineString", "coordinates": [SQUARE] * MILLION},
    "areas": {"type": "MultiPolygon", "coordinates": [[SQUARE]] * MILLION},
    "a kind": {"type": "P" * MILLION, "coordinates": []},
    "a text": {"type": "Polygon", "coordinates": "x" * MILLION},
    "a text for a number": {"type": "Point", "coordinates": ["1" * MILLION, 28.5]},
    "digits": {"type": "Point", "coordinates": [10**4000, 28.5]},
    "an exponent": {"type": "Point", "coordinates": [1e308, -1e308]},
    "depth": {"type": "Polygon", "coordinates": deep(50_000)},
    "a million in depth": {"type": "MultiPolygon", "coordinates": [[[[[0] * MILLION]]]]},
}


@pytest.mark.parametrize("name", BIG)
def test_a_big_geometry_is_refused_at_no_cost(name):
    """The memory that a refusal takes does not grow with what is refused."""
    tracemalloc.start()
    error = refusal(sites_from_geojson, feature(BIG[name], half_width_m=5, radius_m=5))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert error.code in {"fence_invalid", "fence_too_large", "coordinate_invalid"}
    assert peak < 500_000


def test_big_texts_beside_a_geometry_are_refused_or_passed_over():
    for properties in ({"radius_m": "9" * MILLION}, {"radius_m": 9, "id": "x" * MILLION},
                       {"radius_m": 9, "datum": "y" * MILLION}, {"radius_m": 1e308}):  # fmt: skip
        refusal(sites_from_geojson, feature(POINT, **properties))
    (site,) = sites_from_geojson(
        feature(POINT, radius_m=9, name=["x"] * MILLION, note="z" * MILLION)
    )
    assert site.name == ""


# -- texts and numbers


def test_a_datum_of_any_kind_is_refused_briefly():
    for value in (10**5000, "x" * MEGABYTE, deep(5000), b"gcj02", object(), None, 5.0):
        assert refusal(parse_datum, value).code == "datum_unknown"


def test_dates_at_the_ends_of_the_calendar_are_refused_briefly():
    for text in (
        "9999-12-31T23:59:59.999999Z", "9998-01-01T00:00:01Z", "0001-01-01T00:00:00Z", "1e999",
        "0002-12-31T23:59:59Z", "-1e999", "253402300799", "1" * MEGABYTE, "x" * MEGABYTE,
    ):  # fmt: skip
        assert isinstance(refusal(parse_instant, text), InstantError)


@pytest.mark.parametrize("rule", [SlotWindow(31_622_400, 31_622_400)])
def test_no_grace_of_a_rule_leads_out_of_the_calendar(rule):
    """A slot until 9999-12-31 with half an hour's grace ended in an overflow."""
    first, last = instant_of(EARLIEST_S), instant_of(LATEST_S)
    found = credit([Span(first, last)], [Span(first, last)], RuleSet("x", "Pacific/Apia", (rule,)))
    assert found.credited == last - first


@pytest.mark.parametrize("kind", ["slots", "presence_spans", "breaks", "taken"])
def test_spans_at_the_ends_of_the_calendar_are_refused(kind):
    """A slot until the last second of 9999, given as it is, overflowed in the settlement."""
    day = datetime(2026, 5, 1, tzinfo=UTC)
    for odd in (
        Span(day, datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)),
        Span(datetime(1, 1, 1, tzinfo=UTC), day),
    ):
        spans = {"presence_spans": [], "slots": []} | {kind: [odd]}
        assert isinstance(refusal(credit, **spans), InstantError)


@pytest.mark.parametrize("place", range(3))
def test_a_column_that_is_none_is_refused(place):
    for column in (
        [10**400], ["5"], [None], [b"5"], [[5]], 5, None, {5}, {"a": 5}, np.array(["5x"]),
        np.array([[5.0]]), np.array([object()]), [5j], "5",
    ):  # fmt: skip
        columns = [[5.0], [5.0], [5.0]]
        columns[place] = column
        assert isinstance(refusal(Pings.of, *columns, datum="wgs84"), PingError)


@pytest.mark.parametrize("radius", [1e9, 1e160, 1e308])
def test_a_radius_beyond_the_earth_says_no_more_than_the_earth(radius):
    """Squared it overflowed, and warnings stood beside the answer."""
    (accuracy,) = Pings.of([0], [108.5], [28.5], [radius], datum="wgs84").accuracy_m
    assert accuracy == 2e7


def test_rules_are_refused_briefly():
    for rules in (
        [{"rule": "x" * MEGABYTE}],
        [{"rule": "minimum", "below_s": deep(500)}],
        [{"rule": "minimum", "below_s": "x" * MEGABYTE}],
        [{"rule": "minimum", "y" * MEGABYTE: 1}],
        [{"rule": "rounding", "mode": "z" * MEGABYTE}],
        [{"rule": "minimum"}] * 10_000,
    ):
        error = refusal(RuleSet.from_json, json.dumps({"version": "x", "rules": rules}))
        assert isinstance(error, RuleError)


@pytest.mark.parametrize("zone", ["localtime", "posixrules", "right/UTC", "posix/UTC", "Z" * 999])
def test_zones_that_differ_between_machines_are_none(zone):
    error = refusal(RuleSet.from_json, json.dumps({"version": "x", "zone": zone, "rules": []}))
    assert error.where == "zone"
