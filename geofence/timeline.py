"""The probability over time as an SVG fragment: pings, intervals, silences, slots, evidence."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geofence.axis import Axis, axis_of
from geofence.figure import Drawing
from geofence.instants import instant_of
from geofence.intervals import Span
from geofence.marks import level, ping_title
from geofence.markup import Markup, element, number, title
from geofence.verdict import Evidence, Interval, Presence, Unverified
from geofence.walk import SILENCE_S, Walk
from geofence.words import EVIDENCE, REASONS

__all__ = ["letter", "timeline"]

_TOP, _BOTTOM = 92.0, 272.0  # units of the drawing: probability 1 and 0
_RUG: Final = 280.0  # pings as ticks
_SUM: Final = 302.0  # credited time
_CLOCK: Final = 344.0  # base line of the ticks' labels
_WIDTH, _HEIGHT = 800.0, 376.0
_UNITS: Final = 680.0  # of the axis
_NO_SLOTS: Final = 50.0  # where the drawing begins if there are none
_DOTS: Final = 240  # pings drawn at most


def timeline(
    walk: Walk,
    presence: Presence,
    slots: Sequence[Span],
    credited: Sequence[Span],
    evidence: Sequence[Evidence],
    zone: tzinfo,
) -> Drawing:
    """Draw how sure the presence was over time, and what came of it.

    Parameters
    ----------
    walk : Walk
        May be empty.
    presence : Presence
        Of the same pings.
    slots : sequence of Span
        When the activity took place; may be empty.
    credited : sequence of Span
        What counts on the clock.
    evidence : sequence of Evidence
        Moments at which the person is known to have been at a site.
    zone : tzinfo
        Of the axis.

    Returns
    -------
    Drawing
        Its parts bear stable classes: grid, tick, slot, stay, unverified, whisker, credited,
        evidence, curve, ping (p0 to p3, stray), rug, elsewhen.

    Examples
    --------
    >>> from datetime import UTC
    >>> from geofence.fences import Circle, Site
    >>> from geofence.model import Model
    >>> from geofence.pings import Pings
    >>> from geofence.walk import walk_of
    >>> pings = Pings.of([1e9, 1e9 + 60], [108.5] * 2, [28.5] * 2, [10, 10], datum="wgs84")
    >>> walk = walk_of(pings, [Site("a", Circle(108.5, 28.5, 100.0), "A")], Model())
    >>> timeline(walk, Presence((), (), ()), [], [], [], UTC).shown
    2
    """
    silences = (each.span for each in presence.unverified)
    axis = axis_of(
        walk.t, [*presence.spans, *silences, *slots], [item.t for item in evidence], zone
    )
    inner = np.flatnonzero(axis.shows(walk.t))
    dots = _thinned(inner, walk, axis)
    top = 0.0 if slots else _NO_SLOTS
    parts = [
        _hatch(),
        *_bands(axis, presence),
        *_grid(axis),
        *_slots(axis, slots),
        *(_credited(axis, span) for span in credited),
        *_curves(axis, walk, inner),
        *(_dot(axis, walk, int(k)) for k in dots),
        _rug(axis, walk, inner),
        *_whiskers(axis, presence.intervals),
        *(_evidence(axis, item) for item in evidence),
        *_elsewhen(axis, walk),
    ]
    svg = element(
        "svg",
        *parts,
        class_="walk-time",
        viewBox=f"0 {number(top)} {number(_WIDTH)} {number(_HEIGHT - top)}",
        role="img",
        aria_label="在场可能性随时间的变化 Probability of being present over time",
    )
    return Drawing(svg, len(dots), len(walk), len(walk) - len(inner))


def letter(k: int) -> str:
    """Return the letter by which a table and a drawing name the same silence.

    Parameters
    ----------
    k : int
        From 0.

    Returns
    -------
    str

    Examples
    --------
    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    high, low = divmod(k, 26)
    return (letter(high - 1) if high else "") + chr(ord("A") + low)


