"""Signals of fraud: each on a faked and on an honest track, and what never changes them."""

import csv
import gzip
from collections import defaultdict
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geofence.clocks import Delivery, drift_of
from geofence.jitter import jitter_of
from geofence.jumps import jumps_of
from geofence.pings import Pings, merge
from geofence.repeats import Readings, frozen_run
from geofence.signals import REVIEW_AT, fraud_score, signals_of
from geofence.verdict import Reason, Signal
from tests.geofence.walks import LAT, LON, circle, lonlat, walk

HOURS_2 = np.arange(0.0, 7200.0, 30.0)


def remembered(seed, t=HOURS_2, sigma=6.0, memory=90.0):
    """Errors as phones have them: each begins with what is left of the one before."""
    rng = np.random.default_rng(seed)
    kept = np.exp(-np.diff(t) / memory)
    out = rng.normal(0.0, sigma, (2, len(t)))
    for k in range(1, len(t)):
        out[:, k] = kept[k - 1] * out[:, k - 1] + np.sqrt(1.0 - kept[k - 1] ** 2) * out[:, k]
    return out


def honest(seed=0, sigma=6.0):
    return walk(HOURS_2, *remembered(seed, sigma=sigma), np.full(len(HOURS_2), 9.0))


def on_a_disc(seed=0, radius=10.0, t=HOURS_2):
    rng = np.random.default_rng(seed)
    angle, r = rng.uniform(0.0, 2.0 * np.pi, len(t)), radius * np.sqrt(rng.random(len(t)))
    return walk(t, r * np.cos(angle), r * np.sin(angle), 5.0)


def codes(signals, least=REVIEW_AT):
    return {signal.code for signal in signals if signal.score >= least}


# -- jitter


@pytest.mark.parametrize("seed", range(5))
def test_an_honest_phone_that_lies_still_shows_nothing(seed):
    assert signals_of(honest(seed)) == ()


@pytest.mark.parametrize("seed", range(5))
def test_random_numbers_on_a_disc_are_white_and_bounded(seed):
    found = signals_of(on_a_disc(seed))
    assert codes(found) == {Reason.JITTER_WHITE, Reason.JITTER_BOUNDED}
    assert fraud_score(found) == max(signal.score for signal in found)


def test_gaussian_noise_is_white_but_not_bounded():
    noise = np.random.default_rng(3).normal(0.0, 6.0, (2, len(HOURS_2)))
    assert codes(signals_of(walk(HOURS_2, *noise))) == {Reason.JITTER_WHITE}


def test_at_five_minutes_jitter_says_nothing():
    assert jitter_of(on_a_disc(t=np.arange(0.0, 14400.0, 300.0))) is None


def test_few_fixes_say_nothing():
    assert jitter_of(on_a_disc().where(slice(0, 19))) is None


def test_a_receiver_between_two_sources_is_no_faker():
    to_and_fro = np.where(np.arange(len(HOURS_2)) % 2, 300.0, 0.0) + remembered(1)[0]
    found = signals_of(walk(HOURS_2, to_and_fro, remembered(2)[1]))
    assert not codes(found) & {Reason.JITTER_WHITE, Reason.JITTER_BOUNDED}


def test_a_line_without_any_noise_shows_no_jitter():
    assert jitter_of(walk(HOURS_2, 1.3 * HOURS_2, 0.0)) is None


def test_access_points_are_no_noise():
    rng = np.random.default_rng(5)
    points = rng.normal(0.0, 30.0, (2, 5))[:, rng.integers(0, 5, len(HOURS_2))]
    metres = np.where(rng.random(len(HOURS_2)) < 0.4, points, remembered(6))
    assert codes(signals_of(walk(HOURS_2, *metres))) == set()


# -- repeats


def test_one_fix_for_two_hours_is_frozen():
    (signal,) = signals_of(walk(HOURS_2, 0.0, 0.0))
    assert (signal.code, signal.count) == (Reason.FIXES_FROZEN, 240)
    assert REVIEW_AT < signal.score < 1.0
    assert "120 分钟" in signal.zh


def test_a_cache_of_thirty_seconds_is_honest():
    t = np.arange(0.0, 7200.0, 10.0)
    held = np.arange(len(t)) // 3 * 3
    assert signals_of(walk(t, *remembered(4, t)[:, held])) == ()


