"""The marks of a map besides lines and words: pings, arrows at the border, scale, north."""

import math
from collections.abc import Iterator
from datetime import tzinfo
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geofence.frame import Frame
from geofence.instants import instant_of
from geofence.markup import Markup, element, number, title
from geofence.walk import Walk
from geofence.words import distance

__all__ = ["LEVELS", "arrows", "dot", "level", "north", "ping_title", "scale"]

Column = NDArray[np.float64]
Rows = NDArray[np.intp]

LEVELS: Final = (0.1, 0.5, 0.9)  # probabilities at which the colour of a ping changes
_BIN: Final = 80.0  # units of the border that share one arrow


def level(probability: float) -> str:
    """Return the class of a ping by its probability.

    Parameters
    ----------
    probability : float
        In [0, 1].

    Returns
    -------
    str
        "p0" (surely outside) to "p3" (surely inside).

    Examples
    --------
    >>> level(0.05), level(0.95)
    ('p0', 'p3')
    """
    return f"p{sum(probability >= each for each in LEVELS)}"


def ping_title(walk: Walk, k: int, zone: tzinfo) -> Markup:
    """Say of one ping when it was, its accuracy, how far from the edge, and how probable.

    Parameters
    ----------
    walk : Walk
        Of which it is one.
    k : int
        Its row.
    zone : tzinfo
        Of the time.

    Returns
    -------
    Markup
        A title element.

    Examples
    --------
    >>> from datetime import UTC
    >>> from geofence.fences import Circle, Site
    >>> from geofence.model import Model
    >>> from geofence.pings import Pings
    >>> from geofence.walk import walk_of
    >>> pings = Pings.of([1e9], [108.5], [28.5], [10], datum="wgs84")
    >>> walk = walk_of(pings, [Site("a", Circle(108.5, 28.5, 100.0), "A")], Model())
    >>> ping_title(walk, 0, UTC)
    '<title>09-09 01:46:40 · 误差 ± 10 m · 界内 inside 100 m · 在场可能性 P ... %</title>'
    """
    away = float(walk.distance_m[k])
    accuracy = float(walk.accuracy_m[k])
    side = "界内 inside" if away <= 0.0 else "界外 outside"
    return title(
        f"{instant_of(float(walk.t[k])).astimezone(zone):%m-%d %H:%M:%S}",
        "误差未知 accuracy unknown" if math.isnan(accuracy) else f"误差 ± {distance(accuracy)}",
        f"{side} {distance(abs(away))}",
        f"在场可能性 P {math.floor(walk.probability[k] * 100 + 0.5)} %",
        "跳点，已忽略 ignored" if walk.ignored[k] else "",
    )


def dot(walk: Walk, k: int, x: Column, y: Column, zone: tzinfo) -> Markup:
    """Draw one ping: a dot in the colour of its probability, or a cross if it was ignored.

    Parameters
    ----------
    walk : Walk
        Of which it is one.
    k : int
        Its row.
    x, y : array of float, shape (n,)
        Places of the walk in units of the drawing.
    zone : tzinfo
        Of the time.

    Returns
    -------
    Markup

    Examples
    --------
    >>> from datetime import UTC
    >>> from geofence.fences import Circle, Site
    >>> from geofence.model import Model
    >>> from geofence.pings import Pings
    >>> from geofence.walk import walk_of
    >>> pings = Pings.of([1e9], [108.5], [28.5], [10], datum="wgs84")
    >>> walk = walk_of(pings, [Site("a", Circle(108.5, 28.5, 100.0), "A")], Model())
    >>> dot(walk, 0, walk.t * 0, walk.t * 0, UTC)[:37]
    '<circle class="ping p3" cx="0" cy="0"'
    """
    told = ping_title(walk, k, zone)
    if walk.ignored[k]:
        d = f"M{number(x[k] - 5)},{number(y[k] - 5)}l10,10m0,-10l-10,10"
        return element("path", told, class_="ping stray", d=d)
    name = f"ping {level(walk.probability[k])}"
    return element("circle", told, class_=name, cx=x[k], cy=y[k], r=4.5)


