"""Presence: the cases that peers get wrong, gaps, ends, evidence and signals, one by one."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from walks import LAT, LON, NOON, circle, lonlat, polygon, spans, square, visit, walk

from geofence.datum import Datum, convert
from geofence.errors import FenceError, InstantError, PingError, RuleError
from geofence.model import Model, PresencePolicy
from geofence.online import OnlineState, advance
from geofence.pings import Pings, merge
from geofence.presence import settle_presence, standing
from geofence.verdict import Evidence, EvidenceKind, Presence, Reason

HOUR = 3600.0
SITE = circle(100.0)


def at(seconds):
    return datetime.fromtimestamp(NOON + seconds, UTC)


def minutes(presence: Presence):
    return presence.present.total_seconds() / 60.0


def reasons(presence: Presence):
    return {reason for interval in presence.intervals for reason in interval.reasons}


def still(start, end, cadence=60.0, **more):
    return walk(np.arange(start, end + 1.0, cadence), 0.0, 0.0, **more)


# -- a plain visit


@pytest.mark.parametrize("cadence", [10.0, 30.0, 60.0, 300.0])
def test_a_visit_is_as_long_as_it_was(cadence):
    found = settle_presence(visit(0.0, HOUR, cadence=cadence), [SITE])
    ((start, end),) = spans(found)
    edge = 100.0 / 1.2  # seconds from the edge to the middle
    assert start == pytest.approx(-edge, abs=20 + cadence / 3)
    assert end == pytest.approx(HOUR + edge, abs=20 + cadence / 3)
    assert found.intervals[0].confidence > 0.9
    assert reasons(found) >= {Reason.BOUNDARY_INTERPOLATED}
    assert not found.unverified


def test_the_ranges_hold_the_edges():
    (stay,) = settle_presence(visit(0.0, HOUR), [SITE]).intervals
    assert stay.start_range[0] <= stay.start <= stay.start_range[1]
    assert stay.end_range[0] <= stay.end <= stay.end_range[1]
    assert stay.start_range[1] - stay.start_range[0] < timedelta(minutes=6)


def test_nobody_was_there():
    found = settle_presence(walk(np.arange(0, HOUR, 60.0), 900.0, 0.0), [SITE])
    assert found == Presence((), (), ())


def test_no_pings_no_presence():
    assert settle_presence(Pings.of([], [], [], datum="wgs84"), [SITE]).present == timedelta(0)


def test_a_passer_by_was_not_there():
    t = np.arange(0.0, 1000.0, 10.0)
    assert not settle_presence(walk(t, 600.0 - 1.2 * t, 130.0), [SITE]).intervals


def test_two_visits_are_two_intervals():
    pings = merge(visit(0.0, HOUR), visit(3 * HOUR, 4 * HOUR))
    assert len(settle_presence(pings, [SITE]).intervals) == 2


def test_a_shift_over_midnight_is_one_interval():
    midnight = 12 * HOUR  # in Yanhe
    found = settle_presence(visit(midnight - 2 * HOUR, midnight + 2 * HOUR), [SITE])
    assert len(found.intervals) == 1
    assert minutes(found) == pytest.approx(240 + 2 * 100 / 1.2 / 60, abs=1.5)


# -- the cases of the peers


def test_jitter_round_the_edge_enters_once_and_never_leaves():
    t = np.arange(0.0, 2 * HOUR, 60.0)
    x = np.where(np.arange(len(t)) % 2, 96.0, 106.0)
    found = settle_presence(walk(t, x, 0.0, 15.0), [SITE])
    assert len(found.intervals) <= 1
    state, changes, before = OnlineState(), 0, False
    for k in range(len(t)):
        state = advance(state, walk(t[k : k + 1], x[k : k + 1], 0.0, 15.0), [SITE])
        changes, before = changes + (state.present != before), state.present
    assert changes <= 1


def test_one_proud_spike_is_absorbed():
    pings = merge(visit(0.0, HOUR), walk([1830.0], 300.0, 0.0, 1.9))
    found = settle_presence(pings, [SITE])
    assert len(found.intervals) == 1
    assert found.present == settle_presence(visit(0.0, HOUR), [SITE]).present
    assert Reason.OUTLIER_IGNORED in reasons(found)


def test_one_proud_spike_into_the_site_is_no_visit():
    pings = merge(walk(np.arange(0, HOUR, 60.0), 500.0, 0.0), walk([1830.0], 0.0, 0.0, 1.9))
    assert not settle_presence(pings, [SITE]).intervals


def test_a_cell_fix_does_not_bring_you_in():
    t = np.arange(0.0, HOUR, 60.0)
    assert not settle_presence(walk(t, 400.0, 0.0, 2200.0), [SITE]).intervals
    far = merge(walk(t, 900.0, 0.0), walk(t + 30.0, 0.0, 0.0, 2200.0))
    assert not settle_presence(far, [SITE]).intervals


def test_a_small_building_is_entered_with_poor_accuracy():
    site = circle(20.0)
    found = settle_presence(visit(0.0, HOUR, accuracy_m=30.0), [site])
    assert minutes(found) == pytest.approx(60.0, abs=6.0)


def test_sitting_outside_a_building_is_not_being_inside():
    rng = np.random.default_rng(5)
    t = np.arange(0.0, 2 * HOUR, 60.0)
    site = polygon(square(20.0))
    pings = walk(t, 75.0 + rng.normal(0, 20, len(t)), rng.normal(0, 20, len(t)), 30.0)
    assert minutes(settle_presence(pings, [site])) < 5.0


def test_the_lunch_break_150_m_away_is_not_paid():
    t = np.arange(0.0, 3 * HOUR, 60.0)
    x = np.where((t > HOUR) & (t < 2 * HOUR), 150.0, 0.0)
    found = settle_presence(walk(t, x, 0.0), [circle(30.0)])
    assert len(found.intervals) == 2
    assert minutes(found) == pytest.approx(120.0, abs=3.0)


def test_accuracy_circles_apart_touching_and_concentric():
    chances = [
        standing(walk([0.0], x, 0.0, 15.1 / 1.4), [SITE]).probability for x in (130.0, 100.0, 0.0)
    ]
    assert chances[0] < 0.01
    assert chances[1] == pytest.approx(0.49, abs=0.04)
    assert chances[2] > 0.999


@pytest.mark.parametrize("lon", [180.0, 0.0, -180.0])
def test_a_fence_across_the_seam_of_the_map(lon):
    place = {"lon": lon, "lat": 10.0}
    site = circle(100.0, **place)
    t = np.arange(0.0, HOUR, 60.0)
    x = np.where(np.arange(len(t)) % 2, 40.0, -40.0)
    degrees, lat = lonlat(x, 0.0, **place)
    degrees = (degrees + 180.0) % 360.0 - 180.0
    pings = Pings.of(NOON + t, degrees, np.broadcast_to(lat, t.shape), t * 0 + 5, datum="wgs84")
    assert minutes(settle_presence(pings, [site])) == pytest.approx(59.5, abs=0.1)


# -- several sites


def test_overlapping_sites_do_not_compete():
    alone = settle_presence(visit(0.0, HOUR), [SITE])
    both = settle_presence(visit(0.0, HOUR), [SITE, circle(100.0, x=10.0, name="twin")])
    assert both.present >= alone.present - timedelta(seconds=10)
    assert both.intervals[0].confidence >= alone.intervals[0].confidence - 0.01


def test_each_stay_bears_its_site():
    t = np.arange(0.0, 3 * HOUR, 60.0)
    x = np.interp(t, [HOUR, HOUR + 1500.0], [0.0, 1800.0])
    found = settle_presence(walk(t, x, 0.0), [SITE, circle(100.0, x=1800.0, name="second")])
    assert [stay.site_id for stay in found.intervals] == ["circle", "second"]
    assert minutes(found) == pytest.approx(180.0 - 25.0 + 200 / 1.2 / 60, abs=2.5)


def test_the_way_between_two_sites_is_not_paid_when_nothing_was_seen_of_it():
    t = np.concatenate([np.arange(0.0, HOUR, 60.0), np.arange(HOUR + 540.0, 2 * HOUR, 60.0)])
    x = np.where(t < HOUR, 0.0, 600.0)
    found = settle_presence(walk(t, x, 0.0), [SITE, circle(100.0, x=600.0, name="second")])
    assert [stay.site_id for stay in found.intervals] == ["circle", "second"]
    assert minutes(found) < 120.0 - 400 / 1.2 / 60 + 2.0


def test_of_nested_sites_the_small_one_names_the_check_in():
    sites = [circle(500.0, name="park"), circle(250.0, name="lawn")]
    for order in (sites, sites[::-1]):
        assert standing(walk([0.0], 0.0, 0.0, 5.0), order).site_id == "lawn"
        assert standing(walk([0.0], 300.0, 0.0, 5.0), order).site_id == "park"


def test_a_check_in_names_the_nearest_site_and_how_far_it_is():
    sites = [circle(50.0, x=-800.0, name="west"), circle(50.0, x=400.0, name="east")]
    found = standing(walk([0.0], 0.0, 0.0, 5.0), sites)
    assert found.site_id == "east"
    assert found.signed_distance_m == pytest.approx(350.0, abs=2.0)
    assert found.probability == pytest.approx(0.0, abs=1e-9)


def test_sites_are_needed_and_unlike():
    with pytest.raises(FenceError):
        settle_presence(still(0, 60), [])
    with pytest.raises(FenceError):
        settle_presence(still(0, 60), [SITE, SITE])
    with pytest.raises(PingError):
        standing(Pings.of([], [], [], datum="wgs84"), [SITE])


# -- gaps and open ends


@pytest.mark.parametrize(
    ("gap_min", "credited", "reason"),
    [(9, True, None), (20, True, Reason.GAP_CREDITED), (40, False, None)],
)
def test_gaps_inside(gap_min, credited, reason):
    pings = merge(still(0, HOUR), still(HOUR + 60 * gap_min, 2 * HOUR + 60 * gap_min))
    found = settle_presence(pings, [SITE])
    assert len(found.intervals) == (1 if credited else 2)
    assert (Reason.GAP_CREDITED in reasons(found)) == (reason is Reason.GAP_CREDITED)
    if not credited:
        (gap,) = found.unverified
        assert gap.reason is Reason.GAP_UNVERIFIED
        assert gap.span.duration == timedelta(minutes=gap_min, seconds=-30)
        assert 0.5 < gap.confidence < 1.0


def test_a_doubtful_gap_costs_confidence():
    sure = settle_presence(still(0, 2 * HOUR), [SITE]).intervals[0].confidence
    pings = merge(still(0, HOUR), still(HOUR + 1500.0, 2 * HOUR))
    assert settle_presence(pings, [SITE]).intervals[0].confidence < sure - 0.01


def test_spot_checks_and_endpoints_accept_longer_gaps():
    pings = merge(still(0, 60), still(HOUR, HOUR + 60))
    assert minutes(settle_presence(pings, [SITE])) < 5
    sampled = Model(policy=PresencePolicy.SAMPLED)
    assert minutes(settle_presence(pings, [SITE], sampled)) == pytest.approx(61.5)
    pings = merge(still(0, 60), still(5 * HOUR, 5 * HOUR + 60))
    assert minutes(settle_presence(pings, [SITE], sampled)) < 5
    ends = settle_presence(pings, [SITE], Model(policy=PresencePolicy.ENDPOINTS))
    assert minutes(ends) == pytest.approx(301.5)
    assert ends.intervals[0].confidence < 0.2


def test_an_unknown_policy_is_refused():
    with pytest.raises(RuleError):
        Model(policy="always")


def test_a_missed_check_out_ends_at_the_last_evidence():
    found = settle_presence(still(0, HOUR, cadence=120.0), [SITE])
    assert spans(found) == [(0.0, HOUR + 60.0)]
    assert Reason.OPEN_END_LAST_EVIDENCE in reasons(found)


def test_at_most_five_minutes_are_added_after_the_last_evidence():
    found = settle_presence(still(0, 2 * HOUR, cadence=600.0), [SITE])
    assert spans(found) == [(0.0, 2 * HOUR + 300.0)]


def test_a_stay_that_began_before_the_first_ping_starts_there():
    assert spans(settle_presence(still(0, HOUR), [SITE]))[0][0] == 0.0


def test_silence_at_the_site_is_unverified_until_the_walk_away():
    arrive = walk(np.arange(-300.0, 1.0, 30.0), np.linspace(360.0, 0.0, 11), 0.0)
    leave = walk(7200.0 + np.arange(0.0, 301.0, 30.0), np.linspace(160.0, 520.0, 11), 0.0)
    found = settle_presence(merge(arrive, leave), [SITE])
    (silence,) = found.unverified
    assert silence.reason is Reason.GAP_UNVERIFIED
    assert silence.end.timestamp() - NOON == pytest.approx(7200.0 - 60.0 / 1.2, abs=3.0)
    assert minutes(found) < 5.0
    assert 0.5 < silence.confidence < 1.0


def test_silence_far_from_the_site_proves_nothing():
    pings = merge(walk([0.0, 60.0], 500.0, 0.0), walk([7200.0, 7260.0], 0.0, 0.0))
    assert not settle_presence(pings, [SITE]).unverified


def test_two_pings_in_and_out_are_unverified_under_the_usual_policy():
    found = settle_presence(walk([0.0, 7200.0], 0.0, 0.0), [SITE])
    assert found.present == timedelta(0)
    assert found.unverified[0].span.duration == timedelta(hours=2)


# -- evidence other than pings


def test_a_roll_call_keeps_a_stay_together():
    pings = merge(still(0, HOUR), still(HOUR + 3000.0, 2 * HOUR))
    call = Evidence(at(HOUR + 1500.0), EvidenceKind.ROLL_CALL, "circle")
    assert len(settle_presence(pings, [SITE]).intervals) == 2
    assert len(settle_presence(pings, [SITE], evidence=[call, call]).intervals) == 1


def test_evidence_outweighs_poor_fixes():
    t = np.arange(0.0, HOUR, 60.0)
    pings = walk(t, 130.0, 0.0, 60.0)
    codes = [Evidence(at(s), "code", "circle") for s in (0.0, 1200.0, 2400.0, 3600.0)]
    without, with_codes = (settle_presence(pings, [SITE], evidence=e) for e in ((), codes))
    assert with_codes.present > without.present
    assert minutes(with_codes) == pytest.approx(60.0, abs=1.0)


def test_a_check_out_that_is_the_last_evidence_ends_the_stay_on_the_spot():
    leave = Evidence(at(HOUR + 20.0), EvidenceKind.CHECK_OUT, "circle")
    found = settle_presence(still(0, HOUR), [SITE], evidence=[leave])
    assert spans(found) == [(0.0, HOUR + 20.0)]


def test_evidence_alone_is_enough_to_have_been_there():
    nothing = Pings.of([], [], [], datum="wgs84")
    evidence = [Evidence(at(t), EvidenceKind.ROLL_CALL, "circle") for t in (0.0, 600.0, 1200.0)]
    found = settle_presence(nothing, [SITE], evidence=evidence)
    assert spans(found) == [(0.0, 1500.0)]


def test_wrong_evidence_is_refused():
    with pytest.raises(PingError):
        settle_presence(still(0, 60), [SITE], evidence=[Evidence(at(0), "code", "elsewhere")])
    with pytest.raises(PingError):
        Evidence(at(0), "rumour", "circle")
    with pytest.raises(InstantError):
        Evidence(datetime(2026, 5, 1), "code", "circle")  # noqa: DTZ001


# -- signals


def test_pings_of_impossible_years_are_set_aside_and_reported():
    odd = still(0, 0)
    wrong = Pings.of([0.0, -2.1e9, 9e9], [LON] * 3, [LAT] * 3, datum="wgs84", platform="android")
    found = settle_presence(merge(still(0, HOUR), wrong, odd), [SITE])
    assert [(signal.code, signal.count) for signal in found.signals] == [
        (Reason.CLOCK_IMPOSSIBLE, 3)
    ]
    assert found.intervals == settle_presence(still(0, HOUR), [SITE]).intervals


@pytest.mark.parametrize(
    ("spoken", "meant"), [(Datum.WGS84, Datum.GCJ02), (Datum.GCJ02, Datum.WGS84)]
)
def test_a_mislabelled_datum_is_noticed(spoken, meant):
    true = still(0, HOUR)
    lon, lat = convert(true.lon, true.lat, Datum.WGS84, meant)
    found = settle_presence(Pings.of(true.t, lon, lat, true.accuracy_m, datum=spoken), [SITE])
    assert not found.intervals
    assert [signal.code for signal in found.signals] == [Reason.DATUM_SUSPECT]


def test_repeated_cached_fixes_are_remarked_upon_and_count():
    found = settle_presence(still(0, HOUR), [SITE])
    assert Reason.LAST_KNOWN_REPEAT in reasons(found)
    assert minutes(found) == pytest.approx(60.5)


# -- the online filter


def test_the_online_state_survives_json_and_late_pings():
    state = advance(OnlineState(), still(0, 600.0), [SITE])
    assert state.present
    assert OnlineState.from_floats(state.to_floats()) == state
    assert advance(state, walk([300.0], 900.0, 0.0), [SITE]) == state
    with pytest.raises(PingError):
        OnlineState.from_floats([1.0, 2.0])


def test_the_online_filter_is_the_same_in_one_batch_or_ping_by_ping():
    pings = visit(0.0, 600.0)
    state = OnlineState()
    for k in range(len(pings)):
        state = advance(state, pings.where(slice(k, k + 1)), [SITE])
    whole = advance(OnlineState(), pings, [SITE])
    np.testing.assert_allclose(state.to_floats(), whole.to_floats(), rtol=1e-9)
    assert not whole.present


def test_the_online_filter_enters_and_leaves():
    pings = visit(0.0, 1200.0, cadence=30.0)
    inside = advance(OnlineState(), pings.where(pings.t < NOON + 600.0), [SITE])
    outside = advance(inside, pings, [SITE])
    assert inside.present
    assert not outside.present
    assert 0.0 <= outside.inside <= 0.2
