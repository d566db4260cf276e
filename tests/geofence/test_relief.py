"""Approximate signed distances: never farther off than is allowed, whatever was asked before."""

import math
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geofence.fences import AnyOf, Circle, Corridor, Polygon
from geofence.projection import Plane
from geofence.relief import Relief

HERE = Plane(108.495, 28.564)


def polygon(radii, hole=0.0):
    """Draw a star round the place, perhaps with a hole of its own shape."""
    turn = 2.0 * math.pi / len(radii)
    rings = [
        [
            (part * r * math.cos(k * turn), part * r * math.sin(k * turn))
            for k, r in enumerate(radii)
        ]
        for part in (1.0, hole)
        if part
    ]
    return Polygon(
        (tuple(tuple(HERE.to_lonlat(*at) for at in [*ring, ring[0]]) for ring in rings),)
    )


def corridor(radii):
    line = [HERE.to_lonlat(40.0 * k, radius) for k, radius in enumerate(radii)]
    return Corridor(tuple(line), 25.0)


radii = st.lists(st.floats(20.0, 300.0), min_size=3, max_size=80)
fences = st.one_of(
    radii.map(polygon),
    radii.map(lambda found: polygon(found, hole=0.5)),
    radii.map(corridor),
    radii.map(lambda found: AnyOf((corridor(found), polygon(found), Circle(108.495, 28.56, 90.0)))),
    st.just(AnyOf((Circle(108.495, 28.564, 90.0), Circle(109.1, 28.564, 90.0)))),
)


@given(fences, st.floats(0.3, 20.0), st.integers(0, 2**32 - 1))
def test_it_is_nowhere_farther_off_than_is_allowed(fence, within_m, seed):
    x0, y0 = fence.plane.to_xy(108.495, 28.564)
    x, y = np.random.default_rng(seed).normal(0.0, 300.0, (2, 10, 20))
    x[0, 0], y[0, 0] = 3e4, -2e5
    x, y = x + x0, y + y0
    found = fence.approximate_signed_distance_xy_m(x, y, within_m)
    assert found.shape == x.shape
    assert np.abs(found - fence.signed_distance_xy_m(x, y)).max() <= within_m


@given(radii, st.integers(0, 2**32 - 1))
def test_what_was_asked_before_changes_nothing(found, seed):
    x, y = np.random.default_rng(seed).normal(0.0, 300.0, (2, 60))
    at_once = polygon(found).approximate_signed_distance_xy_m(x, y, 2.0)
    fence = polygon(found)
    rows = np.random.default_rng(seed).permutation(60)
    for row in rows:
        one = fence.approximate_signed_distance_xy_m(x[row : row + 1], y[row : row + 1], 2.0)
        assert one[0] == at_once[row]


def test_threads_that_ask_at_once_find_the_same():
    fence = polygon([100.0 + 30.0 * math.sin(k) for k in range(80)])
    x, y = np.random.default_rng(1).normal(0.0, 200.0, (2, 4000))
    wanted = polygon([100.0 + 30.0 * math.sin(k) for k in range(80)])
    wanted = wanted.approximate_signed_distance_xy_m(x, y, 1.0).tobytes()
    found, start = [], threading.Barrier(8)

    def ask(turn):
        start.wait()
        rows = np.roll(np.arange(4000), turn * 500)
        signed = np.empty(4000)
        for part in np.split(rows, 8):
            signed[part] = fence.approximate_signed_distance_xy_m(x[part], y[part], 1.0)
        found.append(signed.tobytes())

    threads = [threading.Thread(target=ask, args=(turn,)) for turn in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [wanted] * 8


def test_what_is_too_wide_for_tiles_is_measured():
    asked = []

    def measure(x, y):
        asked.append(len(x))
        return np.hypot(x, y)

    relief = Relief(measure, (-3e4, -3e4, 3e4, 3e4), 0.25)
    assert relief.at(np.array([3.0]), np.array([4.0])).tolist() == [5.0]
    assert asked == [1]


@pytest.mark.parametrize("within_m", [0.5, 4.0])
def test_nothing_and_nan_are_answered(within_m):
    fence = polygon([100.0] * 40)
    assert fence.approximate_signed_distance_xy_m(np.empty(0), np.empty(0), within_m).shape == (0,)
    nan = np.array([np.nan])
    assert np.isnan(fence.approximate_signed_distance_xy_m(nan, nan, within_m)).all()