def test_a_last_known_fix_within_a_living_track_is_honest():
    held = np.arange(len(HOURS_2))
    held[40:160] = 40  # an hour
    assert codes(signals_of(walk(HOURS_2, *remembered(4)[:, held]))) == set()


def test_nine_epochs_are_too_few():
    run = frozen_run(walk(np.arange(0.0, 5400.0, 600.0), 0.0, 0.0))
    assert run.epochs == 9
    assert signals_of(walk(np.arange(0.0, 5400.0, 600.0), 0.0, 0.0)) == ()


def test_a_silent_phone_repeats_nothing():
    t = np.concatenate([np.arange(0.0, 900.0, 30.0), np.arange(9000.0, 9900.0, 30.0)])
    assert frozen_run(walk(t, 0.0, 0.0)).seconds == pytest.approx(1740.0)


def test_a_route_with_constant_readings():
    route = walk(HOURS_2, 1.3 * HOURS_2, 0.0, 5.0)
    mocked = Readings([1.3] * 240, [50.0] * 240)
    assert codes(signals_of(route, readings=mocked)) == {Reason.READINGS_CONSTANT}
    measured = Readings(np.linspace(0.9, 1.6, 240), [50.0] * 240)
    assert signals_of(route, readings=measured) == ()


@pytest.mark.parametrize("speed", [-1.0, 0.0, np.nan])
def test_one_altitude_and_no_speed_is_an_iphone(speed):
    route = walk(HOURS_2, 1.3 * HOURS_2, 0.0, 10.0)
    apple = Readings(np.full(240, speed), np.full(240, 311.0))
    assert codes(signals_of(route, readings=apple)) == set()


# -- jumps


def home_and_site(away=4000.0, first=60, last=180):
    east = remembered(7)
    east[0] += np.where((np.arange(240) < first) | (np.arange(240) >= last), away, 0.0)
    return walk(HOURS_2, *east)


def test_to_the_site_and_back_without_a_way():
    jumps = jumps_of(home_and_site(), [circle(100.0)])
    assert [jump.at_site for jump in jumps] == [True, True]
    found = signals_of(home_and_site(), [circle(100.0)])
    assert codes(found, 0.75) == {Reason.TELEPORT}
    assert found[0].count == 2


def test_a_spike_is_the_receivers():
    east = remembered(7)
    east[0, 100] += 5000.0
    assert jumps_of(walk(HOURS_2, *east), [circle(100.0)]) == ()


def test_an_excursion_from_the_site_is_the_receivers():
    east = remembered(7)
    east[0, 100:110] += 5000.0
    assert jumps_of(walk(HOURS_2, *east), [circle(100.0)]) == ()


def test_a_bus_is_no_jump():
    assert jumps_of(walk(HOURS_2, 22.0 * HOURS_2, 0.0), [circle(100.0)]) == ()


def test_a_train_whose_fixes_lag_is_no_jump():
    east = 30.0 * HOURS_2
    east[100:] += 5000.0
    assert jumps_of(walk(HOURS_2, east, 0.0), [circle(100.0, x=95_000.0)]) == ()


def test_a_jump_after_a_long_silence_is_none():
    t = HOURS_2 + np.where(np.arange(240) >= 100, 400.0, 0.0)
    away = np.where(np.arange(240) >= 100, 50_000.0, 0.0)
    assert jumps_of(walk(t, away, 0.0), [circle(100.0)]) == ()


def test_cell_fixes_show_no_place():
    poor = home_and_site()
    poor = Pings.of(poor.t, poor.lon, poor.lat, np.full(240, 2200.0), datum="wgs84")
    assert jumps_of(poor, [circle(100.0)]) == ()


# -- clocks


def test_an_offline_batch_is_honest():
    assert drift_of([Delivery(90_000.0, 3_600.0, 89_999.0)]) == (0, 0)


def test_a_clock_that_goes_to_and_fro():
    ahead = [Delivery(600.0 * k, 600.0 * k + (400.0 if k % 2 else -3.0)) for k in range(1, 9)]
    found = signals_of(honest(), deliveries=ahead)
    assert codes(found) == {Reason.CLOCK_STEPPED}
    assert found[0].count == 4
    assert drift_of(ahead[::-1]) == drift_of(ahead)


def test_a_clock_that_is_always_ahead_is_noted_and_no_more():
    (signal,) = signals_of(
        honest(), deliveries=[Delivery(6e2 * k, 6e2 * k + 4e2) for k in range(9)]
    )
    assert 0.0 < signal.score < REVIEW_AT


