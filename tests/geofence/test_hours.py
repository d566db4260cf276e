"""Hours: every rule by itself, then the sum of all."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geofence.errors import RuleError
from geofence.hours import RULES, RuleSet, credit
from geofence.intervals import Span, intersection, total
from geofence.rules import AbsenceBridge, Breaks, DailyCap, DailyReview, Overlap, SlotWindow
from geofence.totals import Minimum, Rounding
from geofence.verdict import Reason

NINE = datetime(2026, 5, 1, 1, tzinfo=UTC)  # in Yanhe


def span(start_min, end_min):
    return Span(NINE + timedelta(minutes=start_min), NINE + timedelta(minutes=end_min))


SLOT = (span(0, 180),)
SECOND = timedelta(seconds=1)


def worth(spans, *rules, slots=SLOT, **more):
    return credit(spans, slots, RuleSet("test", rules=rules), **more)


def minutes(found):
    return found.credited.total_seconds() / 60


def test_only_time_in_the_slot_counts_with_half_an_hour_after_it():
    found = worth([span(-20, 230)], SlotWindow())
    assert minutes(found) == 210
    (cut,) = found.cuts
    assert (cut.rule, cut.seconds, cut.reason_code) == ("slot_window", -2400, Reason.OUTSIDE_SLOT)
    assert cut.zh == "未计入 40 分钟：不在活动时段内"
    assert cut.en == "40 min not counted: outside the hours of the activity"


def test_grace_is_a_field_of_the_rule():
    assert minutes(worth([span(-20, 230)], SlotWindow(early_s=600, late_s=0))) == 190


def test_without_a_slot_all_presence_counts():
    found = credit([span(-20, 230)], [])
    assert minutes(found) == 250
    assert found.cuts == ()


@pytest.mark.parametrize(("back", "bridged"), [(74.98, True), (75, False), (90, False)])
def test_absences_shorter_than_a_quarter_are_bridged(back, bridged):
    found = worth([span(0, 60), span(back, 120)], AbsenceBridge())
    assert len(found.cuts) == int(bridged)
    if bridged:
        assert found.cuts[0].seconds > 0
        assert minutes(found) == 120


def test_absences_outside_a_slot_are_not_bridged():
    assert minutes(worth([span(-30, -20), span(-10, 60)], AbsenceBridge())) == 80
    assert minutes(worth([span(150, 175), span(185, 200)], AbsenceBridge())) == 40
    two = (span(0, 60), span(65, 120))
    assert minutes(worth([span(0, 60), span(65, 120)], AbsenceBridge(), slots=two)) == 115


def test_a_break_is_not_bridged():
    found = worth([span(0, 60), span(70, 120)], AbsenceBridge(), Breaks(), breaks=[span(60, 70)])
    assert minutes(found) == 110
    assert [cut.seconds for cut in found.cuts] == [600, -600]


def test_a_second_counts_for_one_activity_only():
    found = worth([span(0, 120)], Overlap(), taken=[span(90, 150)])
    assert minutes(found) == 90
    assert found.cuts[0].reason_code is Reason.OVERLAP_APPORTIONED


def test_less_than_a_quarter_in_total_is_nothing():
    assert minutes(worth([span(0, 14.9)], Minimum())) == 0
    assert minutes(worth([span(0, 8), span(20, 27)], Minimum())) == 15


def test_long_days_are_flagged_for_whom_they_concern():
    for hours, level in ((8, None), (8.1, "organisation"), (12, "organisation"), (12.1, "county")):
        found = worth([span(0, 60 * hours)], DailyReview(), slots=())
        assert minutes(found) == pytest.approx(60 * hours)
        assert [flag.level for flag in found.flags] == ([level] if level else [])


def test_days_are_cut_at_local_midnight():
    night = span(12 * 60, 18 * 60)  # 21:00 to 03:00
    found = worth([night], DailyCap(limit_s=3600), slots=())
    assert minutes(found) == 120
    assert found.cuts[0].reason_code is Reason.CAP_APPLIED
    rules = RuleSet("test", "UTC", (DailyCap(limit_s=3600),))
    assert credit([night], [], rules).credited == timedelta(hours=1)
    found = worth([span(60, 24 * 60)], DailyReview(), slots=())
    assert [(flag.day, flag.level) for flag in found.flags] == [
        ("2026-05-01", "county"),
        ("2026-05-02", "organisation"),
    ]


@pytest.mark.parametrize(
    ("mode", "given_min", "counted_min"),
    [
        ("none", 47, 47),
        ("floor_0.1h", 47, 42),
        ("nearest_0.5h", 14.9, 0),
        ("nearest_0.5h", 15, 30),
        ("nearest_0.5h", 75, 90),
        ("ladder", 15, 0),
        ("ladder", 16, 30),
        ("ladder", 45, 30),
        ("ladder", 46, 60),
        ("ladder", 100, 90),
    ],
)
def test_rounding_happens_once_at_the_total(mode, given_min, counted_min):
    half = given_min / 2
    found = worth([span(0, half), span(90, 90 + half)], Rounding(mode))
    assert minutes(found) == pytest.approx(counted_min)
    assert found.present + timedelta(seconds=sum(c.seconds for c in found.cuts)) == found.credited


def test_punches_of_a_peer():
    """OUT, IN, OUT, IN, OUT, IN, IN, OUT: presence pays 4.5 h, first-in/last-out pays 5 h."""
    pairs = [span(30, 90), span(100, 130), span(150, 330)]
    assert credit(pairs, []).credited == timedelta(hours=4.5)
    slot = [span(30, 330)]
    assert worth(pairs, AbsenceBridge(below_s=0), slots=slot).credited == timedelta(hours=4.5)


def test_fractions_of_a_second_never_enter_the_sum():
    odd = Span(NINE + timedelta(microseconds=1), NINE + timedelta(hours=1, microseconds=999_999))
    found = credit([odd], SLOT)
    assert found.present == found.credited == timedelta(hours=1)


def test_every_rule_is_registered_under_its_name():
    assert all(name == rule.name for name, rule in RULES.items())
    assert {rule.name for rule in RuleSet().rules} <= set(RULES)


def test_a_rule_set_survives_json():
    rules = RuleSet("x", "Asia/Urumqi", (SlotWindow(60, 60), DailyCap(7200), Rounding("ladder")))
    assert RuleSet.from_json(rules.to_json()) == rules


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", ""),
        ("[]", ""),
        ('{"rules": []}', "version"),
        ('{"version": "x"}', "rules"),
        ('{"version": "x", "rules": [], "note": 1}', "note"),
        ('{"version": "x", "zone": "Mars", "rules": []}', "zone"),
        ('{"version": "x", "zone": 8, "rules": []}', "zone"),
        ('{"version": "x", "zone": "../etc", "rules": []}', "zone"),
        ('{"version": "x", "rules": ["minimum"]}', "rules[0]"),
        ('{"version": "x", "rules": [{"rule": "gift"}]}', "rules[0]"),
        ('{"version": "x", "rules": [{"rule": "minimum", "below_s": 1.5}]}', "rules[0].below_s"),
        ('{"version": "x", "rules": [{"rule": "minimum", "below_s": true}]}', "rules[0].below_s"),
        ('{"version": "x", "rules": [{"rule": "minimum", "below": 1}]}', "rules[0].below"),
        ('{"version": "x", "rules": [{"rule": "rounding", "mode": 1}]}', "rules[0].mode"),
        ('{"version": "x", "rules": [{"rule": "rounding", "mode": "up"}]}', "rounding.mode"),
        ('{"version": "x", "rules": [{"rule": "breaks"}, {"rule": "breaks"}]}', ""),
        ('{"version": "x", "rules": [{"rule": "minimum"}, {"rule": "breaks"}]}', ""),
    ],
)
def test_a_rule_set_that_cannot_be_applied_is_refused(text, where):
    with pytest.raises(RuleError) as caught:
        RuleSet.from_json(text)
    assert caught.value.where == where


pieces = st.lists(
    st.tuples(st.integers(-200_000, 200_000), st.integers(1, 40_000_000)), max_size=8
).map(
    lambda pairs: [
        Span(NINE + timedelta(seconds=a), NINE + timedelta(seconds=a, milliseconds=b))
        for a, b in pairs
    ]
)
roundings = st.sampled_from(["none", "floor_0.1h", "nearest_0.5h", "ladder"])


@settings(deadline=None)
@given(pieces, pieces, pieces, pieces, roundings, st.integers(0, 90_000))
def test_the_sum_of_the_cuts_is_exact(here, slots, breaks, taken, mode, cap):
    rules = (*RuleSet().rules[:4], DailyCap(cap), DailyReview(), Minimum(), Rounding(mode))
    found = credit(here, slots, RuleSet("x", rules=rules), breaks, taken=taken)
    assert found.present + timedelta(seconds=sum(c.seconds for c in found.cuts)) == found.credited
    assert found.credited >= timedelta(0)
    assert all(cut.seconds for cut in found.cuts)


@settings(deadline=None)
@given(pieces, pieces, pieces)
def test_never_more_than_the_slots_and_their_grace(here, slots, breaks):
    found = credit(here, slots, breaks=breaks)
    window = [Span(s.start - SECOND, s.end + SECOND + timedelta(minutes=30)) for s in slots]
    if slots:
        assert found.credited <= total(window)
        assert intersection(found.spans, window) == found.spans


@settings(deadline=None)
@given(pieces, pieces, pieces, pieces)
def test_more_presence_is_never_worth_less(here, more, slots, breaks):
    less = credit(here, slots, breaks=breaks)
    assert credit([*here, *more], slots, breaks=breaks).credited >= less.credited
