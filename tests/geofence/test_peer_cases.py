"""What the tests of peers check, asked of our engine: each case is a test here, or has its reason.

Where we differ on purpose, our own documented answer is asserted and the reason stands beside it.
Presence is asserted as a person would expect it, to two or three minutes: the estimator may become
better, not worse.
"""

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from walks import NOON, circle, lonlat, site, spans, visit, walk

from geofence.errors import GeofenceError, PingError
from geofence.fences import Polygon
from geofence.geojson import fence_from_geojson, sites_from_geojson
from geofence.hours import RuleSet, credit
from geofence.intervals import Span
from geofence.pings import Pings, merge
from geofence.presence import settle_presence, standing
from geofence.rules import AbsenceBridge, DailyReview, Overlap, SlotWindow
from geofence.totals import Minimum
from geofence.verdict import Evidence, EvidenceKind, Reason

NOT_OURS = {
    14: "holidays: an activity takes place or does not; there is no calendar of working days",
    15: "holidays, as 14",
    17: "absence is not written: who did not come has no attendance, and so no date for it",
    18: "absence is not written, as 17",
    19: "absence is not written, as 17",
    20: "holidays, as 14",
    21: "leaving an organisation: the application refuses the sign-up",
    22: "one settlement an attendance is the application's: tests/app/hours",
    36: "cancelling is the application's: tests/app/attendance; the engine keeps no punches",
    47: "a trip by odometer: we ask where somebody stays, not whether a vehicle moves",
    61: "passive zones: a site that counts nothing is no site",
    83: "events alone: no policy switches pings off; 'endpoints' is in test_presence",
    84: "beacons: a kind of evidence that does not exist here",
    85: "beacons, as 84",
}
ASKED = set()
SITE = circle(100.0)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def peer(*numbers):
    """Make a test of some of the cases; it is given them one by one."""
    ASKED.update(numbers)
    return pytest.mark.parametrize("number", numbers)


@pytest.fixture(scope="module")
def cases(shared):
    found = json.loads((shared / "peer_cases" / "cases.json").read_text("utf-8"))
    return {case["id"]: case for case in found}


@pytest.fixture
def case(cases, number):
    return cases[number]


def test_every_case_is_asked_or_has_its_reason(cases):
    assert len(cases) == 90
    assert not ASKED & set(NOT_OURS)
    assert ASKED | set(NOT_OURS) == set(cases)


def minutes(presence):
    return presence.present.total_seconds() / 60.0


def at(seconds):
    return datetime.fromtimestamp(NOON + seconds, UTC)


def clock(hour, minute=0, day=1):
    return datetime(2026, 5, day, hour, minute, tzinfo=SHANGHAI)


def worth(here, slots, *rules, **more):
    found = credit(here, slots, RuleSet("t", rules=rules), **more)
    return found.credited.total_seconds() / 3600.0


# -- hours from punches


def coming_and_going(inside, end_min):
    """Pings of somebody at the site during some minutes, 400 m off for the others."""
    t = np.arange(0.0, 60.0 * end_min + 1.0, 60.0)
    here = np.any([(60 * a <= t) & (t <= 60 * b) for a, b in inside], axis=0)
    return walk(t, np.where(here, 0.0, 400.0), 0.0)


@peer(1, 2)
def test_peer_hours_alternating_punches(case):
    """Presence pays the pairs, 4.5 h; first-in/last-out (6.5 h) would pay the way to lunch."""
    t = [60.0 * step["min"] for step in case["steps"]]
    pairs = [(t[0] / 60, t[1] / 60), (t[2] / 60, t[3] / 60)]
    pings = merge(coming_and_going(pairs, 389), walk(t[4:], 0.0, 0.0))
    found = settle_presence(pings, [SITE])
    assert minutes(found) == pytest.approx(270.0, abs=6.0)
    assert len(found.intervals) <= 3  # the dangling fifth punch is worth five minutes at most


