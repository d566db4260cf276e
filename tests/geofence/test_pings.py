"""Pings: what is accepted, what is refused and how, and that they are a set."""

from datetime import UTC, datetime

import numpy as np
import pytest

from geofence.errors import CoordinateError, DatumError, InstantError, PingError
from geofence.pings import Pings, merge, parse_instant

T = [1.7e9, 1.7e9 + 60.0]
LON, LAT = [108.5, 108.5001], [28.5, 28.5001]


def columns(pings):
    return np.stack([pings.t, pings.lon, pings.lat, pings.accuracy_m])


def test_order_and_repeats_do_not_matter():
    pings = Pings.of(T, LON, LAT, [5, 6], datum="wgs84")
    other = Pings.of([*T[::-1], *T], LON[::-1] + LON, LAT[::-1] + LAT, [6, 5, 5, 6], datum="wgs84")
    np.testing.assert_array_equal(columns(pings), columns(other))


def test_repeats_with_unknown_accuracy_are_repeats():
    assert len(Pings.of([0, 0], [1, 1], [2, 2], [None, None], datum="wgs84")) == 1


def test_the_two_zeros_of_floating_point_are_one():
    there = Pings.of([-0.0, 0.0], [-0.0, 0.0], [0.0, -0.0], [5, 5], datum="wgs84")
    back = Pings.of([0.0, -0.0], [0.0, -0.0], [-0.0, 0.0], [5, 5], datum="wgs84")
    assert len(there) == 1
    for name in ("t", "lon", "lat"):
        assert getattr(there, name).tobytes() == getattr(back, name).tobytes()


def test_two_fixes_of_one_instant_are_both_kept():
    assert len(Pings.of([0, 0], [1, 1.001], [2, 2], datum="wgs84")) == 2


@pytest.mark.parametrize("accuracy", [0, -1, None, float("nan")])
def test_an_accuracy_that_is_none_is_unknown(accuracy):
    pings = Pings.of([0], [1], [2], [accuracy], datum="wgs84")
    assert np.isnan(pings.accuracy_m).all()


def test_gcj02_is_turned_into_wgs84():
    pings = Pings.of(T, LON, LAT, datum="gcj02")
    assert np.all(np.abs(pings.lon - LON) > 0.001)


@pytest.mark.parametrize(
    ("t", "lon", "lat", "accuracy", "error"),
    [
        (T, [108.5, float("nan")], LAT, None, CoordinateError),
        (T, [108.5, float("inf")], LAT, None, CoordinateError),
        (T, [108.5, 180.1], LAT, None, CoordinateError),
        (T, LON, [28.5, -90.5], None, CoordinateError),
        (T, LON, LAT, [5.0, float("inf")], PingError),
        (T, [108.5, "108.5"], LAT, None, PingError),
        (T, [108.5, True], LAT, None, PingError),
        (T, [108.5, None], LAT, None, PingError),
        ([T[0], float("nan")], LON, LAT, None, InstantError),
        ([T[0], 1e15], LON, LAT, None, InstantError),
        ([T[0], datetime(2026, 5, 1)], LON, LAT, None, InstantError),  # noqa: DTZ001
        (T, LON[:1], LAT, None, PingError),
        (T, LON, LAT, [5.0], PingError),
    ],
)
def test_what_is_no_ping_is_refused_naming_the_row(t, lon, lat, accuracy, error):
    with pytest.raises(error) as caught:
        Pings.of(t, lon, lat, accuracy, datum="wgs84")
    assert caught.value.where == "row 1"
    assert caught.value.en
    assert caught.value.zh


def test_a_table_is_no_column():
    with pytest.raises(PingError):
        Pings.of([0], [[1]], [[2]], datum="wgs84")


def test_the_datum_must_be_named_and_known():
    with pytest.raises(TypeError):
        Pings.of(T, LON, LAT)
    with pytest.raises(DatumError):
        Pings.of(T, LON, LAT, datum="gps")


def test_an_unknown_platform_is_refused():
    with pytest.raises(PingError):
        Pings.of(T, LON, LAT, datum="wgs84", platform="nokia")


def test_no_pings_are_fine():
    assert len(Pings.of([], [], [], datum="wgs84")) == 0
    assert len(merge()) == 0


def test_batches_merge_in_any_order_and_overlap():
    whole = Pings.of(T, LON, LAT, [5, 6], datum="wgs84", platform="ios")
    first, second = whole.where(slice(0, 1)), whole.where(slice(1, 2))
    for batches in ((first, second), (second, first), (whole, first, second)):
        np.testing.assert_array_equal(columns(merge(*batches)), columns(whole))
        assert merge(*batches).platform == "ios"


def test_batches_of_two_platforms_are_of_neither():
    ios = Pings.of(T[:1], LON[:1], LAT[:1], datum="wgs84", platform="ios")
    android = Pings.of(T[1:], LON[1:], LAT[1:], datum="wgs84", platform="android")
    assert merge(ios, android).platform == "unknown"


def test_columns_cannot_be_written():
    with pytest.raises(ValueError, match="read-only"):
        Pings.of(T, LON, LAT, datum="wgs84").t[0] = 0.0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-05-01T09:00:00+08:00", 1_777_597_200.0),
        ("2026-05-01T01:00:00Z", 1_777_597_200.0),
        (" 1777597200.25 ", 1_777_597_200.25),
        ("1.7775972e9", 1_777_597_200.0),
        ("-1", -1.0),
        ("1901-12-31T23:59:59Z", -2_145_916_801.0),
    ],
)
def test_instants_are_read(text, seconds):
    assert parse_instant(text).timestamp() == seconds
    assert parse_instant(text).tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "",
        "noon",
        "2026-05-01T09:00:00",
        "2026-13-01T09:00:00Z",
        "nan",
        "inf",
        "1e300",
        "2026-05-01",
        "0001-01-01T00:00:00+23:00",
    ],
)
def test_what_is_no_instant_is_refused(text):
    with pytest.raises(InstantError):
        parse_instant(text)
