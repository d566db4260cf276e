"""Fences at the edges of the map: across ±180° and 0°, at high latitudes, up to 50 km wide.

Every signed distance is measured again on the ellipsoid, without our plane: along each edge the
geodesic to the point is minimised, and inside is told by counting the edges on a ray.
"""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from paper import odd
from pyproj import Geod

from geofence.errors import FenceError
from geofence.fences import Circle, Corridor, Polygon
from geofence.geojson import fence_from_geojson, sites_from_geojson, to_geojson
from geofence.index import SiteIndex

EARTH = Geod(ellps="WGS84")
DEGREE_M = 111_195.0

# On a sheet of 2 by 2, round its middle.
SHELL = [(-1, -1), (0.2, -0.9), (1, -0.4), (0.6, 1), (-0.9, 0.8), (-1, -1)]
HOLE = [(-0.3, -0.3), (0.1, 0.4), (0.3, -0.2), (-0.3, -0.3)]
LINE = [(-0.9, -0.2), (0.1, 0.5), (0.8, -0.6)]
OTHER = [(-0.2, -0.8), (0.3, -0.7)]

KINDS = {
    "circle": ("Point", (0.0, 0.0), "radius_m"),
    "polygon": ("Polygon", [SHELL, HOLE], None),
    "corridor": ("LineString", LINE, "half_width_m"),
    "any of": ("MultiLineString", [LINE, OTHER], "half_width_m"),
}
kinds = st.sampled_from(list(KINDS))
longitudes = st.one_of(st.floats(-180, 180), *(st.floats(c - 0.4, c + 0.4) for c in (-180, 0, 180)))
latitudes = st.one_of(*(st.floats(*ends) for ends in ((-60, 60), (60, 84.7), (-84.7, -60))))
halves = st.floats(30.0, 20_000.0)
probes = st.lists(st.tuples(st.floats(-2.5, 2.5), st.floats(-2.5, 2.5)), min_size=1, max_size=4)


def wrapped(lon):
    return (lon + 180.0) % 360.0 - 180.0


class Sheet:
    """A sheet laid on a place: its middle, and how many metres one unit is."""

    def __init__(self, lon, lat, half_m):
        self.lon, self.lat, self.half_m = lon, lat, half_m

    def at(self, x, y):
        up = self.half_m / DEGREE_M
        across = up / math.cos(math.radians(self.lat))
        return wrapped(self.lon + x * across), self.lat + y * up

    def laid(self, shape):
        if isinstance(shape, tuple):
            return list(self.at(*shape))
        return [self.laid(part) for part in shape]

    def feature(self, kind):
        geometry, shape, size = KINDS[kind]
        properties = {size: self.half_m * (1.0 if kind == "circle" else 0.1)} if size else {}
        geometry = {"type": geometry, "coordinates": self.laid(shape)}
        return {"type": "Feature", "id": kind, "geometry": geometry, "properties": properties}


def turned(ring, lon):
    """Write a ring so that it hangs together round a longitude."""
    ring = np.array(ring)
    return np.column_stack([lon + (ring[:, 0] - lon + 180.0) % 360.0 - 180.0, ring[:, 1]])


def geodesic_m(lines, lon, lat):
    """Measure how far a point is from lines that are straight in longitude and latitude."""
    best = math.inf
    for line in lines:
        for a, b in pairwise(line):
            low, high = 0.0, 1.0
            for _ in range(7):  # each look leaves a tenth of the edge
                share = np.linspace(low, high, 21)[:, None]
                on = a * (1.0 - share) + b * share
                away = EARTH.inv(np.full(21, lon), np.full(21, lat), on[:, 0], on[:, 1])[2]
                k = int(away.argmin())
                low, high = share[max(k - 1, 0), 0], share[min(k + 1, 20), 0]
            best = min(best, float(away.min()))
    return best


def reference_m(feature, lon, lat):
    kind, shape = feature["geometry"]["type"], feature["geometry"]["coordinates"]
    sizes = feature["properties"]
    if kind == "Point":
        return EARTH.inv(*shape, lon, lat)[2] - sizes["radius_m"]
    lines = [turned(line, lon) for line in ([shape] if kind == "LineString" else shape)]
    away = geodesic_m(lines, lon, lat)
    if kind == "Polygon":
        return -away if odd(lines, lon, lat) else away
    return away - sizes["half_width_m"]


@settings(max_examples=80)
@given(kinds, longitudes, latitudes, halves, probes)
@example("polygon", 179.95, 17.0, 20_000.0, [(1.2, 0.0), (-1.2, 0.0), (0.5, 0.5)])
@example("polygon", -179.9, 84.7, 20_000.0, [(1.2, 0.0), (-1.2, 0.0), (0.0, 2.0)])
@example("corridor", 180.0, -84.7, 20_000.0, [(0.0, 0.0), (2.0, 2.0)])
@example("any of", -180.0, 66.0, 20_000.0, [(0.0, 0.0), (2.0, 2.0)])
@example("circle", 180.0, 84.7, 20_000.0, [(0.0, 0.0), (2.0, 2.0)])
def test_signed_distances_are_those_on_the_ellipsoid(kind, lon, lat, half_m, where):
    sheet = Sheet(wrapped(lon), lat, half_m)
    feature = sheet.feature(kind)
    fence = fence_from_geojson(feature)
    for x, y in where:
        place = sheet.at(x, y)
        true = reference_m(feature, *place)
        # the plane stretches by d²/6R² across: 4e-5 at the 100 km that a probe may lie away
        near = 2e-3 + 4e-5 * (abs(true) + half_m)
        assert fence.signed_distance_m(*place) == pytest.approx(true, abs=near)


