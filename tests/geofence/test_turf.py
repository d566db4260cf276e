"""What Turf's own fixtures expect of points, lines and polygons: our fences agree.

Turf measures on a sphere of 6,371,008.8 m; a degree of the ellipsoid is up to 0.56 % longer or
shorter. Where numbers are compared, that is the tolerance.
"""

from collections import Counter, defaultdict

import numpy as np
import pytest
import shapely
from paper import (
    AREAS,
    LINES,
    POINTS,
    answer,
    drawn_in_metres,
    exactly,
    geojson_of,
    rows_of,
    signs,
    to_gulf,
    verdict,
)
from shapely.geometry import shape

from geofence.geojson import fence_from_geojson

METRES = {"miles": 1609.344, "kilometers": 1000.0, "meters": 1.0, None: 1000.0}
SPHERE = 6e-3
PACKAGES = {
    "area": 2,
    "boolean-contains": 64,
    "boolean-disjoint": 43,
    "boolean-intersects": 41,
    "boolean-point-in-polygon": 2,
    "boolean-point-on-line": 16,
    "boolean-touches": 90,
    "boolean-valid": 28,
    "boolean-within": 62,
    "clean-coords": 28,
    "kinks": 14,
    "nearest-point-on-line": 18,
    "point-to-line-distance": 41,
    "point-to-polygon-distance": 4,
    "rewind": 12,
    "unkink-polygon": 16,
}


@pytest.fixture(scope="module")
def rows(shared):
    found = rows_of(shared, "turf_fixtures.jsonl")
    assert Counter(row["package"] for row in found) == PACKAGES
    return found


def of(rows, package):
    return [row for row in rows if row["package"] == package]


def features(document):
    if document["type"] == "FeatureCollection":
        return document["features"]
    return [document if document["type"] == "Feature" else {"geometry": document}]


def geometries(document):
    return [feature["geometry"] for feature in features(document)]


def in_and_out(rows, package):
    """Yield name, input and expected output of the fixtures that have both."""
    pairs = defaultdict(dict)
    for row in of(rows, package):
        pairs[row["name"].rpartition(".")[0]][row["kind"]] = row["geojson"]
    return [(name, both["in"], both["out"]) for name, both in pairs.items() if len(both) == 2]


# -- predicates


def test_predicates(rows):
    wrong, asked, left_out = [], Counter(), Counter()
    for operation in ("contains", "within", "intersects", "disjoint", "touches"):
        for row in of(rows, f"boolean-{operation}"):
            one, other = map(shape, geometries(row["geojson"]))
            kinds = {one.geom_type, other.geom_type}
            if not (kinds & AREAS and kinds & POINTS):
                left_out[operation] += 1  # lines, points or areas among themselves
                continue
            area_first = one.geom_type in AREAS
            area, points = (one, other) if area_first else (other, one)
            found = answer(operation, signs(area, points), area_first)
            asked[operation] += 1
            if found != row["kind"].startswith("true"):
                wrong.append((row["package"], row["kind"], row["name"]))
    assert wrong == []
    assert asked == {"contains": 16, "within": 20, "intersects": 7, "disjoint": 7, "touches": 24}
    assert left_out == {
        "contains": 48, "within": 42, "intersects": 34, "disjoint": 36, "touches": 66,
    }  # fmt: skip


def test_point_in_polygon_shapes(rows):
    for row in of(rows, "boolean-point-in-polygon"):
        fence = fence_from_geojson(row["geojson"])
        holes = [shapely.Polygon(ring) for part in fence.parts for ring in part[1:]]
        assert holes
        for hole in holes:
            within = hole.representative_point()
            assert not fence.contains(within.x, within.y)
        for part in fence.parts:
            within = shapely.Polygon(part[0], part[1:]).representative_point()
            assert fence.contains(within.x, within.y)
        for ring in (ring for part in fence.parts for ring in part):
            assert fence.contains(*np.array(ring).T).all()


