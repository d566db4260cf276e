"""Datums: published vectors, round trips, the edge of the rectangle, refusals."""

import csv
import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import geofence.bd09
import geofence.datum
from geofence.coordinates import check_coordinates
from geofence.datum import (
    RECTANGLE_A,
    Datum,
    bd09_to_gcj02,
    convert,
    gcj02_to_bd09,
    gcj02_to_wgs84,
    in_rectangle,
    parse_datum,
    wgs84_to_gcj02,
)
from geofence.errors import CoordinateError, DatumError
from geofence.projection import distance_m

WEST, SOUTH, EAST, NORTH = RECTANGLE_A
STRIP = 0.02  # degrees; the shift is below 0.012° everywhere

china = st.tuples(st.floats(WEST + STRIP, EAST - STRIP), st.floats(SOUTH + STRIP, NORTH - STRIP))
anywhere = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@pytest.fixture(scope="module")
def vectors(shared):
    with (shared / "coords" / "china_coord_vectors.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 615
    names = [
        "wgs_lon",
        "wgs_lat",
        "gcj_lon",
        "gcj_lat",
        "bd_lon",
        "bd_lat",
        "inv_wgs_lon",
        "inv_wgs_lat",
    ]
    return {name: np.array([float(row[name]) for row in rows]) for name in names}


def pair(vectors, name):
    return vectors[f"{name}_lon"], vectors[f"{name}_lat"]


def assert_close(found, expected, tolerance):
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=0.0, atol=tolerance)


def test_forward_vectors(vectors):
    wgs = pair(vectors, "wgs")
    assert_close(convert(*wgs, "wgs84", "gcj02"), pair(vectors, "gcj"), 1e-9)
    assert_close(convert(*wgs, "wgs84", "bd09"), pair(vectors, "bd"), 2e-9)
    assert_close(gcj02_to_bd09(*pair(vectors, "gcj")), pair(vectors, "bd"), 2e-9)


def test_inverse_vectors(vectors):
    assert_close(gcj02_to_wgs84(*pair(vectors, "wgs")), pair(vectors, "inv_wgs"), 1.1e-9)


def test_scalars_equal_arrays_to_the_last_bit(vectors):
    lon, lat = pair(vectors, "wgs")
    columns = convert(lon, lat, "bd09", "wgs84")
    singles = [convert(float(x), float(y), "bd09", "wgs84") for x, y in zip(lon, lat, strict=True)]
    assert np.array_equal(np.array(singles).T, np.array(columns))


@given(china)
def test_round_trip_is_exact_to_a_micrometre(place):
    there = wgs84_to_gcj02(*place)
    assert distance_m(*place, *gcj02_to_wgs84(*there)) < 1e-6
    assert distance_m(*place, *bd09_to_gcj02(*gcj02_to_bd09(*place))) < 1e-6
    assert distance_m(*place, *convert(*convert(*place, "wgs84", "bd09"), "bd09", "wgs84")) < 1e-6


def test_a_million_places_in_china_come_back():
    """To a micrometre, where 0.01 m is promised; China lies well within the rectangle."""
    draw = np.random.default_rng(20260501)
    for _ in range(10):
        lon, lat = draw.uniform([73.4, 3.4], [135.1, 53.6], (100_000, 2)).T
        there = {datum: convert(lon, lat, Datum.WGS84, datum) for datum in Datum}
        for datum, place in there.items():
            assert_close(convert(*place, datum, Datum.WGS84), (lon, lat), 9e-12)  # degrees
        gcj02 = convert(*there[Datum.BD09], Datum.BD09, Datum.GCJ02)
        assert_close(gcj02, there[Datum.GCJ02], 9e-12)


@given(anywhere)
def test_every_position_converts_to_a_position_in_bounded_steps(place):
    for datum in (Datum.GCJ02, Datum.BD09):
        assert all(map(math.isfinite, convert(*place, datum, Datum.WGS84)))
        assert all(map(math.isfinite, convert(*place, Datum.WGS84, datum)))
        check_coordinates(*convert(*place, datum, Datum.WGS84))  # and it is one on Earth


STEPS_DEG = [0.0, *(sign * metres / 111_195.0 for sign in (-1, 1)
                    for metres in (1e-6, 1e-3, 1.0, 10.0, 100.0, 300.0, 599.0, 600.0))]  # fmt: skip


def at_the_edges():
    """Places on all four sides and at all corners, off each of them by 1e-6 to 600 m."""
    along = np.linspace(0.0, 1.0, 41)
    ends = []
    for off in STEPS_DEG:
        lons, lats = WEST + along * (EAST - WEST), SOUTH + along * (NORTH - SOUTH)
        ends += [(side + off + 0.0 * lats, lats) for side in (WEST, EAST)]
        ends += [(lons, side + off + 0.0 * lons) for side in (SOUTH, NORTH)]
        for other in STEPS_DEG:
            ends.append((np.array([WEST, EAST] * 2) + off, np.repeat([SOUTH, NORTH], 2) + other))
    return (np.concatenate(column) for column in zip(*ends, strict=True))