def arrows(frame: Frame, walk: Walk, x: Column, y: Column, zone: tzinfo) -> Iterator[Markup]:
    """Draw an arrow for each stretch of the border beyond which there are pings.

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

    Yields
    ------
    Markup
        Its title says how many there are, how far and when.

    Examples
    --------
    >>> from geofence.projection import Plane
    >>> frame = Frame(Plane(108.5, 28.5), -100.0, 50.0, 4.0, 800.0, 400.0)
    >>> from datetime import UTC
    >>> from geofence.fences import Circle, Site
    >>> from geofence.model import Model
    >>> from geofence.pings import Pings
    >>> from geofence.walk import walk_of
    >>> pings = Pings.of([1e9], [108.5], [28.5], [10], datum="wgs84")
    >>> walk = walk_of(pings, [Site("a", Circle(108.5, 28.5, 100.0), "A")], Model())
    >>> ["off the map: 1" in each for each in arrows(frame, walk, walk.t, walk.t, UTC)]
    [True]
    """
    outer = np.flatnonzero(~frame.holds(x, y))
    if not len(outer):
        return
    dx, dy = x[outer] - frame.width / 2.0, y[outer] - frame.height / 2.0
    room = 14.0
    far = np.maximum(
        np.abs(dx) / (frame.width / 2.0 - room), np.abs(dy) / (frame.height / 2.0 - room)
    )
    edge = np.stack([frame.width / 2.0 + dx / far, frame.height / 2.0 + dy / far], axis=1)
    _, group = np.unique(edge // _BIN, axis=0, return_inverse=True)
    for each in range(group.max() + 1):
        rows = np.flatnonzero(group == each)
        farthest = rows[walk.distance_m[outer[rows]].argmax()]
        turn = math.degrees(math.atan2(dy[farthest], dx[farthest]))
        yield _arrow(walk, outer[rows], edge[farthest], turn, zone)


def _arrow(walk: Walk, rows: Rows, at: NDArray[np.float64], turn: float, zone: tzinfo) -> Markup:
    first, last = (
        f"{instant_of(float(walk.t[k])).astimezone(zone):%m-%d %H:%M}" for k in rows[[0, -1]]
    )
    away = distance(max(float(walk.distance_m[rows].max()), 0.0))
    return element(
        "path",
        title(
            f"图外 {len(rows)} 个定位点 pings off the map: {len(rows)}",
            f"最远 farthest {away}",
            first if first == last else f"{first} – {last}",
        ),
        class_="beyond",
        d="M12,0L-7,-8L-7,8Z",
        transform=f"translate({number(at[0])} {number(at[1])}) rotate({number(turn)})",
    )


def scale(frame: Frame) -> Markup:
    """Draw a bar of a round number of metres, at most a fifth of the width.

    Parameters
    ----------
    frame : Frame
        Of the map.

    Returns
    -------
    Markup

    Examples
    --------
    >>> from geofence.projection import Plane
    >>> frame = Frame(Plane(108.5, 28.5), -100.0, 50.0, 4.0, 800.0, 400.0)
    >>> scale(frame).endswith('>20 m</text></g>')
    True
    """
    aim = frame.width / frame.scale / 5.0
    power = 10.0 ** math.floor(math.log10(aim))
    metres = max(step * power for step in (1.0, 2.0, 5.0) if step * power <= aim)
    x, y, length = 20.0, frame.height - 18.0, metres * frame.scale
    text = f"{metres:g} m" if metres < 1000.0 else f"{metres / 1000.0:g} km"
    bar = element("path", d=f"M{number(x)},{number(y - 7)}v7h{number(length)}v-7")
    words = element("text", text, class_="label", x=x + length / 2.0, y=y - 10.0)
    plate = element("rect", class_="plate", x=x - 12.0, y=y - 38.0, width=length + 24.0, height=48)
    return element("g", plate, bar, words, class_="scale", data_metres=metres)


def north(frame: Frame) -> Markup:
    """Draw an arrow to the north, which is up.

    Parameters
    ----------
    frame : Frame
        Of the map.

    Returns
    -------
    Markup

    Examples
    --------
    >>> from geofence.projection import Plane
    >>> frame = Frame(Plane(108.5, 28.5), -100.0, 50.0, 4.0, 800.0, 400.0)
    >>> north(frame).startswith('<g class="north">')
    True
    """
    x = frame.width - 30.0
    arrow = element("path", d=f"M{number(x)},14l9,26l-9,-6l-9,6Z")
    words = element("text", "北 N", class_="label", x=x, y=62.0)
    plate = element("rect", class_="plate", x=x - 34.0, y=6, width=68, height=64)
    return element("g", plate, arrow, words, class_="north")