@peer(3, 4)
def test_peer_hours_typed_punches(case):
    """OUT, IN, OUT, IN, OUT, IN, IN, OUT: 4.5 h of presence, whatever the first and the last."""
    pairs, begun = [], None
    for step in case["steps"]:
        if step["type"] == "IN":
            begun = step["min"] if begun is None else begun
        elif begun is not None:
            pairs.append((begun, step["min"]))
            begun = None
    assert pairs == [(30, 90), (100, 130), (150, 330)]
    found = settle_presence(coming_and_going(pairs, 360), [SITE])
    assert minutes(found) == pytest.approx(270.0, abs=6.0)
    slot = Span(at(0.0), at(360 * 60.0))
    # ten minutes' absence are bridged by rule, and shown; twenty are not
    assert worth(found.spans, [slot], AbsenceBridge()) == pytest.approx(280 / 60, abs=0.1)


@peer(5)
def test_peer_hours_one_pair(case):
    start, end = (step["min"] for step in case["steps"])
    found = settle_presence(coming_and_going([(start, end)], 360), [SITE])
    assert minutes(found) / 60.0 == pytest.approx(case["expect"]["hours"], abs=0.05)


# -- attendance from a shift

SHIFT = [Span(clock(8), clock(12))]


@peer(6)
def test_peer_attendance_present(case):
    assert worth([Span(clock(8), clock(12))], SHIFT, *RuleSet().rules) == 4.0


@peer(7)
def test_peer_attendance_rules_changed_in_between(case):
    """A record bears the rules it was made under: computed again, it is the same."""
    here, before = [Span(clock(7), clock(12))], RuleSet("old", rules=(SlotWindow(3600, 0),))
    after = RuleSet("new", rules=(SlotWindow(7200, 0),))
    first = credit(here, SHIFT, before)
    assert credit(here, SHIFT, after).version == "new"
    assert credit(here, SHIFT, RuleSet.from_json(before.to_json())) == first


@peer(8)
def test_peer_attendance_of_an_early_shift_bears_the_date_of_its_start(case):
    slot = Span(clock(0, 30, day=2), clock(10, 0, day=2))
    rules = RuleSet("t", rules=(SlotWindow(early_s=3600), DailyReview()))
    found = credit([slot], [slot], rules)
    assert [flag.day for flag in found.flags] == ["2026-05-02"]
    # what was served before midnight belongs to the day before; we cut days at midnight
    earlier = credit([Span(clock(23, 40), slot.end)], [slot], rules)
    assert earlier.credited == timedelta(hours=10, minutes=20)
    assert [flag.seconds for flag in earlier.flags] == [36_000]


@peer(9)
def test_peer_attendance_late_and_early(case):
    """Nobody is marked late: what was served counts, no more and no less."""
    assert worth([Span(clock(9, 30), clock(10, 30))], SHIFT, *RuleSet().rules) == 1.0


@peer(10, 11, 12, 13)
def test_peer_attendance_thresholds(case):
    """There are no half days; below the least that counts is nothing, above it every minute."""
    least = Minimum(3600 * case["given"].get("absent_below_h", 0))
    end = clock(8, 45) if "08:45" in case["steps"][1] else clock(9, 30)
    found = credit([Span(clock(8), end)], SHIFT, RuleSet("t", rules=(least,)))
    absent = case["expect"]["status"] == "absent"
    assert found.credited == (timedelta(0) if absent else timedelta(hours=1.5))
    assert [cut.reason_code for cut in found.cuts] == ([Reason.BELOW_MINIMUM] if absent else [])


@peer(16)
def test_peer_attendance_without_punches(case):
    found = settle_presence(Pings.of([], [], [], datum="wgs84"), [SITE])
    assert credit(found.spans, SHIFT).credited == timedelta(0)


@peer(23)
def test_peer_attendance_overlapping_shifts(case):
    here = [Span(clock(8), clock(12))]
    assert worth(here, SHIFT, Overlap(), taken=here) == 0.0
    assert worth(here, SHIFT, Overlap(), taken=[Span(clock(8), clock(9))]) == 3.0


# -- check-in within a radius

