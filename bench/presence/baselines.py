"""The rules of the peers, each as a small pure function from a session to spans of presence.

Most know "in" or "out" at each fix. `half_way` lets them change sides half way between two fixes,
`as_logged` at the later of the two, as a product does that logs events; then silence lasts.
"""

from collections.abc import Callable

import numpy as np
import shapely
from numpy.typing import NDArray

from bench.presence.places import Column
from bench.presence.sessions import Session, Spans

Flags = NDArray[np.bool_]
Sides = tuple[Column, Flags]  # instants of fixes, and whether one was in
SideRule = Callable[[Session], Sides]
Rule = Callable[[Session], Spans]


def naive(session: Session) -> Sides:
    """In where the fix lies in the fence (Traccar, Tile38, most attendance products)."""
    return session.t, session.distance_m <= 0.0


def filtered(session: Session) -> Sides:
    """As naive, without fixes vaguer than 50 m or faster than 10 m/s from the last good one."""
    good = np.flatnonzero(session.accuracy_m <= 50.0).tolist()
    kept: list[int] = []
    for k in good:
        if not kept or _speed(session, kept[-1], k) <= 10.0:
            kept.append(k)
    return session.t[kept], session.distance_m[kept] <= 0.0


def hysteresis(session: Session) -> Sides:
    """In at the edge, out 20 m beyond it."""
    return session.t, latched(session.distance_m <= 0.0, session.distance_m > 20.0)


def overlap(session: Session) -> Sides:
    """In where the accuracy circle, of at most 100 m, touches the fence (Home Assistant's rule)."""
    return session.t, session.distance_m <= np.minimum(session.accuracy_m, 100.0)


def containment(session: Session) -> Sides:
    """In where the whole accuracy circle lies in the fence."""
    return session.t, session.distance_m + session.accuracy_m <= 0.0


def overlap_ratio(session: Session) -> Sides:
    """In when 85 % of the accuracy circle overlap the fence, out at 15 % (Android)."""
    discs = shapely.buffer(shapely.points(*session.xy), session.accuracy_m, quad_segs=8)
    ratio = shapely.area(shapely.intersection(discs, session.area)) / shapely.area(discs)
    return session.t, latched(ratio >= 0.85, ratio <= 0.15)


def tracelet(session: Session) -> Sides:
    """Out only when two fixes in a row lie, accuracy and a margin allowed for, outside."""
    radius = np.sqrt(session.area.area / np.pi)
    beyond = session.distance_m - session.accuracy_m > max(0.1 * radius, 20.0)
    twice = (
        beyond & np.append(beyond[1:], False)[: len(beyond)]
    )  # said by the second, true of the first
    return session.t, latched(session.distance_m <= 0.0, twice)


def stay_points(session: Session) -> Spans:
    """Credit stays of 5 min within 100 m whose mean lies in the fence (Li et al. 2008)."""
    found, first = [], 0
    while first < len(session.t):
        away = np.hypot(*(session.xy[:, first:] - session.xy[:, first : first + 1])) > 100.0
        last = first + (int(away.argmax()) if away.any() else len(away)) - 1
        if session.t[last] - session.t[first] < 300.0:
            first += 1
            continue
        if shapely.intersects_xy(session.area, *session.xy[:, first : last + 1].mean(axis=1)):
            found.append((session.t[first], session.t[last]))
        first = last + 1
    return np.array(found).reshape(-1, 2)


def first_last(session: Session) -> Spans:
    """Credit all from the first fix in the fence to the last."""
    inside = session.t[session.distance_m <= 0.0]
    return np.array([[inside[0], inside[-1]]]) if len(inside) > 1 else np.empty((0, 2))


SIDES: dict[str, SideRule] = {
    "naive": naive,
    "filter": filtered,
    "hysteresis": hysteresis,
    "overlap": overlap,
    "containment": containment,
    "Android": overlap_ratio,
    "Tracelet": tracelet,
}


def latched(enter: Flags, leave: Flags) -> Flags:
    """Remember the last of two signs; before the first sign one is out."""
    sign = np.where(enter, 1, np.where(leave, 0, -1))
    source = np.maximum.accumulate(np.where(sign >= 0, np.arange(len(sign)), -1))
    return (source >= 0) & (sign[source] == 1)


def half_way(sides: Sides) -> Spans:
    """Turn in and out at each fix into spans that change half way between two fixes."""
    t, inside = sides
    flips = np.flatnonzero(inside[1:] != inside[:-1])
    return _spans(sides, (t[flips] + t[flips + 1]) / 2.0)


def as_logged(sides: Sides) -> Spans:
    """Turn in and out at each fix into spans from fix to fix: what event logs add up to."""
    t, inside = sides
    return _spans(sides, t[np.flatnonzero(inside[1:] != inside[:-1]) + 1])


def _spans(sides: Sides, edges: Column) -> Spans:
    t, inside = sides
    first, last = t[:1][inside[:1]], t[-1:][inside[-1:]]  # in from the start, in to the end
    return np.concatenate([first, edges, last]).reshape(-1, 2)


def _speed(session: Session, k: int, j: int) -> float:
    way = np.hypot(*(session.xy[:, j] - session.xy[:, k]))
    return float(way / max(session.t[j] - session.t[k], 1.0))


def _placed(rule: SideRule, place: Callable[[Sides], Spans]) -> Rule:
    return lambda session: place(rule(session))


_WHOLE: dict[str, Rule] = {"stay-point": stay_points, "first/last": first_last}
BASELINES = {name: _placed(rule, half_way) for name, rule in SIDES.items()} | _WHOLE
LOGGED = {name: _placed(rule, as_logged) for name, rule in SIDES.items()} | _WHOLE
