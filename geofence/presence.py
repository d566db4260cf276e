"""Pings and sites in, presence out: when a person was where, and how surely."""

import math
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import numpy as np

from geofence.datum import Datum, convert
from geofence.emissions import probability_inside
from geofence.errors import FenceError, PingError
from geofence.fences import Site
from geofence.gaps import Stay, stays
from geofence.instants import FIRST_PING_S, LAST_PING_S
from geofence.intervals import Span, subtract
from geofence.model import Model
from geofence.pings import Pings, instant_of
from geofence.silence import silences
from geofence.track import Track, track_of
from geofence.verdict import (
    Evidence,
    Interval,
    Presence,
    Reason,
    Signal,
    Standing,
    Unverified,
)

__all__ = ["settle_presence", "standing"]


def settle_presence(
    pings: Pings,
    sites: Sequence[Site],
    model: Model | None = None,
    *,
    evidence: Iterable[Evidence] = (),
) -> Presence:
    """Decide when the person was at the sites.

    A function of the sets of pings and evidence: order, repeats and batches change nothing.

    Parameters
    ----------
    pings : Pings
        Of one person.
    sites : sequence of Site
        Where the activity takes place, at least one; being in any of them is being present.
    model : Model, optional
        Constants and presence policy.
    evidence : iterable of Evidence
        Moments at which the person is known to have been at a site.

    Returns
    -------
    Presence
        Intervals that are shown, time that is only plausible, and what a person should look at.

    Raises
    ------
    FenceError
        If there is no site, or two of the same id.
    PingError
        If evidence names an unknown site.

    Examples
    --------
    >>> from geofence.fences import Circle
    >>> site = Site("a", Circle(108.5, 28.5, 100.0), "A")
    >>> t = [1.7e9 + 60 * k for k in range(31)]
    >>> pings = Pings.of(t, [108.5] * 31, [28.5] * 31, [10] * 31, datum="wgs84")
    >>> settle_presence(pings, [site]).present
    datetime.timedelta(seconds=1830)
    """
    model = model or Model()
    _check_sites(sites)
    pings, signals = _possible(pings)
    known = sorted(set(evidence))
    if len(pings) == 0 and not known:
        return Presence((), (), signals)
    track = track_of(pings, sites, model, known)
    intervals = tuple(_interval(stay, sites) for stay in stays(track, model))
    spans = [interval.span for interval in intervals]
    if not spans:
        signals += _datum_suspect(pings, sites)
    return Presence(intervals, _unverified(track, spans, model), signals)


def standing(ping: Pings, sites: Sequence[Site], model: Model | None = None) -> Standing:
    """Say where one fix lies: the answer to a check-in.

    Parameters
    ----------
    ping : Pings
        One fix; of several the last counts.
    sites : sequence of Site
        At least one.
    model : Model, optional
        For the accuracy.

    Returns
    -------
    Standing
        Of the smallest site that holds the person with probability 0.5 or more; else of the
        likeliest, and of equals the nearest.

    Raises
    ------
    PingError
        If there is no fix.
    FenceError
        If there is no site.

    Examples
    --------
    >>> from geofence.fences import Circle
    >>> here = Pings.of([0], [108.5], [28.5], [10], datum="wgs84")
    >>> standing(here, [Site("a", Circle(108.5, 28.5, 100.0), "A")]).site_id
    'a'
    """
    _check_sites(sites)
    if len(ping) == 0:
        raise PingError("there is no ping to look at", "没有可用的定位点")
    last = ping.where(slice(-1, None))
    found = []
    for order, site in enumerate(sites):
        distance = float(np.asarray(site.fence.signed_distance_m(last.lon, last.lat))[0])
        chance = float(probability_inside(last, site, model)[0])
        # of sites that hold the person the smallest says most; else the likeliest, then the nearest
        rank = (0.0, site.fence.area_m2) if chance >= 0.5 else (1.0 - chance, distance)
        found.append((rank, order, distance, chance))
    _, order, distance, chance = min(found)
    return Standing(sites[order].site_id, distance, chance)


def _check_sites(sites: Sequence[Site]) -> None:
    if not sites:
        raise FenceError("there is no site to be at", "没有可签到的地点")
    if len({site.site_id for site in sites}) != len(sites):
        raise FenceError("two sites have the same id", "地点编号重复")


def _possible(pings: Pings) -> tuple[Pings, tuple[Signal, ...]]:
    """Set aside the pings of impossible years: a clock that was never set."""
    fine = (pings.t >= FIRST_PING_S) & (pings.t < LAST_PING_S)
    if fine.all():
        return pings, ()
    count = int((~fine).sum())
    signal = Signal(
        Reason.CLOCK_IMPOSSIBLE,
        count,
        f"{count} ping(s) in an impossible year were set aside",
        f"{count} 个定位点的年份异常，未参与计算",
    )
    return pings.where(fine), (signal,)


def _interval(stay: Stay, sites: Sequence[Site]) -> Interval:
    start, end = stay.start, stay.end
    return Interval(
        start=_whole(start.t),
        end=_whole(end.t),
        start_range=(_whole(start.earliest), _whole(start.latest)),
        end_range=(_whole(end.earliest), _whole(end.latest)),
        confidence=round(stay.confidence, 6),
        site_id=sites[stay.site].site_id,
        reasons=tuple(sorted(stay.reasons)),
    )


def _unverified(track: Track, credited: Sequence[Span], model: Model) -> tuple[Unverified, ...]:
    found = []
    for silence in silences(track, model):
        span = Span(_whole(silence.start), _whole(silence.end))
        for rest in subtract([span], credited):
            if rest.duration >= timedelta(seconds=model.least_stay_s):
                confidence = round(silence.confidence, 6)
                found.append(Unverified(rest.start, rest.end, Reason.GAP_UNVERIFIED, confidence))
    return tuple(found)


def _datum_suspect(pings: Pings, sites: Sequence[Site]) -> tuple[Signal, ...]:
    """Notice pings that lie at a site only when read in the other datum."""
    for source, target in ((Datum.GCJ02, Datum.WGS84), (Datum.WGS84, Datum.GCJ02)):
        lon, lat = convert(pings.lon, pings.lat, source, target)
        shifted = np.min([site.fence.signed_distance_m(lon, lat) for site in sites], axis=0)
        plain = np.min(
            [site.fence.signed_distance_m(pings.lon, pings.lat) for site in sites], axis=0
        )
        count = int(((shifted <= 0.0) & (plain > 100.0)).sum())
        if 2 * count >= max(len(pings), 1):
            return (
                Signal(
                    Reason.DATUM_SUSPECT,
                    count,
                    f"{count} ping(s) lie at a site only if their datum was mislabelled",
                    f"{count} 个定位点仅在更换坐标系后位于地点内，请核对坐标系",
                ),
            )
    return ()


def _whole(seconds: float) -> datetime:
    return instant_of(math.floor(seconds))