A, B = ({"type": "Point", "coordinates": [lon, lat]} for lon, lat in ((72.0, 24.0), (75.0, 25.0)))
PLACES = {
    24: ((65.0, 20.0), False), 25: ((65.0, 20.0), False), 26: ((72.001, 24.001), True),
    27: ((72.01, 24.01), False), 28: ((75.01, 25.01), True), 29: ((75.1, 25.1), False),
}  # fmt: skip


@peer(*PLACES)
def test_peer_check_in_by_radius(case, number):
    """Outside any shift (24, 25) the peer takes punches from anywhere; a fence is a fence to us."""
    (lon, lat), inside = PLACES[number]
    which = site(A, "A", radius_m=500) if number < 28 else site(B, "B", radius_m=2000)
    found = standing(Pings.of([NOON], [lon], [lat], [5.0], datum="wgs84"), [which])
    assert (found.signed_distance_m <= 0.0) == inside
    assert (found.probability > 0.99) if inside else (found.probability < 0.01)
    # a poor accuracy is no way in
    vague = standing(Pings.of([NOON], [lon], [lat], [3000.0], datum="wgs84"), [which])
    assert vague.signed_distance_m == found.signed_distance_m
    assert inside or vague.probability < 0.5


# -- which shift a punch belongs to

NIGHT = [Span(clock(22), clock(6, 0, day=2))]
MARGIN = SlotWindow(early_s=3600, late_s=3600)


@peer(30, 31, 32)
def test_peer_shift_margins(case, number):
    start = {30: clock(21, 10), 31: clock(6, 10, day=2), 32: clock(20, 10)}[number]
    here = [Span(start, start + timedelta(minutes=30))]
    assert worth(here, NIGHT, MARGIN) == (0.0 if number == 32 else 0.5)


@peer(33)
def test_peer_shift_back_to_back(case):
    """Where margins overlap a second counts once, and for one activity only."""
    slots = [Span(clock(8), clock(12)), Span(clock(12), clock(16))]
    here = [Span(clock(8), clock(16))]
    assert worth(here, slots, MARGIN) == 8.0
    first = credit(here, slots[:1], RuleSet("t", rules=(MARGIN,)))
    rest = worth(here, slots[1:], MARGIN, Overlap(), taken=first.spans)
    assert first.credited.total_seconds() / 3600.0 + rest == 8.0


@peer(34, 35)
def test_peer_shift_over_midnight(case, number):
    morning = [Span(clock(22), clock(6, 0, day=2))]
    day_after = [Span(clock(22, 0, day=2), clock(6, 0, day=3))]
    assert worth(morning if number == 34 else day_after, NIGHT, SlotWindow()) == (
        8.0 if number == 34 else 0.0
    )


# -- fences


def polygon_of(case, **more):
    ring = [[lon, lat] for lat, lon in case["given"]["polygon_latlon"]]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]] if more.get("closed") else ring]}


def inside(case, fence):
    points = [step["pt"] for step in case["steps"]]
    return [bool(fence.contains((lon + 180) % 360 - 180, lat)) for lat, lon in points]


@peer(37)
def test_peer_fence_circle(case):
    gate = site({"type": "Point", "coordinates": [37.6204, 55.75414]}, "gate", radius_m=100)
    assert inside(case, gate.fence) == case["expect"]["inside"]


@peer(38, 40)
def test_peer_fence_jumped_over(case, number):
    """A straight line between two pings outside is nobody's presence."""
    if number == 38:
        gate = site({"type": "Point", "coordinates": [37.6204, 55.75414]}, "gate", radius_m=100)
    else:
        gate = site(polygon_of(case, closed=True), "gate")
    for step in case["steps"]:
        lat, lon = np.array(step["seg"]).T
        assert not gate.fence.contains(lon, lat).any()
        pings = Pings.of([NOON, NOON + 60], lon, lat, [5.0, 5.0], datum="wgs84")
        assert minutes(settle_presence(pings, [gate])) == 0.0


@peer(39)
def test_peer_fence_of_an_open_ring(case):
    """We say that the ring is open rather than guess; closed, it answers as the peer does."""
    with pytest.raises(GeofenceError) as caught:
        fence_from_geojson(polygon_of(case))
    assert caught.value.code == "fence_unclosed"
    assert inside(case, fence_from_geojson(polygon_of(case, closed=True))) == [True, False]


