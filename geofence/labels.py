"""Words on a map, placed so that they neither cover one another nor leave the picture."""

import math
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geofence.drawing import Box
from geofence.frame import Frame
from geofence.instants import instant_of
from geofence.markup import Markup, element, join, title
from geofence.walk import Walk

__all__ = ["ends", "names", "reserved"]

Column = NDArray[np.float64]

_LONGEST: Final = 430.0  # units that a name may take on a narrow screen
_APART: Final = 26.0  # units between two marks on the border
_INSET: Final = 44.0  # units from the border of a mark whose place lies beyond
_WIDE, _NARROW = 27.0, 15.0  # units that a letter takes on a narrow screen: Chinese, others


def reserved(frame: Frame) -> list[Box]:
    """Return the places that words must leave free: the scale and the arrow to the north.

    Parameters
    ----------
    frame : Frame
        Of the map.

    Returns
    -------
    list of tuple of float
        Left, top, right, bottom.

    Examples
    --------
    >>> from geofence.projection import Plane
    >>> len(reserved(Frame(Plane(108.5, 28.5), 0.0, 0.0, 1.0, 800.0, 500.0)))
    2
    """
    scale = 0.0, frame.height - 52.0, 220.0, frame.height
    north = frame.width - 72.0, 0.0, frame.width, 72.0
    return [scale, north]


def names(
    frame: Frame, shapes: Sequence[tuple[str, BaseGeometry]], taken: list[Box]
) -> Iterator[Markup]:
    """Write the name of each site above what is seen of it, or below, or in its middle.

    Parameters
    ----------
    frame : Frame
        Of the map.
    shapes : sequence of (str, geometry)
        Names, and shapes in units of the drawing.
    taken : list of boxes
        Where words stand already; the new ones are added.

    Yields
    ------
    Markup
        Nothing for a site out of sight, nor where no place is free: its title names it still.

    Examples
    --------
    >>> from geofence.projection import Plane
    >>> frame = Frame(Plane(108.5, 28.5), 0.0, 0.0, 1.0, 800.0, 500.0)
    >>> list(names(frame, [("A", shapely.box(300, 200, 400, 300))], []))
    ['<text class="label site" x="350" y="188">A</text>']
    """
    for name, shape in shapes:
        seen = shapely.clip_by_rect(shape, 0.0, 0.0, frame.width, frame.height)
        if seen.is_empty:
            continue
        left, top, right, bottom = seen.bounds
        short = _shortened(name)
        middle = (left + right) / 2.0
        wishes = [(middle, y) for y in (top - 12.0, bottom + 30.0, (top + bottom) / 2.0)]
        found = _place(frame, short, wishes, taken)
        if found:
            told = title(name) if short != name else None
            yield element("text", told, short, class_="label site", x=found[0], y=found[1])


def ends(
    frame: Frame, walk: Walk, x: Column, y: Column, zone: tzinfo, taken: list[Box]
) -> Iterator[Markup]:
    """Mark where a walk begins and ends; beyond the picture, near its border.

    Parameters
    ----------
    frame : Frame
        Of the map.
    walk : Walk
        May be empty.
    x, y : array of float, shape (n,)
        Its places in units of the drawing.
    zone : tzinfo
        Of the times.
    taken : list of boxes
        Where words stand already; the new ones are added.

    Yields
    ------
    Markup
        Two groups, one if there is but one ping.

    Examples
    --------
    >>> list(ends(None, [], [], [], None, []))
    []
    """
    marks = [("起", "start", 0), ("止", "end", len(walk) - 1)][: len(walk)]
    places: list[tuple[float, float]] = []
    for _, _, k in marks:
        places.append(_seen(frame, float(x[k]), float(y[k]), places))
    taken.extend((x - 10.0, y - 10.0, x + 10.0, y + 10.0) for x, y in places)
    for (zh, en, k), at in zip(marks, places, strict=True):
        clock = f"{instant_of(float(walk.t[k])).astimezone(zone):%H:%M}"
        words = _both(frame, clock, (zh, en), at, taken)
        yield element("g", _pin(en, *at), words, class_=f"mark {en}")


def _both(
    frame: Frame, clock: str, words: tuple[str, str], at: tuple[float, float], taken: list[Box]
) -> Markup:
    zh, en = (f"{word} {clock}" for word in words)
    room = _half(en) + 18.0
    beside = [(room, 2.0), (-room, 2.0), (-room - 30.0, 2.0)]
    wishes = [(0.0, -18.0), (0.0, 36.0), *beside, (0.0, -52.0), (0.0, 70.0)]
    places = [(at[0] + dx, at[1] + dy) for dx, dy in wishes]
    x, y = _place(frame, en, places, taken) or places[1]
    return join(
        [
            element("text", zh, class_="label zh", lang="zh-CN", x=x, y=y),
            element("text", en, class_="label en", lang="en", x=x, y=y),
        ]
    )


def _pin(name: str, x: float, y: float) -> Markup:
    if name == "start":
        return element("circle", class_="pin", cx=x, cy=y, r=8)
    return element("rect", class_="pin", x=x - 7.0, y=y - 7.0, width=14, height=14)


def _seen(
    frame: Frame, x: float, y: float, before: Sequence[tuple[float, float]]
) -> tuple[float, float]:
    """Return a place; if it lies beyond the picture, where the way there crosses its rim."""
    if 0.0 <= x <= frame.width and 0.0 <= y <= frame.height:
        return x, y
    dx, dy = x - frame.width / 2.0, y - frame.height / 2.0
    far = max(abs(dx) / (frame.width / 2.0 - _INSET), abs(dy) / (frame.height / 2.0 - _INSET))
    corner = 100.0 if dx > 0.0 > dy else 0.0  # clear of the arrow to the north
    at = frame.width / 2.0 + dx / far, max(frame.height / 2.0 + dy / far, corner)
    if before and math.dist(at, before[0]) < _APART:
        return before[0][0] + math.copysign(_APART, frame.width / 2.0 - at[0]), at[1]
    return at


def _place(
    frame: Frame, text: str, wishes: Sequence[tuple[float, float]], taken: list[Box]
) -> tuple[float, float] | None:
    """Return the first wished place that is free, moved into the picture; None if none is."""
    half = min(_half(text), frame.width / 2.0 - 4.0)
    inside = [
        (
            min(max(x, half + 4.0), frame.width - half - 4.0),
            min(max(y, 28.0), frame.height - 10.0),
        )
        for x, y in wishes
    ]
    boxes = [(x - half, y - 24.0, x + half, y + 7.0) for x, y in inside]
    for place, box in zip(inside, boxes, strict=True):
        if not any(_meet(box, other) for other in taken):
            taken.append(box)
            return place
    return None


def _shortened(name: str) -> str:
    short = name
    while 2.0 * _half(short) > _LONGEST:
        short = f"{short.rstrip('…')[:-1]}…"
    return short


def _half(text: str) -> float:
    return sum(_WIDE if ord(letter) > 0x2E7F else _NARROW for letter in text) / 2.0


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
