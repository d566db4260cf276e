"""The invariants of the estimator, as properties of random walks past random sites."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from walks import circle, polygon, square, walk

from geofence.blur import sigma_m
from geofence.datum import Datum, convert
from geofence.emissions import emissions_of, log_fit, places_of, probability_inside
from geofence.model import Model
from geofence.online import OnlineState, advance
from geofence.pings import Pings, merge
from geofence.presence import settle_presence
from geofence.single import densities_at, fits_of
from geofence.verdict import Evidence
from geofence.witness import Witness

quick = settings(max_examples=25, deadline=None)
SITES = [circle(100.0), polygon(square(30.0, x=400.0), name="house")]


@st.composite
def walks(draw):
    """Draw a few dozen fixes of a random walk with pauses, leaps, gaps and unknown accuracies."""
    seed, n = draw(st.integers(0, 2**32 - 1)), draw(st.integers(1, 60))
    rng = np.random.default_rng(seed)
    t = np.cumsum(rng.choice([1.0, 30.0, 60.0, 300.0, 1500.0], n, p=[0.1, 0.3, 0.4, 0.15, 0.05]))
    x, y = np.cumsum(rng.normal(0, 40.0, (2, n)), axis=1) + rng.normal(0, 10.0, (2, n))
    x = x + draw(st.sampled_from([0.0, 300.0, -600.0]))
    accuracy = rng.choice([5.0, 15.0, 40.0, 2000.0, np.nan], n, p=[0.3, 0.4, 0.2, 0.05, 0.05])
    return walk(t, x, y, accuracy)


def rows(pings, order):
    return Pings.of(
        pings.t[order],
        pings.lon[order],
        pings.lat[order],
        pings.accuracy_m[order],
        datum="wgs84",
        platform=pings.platform,
    )


@quick
@given(walks(), st.randoms(use_true_random=False))
def test_shuffled_and_repeated_pings_settle_to_the_same_bit(pings, random):
    order = list(range(len(pings))) * 2
    random.shuffle(order)
    assert settle_presence(rows(pings, order), SITES) == settle_presence(pings, SITES)


@quick
@given(walks(), st.integers(0, 60), st.booleans())
def test_batches_and_late_pings_settle_to_the_same_bit(pings, cut, late):
    first, second = pings.where(slice(None, cut)), pings.where(slice(cut, None))
    batches = (second, first, first) if late else (first, second, second)
    assert settle_presence(merge(*batches), SITES) == settle_presence(pings, SITES)


@quick
@given(walks())
def test_the_order_of_sites_and_evidence_does_not_matter(pings):
    when = pings.t[:3].tolist()
    evidence = [Evidence(datetime.fromtimestamp(t, UTC), "code", "circle") for t in when]
    one = settle_presence(pings, SITES, evidence=evidence)
    two = settle_presence(pings, SITES, evidence=[*reversed(evidence), *evidence])
    assert one == two


@quick
@given(walks())
def test_gcj02_and_wgs84_input_agree_within_a_second(pings):
    lon, lat = convert(pings.lon, pings.lat, Datum.WGS84, Datum.GCJ02)
    shifted = Pings.of(pings.t, lon, lat, pings.accuracy_m, datum="gcj02", platform=pings.platform)
    assert_alike(settle_presence(shifted, SITES), settle_presence(pings, SITES))


@quick
@given(st.floats(-170, 170), st.floats(-60, 60), st.integers(0, 10**6))
def test_moving_site_and_pings_together_changes_nothing(lon, lat, seed):
    rng = np.random.default_rng(seed)
    t = np.arange(0.0, 7200.0, 60.0)
    x = np.interp(t, [900, 1500, 5400, 6000], [700, 0, 0, 700]) + rng.normal(0, 8, len(t))
    here = settle_presence(walk(t, x, 0.0), [circle(100.0)])
    there = settle_presence(walk(t, x, 0.0, lon=lon, lat=lat), [circle(100.0, lon=lon, lat=lat)])
    assert_alike(here, there, seconds=3)


@quick
@given(walks(), st.floats(5.0, 300.0), st.floats(0.0, 200.0))
def test_enlarging_a_circle_never_lowers_the_probability(pings, radius, more):
    small, large = circle(radius), circle(radius + more)
    lower = probability_inside(pings, small)
    assert np.all(probability_inside(pings, large) >= lower - 1e-12)


@quick
@given(walks(), st.floats(0.0, 60.0), st.floats(0.0, 80.0))
def test_enlarging_a_polygon_or_closing_its_hole_never_lowers_the_probability(pings, hole, more):
    shell = square(100.0 + more)
    small = polygon(square(100.0), square(hole + 10.0))
    for large in (polygon(shell, square(hole + 10.0)), polygon(square(100.0), square(5.0))):
        lower = probability_inside(pings, small)
        assert np.all(probability_inside(pings, large) >= lower - 1e-9)


@quick
@given(walks(), st.floats(5.0, 500.0))
def test_probabilities_are_probabilities(pings, radius):
    chance = probability_inside(pings, circle(radius))
    assert np.all((chance >= 0.0) & (chance <= 1.0))


@quick
@given(walks())
def test_endless_inaccuracy_leaves_the_prior(pings):
    blind = Pings.of(
        pings.t,
        pings.lon,
        pings.lat,
        np.full(len(pings), 1e9),
        datum="wgs84",
        platform="android",
    )
    model = Model()
    first = advance(OnlineState(), blind.where(slice(0, 1)), SITES, model)
    np.testing.assert_allclose([first.far, first.near, first.inside], model.prior, atol=1e-3)
    assert not settle_presence(blind, SITES).intervals


@quick
@given(st.floats(5.0, 25.0), st.integers(0, 10**6))
def test_a_hole_round_the_person_turns_in_into_out(accuracy, seed):
    rng = np.random.default_rng(seed)
    t = np.arange(0.0, 3600.0, 60.0)
    x, y = rng.normal(0, accuracy / 1.51, (2, len(t)))
    pings = walk(t, x, y, accuracy)
    whole = settle_presence(pings, [polygon(square(300.0))])
    holed = settle_presence(pings, [polygon(square(300.0), square(130.0))])
    assert whole.present > timedelta(minutes=58)
    assert holed.present == timedelta(0)


@quick
@given(walks())
def test_a_second_identical_site_never_lowers_presence(pings):
    alone = settle_presence(pings, [SITES[0]])
    both = settle_presence(pings, [SITES[0], circle(100.0, name="twin")])
    assert_alike(alone, both)


@quick
@given(walks())
def test_intervals_are_sorted_disjoint_and_within_the_evidence(pings):
    found = settle_presence(pings, SITES)
    every = sorted([*found.spans, *(item.span for item in found.unverified)])
    assert all(a.end <= b.start for a, b in pairwise(every))
    for stay in found.intervals:
        assert stay.start_range[0] <= stay.start <= stay.start_range[1]
        assert stay.end_range[0] <= stay.end <= stay.end_range[1]
        assert stay.span.duration >= timedelta(seconds=59)
        assert 0.0 <= stay.confidence <= 1.0
        assert stay.start.timestamp() >= pings.t[0] - 1
        assert stay.end.timestamp() <= pings.t[-1] + 300


def assert_alike(one, two, seconds=1):
    assert len(one.intervals) == len(two.intervals)
    for a, b in zip(one.intervals, two.intervals, strict=True):
        assert abs(a.start - b.start) <= timedelta(seconds=seconds)
        assert abs(a.end - b.end) <= timedelta(seconds=seconds)


@quick
@given(walks(), st.sampled_from([0.0, 0.03, 0.2]))
def test_one_fix_in_plain_floats_is_as_dense_as_in_columns(pings, doubt):
    model, sigma = Model(), sigma_m(pings, Model())
    found = emissions_of(*places_of(pings, SITES), sigma, SITES, model).density
    plain = [
        densities_at(lon, lat, each, SITES, model)
        for lon, lat, each in zip(
            pings.lon.tolist(), pings.lat.tolist(), sigma.tolist(), strict=True
        )
    ]
    np.testing.assert_allclose(plain, found, rtol=1e-6, atol=1e-15)
    one = np.ones(len(pings))
    witness = Witness(voice=one, lone=0.7 * one, news=0.8 * one, doubt=doubt * one)
    logs = log_fit(found, witness.lone, witness)
    wanted = np.exp(logs - logs.max(axis=1, keepdims=True))
    fits = [fits_of(each, 0.7, 0.8, doubt) for each in plain]
    np.testing.assert_allclose(fits, wanted, rtol=1e-6, atol=1e-12)
