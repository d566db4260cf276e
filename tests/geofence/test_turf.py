"""Points against polygons as GEOS and Turf have it, read as fences of a few hundred metres.

The cases are drawn on small sheets of paper. Each sheet is moved to a county and scaled, by one
factor for both axes, to 0.004° (some 400 m): an affine map, which keeps edges straight, and what
lies on them. In, on and out are then read from the sign of the signed distance alone.
"""

import json

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from geofence.errors import FenceTooLargeError
from geofence.fences import Polygon
from geofence.geojson import fence_from_geojson

LON, LAT, SIZE = 108.495, 28.564, 0.004
AREAS, POINTS = {"Polygon", "MultiPolygon"}, {"Point", "MultiPoint"}
MILE_M = 1609.344


def fence_of(area, to_map):
    parts = [area] if area.geom_type == "Polygon" else area.geoms
    rings = [[part.exterior, *part.interiors] for part in parts]
    return Polygon(
        tuple(tuple(tuple(map(tuple, to_map(ring.coords).tolist())) for ring in part)
              for part in rings)
    )  # fmt: skip


def sheet(*shapes):
    """Return the map from paper to degrees that holds all shapes."""
    box = shapely.total_bounds(list(shapes))
    scale = SIZE / max(box[2] - box[0], box[3] - box[1])
    return lambda xy: (np.asarray(xy)[:, :2] - box[:2]) * scale + [LON, LAT]


def signs(area, points):
    """Return -1, 0 or 1 for points inside, on the edge or outside."""
    to_map = sheet(area, points)
    lon, lat = to_map(shapely.get_coordinates(points)).T
    return np.sign(fence_of(area, to_map).signed_distance_m(lon, lat))


def answer(operation, sign, area_first, pattern=""):
    """Answer a spatial predicate from the signs of the points."""
    within = bool((sign <= 0).all())
    strictly = within and bool((sign < 0).any())
    asks_area = area_first == (operation in {"contains", "covers"})
    answers = {
        "contains": asks_area and strictly,
        "within": asks_area and strictly,
        "covers": asks_area and within,
        "coveredby": asks_area and within,
        "intersects": bool((sign <= 0).any()),
        "disjoint": bool((sign > 0).all()),
        "touches": bool((sign == 0).any()) and not (sign < 0).any(),
    }
    if operation == "relate":
        found = ["0" if (sign == place).any() else "F" for place in (-1, 0, 1)]
        wanted = pattern[::3] if area_first else pattern[:3]
        return all(w in {"*", f} for w, f in zip(wanted, found, strict=True))
    return answers[operation]


def ordered(row):
    a, b = (shapely.from_wkt(row[name]) for name in "ab")
    if row["args"][0].upper() == "B":
        a, b = b, a
    return a, b


def geos_cases(shared):
    with (shared / "conformance" / "geos_xml_cases.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    for row in rows:
        if "point_in_polygon" in row["tags"] and row["a"] and row["b"]:
            one, other = ordered(row)
            area_first = one.geom_type in AREAS
            area, points = (one, other) if area_first else (other, one)
            usable = area.geom_type in AREAS and points.geom_type in POINTS and area.is_valid
            if usable and not area.is_empty and not points.is_empty:
                yield row, area, points, area_first


def test_geos_rows(shared):
    wrong, asked = [], 0
    for row, area, points, area_first in geos_cases(shared):
        pattern = row["args"][2] if row["op"] == "relate" else ""
        found = answer(row["op"], signs(area, points), area_first, pattern)
        asked += 1
        if found != (row["expected"] == "true"):
            wrong.append((row["id"], row["file"], row["op"], row["desc"]))
    assert asked > 300
    assert wrong == []


def turf_rows(shared, prefix):
    with (shared / "conformance" / "turf_fixtures.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [row for row in rows if row["package"].startswith(prefix)]


def test_turf_predicates(shared):
    wrong, asked = [], 0
    for row in turf_rows(shared, "boolean-"):
        operation = row["package"].removeprefix("boolean-")
        if operation not in {"contains", "within", "intersects", "disjoint", "touches"}:
            continue
        one, other = (shape(f["geometry"]) for f in row["geojson"]["features"])
        area_first = one.geom_type in AREAS
        kinds = {one.geom_type, other.geom_type}
        if not (kinds & AREAS and kinds & POINTS):
            continue
        area, points = (one, other) if area_first else (other, one)
        asked += 1
        found = answer(operation, signs(area, points), area_first)
        if found != row["kind"].startswith("true"):
            wrong.append((row["package"], row["kind"], row["name"]))
    assert asked > 50
    assert wrong == []


def test_turf_point_in_polygon_shapes(shared):
    for row in turf_rows(shared, "boolean-point-in-polygon"):
        fence = fence_from_geojson(row["geojson"])
        parts = fence.parts
        holes = [shapely.Polygon(ring) for part in parts for ring in part[1:]]
        assert holes
        for hole in holes:
            within = hole.representative_point()
            assert not fence.contains(within.x, within.y)
        for part in parts:
            within = shapely.Polygon(part[0], part[1:]).representative_point()
            assert fence.contains(within.x, within.y)
        for ring in (ring for part in parts for ring in part):
            assert fence.contains(*np.array(ring).T).all()


def test_turf_point_to_polygon_distances(shared):
    metres = {"miles": MILE_M, "kilometers": 1000.0, "meters": 1.0, None: 1000.0}
    asked = 0
    for row in turf_rows(shared, "point-to-polygon-distance"):
        features = row["geojson"]["features"]
        (area,) = (f for f in features if f["geometry"]["type"] in AREAS)
        try:
            fence = fence_from_geojson(area["geometry"])
        except FenceTooLargeError:  # one is the size of Africa
            continue
        for point in (f for f in features if f is not area):
            facts = point["properties"]
            unit = metres[facts.get("units")]
            found = fence.signed_distance_m(*point["geometry"]["coordinates"])
            # Turf measures on a sphere: up to half a per cent apart
            assert found == pytest.approx(facts["expected_distance"] * unit, rel=6e-3, abs=0.05)
            asked += 1
    assert asked == 11