@peer(41)
def test_peer_fence_over_the_antimeridian(case):
    """A longitude beyond 180 is refused: -180.0014 is written 179.9986; then it is the same."""
    drawn = polygon_of(case, closed=True)
    with pytest.raises(GeofenceError) as caught:
        fence_from_geojson(drawn)
    assert caught.value.code == "coordinate_invalid"
    ring = [[(lon + 180) % 360 - 180, lat] for lon, lat in drawn["coordinates"][0]]
    fence = fence_from_geojson({"type": "Polygon", "coordinates": [ring]})
    assert inside(case, fence) == case["expect"]["inside"]


@peer(42)
def test_peer_fence_over_the_zero_meridian(case):
    """It is 79 km wide, above our bound; the fence itself answers right."""
    drawn = polygon_of(case, closed=True)
    with pytest.raises(GeofenceError) as caught:
        fence_from_geojson(drawn)
    assert caught.value.code == "fence_too_large"
    fence = Polygon(((tuple(map(tuple, drawn["coordinates"][0])),),))
    assert inside(case, fence) == case["expect"]["inside"]


@peer(43)
def test_peer_fence_area(case):
    fence = fence_from_geojson(polygon_of(case, closed=True))
    assert fence.area_m2 / 1e6 == pytest.approx(17.0, abs=1.0)


@peer(44, 45, 46)
def test_peer_fence_corridor(case, number):
    line = [[lon, lat] for lat, lon in case["given"]["line_latlon"]]
    shape = {"type": "LineString", "coordinates": line}
    found = []
    for step in case["steps"]:
        width = step.get("width_m", {45: 15, 46: 25}.get(number))
        river = site(shape, "river", half_width_m=width)
        lat, lon = step["pt"]
        found.append(bool(river.fence.contains(lon, lat)))
    assert found == case["expect"]["inside"]


# -- staying and moving: a site of 100 m round x = 0 unless said otherwise


def seen(*fixes, accuracy_m=10.0):
    """Pings as (minute, metres east)."""
    t, x = np.array(fixes, float).T
    return walk(60.0 * t, x, 0.0, accuracy_m)


@peer(48)
def test_peer_stay_of_a_minute_in_passing(case):
    """A halt of a minute on the way through is no service: some two minutes at the very most."""
    pings = seen((0, -1500), (2, -700), (3, 0), (3.9, 0), (6, 1000), (8, 2000))
    assert minutes(settle_presence(pings, [SITE])) <= 2.5


@peer(49, 50)
def test_peer_stay_through_silence(case, number):
    """Ten minutes of silence at one place are one stay, and so are twenty."""
    fixes = [(0, 0), (10, 0), (20, 0)][: 2 if number == 49 else 3]
    found = settle_presence(seen(*fixes), [SITE])
    assert len(found.intervals) == 1
    assert found.intervals[0].start == at(0.0)
    assert minutes(found) == pytest.approx(fixes[-1][0], abs=5.1)  # + half the cadence at the end


@peer(51, 54, 58)
def test_peer_stay_ends_with_the_way_out(case, number):
    """The end lies between the last ping inside and the first outside, not at either (58)."""
    fixes = {
        51: [(0, 0), (2, 0), (4, 0), (5, 600)],
        54: [(0, 0), (10, 1200)],
        58: [(0, 0), (1, 0), (2, 0), (3, 120), (4, 300), (5, 600)],
    }[number]
    # minutes for which a person would doubt it: one lone fix may be an error
    late = {51: 2.0, 54: 5.0, 58: 3.0}[number]
    last = max(minute for minute, x in fixes if x == 0)
    first = min(minute for minute, x in fixes if x)
    found = settle_presence(seen(*fixes), [SITE])
    assert len(found.intervals) <= 1
    for stay in found.intervals:
        assert at(0.0) <= stay.start
        assert at(60.0 * last) <= stay.end <= at(60.0 * (first + late))
    assert number == 54 or found.intervals