@pytest.mark.parametrize("turn", [gcj02_to_wgs84, bd09_to_gcj02, wgs84_to_gcj02, gcj02_to_bd09])
def test_at_the_edges_of_the_rectangle_every_call_ends_after_the_same_steps(turn, monkeypatch):
    calls = {"_shift": 0, "_wobble": 0}
    for module, name in ((geofence.datum, "_shift"), (geofence.bd09, "_wobble")):
        original = getattr(module, name)

        def counted(*place, original=original, name=name):
            calls[name] += 1
            return original(*place)

        monkeypatch.setattr(module, name, counted)
    lon, lat = at_the_edges()
    assert lon.size > 3000
    x, y = turn(lon, lat)
    steps = 6 if turn in {gcj02_to_wgs84, bd09_to_gcj02} else 1
    assert sum(calls.values()) == steps
    assert np.isfinite(x).all()
    assert np.isfinite(y).all()
    assert distance_m(lon, lat, x, y).max() < 1500.0
    for k in range(0, lon.size, 7):
        assert turn(float(lon[k]), float(lat[k])) == (x[k], y[k])
    assert sum(calls.values()) == steps * (1 + len(range(0, lon.size, 7)))


def test_within_the_edge_the_inverse_undoes_the_shift_that_goes_on_beyond():
    lon, lat = at_the_edges()
    inside = in_rectangle(lon, lat)
    assert inside.any()
    assert not inside.all()
    back = gcj02_to_wgs84(lon, lat)
    east, north = geofence.datum._shift(*back)
    again = np.where(inside, back[0] + east, back[0]), np.where(inside, back[1] + north, back[1])
    assert distance_m(lon, lat, *again).max() < 1e-6


HUGE = [math.nan, math.inf, -math.inf, 1e300, -1e300, 5e-324, 1e16]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("turn", [gcj02_to_wgs84, bd09_to_gcj02, wgs84_to_gcj02, gcj02_to_bd09])
def test_numbers_that_are_no_place_end_too_and_convert_refuses_them(turn):
    for x in HUGE:
        for y in HUGE:
            assert len(turn(x, y)) == 2
            if abs(x) > 180.0 or abs(y) > 90.0 or math.isnan(x + y):
                with pytest.raises(CoordinateError):
                    convert(x, y, "bd09", "wgs84")


@given(st.lists(anywhere | china, min_size=1, max_size=30), st.permutations(list(Datum)))
def test_arrays_and_scalars_agree_to_the_last_bit_in_all_directions(places, datums):
    lon, lat = np.array(places).T
    for source, target in pairwise(datums):
        columns = convert(lon, lat, source, target)
        singles = [convert(*place, source, target) for place in places]
        assert np.array(singles).T.tobytes() == np.array(columns).tobytes()


@pytest.mark.parametrize("side", [WEST, EAST])
@pytest.mark.parametrize("offset", [-0.004, -1e-9, 0.0, 1e-9, 0.004])
def test_the_strip_at_the_edge_follows_the_written_rule(side, offset):
    lon, lat = side + offset, 35.0
    back = gcj02_to_wgs84(lon, lat)
    if WEST <= lon <= EAST:  # undone as if the shift went on beyond the edge
        assert 100.0 < distance_m(lon, lat, *back) < 900.0
    else:
        assert back == (lon, lat)


def test_outside_the_rectangle_nothing_is_shifted():
    for lon, lat in ((139.69, 35.69), (0.0, 0.0), (-74.0, 40.7), (179.999, 10.0)):
        assert convert(lon, lat, "wgs84", "gcj02") == (lon, lat)
        assert convert(lon, lat, "gcj02", "wgs84") == (lon, lat)


@pytest.mark.parametrize("text", ["GCJ-02", "gcj02", " gcj_02 ", Datum.GCJ02])
def test_a_datum_is_read_leniently(text):
    assert parse_datum(text) is Datum.GCJ02


@pytest.mark.parametrize("text", ["", "gps", "wgs", None, 84, ["wgs84"]])
def test_an_unknown_datum_is_refused(text):
    with pytest.raises(DatumError) as caught:
        parse_datum(text)
    assert caught.value.code == "datum_unknown"
    assert caught.value.zh


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 180.0001, 1e300])
def test_a_bad_row_is_named(bad):
    for columns in (([108.0, bad], [28.0, 28.0]), ([108.0, 108.0], [28.0, bad])):
        with pytest.raises(CoordinateError) as caught:
            convert(*map(np.array, columns), "gcj02", "wgs84")
        assert caught.value.where == "row 1"


def test_swapped_axes_are_recognised():
    with pytest.raises(CoordinateError, match="swapped") as caught:
        check_coordinates(28.5, 108.5)
    assert "颠倒" in caught.value.zh
    with pytest.raises(CoordinateError) as caught:
        check_coordinates(28.5, 500.0)
    assert "swapped" not in str(caught.value)
    for wrong in ((180.0000001, 2.0), (108.5, 90.00000001), (-180.00000000000003, 0.0)):
        with pytest.raises(CoordinateError, match=r"(180|90)\.0+\d+ is not between") as refused:
            check_coordinates(*wrong)  # not "180 is not between -180 and 180"
        assert any(repr(each) in refused.value.zh for each in wrong)
    check_coordinates(np.array([-180.0, 180.0]), np.array([-90.0, 90.0]))
