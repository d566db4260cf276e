"""The proof proves itself: known truth, known answers of the peers' rules, known statistics."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.presence import baselines, phones, places, scores, summary
from bench.presence.contenders import Answer, final, perfect
from bench.presence.plain import plain
from bench.presence.routes import Route
from bench.presence.scenarios import SCENARIOS, SILENCES, Outing
from bench.presence.sessions import (
    Session,
    seconds_inside,
    seconds_of,
    session,
    sessions,
    spans_of,
)
from geofence.pings import Pings

GM90 = phones.WORLDS["gm90"]
RARE = ("bystander", "passer-by", "switched off, leaves")  # where people are mostly elsewhere
RNG = np.random.default_rng


def seen(x, accuracy_m=10.0, cadence=60.0, radius_m=100.0) -> Session:
    """Fixes at these metres east of the middle of a circle."""
    x = np.asarray(x, dtype=float)
    lon, lat = places.PLANE.to_lonlat(x, np.zeros(len(x)))
    accuracy = np.broadcast_to(np.asarray(accuracy_m, dtype=float), x.shape)
    t = phones.BEGIN + cadence * np.arange(len(x))
    pings = Pings.of(t, lon, lat, accuracy, datum="wgs84", platform="android")
    place = places.circle("circle", 0.0, 0.0, radius_m)
    return Session("by hand", (place,), np.zeros(int(cadence * len(x)), dtype=bool), pings)


def scored(error, *, false=0, iou=1.0, confidence=(), right=()) -> scores.Score:
    return scores.Score(
        60.0, 60.0 + error, max(error, 0.0), max(-error, 0.0), iou, np.zeros(2), false, 0,
        np.array(confidence), np.array(right), 0.0, 0.001, 100, 0,
    )  # fmt: skip


# --- the truth ----------------------------------------------------------------------------------


def test_the_truth_of_a_straight_way_is_exact():
    route = Route(RNG(1), (-200.0, 0.0)).walk((200.0, 0.0), pace=1.0)
    outing = Outing((places.circle("circle", 0.0, 0.0, 100.0),), route, (5.0, 5.0))
    assert spans_of(seconds_inside(outing)).tolist() == [[100.0, 300.0]]


def test_the_pond_is_no_part_of_the_park():
    ring = np.array([[-100.0, -100.0], [100.0, -100.0], [100.0, 100.0], [-100.0, 100.0]])
    park = places.polygon("park", ring, ring * 0.5)
    route = Route(RNG(1), (-200.0, 0.0)).walk((200.0, 0.0), pace=1.0)
    found = spans_of(seconds_inside(Outing((park,), route, (5.0, 5.0))))
    assert found.tolist() == [[100.0, 150.0], [250.0, 300.0]]


def test_the_distance_agrees_with_the_engine():
    place = places.corridor("river", np.array([[0.0, 0.0], [300.0, 100.0], [500.0, 0.0]]), 40.0)
    x, y = RNG(2).uniform(-200.0, 700.0, (2, 500))
    theirs = place.site.fence.signed_distance_m(*places.PLANE.to_lonlat(x, y))
    mine = place.distance_m(x, y)
    assert (np.sign(mine) == np.sign(theirs))[np.abs(mine) > 0.1].all()
    assert np.abs(mine - theirs)[mine > 0.0].max() < 0.1


@pytest.mark.parametrize("scenario", [*SCENARIOS, *SILENCES])
def test_every_scenario_is_what_it_says(scenario):
    found = [session(scenario, number, 5, GM90) for number in range(4)]
    for each in found:
        assert 3000 < len(each.truth) < 5 * 3600
        assert not each.truth[0]
        assert not each.truth[-1]
        assert each.t[0] >= 0.0
        assert each.t[-1] < len(each.truth)
    present = np.mean([each.truth.mean() for each in found])
    assert present < 0.3 if scenario in RARE else 0.2 < present < 0.95


def test_a_seed_makes_the_same_sessions_and_another_makes_others():
    one, again, other = (list(sessions(3, seed, GM90)) for seed in (1, 1, 2))
    assert all((a.pings.lon == b.pings.lon).all() for a, b in zip(one, again, strict=True))
    assert len(one[0].pings) != len(other[0].pings)


def test_worlds_differ_in_the_phone_alone():
    here, there = (session("river corridor", 7, 3, phones.WORLDS[w]) for w in ("gm90", "gm300"))
    assert (here.truth == there.truth).all()
    assert here.pings.lon[0] != there.pings.lon[0]


# --- the phone ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["gm90", "gm300"])
def test_errors_last_as_long_as_the_world_says(name):
    world = phones.WORLDS[name]
    errors = phones.unit_errors(30.0 * np.arange(20_000), world, RNG(3))
    assert errors.std(axis=1) == pytest.approx([1.0, 1.0], rel=0.08)
    lag = np.corrcoef(errors[0, 1:], errors[0, :-1])[0, 1]
    assert lag == pytest.approx(np.exp(-30.0 / world.correlation_s), abs=0.03)


def test_heavy_errors_have_the_same_middle_and_longer_tails():
    t = 200.0 * np.arange(20_000)
    plain, heavy = (
        np.hypot(*phones.unit_errors(t, phones.WORLDS[name], RNG(4)))
        for name in ("gm90", "student")
    )
    assert np.quantile(heavy, 0.68) == pytest.approx(np.quantile(plain, 0.68), rel=0.04)
    assert np.quantile(heavy, 0.99) > 1.8 * np.quantile(plain, 0.99)


# --- the peers' rules ---------------------------------------------------------------------------

# outside, in, one spike, in, out: a fix every minute
WALK = [300.0, 150.0, 50.0, 0.0, 0.0, 250.0, 0.0, 0.0, 50.0, 105.0, 150.0, 300.0, 400.0]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("naive", [[90, 270], [330, 510]]),
        ("filter", [[90, 270], [330, 510]]),
        ("hysteresis", [[90, 270], [330, 570]]),
        ("overlap", [[90, 270], [330, 570]]),
        ("containment", [[90, 270], [330, 510]]),
        ("Tracelet", [[90, 570]]),
        ("first/last", [[120, 480]]),
    ],
)
def test_a_rule_on_a_walk_with_a_spike(rule, expected):
    assert baselines.BASELINES[rule](seen(WALK)).tolist() == expected


def test_the_filter_leaves_out_what_is_too_fast_and_too_vague():
    fast = seen([0.0, 0.0, 900.0, 0.0, 0.0])
    vague = seen([0.0, 0.0, 300.0, 0.0, 0.0], accuracy_m=[10, 10, 80, 10, 10])
    for each in (fast, vague):
        assert baselines.BASELINES["filter"](each).tolist() == [[0.0, 240.0]]
        assert len(baselines.BASELINES["naive"](each)) == 2


def test_android_enters_by_most_of_the_circle_and_leaves_by_little_of_it():
    x = [300.0, 115.0, 100.0, 60.0, 100.0, 115.0, 145.0]
    inside = baselines.overlap_ratio(seen(x, accuracy_m=40.0))[1]
    assert inside.tolist() == [False, False, False, True, True, True, False]


def test_stay_points_need_five_minutes():
    rule = baselines.BASELINES["stay-point"]
    assert rule(seen([400.0, 0.0, 10.0, 0.0, 400.0])).tolist() == []
    assert rule(seen([400.0, *[0.0] * 7, 400.0])).tolist() == [[60.0, 420.0]]
    assert rule(seen([400.0, *[180.0] * 7, 400.0])).tolist() == []


def test_logged_events_come_at_fixes():
    assert baselines.LOGGED["naive"](seen(WALK)).tolist() == [[120, 300], [360, 540]]


@pytest.mark.parametrize("rule", [*baselines.BASELINES.values(), *baselines.LOGGED.values()])
def test_without_a_fix_nobody_is_present(rule):
    assert len(rule(seen([]))) == 0


def test_the_plain_form_on_the_walk_with_a_spike():
    ((start, end),) = plain(seen([400.0, *WALK, 500.0])).tolist()
    assert start == pytest.approx(160.0, abs=45.0)
    assert end == pytest.approx(600.0, abs=45.0)
    assert len(plain(seen([]))) == 0


def test_ours_on_the_walk_with_a_spike():
    ((start, end),) = final(seen([400.0, *WALK, 500.0])).spans.tolist()
    assert start == pytest.approx(160.0, abs=45.0)
    assert end == pytest.approx(600.0, abs=45.0)


# --- scores and statistics ----------------------------------------------------------------------


@given(st.lists(st.booleans(), min_size=1, max_size=200))
def test_seconds_and_spans_are_the_same(flags):
    flags = np.array(flags)
    assert (seconds_of(spans_of(flags), len(flags)) == flags).all()


def test_an_answer_is_measured_in_minutes():
    each = seen([0.0] * 61)
    each.truth[600:3000] = True
    score = scores.score(each, Answer(np.array([[300.0, 1800.0], [2400.0, 3000.0]]), 0.0))
    assert (score.truth, score.credited, score.over, score.under) == (40.0, 35.0, 5.0, 10.0)
    assert score.iou == pytest.approx(30.0 / 45.0)
    assert (score.false, score.missed) == (1, 0)


def test_fragments_of_a_stay_are_false_but_one():
    truth = np.array([[0.0, 6000.0]])
    fragments = np.array([[600.0 * k, 600.0 * k + 500.0] for k in range(10)])
    assert len(scores.matches(truth, fragments)) == 1
    assert scores.matches(truth, np.empty((0, 2))) == []
    assert scores.matches(truth, np.array([[7000.0, 8000.0]])) == []


def test_right_is_near_at_both_ends():
    truth = np.array([[1000.0, 5000.0]])
    claims = np.array([[1290.0, 4710.0], [1310.0, 5000.0], [1000.0, 5310.0]])
    assert scores.right(truth, claims).tolist() == [1.0, 0.0, 0.0]


def test_flicker_at_the_edge_makes_no_interval():
    truth = np.zeros(4000, dtype=bool)
    truth[1000:2000] = truth[2090:3000] = truth[3500:3540] = True
    assert scores.steady(truth).tolist() == [[1000.0, 3000.0]]


def test_the_bootstrap_of_equals_straddles_zero():
    rng = RNG(6)
    ours, theirs = (
        {
            "a": [scored(e) for e in rng.normal(0, 5, 60)],
            "b": [scored(e) for e in rng.normal(0, 1, 60)],
        }
        for _ in range(2)
    )
    for figure in ("MAE", "P90"):
        low, high = summary.bootstrap(ours, theirs)[figure]
        assert low < 0.0 < high
    assert summary.bootstrap(ours, ours)["MAE"] == (0.0, 0.0)


def test_the_bootstrap_sees_who_is_better():
    rng = RNG(7)
    ours = {"a": [scored(e) for e in rng.normal(0, 1, 40)]}
    theirs = {"a": [scored(e, false=1, iou=0.8) for e in rng.normal(0, 5, 40)]}
    assert all(low > 0.0 for low, _ in summary.bootstrap(ours, theirs).values())
    assert all(high < 0.0 for _, high in summary.bootstrap(theirs, ours).values())


def test_scenarios_count_alike():
    mixed = {"a": [scored(2.0)] * 9, "b": [scored(-4.0)]}
    row = summary.macro(mixed)
    assert (row["MAE"], row["bias"], row["excess"]) == (3.0, -1.0, 1.0)


def test_calibration_counts_what_was_said_and_what_was_so():
    both = [scored(0.0, confidence=(0.92, 0.98), right=(1.0, 0.0))]
    brier, bins = summary.calibration(both)
    assert brier == pytest.approx((0.08**2 + 0.98**2) / 2)
    assert [(round(each.said, 2), each.right, each.count) for each in bins] == [
        (0.92, 1.0, 1),
        (0.98, 0.0, 1),
    ]


def test_the_range_of_a_share_is_wilsons():
    # R. G. Newcombe, Statistics in Medicine 17 (1998), table I: 81 of 263 and 0 of 20
    assert summary.wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert summary.wilson(0.0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)


def test_perfect_fixes_err_by_less_than_the_cadence():
    for each in sessions(12, 9, GM90):
        score = scores.score(each, perfect(each))
        assert score.over + score.under < 30.0
