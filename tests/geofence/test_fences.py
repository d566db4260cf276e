"""Fences: the contract of the signed distance, for every kind."""

import math
import threading

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from geofence.errors import CoordinateError, FenceError, FenceTooLargeError
from geofence.fences import AnyOf, Circle, Corridor, Fence, Polygon, direction_deg
from geofence.projection import Plane, distance_m

LON, LAT = 108.495, 28.564
HERE = Plane(LON, LAT)


def ring_of(corners):
    """Close a ring of corners given in metres from the place."""
    positions = [HERE.to_lonlat(float(x), float(y)) for x, y in corners]
    return tuple(positions + positions[:1])


def star(radii):
    turn = 2.0 * math.pi / len(radii)
    return [(r * math.cos(k * turn), r * math.sin(k * turn)) for k, r in enumerate(radii)]


SQUARE = [(-100, -100), (100, -100), (100, 100), (-100, 100)]
PARK = Polygon(((ring_of(SQUARE), ring_of([(-20, -20), (20, -20), (20, 20), (-20, 20)])),))
BENDS = ((-300.0, 0.0), (0.0, 50.0), (300.0, 0.0))
RIVER = Corridor(tuple(HERE.to_lonlat(x, y) for x, y in BENDS), 40.0)
PLACE = Circle(LON, LAT, 100.0)
KINDS = {"circle": PLACE, "polygon": PARK, "corridor": RIVER, "any": AnyOf((PLACE, RIVER))}
SCATTERED = AnyOf((PLACE, Circle(LON + 0.3, LAT + 0.2, 50_000.0), RIVER))  # in two planes

fences = st.sampled_from(list(KINDS.values()))
metres = st.floats(-600.0, 600.0)
places = st.tuples(metres, metres).map(lambda xy: HERE.to_lonlat(*xy))
stars = st.lists(st.floats(30.0, 300.0), min_size=3, max_size=14).map(star)


@pytest.mark.parametrize(
    ("fence", "x", "y", "expected"),
    [
        (PLACE, 0, 0, -100), (PLACE, 130, 0, 30), (PLACE, 60, 80, 0),
        (PARK, 0, 0, 20), (PARK, 50, 0, -30), (PARK, 130, 140, 50), (PARK, 100, 30, 0),
        (PARK, 20, 0, 0), (PARK, 60, 90, -10),
        (RIVER, 0, 50, -40), (RIVER, 340, 0, 0), (RIVER, -340, 30, 10),
    ],
)  # fmt: skip
def test_known_distances(fence, x, y, expected):
    signed = fence.signed_distance_m(*HERE.to_lonlat(float(x), float(y)))
    assert signed == pytest.approx(expected, abs=2e-2 if fence is RIVER else 1e-3)


@given(fences, places)
def test_inside_is_where_the_signed_distance_is_not_positive(fence, place):
    assert fence.contains(*place) == (fence.signed_distance_m(*place) <= 0.0)


@given(stars, places)
def test_a_polygon_agrees_with_its_drawn_geometry(corners, place):
    fence = Polygon(((ring_of(corners),),))
    point = shapely.Point(fence.plane.to_xy(*place))
    signed = fence.signed_distance_m(*place)
    assert abs(signed) == pytest.approx(fence.geometry.boundary.distance(point), abs=1e-2)
    if abs(signed) > 1e-2:
        assert (signed < 0.0) == fence.geometry.covers(point)


@given(stars, st.lists(places, min_size=1, max_size=20))
def test_metres_in_the_plane_measure_as_degrees_do(corners, where):
    lon, lat = np.array(where).T
    for fence in (Polygon(((ring_of(corners),),)), *KINDS.values(), SCATTERED):
        x, y = fence.plane.to_xy(lon, lat)
        found = fence.signed_distance_xy_m(x, y)
        np.testing.assert_allclose(found, fence.signed_distance_m(lon, lat), rtol=0, atol=1e-5)
        square = fence.signed_distance_xy_m(x[:, None], y[:, None])
        assert square.tolist() == found[:, None].tolist()
        one_by_one = zip(x.tolist(), y.tolist(), strict=True)
        assert [fence.signed_distance_xy_m(*at) for at in one_by_one] == found.tolist()


