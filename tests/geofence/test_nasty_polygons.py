"""The collection of hard and wrong polygons: each is accepted or refused as written here."""

import json
import re

import numpy as np
import pytest
from paper import odd

from geofence.errors import GeofenceError
from geofence.geojson import fence_from_geojson

# By kind, for our own ones; the scaled GEOS cases follow the verdict of OGC Simple Features.
EXPECTED = {
    "real invalid boundary": "fence_too_large",  # 80 km wide: that is seen before it is crossed
    "bow-tie (four clicks in wrong order)": "fence_crossing",
    "pentagram (centre differs: even-odd vs nonzero)": "fence_crossing",
    "ring not closed": "fence_unclosed",
    "two distinct points only": "fence_invalid",
    "zero area (collinear)": "fence_invalid",
    "spike": "fence_crossing",
    "sliver 200 m x 0.5 m": "accepted",
    "consecutive duplicates": "accepted",
    "hole with same winding": "accepted",
    "clockwise shell": "accepted",
    "hole outside shell": "fence_crossing",
    "hole touching shell at a point": "accepted",
    "hole touching shell along an edge": "fence_crossing",
    "hole crossing shell": "fence_crossing",
    "island in the hole (multipolygon)": "accepted",
    "overlapping parts (multipolygon)": "fence_crossing",
    "two parts sharing an edge": "fence_crossing",
    "figure-8 touching at a vertex in one ring": "fence_crossing",
    "lat/lon swapped": "coordinate_invalid",
    "GCJ-02 drawn fence stored as WGS84": "accepted",  # nothing in it shows what it is
    "web-mercator metres by mistake": "coordinate_invalid",
    "nation-size fence": "fence_too_large",
    "antimeridian Fiji-like": "fence_too_large",  # 214 km, not 358 degrees
    "near the pole": "fence_invalid",
    "4000-vertex circle r=100 m": "fence_too_large",
    "star 2000 spikes": "accepted",  # 2,000 corners are the bound
    "3D coordinates": "accepted",
    "empty coordinates": "fence_invalid",
    "null coordinate": "fence_invalid",
    "string coordinates": "fence_invalid",
    "type mismatch": "fence_invalid",
}
# GEOS cases that are refused before anybody asks whether they cross.
EXPECTED_BY_ID = {
    25: "fence_invalid",  # no area
    26: "fence_invalid",  # two different corners
    27: "coordinate_invalid",  # NaN
    29: "fence_invalid",  # a part of two different corners
    66: "fence_invalid",  # two different corners
}


@pytest.fixture(scope="module")
def features(shared):
    document = json.loads((shared / "fences" / "nasty_polygons.geojson").read_text("utf-8"))
    assert len(document["features"]) == 106
    return document["features"]


def expected(facts):
    if facts["kind"] in EXPECTED:
        return EXPECTED[facts["kind"]]
    return EXPECTED_BY_ID.get(facts["id"], "accepted" if facts["geos_valid"] else "fence_crossing")


def verdict(feature):
    try:
        return "accepted", fence_from_geojson(feature["geometry"])
    except GeofenceError as error:
        return error.code, None


def test_every_one_is_accepted_or_refused_as_decided(features):
    found = {f["properties"]["id"]: verdict(f)[0] for f in features}
    assert found == {f["properties"]["id"]: expected(f["properties"]) for f in features}


def test_the_probes_of_accepted_ones_are_right(features):
    asked = refused = 0
    for feature in features:
        fence, probes = verdict(feature)[1], feature["properties"]["probes"]
        if fence is None:
            refused += len(probes)
            continue
        asked += len(probes)
        found = [bool(fence.contains(probe["lon"], probe["lat"])) for probe in probes]
        assert found == [bool(probe["even_odd"]) for probe in probes], feature["properties"]["id"]
    assert (asked, refused) == (6, 7)


def test_everywhere_else_the_even_odd_rule_holds(features):
    """Told by counting the edges on a ray, at points that lie on none of them."""
    draw, asked = np.random.default_rng(11), 0
    for feature in features:
        fence = verdict(feature)[1]
        if fence is None:
            continue
        rings = [np.array(ring) for part in fence.parts for ring in part]
        low, high = np.array(fence.bounds).reshape(2, 2)
        for lon, lat in draw.uniform(low - 0.1 * (high - low), high + 0.1 * (high - low), (25, 2)):
            signed = fence.signed_distance_m(lon, lat)
            assert (signed < 0.0) == odd(rings, lon, lat) or signed == 0.0
            asked += signed != 0.0
    assert asked > 1000


def test_refusals_say_what_to_do_in_both_languages(features):
    refused = 0
    for feature in features:
        if verdict(feature)[1] is None:
            with pytest.raises(GeofenceError) as caught:
                fence_from_geojson(feature["geometry"])
            error, refused = caught.value, refused + 1
            assert error.where.startswith("coordinates")
            assert re.search(r"[a-z]{3}", error.en)
            assert re.search(r"[一-鿿]{2}", error.zh)
    assert refused == 65


def test_real_areas_of_the_map_are_accepted(shared):
    document = json.loads((shared / "fences" / "osm_fences.geojson").read_text("utf-8"))
    refused = {}
    for feature in document["features"]:
        code, fence = verdict(feature)
        if fence is None:
            refused.setdefault(code, []).append(feature["properties"])
        else:
            assert fence.area_m2 == pytest.approx(feature["properties"]["area_m2"], rel=0.01)
    assert all(facts["valid"] is False for facts in refused.pop("fence_crossing", []))
    assert set(refused) <= {"fence_too_large", "fence_invalid"}