def test_points_on_lines(rows):
    """On a line is at its very middle; the ends belong to it, and no epsilon is asked."""
    asked = Counter()
    for row in of(rows, "boolean-point-on-line"):
        point, line = map(shape, geometries(row["geojson"]))
        both = exactly(shapely.GeometryCollection([point, line]))
        point, line = both.geoms
        _, fence = verdict(geojson_of(line))
        off = float(fence.signed_distance_m(point.x, point.y)) + 1.0
        # Turf's "false" for the ends, and for points a rounding error off, are options of its own
        ends = row["kind"] == "false" and "notOnLine" not in row["name"]
        asked[row["kind"], ends] += 1
        assert (off < 1e-3) == (row["kind"] == "true" or ends)
    assert asked == {("true", False): 9, ("false", False): 1, ("false", True): 6}


# -- validity

NO_FENCE = {"GeometryCollection", "MultiPoint"}  # kinds of geometry that no fence has


def scaled(geometry):
    """Move an outline as it is written, right or wrong, to the size of a fence."""
    found = []

    def positions(item):
        if isinstance(item, list):
            if len(item) > 1 and isinstance(item[0], int | float):
                found.append(item[:2])
            for part in item:
                positions(part)

    def moved(item):
        if not (isinstance(item, list) and item):
            return item
        if isinstance(item[0], int | float):
            return to_map(np.array(item[:2])).tolist() if len(item) > 1 else item
        return [moved(part) for part in item]

    positions(geometry.get("coordinates"))
    to_map = to_gulf(np.array(found, float).reshape(-1, 2))
    return geometry | {"coordinates": moved(geometry.get("coordinates"))}


def test_validity(rows):
    asked = Counter()
    for row in of(rows, "boolean-valid"):
        (geometry,) = geometries(row["geojson"])
        expected, kind = row["kind"].split("/")
        code, _ = verdict(scaled(geometry))
        asked[kind in NO_FENCE, expected, code] += 1
        if kind not in NO_FENCE:
            assert (code == "accepted") == (expected == "true"), row["name"]
    assert asked == {
        (False, "false", "fence_crossing"): 5,
        (False, "false", "fence_invalid"): 3,
        (False, "false", "fence_unclosed"): 1,
        (False, "true", "accepted"): 10,
        (True, "false", "fence_invalid"): 6,
        (True, "true", "fence_invalid"): 3,
    }


def test_kinks(rows):
    asked = Counter()
    for name, given, expected in in_and_out(rows, "kinks"):
        (geometry,) = geometries(given)
        crossed = any(found["type"] == "Point" for found in geometries(expected))
        assert crossed
        code, _ = verdict(scaled(geometry))
        asked[geometry["type"], code] += 1
        if geometry["type"] in LINES:  # a line that crosses itself is still a corridor
            assert code == "accepted", name
        else:
            assert code == "fence_crossing", name
    assert asked == {
        ("LineString", "accepted"): 1,
        ("MultiLineString", "accepted"): 1,
        ("MultiPolygon", "fence_crossing"): 1,
        ("Polygon", "fence_crossing"): 4,
    }


def test_unkinked_parts_are_fences(rows):
    asked = Counter()
    for name, given, expected in in_and_out(rows, "unkink-polygon"):
        codes = [verdict(scaled(geometry))[0] for geometry in geometries(given)]
        kinked = "#1094" in name or len(geometries(expected)) > len(codes)
        assert codes == ["fence_crossing" if kinked else "accepted"] * len(codes)
        for part in geometries(expected):
            code, _ = verdict(scaled(part))
            asked[code] += 1
    # Turf gives back #1094, a ring that touches itself, as it was
    assert asked == {"accepted": 26, "fence_crossing": 1}


# -- outlines written in another way are the same fence


def probed(fence):
    low, high = np.array(fence.bounds).reshape(2, 2)
    lon, lat = np.random.default_rng(3).uniform(2 * low - high, 2 * high - low, (200, 2)).T
    return fence.signed_distance_m(lon, lat)


