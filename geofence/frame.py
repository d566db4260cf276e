"""What part of the ground a map shows: the fences and the walk near them, whatever strayed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geofence.drawing import Box, redrawn
from geofence.fences import Site
from geofence.projection import Plane
from geofence.walk import Walk

__all__ = ["Frame", "details", "frame_of"]

Column = NDArray[np.float64]

_WIDTH: Final = 800.0  # units of a drawing
_HEIGHTS: Final = 500.0, 760.0
_NEAR_M: Final = 400.0  # m from a site: fixes that belong to the picture
_FAR_M: Final = 5000.0  # m; the farthest that the picture reaches for somebody who never came
_VAGUE_M: Final = 200.0  # m; fixes of a worse accuracy do not widen the picture
_ROOM_M: Final = 120.0, 400.0  # m round a site, at least and at most
_LEAST_M: Final = 80.0  # m; no picture shows less
_SMALL: Final = 90.0  # units; a site drawn smaller is shown once more by itself


@dataclass(frozen=True, slots=True)
class Frame:
    """A window on a plane, and how large it is drawn.

    Parameters
    ----------
    plane : Plane
        Where metres are measured.
    west, north : float
        Metres in the plane: the upper left corner.
    scale : float
        Units of the drawing in a metre.
    width, height : float
        Units of the drawing.

    Examples
    --------
    >>> Frame(Plane(108.5, 28.5), -100.0, 50.0, 4.0, 800.0, 400.0).to_units(0.0, 0.0)
    (400.0, 200.0)
    """

    plane: Plane
    west: float
    north: float
    scale: float
    width: float
    height: float

    def to_units(self, x: Column | float, y: Column | float) -> tuple[Column, Column]:
        """Turn metres of the plane into units of the drawing, y downwards."""
        return (x - self.west) * self.scale, (self.north - y) * self.scale  # type: ignore[return-value]

    def places(self, lon: Column, lat: Column) -> tuple[Column, Column]:
        """Turn positions into units of the drawing."""
        x, y = self.plane.to_xy(lon, lat)
        return self.to_units(np.asarray(x), np.asarray(y))

    def shape(self, geometry: BaseGeometry, plane: Plane) -> BaseGeometry:
        """Turn a shape of some plane into units of the drawing, without what is too fine to see."""
        moved = redrawn(geometry, plane, self.plane)
        units = shapely.transform(moved, lambda xy: np.column_stack(self.to_units(*xy.T)))
        return shapely.simplify(units, 0.3)

    def holds(self, x: Column, y: Column) -> NDArray[np.bool_]:
        """Tell which places of the drawing it shows."""
        return (x >= 0.0) & (x <= self.width) & (y >= 0.0) & (y <= self.height)

    def in_sight(self, sites: Sequence[Site]) -> list[int]:
        """Return the indices of the sites of which some part may be seen."""
        east, south = self.west + self.width / self.scale, self.north - self.height / self.scale
        corners = (
            np.array([self.west, east, self.west, east]),
            np.array([south, south, self.north, self.north]),
        )
        lon, lat = self.plane.to_lonlat(*corners)
        return [k for k, site in enumerate(sites) if _meet(site.fence.bounds, lon, lat)]


def frame_of(walk: Walk, sites: Sequence[Site], only: int | None = None) -> Frame:
    """Choose what a map of a walk shows.

    The sites where the person was or was nearest to, and the fixes near them; single strays, bad
    accuracies and long ways from home do not count. What lies outside is for the border to tell.

    Parameters
    ----------
    walk : Walk
        May be empty.
    sites : sequence of Site
        At least one.
    only : int, optional
        Index of the one site that is to be seen, with the fixes that it explains best.

    Returns
    -------
    Frame

    Examples
    --------
    >>> from geofence.fences import Circle
    >>> from geofence.model import Model
    >>> from geofence.pings import Pings
    >>> from geofence.walk import walk_of
    >>> sites = [Site("a", Circle(108.5, 28.5, 100.0), "A")]
    >>> pings = Pings.of([1e9, 1e9 + 60], [108.5, 109.5], [28.5, 28.5], [10, 10], datum="wgs84")
    >>> frame = frame_of(walk_of(pings, sites, Model()), sites)
    >>> round(frame.width / frame.scale)
    261
    """
    shown = _visited(walk) if only is None else [only]
    plane = sites[shown[0]].fence.plane
    ground = _joined([_box(sites[k], plane) for k in shown])
    fixes = _fixes(walk, plane, ground, only)
    if fixes is None:
        return _framed(ground, plane)
    away = float(walk.distance_m.min()) + _size(ground)  # if nobody came, see how far it was
    room = max(200.0, 1.5 * _size(fixes), away if away > _NEAR_M + _size(ground) else 0.0)
    part = _within(ground, _grown(fixes, room))
    return _framed(_joined([part, fixes]), plane)


def details(walk: Walk, sites: Sequence[Site]) -> list[int]:
    """Return the sites that deserve a map of their own.

    Parameters
    ----------
    walk : Walk
        May be empty.
    sites : sequence of Site
        At least one.

    Returns
    -------
    list of int
        Indices, those with most fixes inside first, four at most; none if there is but one site
        or all are large enough on the map of the whole.

    Examples
    --------
    >>> from geofence.fences import Circle
    >>> from geofence.model import Model
    >>> from geofence.pings import Pings
    >>> from geofence.walk import walk_of
    >>> sites = [Site(str(lon), Circle(lon, 28.5, 50.0)) for lon in (108.5, 108.55)]
    >>> t = [1e9 + 300 * k for k in range(20)]
    >>> lon = [108.5] * 12 + [108.55] * 8
    >>> pings = Pings.of(t, lon, [28.5] * 20, [10] * 20, datum="wgs84")
    >>> details(walk_of(pings, sites, Model()), sites)
    [0, 1]
    """
    shown = _visited(walk)
    if len(shown) < 2:
        return []
    whole = frame_of(walk, sites)
    small = [k for k in shown if _size(_box(sites[k], whole.plane)) * whole.scale < _SMALL]
    inside = walk.site[walk.probability >= 0.5]
    return sorted(small, key=lambda k: (-int((inside == k).sum()), k))[:4]


def _visited(walk: Walk) -> list[int]:
    """Return the sites where the person was; else the nearest; else the first."""
    if len(walk) == 0:
        return [0]
    found = np.unique(walk.site[walk.probability >= 0.5])
    return found.tolist() or [int(walk.site[walk.distance_m.argmin()])]


def _fixes(walk: Walk, plane: Plane, ground: Box, only: int | None) -> Box | None:
    """Return the box of the fixes that matter, without the last hundredth on each side."""
    came = bool((walk.distance_m <= _NEAR_M).any())
    good = (walk.distance_m <= (_NEAR_M if came else _FAR_M)) & ~walk.ignored
    good &= ~(walk.accuracy_m > _VAGUE_M)
    if only is not None:
        good &= walk.site == only
    x, y = (np.asarray(each) for each in plane.to_xy(walk.lon[good], walk.lat[good]))
    if came:
        west, south, east, north = _grown(ground, float(np.clip(1.2 * _size(ground), *_ROOM_M)))
        near = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        x, y = x[near], y[near]
    if not len(x):
        return None
    (west, east), (south, north) = np.quantile(x, [0.01, 0.99]), np.quantile(y, [0.01, 0.99])
    return float(west), float(south), float(east), float(north)


def _framed(box: Box, plane: Plane) -> Frame:
    west, south, east, north = _grown(box, 12.0 + 0.06 * _size(box))
    wide, high = max(east - west, _LEAST_M), max(north - south, _LEAST_M)
    height = float(np.clip(_WIDTH * high / wide, *_HEIGHTS))
    scale = min(_WIDTH / wide, height / high)
    middle = (west + east) / 2.0, (south + north) / 2.0
    corner = middle[0] - _WIDTH / scale / 2.0, middle[1] + height / scale / 2.0
    return Frame(plane, *corner, scale, _WIDTH, round(height, 1))


def _box(site: Site, plane: Plane) -> Box:
    west, south, east, north = redrawn(site.fence.geometry, site.fence.plane, plane).bounds
    return west, south, east, north


def _joined(boxes: Sequence[Box]) -> Box:
    sides = np.array(boxes)
    west, south = sides[:, :2].min(axis=0).tolist()
    east, north = sides[:, 2:].max(axis=0).tolist()
    return west, south, east, north


def _within(box: Box, limit: Box) -> Box:
    """Cut a box down to a limit; one that lies outside becomes a side of it."""
    west, east = np.clip([box[0], box[2]], limit[0], limit[2]).tolist()
    south, north = np.clip([box[1], box[3]], limit[1], limit[3]).tolist()
    return west, south, east, north


def _grown(box: Box, margin: float) -> Box:
    return box[0] - margin, box[1] - margin, box[2] + margin, box[3] + margin


def _size(box: Box) -> float:
    return max(box[2] - box[0], box[3] - box[1])


def _meet(box: Box, lon: Column, lat: Column) -> bool:
    west, south, east, north = box
    lons = lon + 360.0 * np.round(((west + east) / 2.0 - lon) / 360.0)  # as the box counts them
    return bool(
        west <= np.max(lons) and np.min(lons) <= east and south <= lat.max() and lat.min() <= north
    )