@given(
    st.lists(st.floats(0.05, 1.0), min_size=3, max_size=60),
    st.floats(30.0, 24_000.0),
    st.tuples(st.floats(-180.0, 180.0), st.floats(-70.0, 70.0)),
    st.integers(0, 2**32 - 1),
)
def test_inside_on_the_map_is_inside_in_the_plane(radii, size, centre, seed):
    here, draw = Plane(*centre), np.random.default_rng(seed)
    corners = np.array(star([size * radius for radius in radii]))
    lon, lat = here.to_lonlat(*corners.T)
    lon = centre[0] + (lon - centre[0] + 180.0) % 360.0 - 180.0
    ring = [*zip(lon.tolist(), lat.tolist(), strict=True)]
    fence = Polygon((((*ring, ring[0]),),))
    on_map = shapely.Polygon(ring)
    west, south, east, north = on_map.bounds
    lon, lat = draw.uniform([west, south], [east, north], (200, 2)).T
    share = draw.uniform(0.0, 1.0, 200)  # and some a hair's breadth off the edges
    edge = draw.integers(0, len(ring), 200)
    a, b = np.array(ring)[edge], np.array(ring)[(edge + 1) % len(ring)]
    hair = a + share[:, None] * (b - a) + draw.uniform(-3e-8, 3e-8, (200, 2))
    lon, lat = np.concatenate([lon, hair[:, 0]]), np.concatenate([lat, hair[:, 1]])
    signed = fence.signed_distance_m(lon, lat)
    off = np.abs(signed) > 1e-5
    assert off.any()
    assert np.array_equal(signed[off] < 0.0, shapely.intersects_xy(on_map, lon, lat)[off])


@given(stars, st.lists(places, min_size=1, max_size=20))
def test_scalars_equal_arrays_to_the_last_bit(corners, where):
    lon, lat = np.array(where).T
    for fence in (Polygon(((ring_of(corners),),)), *KINDS.values()):
        many = fence.signed_distance_m(lon, lat)
        assert many.shape == lon.shape
        assert [fence.signed_distance_m(*place) for place in where] == many.tolist()
        assert np.array_equal(fence.contains(lon, lat), many <= 0.0)


@given(stars, st.floats(0.1, 0.9), places, st.integers(0, 359))
def test_a_fence_that_contains_another_is_nowhere_farther(corners, share, place, turn):
    outer = Polygon(((ring_of(corners),),))
    inner = Polygon(((ring_of([(share * x, share * y) for x, y in corners]),),))
    holed = Polygon(((*outer.parts[0], inner.parts[0][0]),))
    far = HERE.to_lonlat(2e5 * math.cos(turn), 2e5 * math.sin(turn))
    for at in (place, far):
        assert outer.signed_distance_m(*at) <= inner.signed_distance_m(*at) + 1e-6
        assert outer.signed_distance_m(*at) <= holed.signed_distance_m(*at) + 1e-6
        assert AnyOf((inner, PLACE)).signed_distance_m(*at) <= PLACE.signed_distance_m(*at)
        wide = Circle(LON, LAT, PLACE.radius_m / share)
        assert wide.signed_distance_m(*at) <= PLACE.signed_distance_m(*at)