def _hatch() -> Markup:
    line = element("path", d="M-2,2l4,-4M0,10l10,-10M8,12l4,-4", class_="hatch")
    fill = element("rect", width=10, height=10, class_="hatched")
    pattern = element(
        "pattern",
        fill,
        line,
        id="walk-hatch",
        width=10,
        height=10,
        patternUnits="userSpaceOnUse",
    )
    return element("defs", pattern)


def _bands(axis: Axis, presence: Presence) -> Iterator[Markup]:
    for k, stay in enumerate(presence.intervals):
        yield from _band(axis, stay, "stay", str(k + 1))
    for k, silence in enumerate(presence.unverified):
        yield from _band(axis, silence, "unverified", letter(k))


def _band(axis: Axis, span: Interval | Unverified, name: str, sign: str) -> Iterator[Markup]:
    left, right = axis.of(span.start), axis.of(span.end)
    words = ("在场", "present") if name == "stay" else ("待核实", "unverified")
    told = title(
        f"{sign} {' '.join(words)}",
        f"{span.start.astimezone(axis.zone):%H:%M:%S} – {span.end.astimezone(axis.zone):%H:%M:%S}",
        f"把握 confidence {span.confidence * 100:.0f} %",
        "" if isinstance(span, Interval) else " ".join(REASONS[span.reason]),
    )
    yield element(
        "rect",
        told,
        class_=name,
        fill=None if name == "stay" else "url(#walk-hatch)",
        x=left,
        y=_TOP,
        width=max(right - left, 1.0),
        height=_BOTTOM - _TOP,
    )
    if right - left >= 16.0:
        yield element("text", sign, class_="sign", x=(left + right) / 2.0, y=_TOP + 22.0)


def _grid(axis: Axis) -> Iterator[Markup]:
    for share in (0.0, 0.5, 1.0):
        y = _height(share)
        d = f"M{number(axis.at(axis.start))},{number(y)}H{number(axis.at(axis.end))}"
        yield element("path", class_="grid", d=d)
        words = f"{share * 100:.0f}%"
        yield element("text", words, class_="level", x=axis.at(axis.start) - 8.0, y=y + 5.0)
    for tick in axis.ticks():
        x = number(tick.x)
        yield element("path", class_="tick", d=f"M{x},{number(_BOTTOM)}V{number(_SUM + 18)}")
        yield element("text", tick.clock, class_="clock", x=tick.x, y=_CLOCK)
        if tick.date:
            yield element("text", tick.date, class_="clock date", x=tick.x, y=_CLOCK + 24.0)


def _slots(axis: Axis, slots: Sequence[Span]) -> Iterator[Markup]:
    for slot in slots:
        left, right = axis.of(slot.start), axis.of(slot.end)
        d = f"M{number(left)},50V34H{number(right)}V50"
        zone = axis.zone
        times = f"{slot.start.astimezone(zone):%H:%M} – {slot.end.astimezone(zone):%H:%M}"
        yield element("path", title("活动时段 slot", times), class_="slot", d=d)
        middle = min(max((left + right) / 2.0, 160.0), _WIDTH - 160.0)
        yield element("text", f"时段 {times}", class_="slot-label zh", lang="zh-CN", x=middle, y=24)
        yield element("text", f"slot {times}", class_="slot-label en", lang="en", x=middle, y=24)


def _credited(axis: Axis, span: Span) -> Markup:
    left, right = axis.of(span.start), axis.of(span.end)
    zone = axis.zone
    told = title(
        "计入 counted",
        f"{span.start.astimezone(zone):%H:%M:%S} – {span.end.astimezone(zone):%H:%M:%S}",
    )
    width = max(right - left, 1.0)
    return element("rect", told, class_="credited", x=left, y=_SUM, width=width, height=14)


def _curves(axis: Axis, walk: Walk, rows: NDArray[np.intp]) -> Iterator[Markup]:
    """Yield the probability from ping to ping, broken where the phone was silent."""
    silent = np.flatnonzero(np.diff(walk.t[rows]) > SILENCE_S) + 1
    for piece in np.split(rows, silent):
        kept = _extremes(piece, walk, axis)
        if len(kept) > 1:
            points = (f"{number(axis.at(walk.t[k]))},{number(_y(walk, k))}" for k in kept)
            yield element("path", class_="curve", d=f"M{' '.join(points)}")


