"""The algebra of spans, against sets of seconds."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geofence.errors import InstantError, SpanError
from geofence.intervals import Span, bridge, intersection, subtract, total, union

ZERO = datetime(2026, 5, 1, tzinfo=UTC)


def span(start, end):
    return Span(ZERO + timedelta(seconds=start), ZERO + timedelta(seconds=end))


def seconds(spans):
    found = set()
    for each in spans:
        start, end = ((t - ZERO) // timedelta(seconds=1) for t in (each.start, each.end))
        found |= set(range(start, end))
    return found


pairs = st.tuples(st.integers(0, 40), st.integers(1, 12))
tuples = st.lists(pairs.map(lambda pair: span(pair[0], sum(pair))), max_size=8).map(tuple)


def test_a_span_ends_after_it_starts():
    with pytest.raises(SpanError):
        span(5, 5)
    with pytest.raises(SpanError):
        span(5, 4)


def test_a_span_needs_a_zone():
    with pytest.raises(InstantError):
        Span(datetime(2026, 5, 1), ZERO)  # noqa: DTZ001


def test_zones_are_turned_into_utc():
    east = Span(datetime.fromisoformat("2026-05-01T08:00:00+08:00"), ZERO + timedelta(hours=1))
    assert east == span(0, 3600)
    assert east.start.tzinfo is UTC


def test_touching_spans_are_one():
    assert union([span(0, 5), span(5, 9)]) == (span(0, 9),)


@given(tuples, tuples)
def test_union_intersection_and_difference_are_those_of_sets(left, right):
    ours, theirs = seconds(left), seconds(right)
    assert seconds(union((*left, *right))) == ours | theirs
    assert seconds(intersection(left, right)) == ours & theirs
    assert seconds(subtract(left, right)) == ours - theirs
    assert total(left) == timedelta(seconds=len(ours))


@given(tuples, tuples)
def test_results_are_in_normal_form(left, right):
    for spans in (union(left), intersection(left, right), subtract(left, right)):
        assert all(a.end < b.start for a, b in pairwise(spans))


@given(tuples, st.integers(0, 10))
def test_bridging_closes_the_short_gaps_alone(spans, gap):
    closed = bridge(spans, timedelta(seconds=gap))
    assert seconds(closed) >= seconds(spans)
    assert all(b.start - a.end > timedelta(seconds=gap) for a, b in pairwise(closed))
    assert all((s.duration <= timedelta(seconds=gap)) for s in subtract(closed, spans))