@pytest.mark.parametrize(("package", "count"), [("clean-coords", 11), ("rewind", 6)])
def test_corners_in_line_and_winding_change_nothing(rows, package, count):
    asked = 0
    for name, given, expected in in_and_out(rows, package):
        for one, other in zip(geometries(given), geometries(expected), strict=True):
            if one["type"] in POINTS:
                continue
            verdicts = [verdict(scaled(geometry)) for geometry in (one, other)]
            if "issue1255" in name:  # it crosses itself before and after
                assert [code for code, _ in verdicts] == ["fence_crossing"] * 2
                continue
            fences = [fence for _, fence in verdicts]
            # corners left out of an edge of 4 km were on it to a rounding error
            np.testing.assert_allclose(*map(probed, fences), atol=2e-5, err_msg=name)
            asked += 1
    assert asked == count


def test_areas(rows):
    (row,) = (row for row in of(rows, "area") if row["kind"] == "in")
    outline = shape(geometries(row["geojson"])[0])
    assert verdict(geojson_of(outline))[0] == "fence_too_large"  # Australia
    box = np.ptp(shapely.get_coordinates(outline), axis=0).max()
    small = shapely.transform(outline, lambda xy: (xy - [130.0, -27.0]) / box * 1000.0)
    _, fence = verdict(drawn_in_metres(small))
    assert fence.area_m2 == pytest.approx(small.area, rel=1e-6)


# -- distances


def test_point_to_polygon_distances(rows):
    asked, too_large = 0, []
    for row in of(rows, "point-to-polygon-distance"):
        parts = features(row["geojson"])
        (area,) = (f for f in parts if f["geometry"]["type"] in AREAS)
        code, fence = verdict(area["geometry"])
        if fence is None:
            too_large.append((row["name"], code))
            continue
        for point in (f for f in parts if f is not area):
            facts = point["properties"]
            true = facts["expected_distance"] * METRES[facts.get("units")]
            found = fence.signed_distance_m(*point["geometry"]["coordinates"])
            assert found == pytest.approx(true, rel=SPHERE, abs=0.05)
            asked += 1
    assert asked == 11
    assert too_large == [("long-lines-poly.geojson", "fence_too_large")]  # the size of Africa


def lines_and_points(rows, package):
    for row in of(rows, package):
        if row["kind"] != "in":
            continue
        parts = geometries(row["geojson"])
        (point,) = (p for p in parts if p["type"] == "Point")
        (line,) = (p for p in parts if p["type"] in LINES)
        yield row["name"].rpartition(".")[0], row["geojson"], line, point["coordinates"]


def test_point_to_line_distances(rows):
    (table,) = (row["geojson"] for row in of(rows, "point-to-line-distance")
                if "distances" in row["name"])  # fmt: skip
    asked, too_large = [], []
    for name, document, line, place in lines_and_points(rows, "point-to-line-distance"):
        _, fence = verdict(line)
        if fence is None:
            too_large.append(name)
            continue
        true = table[name] * METRES[(document.get("properties") or {}).get("units")]
        found = fence.signed_distance_m(*place) + 1.0
        assert found == pytest.approx(true, rel=SPHERE, abs=0.05), name
        asked.append(name)
    assert (len(asked), len(too_large)) == (10, 10)  # the others cross countries and oceans


def test_nearest_points_on_lines(rows):
    found = {name: (line, place) for name, _, line, place in
             lines_and_points(rows, "nearest-point-on-line")}  # fmt: skip
    asked = []
    for name, _, expected in in_and_out(rows, "nearest-point-on-line"):
        line, place = found[name]
        _, fence = verdict(line)
        if fence is not None:
            nearest = features(expected)[-1]["properties"]["dist"] * 1000.0
            assert fence.signed_distance_m(*place) + 1.0 == pytest.approx(nearest, rel=SPHERE)
            asked.append(name)
    assert asked == ["line-northern-latitude-#344"]  # the others are far longer than a fence
    assert len(found) == 7
