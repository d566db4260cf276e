"""How small is too small: the rule is the engine's own doubt, not a table of sizes."""

import pytest

from geofence.emissions import probability_inside
from geofence.fences import Circle, Corridor, Polygon, Site
from geofence.geojson import fence_from_geojson
from geofence.pings import Pings
from geofence.smallness import INDOOR_ACCURACY_M, size_of

LON, LAT = 108.5, 28.5
EAST, NORTH = 1 / 97_900.0, 1 / 110_800.0  # degrees a metre


def site(fence):
    return Site("a", fence, "A")


def box(width_m, height_m, west=0.0, south=0.0):
    sides = [(west, south), (west + width_m, south)]
    sides += [(west + width_m, south + height_m), (west, south + height_m), (west, south)]
    return tuple((LON + x * EAST, LAT + y * NORTH) for x, y in sides)


def test_the_warning_is_the_doubt_of_the_engine():
    for radius in range(5, 120, 5):
        size = size_of(site(Circle(LON, LAT, float(radius))))
        fix = Pings.of([0], [LON], [LAT], [INDOOR_ACCURACY_M], datum="wgs84")
        (sure,) = probability_inside(fix, site(Circle(LON, LAT, float(radius))))
        assert size.indoors == pytest.approx(float(sure), abs=0.01)
        assert (size.warning is not None) == (sure < 0.5), radius


def test_larger_is_never_worse():
    found = [size_of(site(Circle(LON, LAT, float(r)))).indoors for r in range(5, 200, 5)]
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("fence", "area_m2", "width_m"),
    [
        (Circle(LON, LAT, 50.0), 7854, 100),
        (Polygon(((box(200, 40),),)), 8000, 40),
        (Corridor(((LON, LAT), (LON + 500 * EAST, LAT)), 25.0), 26_963, 50),
    ],
)
def test_the_width_is_of_the_largest_circle_within(fence, area_m2, width_m):
    size = size_of(site(fence))
    assert size.area_m2 == pytest.approx(area_m2, rel=0.01)
    assert size.width_m == pytest.approx(width_m, rel=0.02)


def test_a_hole_makes_narrow_what_was_wide():
    whole = Polygon(((box(200, 200),),))
    ring = Polygon(((box(200, 200), box(180, 180, 10.0, 10.0)),))
    assert size_of(site(whole)).warning is None
    size = size_of(site(ring))
    assert size.width_m < 25
    assert size.warning is not None
    assert str(int(size.indoors * 100)) in size.warning.zh


def test_of_several_parts_the_widest_counts():
    parts = Polygon(((box(10, 10),), (box(150, 150, 500.0),)))
    assert size_of(site(parts)).width_m == pytest.approx(150, rel=0.02)


def test_a_county_is_measured_in_no_time():
    corners = [[LON + x / 100, LAT + (x % 2) / 100] for x in range(20)]
    corners += [[LON + x / 100, LAT + 0.2 + (x % 2) / 100] for x in reversed(range(20))]
    fence = fence_from_geojson({"type": "Polygon", "coordinates": [[*corners, corners[0]]]})
    size = size_of(site(fence))
    assert size.width_m > 15_000
    assert size.indoors == 1.0
