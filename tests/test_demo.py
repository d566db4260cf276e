"""The demo's day: tracks that are put together, people who come and go, restarts."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from demo import today
from demo.county import LATER, SOON, VENUES, _rows
from demo.tracks import long_stay, talkative, thinned, visit, visit_twice, without
from demo.walker import Walker
from demo.walks import load_outings
from geofence.likeness import twin_signals
from geofence.pings import Pings

BEGIN = datetime(2026, 5, 4, 1, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture(scope="module")
def walks():
    return talkative(load_outings(BEGIN))


@pytest.mark.parametrize("tour", [visit, visit_twice, long_stay])
def test_tracks_go_forward_in_time_and_begin_where_they_should(walks, tour):
    for walk in walks:
        fixes = tour(walk, BEGIN, 40 * MINUTE)
        times = [fix.t for fix in fixes]
        assert times == sorted(times)
        assert times[0] == BEGIN
        assert times[-1] < BEGIN + 75 * MINUTE


def test_a_long_stay_is_as_long_as_asked_and_a_silence_is_one(walks):
    fixes = long_stay(walks[0], BEGIN, 9 * HOUR)
    assert timedelta() < BEGIN + 9 * HOUR - fixes[-1].t < 2 * MINUTE
    quiet = without(fixes, BEGIN + HOUR, BEGIN + 2 * HOUR)
    assert not [fix for fix in quiet if BEGIN + HOUR <= fix.t < BEGIN + 2 * HOUR]


def test_a_thinned_track_is_sparing(walks):
    fixes = thinned(visit(walks[0], BEGIN, HOUR), timedelta(seconds=20))
    apart = [b.t - a.t for a, b in itertools.pairwise(fixes)]
    assert min(apart) >= timedelta(seconds=20)
    assert fixes[0].t == BEGIN


def stage(walks) -> today.Stage:
    return today.Stage("http://127.0.0.1:1", 1, datetime.now(UTC), tuple(walks))


def test_everybody_is_somebody_else_with_a_phone_and_a_track_of_their_own(walks):
    people = [stage(walks).walker(n, {}) for n in range((today.HOURS + today.AHEAD) // today.EVERY)]
    assert len({each.name for each in people}) == len(people)
    assert len({each.device for each in people}) == len(people)
    assert all(timedelta(seconds=15) <= each.sends_every <= MINUTE for each in people)


def test_nobody_of_today_looks_like_somebody_else_to_the_engine(walks):
    people = [stage(walks).walker(n, {}) for n in range((today.HOURS + today.AHEAD) // today.EVERY)]
    assert not [signals for signals in twin_signals(map(track_of, people)) if signals]


def track_of(walker: Walker) -> Pings:
    columns = ([fix.t for fix in walker.fixes], *zip(*(f.wgs84 for f in walker.fixes), strict=True))
    return Pings.of(*columns, [fix.accuracy for fix in walker.fixes], datum="wgs84")


def test_after_a_restart_those_on_the_way_go_on_and_the_missed_stay_away(walks):
    now = datetime.now(UTC)
    past = visit(walks[0], now - 3 * HOUR, HOUR)
    coming = visit(walks[0], now + HOUR, HOUR)

    def goes_on(fixes, progress):
        return today._is_to_come(Walker("", "x", 1, fixes, MINUTE, "d", progress))

    assert goes_on(coming, {})
    assert not goes_on(past, {})
    assert goes_on(past, {"attendance": 7, "sent": 3}), "who checked in checks out"
    assert not goes_on(past, {"attendance": 7, "sent": 3, "left": True})


def test_every_row_of_the_county_has_a_venue_and_a_time():
    rows = list(_rows(BEGIN, BEGIN.date()))
    assert len(rows) == len(SOON) + len(LATER)
    assert all(begin < end and begin >= BEGIN for _, begin, end, *_ in rows)
    assert {venue for venue, *_ in rows} <= set(range(len(VENUES)))
