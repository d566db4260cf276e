"""Twin tracks: one recording under two names is found, two people side by side are not."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geofence.datum import convert
from geofence.likeness import device_signal, twin_signal, twin_signals
from geofence.pings import Pings, merge
from geofence.signals import REVIEW_AT, fraud_score
from geofence.twins import LEAST_SHARED, find_twins, shingles_of
from tests.geofence.test_signals import HOURS_2, remembered
from tests.geofence.walks import walk


def person(seed, way=0.0, accuracy=None):
    rng = np.random.default_rng(1000 + seed)
    x, y = remembered(seed)
    accuracy = np.round(rng.uniform(5.0, 20.0, len(HOURS_2)), 1) if accuracy is None else accuracy
    return walk(HOURS_2, way + x, y, accuracy)


def later(pings, seconds):
    return replace(pings, t=pings.t + seconds)


def pairs(*tracks):
    return [(each.first, each.second) for each in find_twins([shingles_of(t) for t in tracks])]


@pytest.mark.parametrize("lag", [0.0, 7.25, 3_600.0, 30 * 86_400.0])
def test_a_replay_is_found_at_any_lag(lag):
    assert pairs(person(1), person(2), later(person(1), lag)) == [(0, 2)]


def test_a_replay_in_the_other_datum_is_found():
    track = person(1)
    gcj = convert(track.lon, track.lat, "wgs84", "gcj02")
    again = Pings.of(track.t + 900.0, *gcj, track.accuracy_m, datum="gcj02")
    assert pairs(track, again) == [(0, 1)]


def test_twenty_replayed_pings_within_an_own_track_are_enough():
    mixed = merge(person(2), later(person(1).where(slice(100, 120)), 20_000.0))
    assert pairs(person(1), mixed) == [(0, 1)]


def test_people_on_one_bus_are_no_twins():
    way = 8.0 * HOURS_2 + 200.0 * np.sin(HOURS_2 / 300.0)
    assert pairs(*(person(seed, way, 5.0) for seed in range(30))) == []


def test_phones_that_lie_still_agree_in_nothing():
    still = [walk(HOURS_2, 0.0, 0.0, 5.0) for _ in range(3)]
    assert [len(shingles_of(each)) for each in still] == [0, 0, 0]
    assert pairs(*still) == []


def test_all_of_a_crowd_with_one_track_are_found():
    crowd = [later(person(1), 60.0 * k) for k in range(40)]
    found = pairs(*crowd)
    assert {member for pair in found for member in pair} == set(range(40))
    assert len(found) <= 40 * 8


def test_noise_of_a_decimetre_hides_nothing_of_two_metres_all():
    for noise, seen in ((0.1, True), (2.0, False)):
        error = np.random.default_rng(5).normal(0.0, noise, (2, len(HOURS_2)))
        x, y = remembered(1)
        accuracy = person(1).accuracy_m
        assert bool(pairs(person(1), walk(HOURS_2, x + error[0], y + error[1], accuracy))) is seen


def test_a_seed_keeps_installations_apart():
    assert not set(shingles_of(person(1), 1)) & set(shingles_of(person(1), 2))


def test_seven_in_common_may_be_chance():
    hashes = np.arange(100, dtype=np.uint64)
    assert find_twins([hashes, hashes[: LEAST_SHARED - 1]]) == []
    assert find_twins([hashes, hashes[:LEAST_SHARED]]) == [(0, 1, LEAST_SHARED)]
    assert find_twins([]) == find_twins([hashes[:0], hashes[:0]]) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 60), max_size=40), max_size=6))
def test_the_index_finds_what_comparing_all_pairs_finds(sets):
    prints = [np.unique(np.array(each, dtype=np.uint64)) for each in sets]
    expected = [
        (i, j, shared)
        for i in range(len(prints))
        for j in range(i + 1, len(prints))
        if (shared := len(np.intersect1d(prints[i], prints[j]))) >= LEAST_SHARED
    ]
    assert [tuple(each) for each in find_twins(prints)] == expected


@given(st.permutations(list(range(240))))
@settings(max_examples=10, deadline=None)
def test_the_order_of_pings_does_not_matter(order):
    track, rows = person(3), np.array(order)
    mixed = Pings.of(
        track.t[rows], track.lon[rows], track.lat[rows], track.accuracy_m[rows], datum="wgs84"
    )
    assert (shingles_of(mixed) == shingles_of(track)).all()


def test_twins_are_told_of_each_other():
    one, other, alone = twin_signals([person(1), later(person(1), 600.0), person(2)])
    assert alone == ()
    assert one[0].count == other[0].count == 1
    assert fraud_score(one) > 0.9


def test_more_shared_is_more_suspect():
    assert REVIEW_AT < twin_signal(1, 8).score < twin_signal(1, 30).score < 1.0
    assert device_signal(1).score < REVIEW_AT <= device_signal(9).score