def _extremes(rows: NDArray[np.intp], walk: Walk, axis: Axis) -> list[int]:
    """Keep the first, the last, the lowest and the highest of each unit of the drawing."""
    if not len(rows):
        return []
    unit = (_UNITS * (walk.t[rows] - axis.start) / (axis.end - axis.start)).astype(int)
    kept: set[int] = set()
    for each in np.split(rows, np.flatnonzero(np.diff(unit)) + 1):
        p = walk.probability[each]
        kept |= {int(k) for k in each[[0, -1, int(p.argmin()), int(p.argmax())]]}
    return sorted(kept)


def _thinned(rows: NDArray[np.intp], walk: Walk, axis: Axis) -> NDArray[np.intp]:
    """Keep the first ping of each column, so that marks do not lie on one another."""
    if len(rows) <= _DOTS:
        return rows
    share = (walk.t[rows] - axis.start) / (axis.end - axis.start)
    column = (share * (_DOTS - 1)).astype(int)
    return rows[np.unique(column, return_index=True)[1]]


def _dot(axis: Axis, walk: Walk, k: int) -> Markup:
    told = ping_title(walk, k, axis.zone)
    name = "ping stray" if walk.ignored[k] else f"ping {level(walk.probability[k])}"
    return element("circle", told, class_=name, cx=axis.at(walk.t[k]), cy=_y(walk, k), r=3.5)


def _rug(axis: Axis, walk: Walk, rows: NDArray[np.intp]) -> Markup:
    places = dict.fromkeys(number(axis.at(t)) for t in walk.t[rows].tolist())
    d = "".join(f"M{x},{number(_RUG)}v9" for x in places)
    return element("path", class_="rug", d=d or "M0,0")


def _whiskers(axis: Axis, stays: Sequence[Interval]) -> Iterator[Markup]:
    """Yield for both edges of each stay the time in which they may lie."""
    for stay in stays:
        for zh, en, (low, high) in (
            ("到达", "arrival", stay.start_range),
            ("离开", "departure", stay.end_range),
        ):
            left, right = axis.of(low), axis.of(high)
            times = f"{low.astimezone(axis.zone):%H:%M:%S} – {high.astimezone(axis.zone):%H:%M:%S}"
            if right - left < 1.0:
                continue
            d = f"M{number(left)},70v16m0,-8H{number(right)}m0,-8v16"
            yield element("path", title(f"{zh} {en}", times), class_="whisker", d=d)


def _evidence(axis: Axis, item: Evidence) -> Markup:
    x = axis.of(item.t)
    zh, en = EVIDENCE[item.kind]
    clock = f"{item.t.astimezone(axis.zone):%H:%M:%S}"
    d = f"M{number(x)},{number(_BOTTOM)}V56l14,7l-14,7"
    return element("path", title(f"{zh} {en}", clock), class_="evidence", d=d)


def _elsewhen(axis: Axis, walk: Walk) -> Iterator[Markup]:
    """Yield an arrow at each end beyond which there are pings."""
    early, late = walk.t[walk.t < axis.start], walk.t[walk.t > axis.end]
    for times, x, way in ((early, axis.at(axis.start), -1), (late, axis.at(axis.end), 1)):
        if len(times):
            ends = [instant_of(float(t)).astimezone(axis.zone) for t in times[[0, -1]]]
            told = title(
                f"图外 {len(times)} 个定位点 pings off the chart: {len(times)}",
                f"{ends[0]:%Y-%m-%d %H:%M} – {ends[1]:%Y-%m-%d %H:%M}",
            )
            d = f"M{number(x)},{number(_RUG - 4)}l{10 * way},7l{-10 * way},7Z"
            yield element("path", told, class_="elsewhen", d=d)


def _y(walk: Walk, k: int) -> float:
    return _height(float(walk.probability[k]))


def _height(share: float) -> float:
    return _BOTTOM - share * (_BOTTOM - _TOP)
