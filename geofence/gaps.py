"""From fixes that are inside or not to stays with edges."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from geofence.confidence import confidence_of
from geofence.model import Model
from geofence.track import Track
from geofence.verdict import Reason

__all__ = ["Edge", "Stay", "stays"]

_SURE, _UNLIKELY = 0.9, 0.1  # posterior at which the range of an edge begins and ends


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a stay begins or ends: the estimate, its range and how it came about.

    Parameters
    ----------
    t, earliest, latest : float
        Epoch seconds.
    reason : Reason or None
        None if the fix itself is the edge.

    Examples
    --------
    >>> Edge(10.0, 5.0, 12.0, None).t
    10.0
    """

    t: float
    earliest: float
    latest: float
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Stay:
    """A run of fixes at one site with its two edges.

    Parameters
    ----------
    start, end : Edge
        In order.
    site : int
        Index of the site.
    confidence : float
        Probability that both ends are right within five minutes.
    reasons : frozenset of Reason
        Of the edges and of what lies between.

    Examples
    --------
    >>> edge = Edge(0.0, 0.0, 0.0, None)
    >>> Stay(edge, edge, 0, 1.0, frozenset()).site
    0
    """

    start: Edge
    end: Edge
    site: int
    confidence: float
    reasons: frozenset[Reason]


def stays(track: Track, model: Model) -> Iterator[Stay]:
    """Cut the track into stays.

    Parameters
    ----------
    track : Track
        With its posterior.
    model : Model
        Gaps, walking speed and shortest stay.

    Yields
    ------
    Stay
        In order of time; stays shorter than the model's least are left out.

    Examples
    --------
    >>> t = np.array([0.0, 60.0, 120.0])
    >>> no = np.zeros(3, dtype=bool)
    >>> at, sure = np.full((1, 3), -5.0), np.ones(3)
    >>> track = Track(t, t * 0, t * 0, sure, at, t * 0, sure, np.zeros(3, int), no, no, no)
    >>> [(stay.start.t, stay.end.t) for stay in stays(track, Model())]
    [(0.0, 150.0)]
    """
    usual = _half_cadence(track, model)
    # a gap is what is missing beyond the usual cadence
    longest = model.credited_gap.total_seconds() + usual
    for first, last in _runs(track, longest):
        start, end = _start(track, first, model), _end(track, last, usual, model)
        if end.t - start.t >= model.least_stay_s:
            mean, inner = _between(track, first, last, model)
            rows, ends = (first, last), (start.t, end.t)
            confidence = confidence_of(track.t, track.posterior, rows, ends, mean)
            confidence *= _stayed(track, first, last, model)
            edges = (edge.reason for edge in (start, end) if edge.reason)
            reasons = inner.union(edges)
            yield Stay(start, end, int(track.site[first]), confidence, frozenset(reasons))


def _runs(track: Track, longest_s: float) -> Iterator[tuple[int, int]]:
    """Yield first and last index of fixes inside, without a break by gap or change of site."""
    inside = track.posterior >= 0.5
    whole = (
        inside[1:]
        & inside[:-1]
        & (np.diff(track.t) <= longest_s)
        & (track.site[1:] == track.site[:-1])
    )
    firsts = np.flatnonzero(inside & ~np.concatenate([[False], whole]))
    lasts = np.flatnonzero(inside & ~np.concatenate([whole, [False]]))
    yield from zip(firsts.tolist(), lasts.tolist(), strict=True)


def _half_cadence(track: Track, model: Model) -> float:
    gaps = np.diff(track.t)
    usual = gaps[gaps <= model.sure_gap_s]
    return min(float(np.median(usual)) / 2.0, model.open_end_s) if len(usual) else 0.0


def _start(track: Track, first: int, model: Model) -> Edge:
    t = float(track.t[first])
    if first == 0 or t - track.t[first - 1] > model.doubtful_gap_s:
        return Edge(t, t, _crossing(track, first, 1, t), None)
    edge = t - _overlap(track, first, first - 1, model)
    return Edge(
        edge,
        min(edge, _crossing(track, first, -1, edge)),
        max(edge, _crossing(track, first, 1, edge)),
        Reason.BOUNDARY_INTERPOLATED,
    )


