"""Tracks for today: pieces of the real walks, moved to now, put together, thinned."""

import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from demo.walks import Fix, Outing, Walk

NEAR = timedelta(minutes=5)  # of the way there and of the way home
MINUTE = timedelta(minutes=1)
_STEP_DEG = 0.000023  # two metres and a half
LONGEST_SILENCE = timedelta(minutes=10)


def visit(walk: Walk, begin: datetime, stay: timedelta) -> tuple[Fix, ...]:
    """Return the way there, a stay and the way home."""
    middle = walk.arrive + min(stay, walk.leave - walk.arrive)
    there = [fix for fix in walk.fixes if walk.arrive - NEAR <= fix.t < middle]
    home = [fix for fix in walk.fixes if walk.leave - MINUTE <= fix.t < walk.leave + NEAR]
    return (*_moved(there, begin), *_moved(home, begin + NEAR + stay))


def visit_twice(walk: Walk, begin: datetime, stay: timedelta) -> tuple[Fix, ...]:
    """Return a visit that is left for some minutes and gone on with."""
    first = visit(walk, begin, stay / 2)
    return (*first, *visit(walk, first[-1].t + MINUTE, stay / 2))


def talkative(outings: Sequence[Outing]) -> list[Walk]:
    """Return the walks whose phones went on measuring during the stay; most fell silent."""
    walks = [walk for outing in outings for walk in outing.walks]
    return [walk for walk in walks if _silence(walk) < LONGEST_SILENCE]


def long_stay(walk: Walk, begin: datetime, stay: timedelta) -> tuple[Fix, ...]:
    """Return a stay that is longer than anybody's walk: the same hour again and again."""
    whole = [fix for fix in walk.fixes if walk.arrive + NEAR <= fix.t < walk.leave - NEAR]
    fixes: list[Fix] = []
    while begin + stay > (at := fixes[-1].t + MINUTE if fixes else begin):
        fixes += _moved(whole, at)
    return tuple(fix for fix in fixes if fix.t < begin + stay)


def without(fixes: Sequence[Fix], begin: datetime, end: datetime) -> tuple[Fix, ...]:
    """Return a track with a silence."""
    return tuple(fix for fix in fixes if not begin <= fix.t < end)


def thinned(fixes: Sequence[Fix], every: timedelta) -> tuple[Fix, ...]:
    """Return fixes that are at least so far apart, as a sparing phone takes them."""
    return tuple(_apart(fixes, every))


def shifted(fixes: Sequence[Fix], number: int) -> tuple[Fix, ...]:
    """Return a track a few metres beside, the n-th of two hundred: nobody walks in another's steps.

    Without that the engine would notice, and rightly, that several names share one recording.
    """
    east, north = (number % 10 - 5) * _STEP_DEG, (number // 10 % 20 - 10) * _STEP_DEG

    def beside(place: tuple[float, float]) -> tuple[float, float]:
        return place[0] + east, place[1] + north

    return tuple(Fix(f.t, beside(f.wgs84), beside(f.gcj02), f.accuracy) for f in fixes)


def _apart(fixes: Sequence[Fix], every: timedelta) -> Iterator[Fix]:
    due = fixes[0].t if fixes else None
    for fix in fixes:
        if due is not None and fix.t >= due:
            due = fix.t + every
            yield fix


def _silence(walk: Walk) -> timedelta:
    times = [fix.t for fix in walk.fixes if walk.arrive <= fix.t < walk.leave]
    pauses = [b - a for a, b in itertools.pairwise([walk.arrive, *times, walk.leave])]
    return max(pauses)


def _moved(fixes: Sequence[Fix], begin: datetime) -> list[Fix]:
    move = begin - fixes[0].t if fixes else timedelta()
    return [Fix(f.t + move, f.wgs84, f.gcj02, f.accuracy) for f in fixes]
