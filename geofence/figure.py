"""The map of a walk as an SVG fragment: fences, path and pings, drawn from our own plane."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geofence.fences import Site
from geofence.frame import Frame, frame_of
from geofence.labels import ends, names, reserved
from geofence.marks import LEVELS, arrows, dot, level, north, scale
from geofence.markup import Markup, element, number, title
from geofence.walk import SILENCE_S, Walk

__all__ = ["Drawing", "walk_map"]

Column = NDArray[np.float64]
Rows = NDArray[np.intp]

_DOTS: Final = 480  # pings drawn at most
_CIRCLES: Final = 120  # accuracy circles drawn at most
_WIDEST: Final = 0.3  # share of the width that an accuracy circle may take
_CORNERS: Final = 1200  # of the path
_DENSE: Final = 600  # corners above which it is drawn faintly
_SITES: Final = 200  # drawn at most


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing, and how much of what there is it shows.

    Parameters
    ----------
    svg : Markup
        One svg element.
    shown, total : int
        Pings that have a mark of their own, and pings there are.
    beyond : int
        Pings outside the picture, told by arrows at its border.

    Examples
    --------
    >>> Drawing(Markup("<svg></svg>"), 0, 0, 0).shown
    0
    """

    svg: Markup
    shown: int
    total: int
    beyond: int


def walk_map(walk: Walk, sites: Sequence[Site], zone: tzinfo, only: int | None = None) -> Drawing:
    """Draw a walk and the fences it meets.

    Parameters
    ----------
    walk : Walk
        May be empty.
    sites : sequence of Site
        At least one.
    zone : tzinfo
        Of the times in the titles.
    only : int, optional
        Index of the one site that is to be seen; else all where the person was.

    Returns
    -------
    Drawing
        Its parts bear stable classes: fence, doubt, path, leap, ping (p0 to p3, stray), beyond,
        mark, label, scale, north; `DRAWING_CSS` of `stylesheet` gives them their looks.

    Examples
    --------
    >>> from datetime import UTC
    >>> from geofence.fences import Circle
    >>> from geofence.model import Model
    >>> from geofence.pings import Pings
    >>> from geofence.walk import walk_of
    >>> sites = [Site("a", Circle(108.5, 28.5, 100.0), "A")]
    >>> pings = Pings.of([1e9, 1e9 + 60], [108.5, 109.5], [28.5, 28.5], [10, 10], datum="wgs84")
    >>> drawing = walk_map(walk_of(pings, sites, Model()), sites, UTC)
    >>> drawing.shown, drawing.total, drawing.beyond
    (1, 2, 1)
    """
    frame = frame_of(walk, sites, only)
    x, y = frame.places(walk.lon, walk.lat)
    inner = np.flatnonzero(frame.holds(x, y))
    shapes, taken = _shapes(frame, sites), reserved(frame)
    dots = _thinned(inner, x, y, walk, _DOTS)
    parts = [
        element("rect", class_="paper", width=frame.width, height=frame.height),
        *(_fence(name, shape) for name, shape in shapes),
        *_doubts(frame, walk, dots, x, y),
        *_paths(frame, walk, x, y),
        *(dot(walk, int(k), x, y, zone) for k in dots),
        *arrows(frame, walk, x, y, zone),
        *(ends(frame, walk, x, y, zone, taken) if only is None else ()),
        *names(frame, shapes, taken),
        scale(frame),
        north(frame),
    ]
    svg = element(
        "svg",
        *parts,
        class_="walk-map",
        viewBox=f"0 0 {number(frame.width)} {number(frame.height)}",
        role="img",
        aria_label="围栏与定位点的示意图 Map of the fence and the pings",
    )
    return Drawing(svg, len(dots), len(walk), len(walk) - len(inner))


def _thinned(rows: Rows, x: Column, y: Column, walk: Walk, most: int) -> Rows:
    """Keep one ping of those that would lie on one another, and first and last of all."""
    if len(rows) <= most:
        return rows
    kept, cell = rows, 4.0
    colour = np.searchsorted(LEVELS, walk.probability[rows], side="right")
    colour = np.where(walk.ignored[rows], -1, colour)
    while len(kept) > most - 2:
        cell *= 1.3
        keys = np.stack([x[rows] // cell, y[rows] // cell, colour], axis=1)
        kept = rows[np.unique(keys, axis=0, return_index=True)[1]]
    return np.unique(np.concatenate([kept, rows[[0, -1]]]))


def _shapes(frame: Frame, sites: Sequence[Site]) -> list[tuple[str, BaseGeometry]]:
    """Return the sites in sight: what people call them, and their shapes in the drawing."""
    seen = [sites[k] for k in frame.in_sight(sites)[:_SITES]]
    return [
        (site.name or site.site_id, frame.shape(site.fence.geometry, site.fence.plane))
        for site in seen
    ]


def _fence(name: str, shape: BaseGeometry) -> Markup:
    return element("path", title(name), class_="fence", fill_rule="evenodd", d=_outline(shape))


def _outline(shape: BaseGeometry) -> str:
    rings = [
        ring
        for part in shapely.get_parts(shape)
        for ring in (part.exterior, *part.interiors)
        if not ring.is_empty
    ]
    return " ".join(f"M{_points(shapely.get_coordinates(ring)[:-1])}Z" for ring in rings)


def _points(places: NDArray[np.float64]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in places.tolist())


def _doubts(frame: Frame, walk: Walk, dots: Rows, x: Column, y: Column) -> Iterator[Markup]:
    """Yield accuracy circles; those that would cover the picture say nothing and are left out."""
    radius = walk.accuracy_m * frame.scale
    fit = dots[(radius[dots] <= _WIDEST * frame.width) & (radius[dots] > 3.0)]
    for k in _thinned(fit, x, y, walk, _CIRCLES):
        yield element(
            "circle",
            class_=f"doubt {level(walk.probability[k])}",
            cx=x[k],
            cy=y[k],
            r=radius[k],
        )


def _paths(frame: Frame, walk: Walk, x: Column, y: Column) -> Iterator[Markup]:
    """Yield the way from ping to ping, strays left out, and the leaps over long silences."""
    rows = np.flatnonzero(~walk.ignored)
    places = np.stack([x[rows], y[rows]], axis=1)
    silent = np.flatnonzero(np.diff(walk.t[rows]) > SILENCE_S)
    step = max(1, math.ceil(len(rows) / _CORNERS))
    pieces = [np.concatenate([piece[::step], piece[-1:]]) for piece in np.split(places, silent + 1)]
    name = "path dense" if len(rows) > _DENSE else "path"
    yield from _line(frame, [piece for piece in pieces if len(piece) > 1], name)
    yield from _line(frame, [places[k : k + 2] for k in silent], "leap")


def _line(frame: Frame, pieces: Sequence[NDArray[np.float64]], name: str) -> Iterator[Markup]:
    lines = shapely.MultiLineString([shapely.LineString(piece) for piece in pieces])
    cut = shapely.clip_by_rect(lines, -9.0, -9.0, frame.width + 9.0, frame.height + 9.0)
    parts = shapely.get_parts(shapely.simplify(cut, 0.4))
    d = " ".join(f"M{_points(shapely.get_coordinates(part))}" for part in parts)
    if d:
        yield element("path", class_=name, d=d)
