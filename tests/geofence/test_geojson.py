"""GeoJSON: what is accepted is right, what is refused is named, and nothing else can happen."""

import contextlib
import copy
import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geofence.datum import Datum, convert
from geofence.errors import DatumError, FenceError, GeofenceError
from geofence.fences import AnyOf, Circle, Corridor, Polygon, Site
from geofence.geojson import MAX_FEATURES, fence_from_geojson, sites_from_geojson, to_geojson

SHELL = [[108.49, 28.56], [108.5, 28.56], [108.5, 28.57], [108.49, 28.57], [108.49, 28.56]]
HOLE = [[108.494, 28.564], [108.496, 28.564], [108.496, 28.566], [108.494, 28.564]]
AWAY = [[[lon + 0.1, lat] for lon, lat in SHELL]]
LINE = [[108.49, 28.56], [108.5, 28.57], [108.51, 28.57]]

GEOMETRIES = {
    "Polygon": ([SHELL, HOLE], {}),
    "MultiPolygon": ([[SHELL, HOLE], AWAY], {}),
    "Point": ([108.5, 28.5], {"radius_m": 100}),
    "LineString": (LINE, {"half_width_m": 40.5}),
    "MultiLineString": ([LINE, SHELL], {"half_width_m": 40.5}),
}


def feature_of(kind, coordinates=None, **properties):
    known, needed = GEOMETRIES.get(kind, ([], {}))
    geometry = {"type": kind, "coordinates": known if coordinates is None else coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": {**needed, **properties}}


def collection_of(*features, **members):
    return {"type": "FeatureCollection", "features": list(features), **members}


def refusal(document, **options):
    with pytest.raises(GeofenceError) as caught:
        sites_from_geojson(document, **options)
    error = caught.value
    assert error.zh
    assert any("一" <= letter <= "鿿" for letter in error.zh)
    return error


@pytest.mark.parametrize(
    ("kind", "type_"),
    [("Polygon", Polygon), ("MultiPolygon", Polygon), ("Point", Circle),
     ("LineString", Corridor), ("MultiLineString", AnyOf)],
)  # fmt: skip
def test_every_kind_goes_round(kind, type_):
    document = {**feature_of(kind, name="北门"), "id": "gate"}
    (site,) = sites_from_geojson(document)
    assert isinstance(site.fence, type_)
    assert (site.site_id, site.name) == ("gate", "北门")
    written = json.loads(json.dumps(to_geojson(site)))
    assert written == document
    assert sites_from_geojson(written) == (site,)
    assert sites_from_geojson(collection_of(written)) == (site,)


def test_a_bare_geometry_is_a_fence():
    feature = feature_of("Polygon")
    assert fence_from_geojson(feature["geometry"]) == fence_from_geojson(feature)


@pytest.mark.parametrize("kind", GEOMETRIES)
@pytest.mark.parametrize("datum", [Datum.GCJ02, Datum.BD09])
def test_vertices_are_converted(kind, datum):
    (site,) = sites_from_geojson(feature_of(kind), datum)
    plain = json.dumps(GEOMETRIES[kind][0])
    lon, lat = site.fence.bounds[0], site.fence.bounds[1]
    (raw,) = sites_from_geojson(feature_of(kind))
    expected = convert(raw.fence.bounds[0], raw.fence.bounds[1], datum, "wgs84")
    assert plain
    assert (lon, lat) == pytest.approx(expected, abs=2e-5)


def test_whose_datum_it_is():
    feature = feature_of("Point")
    named = collection_of(feature, properties={"datum": "gcj02"})
    shifted = sites_from_geojson(feature, Datum.GCJ02)
    assert sites_from_geojson(named) == shifted
    assert sites_from_geojson(named, None) == shifted
    assert sites_from_geojson(named, "wgs84") == sites_from_geojson(feature)
    assert fence_from_geojson(feature_of("Point", datum="gcj02")) == shifted[0].fence
    for bad in ("gps", 5, ["wgs84"], {}, True):
        with pytest.raises(DatumError):
            sites_from_geojson(collection_of(feature, properties={"datum": bad}))


def test_ids():
    def ids(*members):
        return [s.site_id for s in sites_from_geojson(collection_of(*members))]

    point = feature_of("Point")
    assert ids(point, {**point, "id": 7}, feature_of("Point", id="a")) == ["site-1", "7", "a"]
    assert ids(feature_of("Point", site_id="b"), point) == ["b", "site-2"]
    assert ids({**feature_of("Point", id="inner"), "id": "outer"}) == ["outer"]
    assert refusal(collection_of({**point, "id": "x"}, {**point, "id": "x"})).where == (
        "features[1].id"
    )
    assert refusal(collection_of({**point, "id": [1]})).where == "features[0].id"
    assert refusal(collection_of({**point, "id": 10**5000})).where == "features[0].id"


BAD_POSITIONS = [
    (["108.49", 28.56], "[0]", "fence_invalid"),
    ([True, 28.56], "[0]", "fence_invalid"),
    ([None, 28.56], "[0]", "fence_invalid"),
    ([108.49, [28.56]], "[1]", "fence_invalid"),
    ([108.49, 28.56, "5"], "[2]", "fence_invalid"),
    ([108.49], "", "fence_invalid"),
    ([108.49, 28.56, 1, 2], "", "fence_invalid"),
    (108.49, "", "fence_invalid"),
    (None, "", "fence_invalid"),
    ("108.49,28.56", "", "fence_invalid"),
    ({"lon": 108.49}, "", "fence_invalid"),
    ([math.nan, 28.56], "", "coordinate_invalid"),
    ([108.49, math.inf], "", "coordinate_invalid"),
    ([10**400, 28.56], "", "coordinate_invalid"),
    ([181.0, 28.56], "", "coordinate_invalid"),
    ([28.56, 108.49], "", "coordinate_invalid"),
    ([108.49, 89.0], "", "fence_invalid"),
]


@pytest.mark.parametrize(("position", "place", "code"), BAD_POSITIONS)
def test_a_bad_position_is_named(position, place, code):
    shell = copy.deepcopy(SHELL)
    shell[3] = position
    error = refusal(collection_of(feature_of("Polygon", [shell])))
    assert error.where == f"features[0].geometry.coordinates[0][3]{place}"
    assert error.code == code
    lines = refusal(feature_of("MultiLineString", [LINE, [LINE[0], position]]))
    assert lines.where == f"geometry.coordinates[1][1]{place}"


def wide(lon):
    return [[[108, 28], [lon, 28], [lon, 28.1], [108, 28]]]


def ring_around(count):
    turns = [2 * math.pi * k / count for k in range(count)]
    ring = [[108.5 + 0.01 * math.cos(t), 28.5 + 0.01 * math.sin(t)] for t in turns]
    return ring + ring[:1]


CROSSED = [SHELL[0], SHELL[2], SHELL[1], SHELL[3], SHELL[0]]
OUTSIDE = [[lon + 0.02, lat] for lon, lat in HOLE]
ACROSS = [[lon + 0.005, lat] for lon, lat in HOLE]
SHIFTED = [[lon + 0.005, lat] for lon, lat in SHELL]


@pytest.mark.parametrize(
    ("kind", "coordinates", "code"),
    [
        ("Polygon", [], "fence_invalid"),
        ("Polygon", None, "fence_invalid"),
        ("Polygon", [[]], "fence_invalid"),
        ("Polygon", SHELL, "fence_invalid"),
        ("Polygon", [[SHELL]], "fence_invalid"),
        ("Polygon", [SHELL[:4]], "fence_unclosed"),
        ("Polygon", [[SHELL[0], SHELL[1], SHELL[0]]], "fence_invalid"),
        ("Polygon", [[SHELL[0], SHELL[1], SHELL[1], SHELL[0]]], "fence_invalid"),
        ("Polygon", [[SHELL[0], SHELL[1], [108.52, 28.56], SHELL[0]]], "fence_invalid"),
        ("Polygon", [CROSSED], "fence_crossing"),
        ("Polygon", [SHELL, OUTSIDE], "fence_crossing"),
        ("Polygon", [SHELL, ACROSS], "fence_crossing"),
        ("Polygon", [SHELL, HOLE, HOLE], "fence_crossing"),
        ("MultiPolygon", [[SHELL], [SHIFTED]], "fence_crossing"),
        ("MultiPolygon", [[SHELL], [SHELL]], "fence_crossing"),
        ("MultiPolygon", [SHELL], "fence_invalid"),
        ("MultiPolygon", [[]], "fence_invalid"),
        ("Polygon", wide(108.6), "fence_too_large"),
        ("Polygon", [ring_around(2001)], "fence_too_large"),
        ("MultiPolygon", [[ring_around(1500)], [ring_around(1500)]], "fence_too_large"),
        ("LineString", [LINE[0]], "fence_invalid"),
        ("LineString", [LINE[0], LINE[0]], "fence_invalid"),
        ("LineString", [LINE[0], [109.1, 28.56]], "fence_too_large"),
        ("Point", [LINE[0]], "fence_invalid"),
        ("MultiPoint", [LINE[0]], "fence_invalid"),
        ("GeometryCollection", [], "fence_invalid"),
        ("polygon", [SHELL], "fence_invalid"),
        (["Polygon"], [SHELL], "fence_invalid"),
        (None, [SHELL], "fence_invalid"),
    ],
)
def test_a_bad_geometry_is_refused(kind, coordinates, code):
    feature = {"type": "Feature", "properties": {"half_width_m": 10, "radius_m": 10}}
    feature["geometry"] = {"type": kind, "coordinates": coordinates}
    error = refusal(collection_of(feature))
    assert error.code == code
    assert error.where.startswith("features[0].geometry")


@pytest.mark.parametrize(
    "value", ["100", None, True, 0, -5, math.nan, math.inf, 25_001, [], 10**400]
)
def test_a_bad_radius_is_named(value):
    for kind, name in (("Point", "radius_m"), ("LineString", "half_width_m")):
        feature = feature_of(kind, **{name: value})
        assert refusal(collection_of(feature)).where == f"features[0].properties.{name}"


@pytest.mark.parametrize(
    "document",
    [
        None, [], "x", 5, {}, {"type": "Point", "coordinates": [108, 28]}, {"type": []},
        {"type": "FeatureCollection"}, collection_of(), {"type": "Feature"},
        {"type": "FeatureCollection", "features": {}}, collection_of(None), collection_of([]),
        collection_of(collection_of()), {"type": "Feature", "geometry": None},
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}, "properties": 5},
        collection_of(feature_of("Point"), properties=[]),
    ],
)  # fmt: skip
def test_a_bad_document_is_refused(document):
    assert isinstance(refusal(document), FenceError)