@peer(52, 53)
def test_peer_stay_of_a_wanderer(case, number):
    """A hundred metres to and fro within the site is one stay, however short."""
    fixes = [(0, 0), (2, 100), (4, 100), (6, 100)] if number == 52 else [(0, 0), (1, 100), (2, 100)]
    found = settle_presence(seen(*fixes), [circle(200.0, x=50.0)])
    assert len(found.intervals) == 1
    assert minutes(found) == pytest.approx(fixes[-1][0], abs=1.5)


@peer(55, 56, 57)
def test_peer_stay_and_two_hours_of_silence(case, number):
    """Then 13 km away or next door: never credited by itself; 57 is left to a person's word."""
    x = 100.0 if number == 57 else 13_000.0
    before = [(m, 0) for m in (range(-10, 1) if number != 56 else [0])]
    found = settle_presence(seen(*before, (120, x), (121, x)), [SITE])
    assert minutes(found) <= 10.0 + 5.0 + 1.0
    for rest in found.unverified:
        assert rest.reason is Reason.GAP_UNVERIFIED
        assert rest.end <= at(7200.0 - max(0.0, x - 100.0) / 1.5)  # less the way there
    assert bool(found.unverified) or number != 57


@peer(59)
def test_peer_stay_out_back_and_out_again(case):
    fixes = ((0, 0), (1, 0), (2, 0), (3, 100), (4, 220), (5, 0), (6, 60), (7, 320))
    found = spans(settle_presence(seen(*fixes), [SITE]))
    assert found
    assert all(start < end for start, end in found)
    assert found == sorted(found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))


@peer(60)
def test_peer_time_stamps(case):
    odd = Pings.of([NOON, 9e9, -1e9], [108.5] * 3, [28.57] * 3, datum="wgs84")
    found = settle_presence(merge(odd, visit(0.0, 1800.0)), [SITE])
    assert [(s.code, s.count) for s in found.signals] == [(Reason.CLOCK_IMPOSSIBLE, 2)]


# -- which zone, and what accuracy does


@peer(62)
def test_peer_zone_of_two_with_one_centre_is_the_small_one(case):
    both = [circle(500.0, name="big"), circle(250.0, name="small")]
    for order in (both, both[::-1]):
        assert standing(seen((0, 0), accuracy_m=5.0), order).site_id == "small"


@peer(63)
def test_peer_accuracy_has_no_cliff(case):
    """51 m or 49 m round a zone of 50 m is the same to us: doubt grows, nothing flips."""
    zone = [circle(50.0)]
    chances = [standing(seen((0, 0), accuracy_m=a), zone).probability for a in (49.0, 51.0, 60.0)]
    assert chances == sorted(chances, reverse=True)
    assert 0.0 < chances[0] - chances[1] < 0.05
    assert standing(seen((0, 99), accuracy_m=51.0), zone).probability < 0.3


@peer(64, 65, 66, 67, 68, 69)
def test_peer_zones_of_a_few_metres(case):
    """One fix has no memory to us: the same fix names the same zone, whatever came before.

    The smallest zone that holds it more likely than not, else the likeliest: no zone is entered or
    kept by the accuracy alone. Hysteresis is the online filter's, over time.
    """
    zones = [circle(z["r"], x=z["d"], name=z["name"]) for z in case["given"]["zones"]]
    for step in case["steps"]:
        fix = seen((0, step["d"]), accuracy_m=step["acc"])
        chances = {zone.site_id: standing(fix, [zone]).probability for zone in zones}
        holding = [z for z in zones if chances[z.site_id] >= 0.5]
        best = min(holding, key=lambda z: z.fence.area_m2, default=None)
        found = standing(fix, zones)
        if best is None:
            assert found.probability == max(chances.values())
        else:
            assert found.site_id == best.site_id
        # at three metres' accuracy, the middle of a zone is in it
        centred = [
            z
            for z in zones
            if step["acc"] == 3 and z.fence.signed_distance_m(*fix.lon, *fix.lat) < -5.9
        ]
        assert not centred or found.probability > 0.5


