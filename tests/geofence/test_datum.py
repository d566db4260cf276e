"""Datums: published vectors, round trips, the edge of the rectangle, refusals."""

import csv
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geofence.coordinates import check_coordinates
from geofence.datum import (
    RECTANGLE_A,
    Datum,
    bd09_to_gcj02,
    convert,
    gcj02_to_bd09,
    gcj02_to_wgs84,
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


@given(anywhere)
def test_every_position_converts_to_a_position_in_bounded_steps(place):
    for datum in (Datum.GCJ02, Datum.BD09):
        assert all(map(math.isfinite, convert(*place, datum, Datum.WGS84)))
        assert all(map(math.isfinite, convert(*place, Datum.WGS84, datum)))


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
    check_coordinates(np.array([-180.0, 180.0]), np.array([-90.0, 90.0]))