@given(st.floats(0.05, 0.95), places)
def test_half_a_polygon_with_a_shared_edge_is_nowhere_nearer(share, place):
    (a, b, c, d, _) = whole = ring_of(SQUARE)
    e = (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
    half = (a, e, c, d, a)
    found = [Polygon(((ring,),)).signed_distance_m(*place) for ring in (whole, half)]
    assert found[0] <= found[1] + 1e-5


@given(stars, places, st.floats(-170.0, 170.0))
def test_moving_site_and_point_together_changes_nothing(corners, place, turn):
    turn = turn - 360.0 * round((LON + turn) / 360.0)
    assume(abs(LON + turn) < 179.9)
    moved = Polygon((tuple(tuple((x + turn, y) for x, y in ring) for ring in PARK.parts[0]),))
    circle = Circle(LON + turn, LAT, 100.0)
    lon = place[0] + turn
    assert moved.signed_distance_m(lon, place[1]) == pytest.approx(
        PARK.signed_distance_m(*place), abs=2e-3
    )
    assert circle.signed_distance_m(lon, place[1]) == pytest.approx(
        PLACE.signed_distance_m(*place), abs=2e-3
    )


@given(st.integers(0, 3), st.floats(0.0, 1.0), st.floats(1e-6, 0.1))
def test_every_point_of_an_edge_that_is_straight_on_the_map_is_on_the_edge(side, share, size):
    corners = [(LON, LAT), (LON + size, LAT), (LON + size, LAT + size), (LON, LAT + size)]
    fence = Polygon(((tuple(corners + corners[:1]),),))
    (ax, ay), (bx, by) = corners[side], corners[(side + 1) % 4]
    at = (ax + share * (bx - ax), ay + share * (by - ay))
    assert fence.signed_distance_m(*at) == 0.0
    assert fence.contains(*at)


def test_areas():
    assert PLACE.area_m2 == pytest.approx(math.pi * 1e4)
    assert PARK.area_m2 == pytest.approx(38_400, rel=1e-5)
    assert RIVER.area_m2 == pytest.approx(2 * 80 * math.hypot(300, 50) + math.pi * 1600, rel=1e-2)
    assert AnyOf((PLACE, PLACE)).area_m2 == pytest.approx(PLACE.area_m2, rel=1e-3)


@pytest.mark.parametrize("fence", KINDS.values(), ids=KINDS)
def test_bounds_hold_the_fence(fence):
    west, south, east, north = fence.bounds
    draw = np.random.default_rng(1)
    lon, lat = draw.uniform([LON - 0.01, LAT - 0.01], [LON + 0.01, LAT + 0.01], (4000, 2)).T
    inside = fence.contains(lon, lat)
    assert inside.any()
    assert (lon[inside] >= west).all()
    assert (lon[inside] <= east).all()
    assert (lat[inside] >= south).all()
    assert (lat[inside] <= north).all()


@given(stars, places)
def test_direction_leads_to_the_fence(corners, place):
    fence = Polygon(((ring_of(corners),),))
    before = fence.signed_distance_m(*place)
    assume(before > 5.0)
    here, turn = Plane(*place), math.radians(direction_deg(fence, *place))
    there = here.to_lonlat(before * math.sin(turn), before * math.cos(turn))
    # half way between two equally near points no direction is better than another
    assert fence.signed_distance_m(*there) < before


def test_direction_of_a_new_kind_of_fence_comes_for_free():
    class NorthOf(Circle):
        __slots__ = ()

        def signed_distance_m(self, lon, lat):
            return (self.lat - lat) * 110_800.0 + 0.0 * lon

    assert direction_deg(NorthOf(LON, LAT, 1.0), LON, LAT - 1.0) == pytest.approx(0.0, abs=1e-6)
    assert direction_deg(PLACE, LON + 0.01, LAT) == pytest.approx(270.0, abs=0.1)


@pytest.mark.parametrize("lon", [180.0, -180.0, 0.0])
def test_a_fence_across_the_edge_of_the_map_is_whole(lon):
    circle = Circle(lon, 10.0, 500.0)
    ring = ((179.999, 10.0), (180.001, 10.0), (180.001, 10.002), (179.999, 10.002), (179.999, 10.0))
    square = Polygon(((tuple((x - 180.0 + lon, y) for x, y in ring),),))
    for near in (lon - 0.0005, lon + 0.0005):
        for same in (near, near - 360.0, near + 360.0):
            assert circle.contains(same, 10.001)
            assert square.contains(same, 10.001) or abs(same) > 180.0
    wrapped = (lon + 0.0005 + 180.0) % 360.0 - 180.0
    assert square.contains(wrapped, 10.001) or lon == -180.0
    assert circle.signed_distance_m(wrapped, 10.0) == pytest.approx(
        distance_m(lon, 10.0, wrapped, 10.0) - 500.0, abs=1e-2
    )


@pytest.mark.parametrize("radius", [0.0, -1.0, math.nan, math.inf])
def test_sizes_must_be_positive(radius):
    with pytest.raises(FenceError):
        Circle(LON, LAT, radius)
    with pytest.raises(FenceError):
        Corridor(RIVER.line, radius)


def test_nonsense_is_refused():
    with pytest.raises(CoordinateError):
        Circle(LAT, LON, 10.0)
    with pytest.raises(FenceError):
        AnyOf(())
    with pytest.raises(TypeError):
        Fence()


@pytest.mark.parametrize(
    ("lon", "lat"), [(-71.5, -28.5), (-71.4, -28.4), (18.5, 28.5), (108.5, -60.0), (LON + 10, LAT)]
)
def test_members_on_two_sides_of_the_earth_are_no_fence(lon, lat):
    with pytest.raises(FenceTooLargeError) as refused:
        AnyOf((PLACE, Circle(lon, lat, 100.0)))
    assert "apart" in refused.value.en
    assert "相距" in refused.value.zh


def test_nan_is_neither_inside_nor_outside():
    for fence in KINDS.values():
        assert math.isnan(fence.signed_distance_m(math.nan, LAT))
        assert not fence.contains(math.nan, LAT)


def test_threads_share_a_fence():
    lon = np.linspace(LON - 0.01, LON + 0.01, 5000)
    found = []

    def measure():
        found.append(PARK.signed_distance_m(lon, np.full(5000, LAT)).tobytes())

    threads = [threading.Thread(target=measure) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 12
    assert len(set(found)) == 1