def _end(track: Track, last: int, usual: float, model: Model) -> Edge:
    t = float(track.t[last])
    final = last == len(track.t) - 1
    if not final and track.t[last + 1] - t <= model.doubtful_gap_s:
        edge = t + _overlap(track, last, last + 1, model)
        latest = max(edge, _crossing(track, last, 1, edge))
        reason: Reason | None = Reason.BOUNDARY_INTERPOLATED
    else:
        room = 0.0 if track.farewell[last] else usual
        edge = t + (room if final else min(room, _overlap(track, last, last + 1, model)))
        latest = edge
        reason = None if track.farewell[last] else Reason.OPEN_END_LAST_EVIDENCE
    return Edge(edge, min(edge, _crossing(track, last, -1, edge)), latest, reason)


def _overlap(track: Track, inner: int, outer: int, model: Model) -> float:
    """Seconds spent at the site between a fix inside and the neighbouring one elsewhere.

    The way from one to the other takes so long at a walk; what time is left was spent standing
    at one end or the other: at that where the person did not move before (or after) either.
    """
    site, step = track.site[inner], outer - inner
    gap = abs(float(track.t[outer] - track.t[inner]))
    depth = max(-float(track.distance_m[site, inner]), 0.0)
    height = max(float(track.distance_m[site, outer]), 0.0)
    steady = gap * (depth + 1.0) / (depth + height + 2.0)
    if track.posterior[outer] >= 0.5:
        return min(steady, gap / 2.0)  # on to another site: each has its half of the way at most
    left = gap - (depth + height) / model.walk_m_s
    if left <= 0.0:
        return steady
    outside, inside = (
        _moving(track, at, at + way, model) for at, way in ((outer, step), (inner, -step))
    )
    return depth / model.walk_m_s + left * (1.0 + outside - inside) / 2.0


def _moving(track: Track, here: int, there: int, model: Model) -> float:
    """How much of a walk the way between two neighbouring fixes was; one half if unknown."""
    if not 0 <= there < len(track.t):
        return 0.5
    seconds = max(abs(float(track.t[there] - track.t[here])), 1.0)
    metres = float(np.hypot(track.x[here] - track.x[there], track.y[here] - track.y[there]))
    if np.isnan(metres):
        return 0.5
    room = 1.5 * float(np.hypot(track.sigma[here], track.sigma[there]))
    share = (metres - room) / (model.stroll * model.walk_m_s * seconds)
    return min(max(share, 0.0), 1.0)


def _crossing(track: Track, at: int, step: int, default: float) -> float:
    """Instant at which the posterior passes out of doubt, looking from a fix in one direction."""
    into_stay = track.posterior[at + step] >= 0.5 if 0 <= at + step < len(track.t) else False
    k = at
    while 0 <= k + step < len(track.t):
        here, there = float(track.posterior[k]), float(track.posterior[k + step])
        if into_stay and here >= _SURE:
            return float(track.t[k])
        level = _SURE if into_stay else _UNLIKELY
        if (there - level) * (here - level) <= 0.0 and here != there:
            share = (level - here) / (there - here)
            return float(track.t[k] + share * (track.t[k + step] - track.t[k]))
        k += step
    return default


def _between(track: Track, first: int, last: int, model: Model) -> tuple[float, set[Reason]]:
    """Mean probability over a run of fixes, and what happened in it."""
    rows = slice(first, last + 1)
    posterior, gaps = track.posterior[rows], np.diff(track.t[rows])
    reasons = set()
    if (gaps > model.sure_gap_s).any():
        reasons.add(Reason.GAP_CREDITED)
    if track.outlier[rows].any():
        reasons.add(Reason.OUTLIER_IGNORED)
    if track.repeat[rows].any():
        reasons.add(Reason.LAST_KNOWN_REPEAT)
    if gaps.sum() == 0.0:
        return float(posterior.mean()), reasons
    middle = (posterior[1:] + posterior[:-1]) / 2.0
    return float((middle * gaps).sum() / gaps.sum()), reasons


def _stayed(track: Track, first: int, last: int, model: Model) -> float:
    """Probability that the person did not leave and come back in a long silence."""
    gaps = np.diff(track.t[first : last + 1])
    return float(np.exp(-gaps[gaps > model.sure_gap_s].sum() / model.unseen_s))