# -- the score


scores = st.lists(
    st.builds(
        Signal,
        st.sampled_from(list(Reason)),
        st.just(1),
        st.just("e"),
        st.just("中"),
        st.floats(0.0, 1.0),
    ),
    max_size=8,
)


@given(scores, scores)
def test_more_signals_never_lower_the_score(some, more):
    assert 0.0 <= fraud_score(some) <= fraud_score([*some, *more]) <= 1.0
    assert fraud_score(some) == fraud_score(some[::-1])


def test_two_views_of_one_thing_are_one_witness():
    white = Signal(Reason.JITTER_WHITE, 1, "e", "中", 0.6)
    bounded = Signal(Reason.JITTER_BOUNDED, 1, "e", "中", 0.5)
    assert fraud_score([white, bounded]) == 0.6


# -- properties


TRACKS = {
    "honest": honest(),
    "disc": on_a_disc(),
    "frozen": walk(HOURS_2, 0.0, 0.0),
    "jump": home_and_site(),
}


@pytest.mark.parametrize("name", TRACKS)
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_order_repeats_and_batches_change_nothing(name, seed):
    track, rng = TRACKS[name], np.random.default_rng(seed)
    order = rng.permutation(np.concatenate([np.arange(len(track)), rng.integers(0, 240, 40)]))
    columns = (track.t, track.lon, track.lat, track.accuracy_m)
    parts = [
        Pings.of(*(c[rows] for c in columns), datum="wgs84") for rows in np.array_split(order, 4)
    ]
    assert signals_of(merge(*parts), [circle(100.0)]) == signals_of(track, [circle(100.0)])


@pytest.mark.parametrize("name", TRACKS)
@pytest.mark.parametrize("place", [(0.0, 0.5), (-71.3, 28.57), (179.99999, 28.57), (12.0, -45.0)])
def test_moving_everything_changes_nothing(name, place):
    track = TRACKS[name]
    stretch = np.cos(np.radians(LAT)) / np.cos(np.radians(place[1]))
    lon = place[0] + (track.lon - LON) * stretch
    lon = (lon + 180.0) % 360.0 - 180.0
    moved = Pings.of(track.t + 86_400.0, lon, track.lat + place[1] - LAT, track.accuracy_m,
                     datum="wgs84")  # fmt: skip
    here = signals_of(track)
    there = signals_of(moved)
    assert [s.code for s in there] == [s.code for s in here]
    assert [s.score for s in there] == pytest.approx([s.score for s in here], abs=0.02)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(0.0, 20_000.0), st.floats(-3e4, 3e4), st.floats(-3e4, 3e4),
            st.one_of(st.none(), st.floats(0.1, 5e3)),
        ),
        max_size=60,
    ),
    st.lists(st.builds(Delivery, *[st.floats(0.0, 1e5)] * 3), max_size=6),
)  # fmt: skip
def test_whatever_comes_is_scored(rows, deliveries):
    t, x, y, accuracy = zip(*rows, strict=True) if rows else ((), (), (), ())
    lon, lat = lonlat(x, y)
    pings = Pings.of([1.7e9 + each for each in t], lon, lat, list(accuracy), datum="wgs84")
    for sites in ([], [circle(100.0)]):
        found = signals_of(pings, sites, deliveries=deliveries)
        assert all(0.0 < signal.score <= 1.0 and signal.count >= 0 for signal in found)
        assert [signal.code for signal in found] == sorted(signal.code for signal in found)
        assert 0.0 <= fraud_score(found) <= 1.0


def test_real_walks_are_not_accused(shared):
    traces = defaultdict(list)
    with gzip.open(
        shared / "traces/demo_yanhe_transplanted.csv.gz", "rt", encoding="utf-8"
    ) as file:
        for row in csv.DictReader(file):
            traces[row["trace_id"]].append(
                (
                    datetime.fromisoformat(row["t"]).timestamp(),
                    float(row["lon"]),
                    float(row["lat"]),
                    float(row["accuracy_m"] or "nan"),
                )
            )
    assert len(traces) == 14
    for rows in traces.values():
        pings = Pings.of(*map(list, zip(*rows, strict=True)), datum="wgs84")
        assert fraud_score(signals_of(pings)) < REVIEW_AT