@settings(max_examples=60)
@given(kinds, longitudes, latitudes, halves)
def test_a_fence_anywhere_goes_through_geojson_and_the_index(kind, lon, lat, half_m):
    sheet = Sheet(wrapped(lon), lat, half_m)
    (site,) = sites_from_geojson(sheet.feature(kind))
    (again,) = sites_from_geojson(to_geojson(site))
    index = SiteIndex([site])
    steps = np.linspace(-1.6, 1.6, 9)
    lons, lats = np.array([sheet.at(x, y) for x in steps for y in steps]).T
    signed = site.fence.signed_distance_m(lons, lats)
    assert (signed <= 0.0).any()
    assert (signed > 0.0).any()
    # written longitudes are wrapped: 1e-13 degrees are lost, a hundredth of a micrometre
    np.testing.assert_allclose(again.fence.signed_distance_m(lons, lats), signed, atol=1e-5)
    assert index.covering(lons, lats)[:, 0].tolist() == np.flatnonzero(signed <= 0.0).tolist()
    for x, y, metres in zip(lons[::7], lats[::7], signed[::7], strict=True):
        assert index.nearest(x, y) == ((0, metres),)


@given(kinds, longitudes, st.sampled_from([-1, 1]), st.floats(85.3, 89.9), st.floats(30.0, 20_000))
def test_near_a_pole_fences_are_refused_in_both_languages(kind, lon, side, lat, half_m):
    up = min(half_m, 0.99 * (90.0 - lat) * DEGREE_M)
    feature = Sheet(wrapped(lon), side * lat, max(up, 0.1)).feature(kind)
    with pytest.raises(FenceError, match="pole") as caught:
        fence_from_geojson(feature)
    assert caught.value.code == "fence_invalid"
    assert "极地" in caught.value.zh
    assert caught.value.where.startswith("geometry.coordinates")


@given(longitudes, st.floats(85.0, 89.0), st.sampled_from([-1, 1]), st.floats(30.0, 20_000), probes)
def test_what_is_built_there_by_hand_measures_right(lon, lat, side, half_m, where):
    sheet = Sheet(wrapped(lon), side * lat, half_m)
    shell, hole, line = (turned(sheet.laid(part), lon).tolist() for part in (SHELL, HOLE, LINE))
    built = {
        "circle": Circle(sheet.lon, sheet.lat, half_m),
        "polygon": Polygon(((tuple(map(tuple, shell)), tuple(map(tuple, hole))),)),
        "corridor": Corridor(tuple(map(tuple, line)), half_m * 0.1),
    }
    for kind, fence in built.items():
        for x, y in where:
            place = sheet.at(x / 2.5, y / 2.5)
            true = reference_m(sheet.feature(kind), *place)
            assert fence.signed_distance_m(*place) == pytest.approx(true, abs=0.1 + 4e-5 * half_m)


@pytest.mark.parametrize("west", [-180.0, 179.6, -0.2])
@pytest.mark.parametrize("lat", [0.0, 60.0, 84.8])
def test_fifty_kilometres_are_the_bound_wherever_it_is(west, lat):
    for share, fits in ((0.998, True), (1.002, False)):
        wide = share * 50_000.0 / DEGREE_M / math.cos(math.radians(lat))
        ring = [[west, lat], [wrapped(west + wide), lat], [wrapped(west + wide), lat + 0.1]]
        polygon = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
        if fits:
            assert fence_from_geojson(polygon).contains(wrapped(west + 0.9 * wide), lat + 0.01)
        else:
            with pytest.raises(FenceError, match="50 km") as caught:
                fence_from_geojson(polygon)
            assert caught.value.code == "fence_too_large"


def test_both_names_of_the_antimeridian_are_one_meridian():
    closed = [[180.0, 10.0], [179.99, 10.0], [179.99, 10.01], [-180.0, 10.01], [-180.0, 10.0]]
    fence = fence_from_geojson({"type": "Polygon", "coordinates": [closed]})
    assert fence.signed_distance_m(-179.999, 10.005) == pytest.approx(109.6, abs=0.1)
    for line in ([[180, 10], [-180, 10]], [[-180, 10], [180, 10], [180.0, 10.0]]):
        feature = {"type": "Feature", "geometry": {"type": "LineString", "coordinates": line}}
        with pytest.raises(FenceError, match="line"):
            fence_from_geojson({**feature, "properties": {"half_width_m": 10}})