# -- events and pings: a small site in a large one

INNER, OUTER = circle(50.0, name="inner"), circle(20_000.0, x=11_000.0, name="outer")
SECOND = circle(30.0, x=10.0, name="inner_2")


@peer(70)
def test_peer_event_plain_ping(case):
    assert standing(seen((0, 9000), accuracy_m=60.0), [INNER, OUTER]).site_id == "outer"


@peer(71, 72)
def test_peer_event_useless_accuracy(case, number):
    """Two kilometres of accuracy bring nobody into 50 m; zero means unknown, never perfect."""
    accuracy = 2000.0 if number == 71 else 0.0
    found = standing(seen((0, 50), accuracy_m=accuracy), [INNER, OUTER])
    assert found.site_id == "outer"
    assert standing(seen((0, 50), accuracy_m=accuracy), [INNER]).probability < 0.5


def event(minute, kind, name="inner"):
    return Evidence(at(60.0 * minute), kind, name)


@peer(73)
def test_peer_event_enter_then_far_away(case):
    """A check-in says where somebody was at that moment; ten pings elsewhere say that they went."""
    pings = seen(*((m, 5000) for m in range(20, 31)))
    found = settle_presence(pings, [INNER], evidence=[event(0, EvidenceKind.CHECK_IN)])
    assert all(stay.end <= at(1200.0) for stay in found.intervals)
    assert minutes(found) < 15.0


@peer(74, 76, 77)
def test_peer_event_leave(case, number):
    """The check-out ends the stay on the spot, whatever the accuracy of the ping beside it."""
    accuracy = {74: 60.0, 76: 2000.0, 77: 0.0}[number]
    pings = merge(seen(*((m, 0) for m in range(31))), seen((30.2, 500), accuracy_m=accuracy))
    events = [event(0, EvidenceKind.CHECK_IN), event(30, EvidenceKind.CHECK_OUT)]
    found = settle_presence(pings, [INNER], evidence=events)
    assert minutes(found) == pytest.approx(30.0, abs=2.0)


@peer(75)
def test_peer_event_enter_with_useless_accuracy(case):
    """The event itself is trusted: with the code of the place, poor fixes are a stay."""
    pings = seen(*((m, 0) for m in range(21)), accuracy_m=2000.0)
    codes = [event(m, EvidenceKind.CODE) for m in (0, 10, 20)]
    assert minutes(settle_presence(pings, [INNER], evidence=codes)) == pytest.approx(20, abs=5.0)


@peer(78)
def test_peer_event_leave_to_the_pole(case):
    home = seen(*((m, 0) for m in range(31)))
    pole = Pings.of([NOON + 3600.0], [108.5], [90.0], [5.0], datum="wgs84")
    assert minutes(settle_presence(merge(home, pole), [INNER])) == pytest.approx(30.0, abs=3.0)


@peer(79, 80, 81)
def test_peer_event_nested_regions(case, number):
    """Leaving one of two nested sites, in any order: one is present while in either."""
    events = [event(0, EvidenceKind.CHECK_IN), event(5, EvidenceKind.CHECK_IN, "inner_2")]
    events.append(event(10, EvidenceKind.CHECK_OUT, "inner" if number == 80 else "inner_2"))
    pings = seen(*((m, 5) for m in range(21)))
    whole = settle_presence(pings, [INNER, SECOND], evidence=events)
    assert minutes(whole) == pytest.approx(20.0, abs=2.0)
    assert len({stay.site_id for stay in whole.intervals} - {"inner", "inner_2"}) == 0


@peer(82)
def test_peer_event_of_an_unknown_region(case):
    """The peer reads it as a ping; we refuse it, because somebody mistook the place."""
    with pytest.raises(PingError):
        settle_presence(seen((0, 0)), [INNER], evidence=[event(0, EvidenceKind.CODE, "elsewhere")])


@peer(86)
def test_peer_event_broken_messages(case):
    for document in (None, "{", {"type": "lwt"}, {"type": "Feature", "geometry": "?"}):
        with pytest.raises(GeofenceError):
            sites_from_geojson(document)
    for text in ("{", '{"type": "unknown"}', "\x00"):
        with pytest.raises(GeofenceError):
            RuleSet.from_json(text)


