"""Jumps of a track that no vehicle makes, told from the errors of a phone."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geofence.fences import Site
from geofence.jitter import distinct, plane_m
from geofence.pings import Pings

__all__ = ["Jump", "jumps_of"]

Column = NDArray[np.float64]

FASTEST_M_S: Final = 60.0  # m/s, no road vehicle
_WORST_M: Final = 100.0  # m; a fix that calls itself worse shows no place
_PROUD: Final = 2.0  # real errors over reported accuracy, at the 90 % quantile
_LEAST_M: Final = 10.0  # m: nor is any fix better than that
_UNKNOWN_M: Final = 50.0  # m, when the phone reports none
_SAME_PLACE_M: Final = 500.0  # m; a track that returns so near went nowhere
_AT_SITE_M: Final = 200.0  # m outside a site
_AGREEING: Final = 3  # fixes; real receivers go astray for two, more often than people jump
_SILENCE_S: Final = 300.0  # s; after a longer silence a stale fix or a train explains the rest
_RIDING_M_S: Final = 8.0  # m/s; on a train the fixes lag and catch up


class Group(NamedTuple):
    """Successive fixes that one journey may join."""

    start: int
    stop: int


class Jump(NamedTuple):
    """Two groups of agreeing fixes that no journey joins.

    Parameters
    ----------
    metres : float
        Distance that is left when both accuracies are taken off.
    seconds : float
        Time between the last fix before and the first one after.
    fixes : int
        Fixes of the smaller group.
    at_site : bool
        One of the two groups lies at a site (or no site is known).
    """

    metres: float
    seconds: float
    fixes: int
    at_site: bool


def jumps_of(pings: Pings, sites: Sequence[Site] = ()) -> tuple[Jump, ...]:
    """Find the jumps, single spikes and excursions of a faulty receiver left out.

    A group is three fixes or more. One away from every site between two groups at the same place
    is a receiver's error (a cell tower, a stale fix); the same away from home *at* a site is what
    a faker does. Whoever rides before or after the jump had fixes that lagged, and a silence of
    five minutes explains much: neither is a jump.

    Parameters
    ----------
    pings : Pings
        Of one person.
    sites : sequence of Site
        Where being seen is worth something.

    Returns
    -------
    tuple of Jump
        In order of time.

    Examples
    --------
    >>> lon = [108.5, 108.50001, 108.50002, 108.6, 108.60001, 108.60002]
    >>> pings = Pings.of(range(0, 360, 60), lon, [28.5] * 6, [9] * 6, datum="wgs84")
    >>> [round(jump.metres, -3) for jump in jumps_of(pings)]
    [10000.0]
    """
    worth = ~(pings.accuracy_m > _WORST_M)
    fixes = pings.where(worth)
    fixes = fixes.where(distinct(fixes))
    if len(fixes) < 2 * _AGREEING:
        return ()
    place, reach = plane_m(fixes), _reach_m(fixes)
    groups = [g for g in _groups(fixes.t, place, reach) if g.stop - g.start >= _AGREEING]
    if len(groups) < 2:
        return ()
    here = [_at_site(fixes.where(slice(*group)), sites) for group in groups]
    groups, here = _without_excursions(groups, here, place)
    found = []
    for before, after, at_site in zip(groups, groups[1:], map(max, here, here[1:]), strict=False):
        last, first = before.stop - 1, after.start
        metres = float(np.hypot(*(place[:, first] - place[:, last])) - reach[last] - reach[first])
        seconds = float(fixes.t[first] - fixes.t[last])
        riding = _riding(fixes.t, place, last, first)
        if metres > FASTEST_M_S * seconds and seconds <= _SILENCE_S and not riding:
            smaller = min(before.stop - before.start, after.stop - after.start)
            found.append(Jump(metres, seconds, smaller, at_site))
    return tuple(found)


def _reach_m(fixes: Pings) -> Column:
    """Return how far from the truth each fix may well lie."""
    accuracy = np.where(np.isnan(fixes.accuracy_m), _UNKNOWN_M, fixes.accuracy_m)
    reach: Column = _PROUD * np.maximum(accuracy, _LEAST_M)
    return reach


def _riding(t: Column, place: Column, last: int, first: int) -> bool:
    """Say whether the typical step in the five minutes before or after is that of a vehicle."""
    speed = np.hypot(*np.diff(place, axis=1)) / np.maximum(np.diff(t), 1.0)
    before = speed[np.searchsorted(t, t[last] - _SILENCE_S) : last]
    after = speed[first : np.searchsorted(t, t[first] + _SILENCE_S)]
    return any(len(side) > 0 and float(np.median(side)) > _RIDING_M_S for side in (before, after))


def _groups(t: Column, place: Column, reach: Column) -> list[Group]:
    apart = np.hypot(*np.diff(place, axis=1)) - reach[1:] - reach[:-1]
    breaks = (np.nonzero(apart > FASTEST_M_S * np.diff(t))[0] + 1).tolist()
    return [Group(*ends) for ends in zip([0, *breaks], [*breaks, len(t)], strict=True)]


def _at_site(group: Pings, sites: Sequence[Site]) -> bool:
    """Say whether most of a group lies at a site; without sites every place may be one."""
    if not sites:
        return True
    nearest = np.min([site.fence.signed_distance_m(group.lon, group.lat) for site in sites], axis=0)
    return bool(np.median(nearest) <= _AT_SITE_M)


def _without_excursions(
    groups: list[Group], here: list[bool], place: Column
) -> tuple[list[Group], list[bool]]:
    """Drop groups away from the sites between two that lie at one place, and join those two."""
    kept: list[Group] = []
    flags: list[bool] = []
    for group, at_site in zip(groups, here, strict=True):
        if len(kept) >= 2 and not flags[-1]:
            back = place[:, group.start] - place[:, kept[-2].stop - 1]
            if float(np.hypot(*back)) <= _SAME_PLACE_M:
                kept.pop()
                flags.pop()
                kept[-1] = Group(kept[-1].start, group.stop)
                flags[-1] = max(flags[-1], at_site)
                continue
        kept.append(group)
        flags.append(at_site)
    return kept, flags