def test_too_many_features_are_refused():
    features = [feature_of("Point")] * (MAX_FEATURES + 1)
    assert len(sites_from_geojson(collection_of(*features[1:]))) == MAX_FEATURES
    assert refusal(collection_of(*features)).where == "features"


def test_two_thousand_vertices_are_allowed():
    assert sites_from_geojson(feature_of("Polygon", [ring_around(2000)]))


def test_duplicates_collapse_and_heights_are_left_out():
    doubled = [[*position, 250.0] for position in SHELL for _ in range(3)]
    assert fence_from_geojson(feature_of("Polygon", [doubled])) == fence_from_geojson(
        feature_of("Polygon", [SHELL])
    )


def test_a_fence_across_180_degrees_is_whole():
    ring = [[179.99, -17], [-179.99, -17], [-179.99, -16.99], [179.99, -16.99], [179.99, -17]]
    (site,) = sites_from_geojson(feature_of("Polygon", [ring]))
    assert site.fence.area_m2 < 3e6
    assert site.fence.contains(180.0, -16.995)
    assert site.fence.contains(-179.995, -16.995)
    assert not site.fence.contains(0.0, -16.995)
    written = to_geojson(site)["geometry"]["coordinates"][0]
    assert [[round(lon, 9), lat] for lon, lat in written] == ring
    assert sites_from_geojson(feature_of("Polygon", [ring]), Datum.GCJ02) == (site,)