# -- the order of events


@peer(87, 88, 89)
def test_peer_events_in_and_out(case, number):
    """Inside, then outside; a jump over the fence (89) is nothing that anybody served."""
    box = [[-84.457973, 33.618824], [-84.399859, 33.618824], [-84.399859, 33.654359],
           [-84.457973, 33.654359], [-84.457973, 33.618824]]  # fmt: skip
    geometry, radius, places = {
        87: ({"type": "Point", "coordinates": [-115, 33]}, 5000, [(-115, 33), (-115, 34)]),
        88: ({"type": "Polygon", "coordinates": [box]}, None,
             [(-84.43118, 33.642301), (-84.43118, 34.642301)]),
        89: ({"type": "Point", "coordinates": [10, 10]}, 10_000, [(10, 10), (0, 0), (20, 20)]),
    }[number]  # fmt: skip
    which = site(geometry, "zone", radius_m=radius)
    lon, lat = np.array(places, float).T
    assert which.fence.contains(lon, lat).tolist() == [True] + [False] * (len(places) - 1)
    rows = np.repeat(np.arange(len(places)), 10)  # ten minutes at each, an hour between them
    t = NOON + 3600.0 * rows + 60.0 * np.tile(np.arange(10), len(places))
    found = settle_presence(Pings.of(t, lon[rows], lat[rows], datum="wgs84"), [which])
    assert minutes(found) == pytest.approx(10.0, abs=5.0)


@peer(90)
def test_peer_events_leave_before_they_enter(case):
    """From A and B to C and D at once: stays in order of time, none over another, none lost."""
    sites = [circle(100.0, name="A"), circle(100.0, x=40.0, name="B"),
             circle(100.0, x=900.0, name="C"), circle(100.0, x=940.0, name="D")]  # fmt: skip
    t = np.arange(0.0, 7201.0, 60.0)
    found = settle_presence(walk(t, np.where(t < 3600.0, 20.0, 920.0), 0.0), sites)
    assert {stay.site_id for stay in found.intervals[:1]} <= {"A", "B"}
    assert {stay.site_id for stay in found.intervals[-1:]} <= {"C", "D"}
    assert all(a.end <= b.start for a, b in pairwise(found.intervals))
    assert minutes(found) == pytest.approx(119.5, abs=3.0)


# -- and the named cases of the design that the rows do not hold


def test_a_phone_that_lies_on_the_edge_enters_once_and_never_leaves():
    """Ten minutes in the middle, then an hour at 96 to 106 m round a fence of 100 m."""
    t = np.arange(0.0, 4201.0, 60.0)
    x = np.where(t < 600.0, 0.0, np.where(np.arange(len(t)) % 2, 96.0, 106.0))
    found = settle_presence(walk(t, x, 0.0, 15.0), [SITE])
    assert len(found.intervals) == 1
    assert found.intervals[0].start == at(0.0)


@pytest.mark.parametrize("lon", [180.0, -180.0, 0.0, 179.9995, -0.0005])
def test_a_visit_across_the_seam_of_the_map_is_a_visit(lon):
    place = {"lon": lon, "lat": 28.57}
    t = np.arange(-600.0, 4200.1, 60.0)
    x = np.interp(t, [-500.0, 0.0, 3600.0, 4100.0], [600.0, 0.0, 0.0, 600.0])
    degrees, lat = lonlat(x, 0.0, **place)
    degrees = (degrees + 180.0) % 360.0 - 180.0
    pings = Pings.of(NOON + t, degrees, np.full_like(t, lat), t * 0 + 10, datum="wgs84")
    there = walk(t, x, 0.0)
    gate = {"type": "Point", "coordinates": [(lon + 180) % 360 - 180, 28.57]}
    found = settle_presence(pings, [site(gate, "gate", radius_m=100.0)])
    assert minutes(found) == pytest.approx(minutes(settle_presence(there, [SITE])), abs=0.1)