def test_depth_does_no_harm():
    deep = []
    for _ in range(200_000):
        deep = [deep]
    documents = [deep, {"type": deep}, feature_of("Polygon", deep), collection_of(deep)]
    documents += [{**feature_of("Point"), "id": deep}, feature_of("Point", radius_m=deep)]
    for document in documents:
        refusal(document)


def test_mixed_fences_are_not_written():
    mixed = AnyOf((Circle(108.5, 28.5, 10.0), Corridor(((108.5, 28.5), (108.6, 28.5)), 5.0)))
    with pytest.raises(FenceError):
        to_geojson(Site("a", mixed))


leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
words = st.sampled_from(
    ["type", "features", "Feature", "FeatureCollection", "geometry", "coordinates", "properties",
     "id", "radius_m", "half_width_m", "datum", "gcj02", *GEOMETRIES]
)  # fmt: skip
numbers = st.floats(-200, 200) | st.floats() | st.integers()
coordinates = st.recursive(
    numbers | leaves, lambda inner: st.lists(inner, max_size=5), max_leaves=40
)
anything = st.recursive(
    leaves | words,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(words | st.text(max_size=3), inner, max_size=5)
    ),
    max_leaves=30,
)
sizes = st.fixed_dictionaries({}, optional=dict.fromkeys(("radius_m", "half_width_m"), anything))


@settings(max_examples=300)
@given(anything, st.sampled_from(list(GEOMETRIES)), coordinates, sizes)
def test_nothing_but_a_geofence_error_is_ever_raised(document, kind, inner, properties):
    feature = {"type": "Feature", "geometry": {"type": kind, "coordinates": inner}}
    feature["properties"] = properties
    for candidate in (document, feature, collection_of(feature, document), feature["geometry"]):
        for read in (sites_from_geojson, fence_from_geojson):
            with contextlib.suppress(GeofenceError):
                read(candidate)
