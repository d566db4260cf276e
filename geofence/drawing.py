"""From longitude and latitude to shapes in a plane, and the boxes round them."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geofence.coordinates import Column
from geofence.errors import FenceTooLargeError
from geofence.projection import Plane, distance_m

__all__ = ["Box", "check_near", "drawn", "grown_box", "redrawn", "widened"]

Box = tuple[float, float, float, float]

_PIECE_DEG: Final = 0.005  # some 500 m: pieces of an edge that is bowed in the plane
_STRETCH: Final = 8  # edges of a line that are widened at once
_POLAR_DEG: Final = 89.9
MAX_APART_M: Final = 500_000.0  # of members of one fence; those from outside have 50 km in all
_DEGREE_M: Final = 110_500.0  # less than any degree of latitude: boxes are never too small


def grown_box(box: Sequence[float], margin_m: float) -> Box:
    """Return a box at least so much larger on each side.

    Parameters
    ----------
    box : sequence of float
        West, south, east, north in degrees.
    margin_m : float
        Metres.

    Returns
    -------
    tuple of float

    Examples
    --------
    >>> [round(side, 3) for side in grown_box((108.5, 0.0, 108.5, 0.0), 1105.0)]
    [108.49, -0.01, 108.51, 0.01]
    """
    west, south, east, north = box
    up = margin_m / _DEGREE_M
    highest = max(abs(south - up), abs(north + up))
    # round a pole, all longitudes are near
    sides = up / math.cos(math.radians(highest)) if highest < _POLAR_DEG else 180.0
    return west - sides, south - up, east + sides, north + up


def check_near(plane: Plane, others: Sequence[Plane]) -> None:
    """Refuse fences that no plane shows together as they are.

    Parameters
    ----------
    plane : Plane
        In which they are to be drawn.
    others : sequence of Plane
        In which each was drawn.

    Raises
    ------
    FenceTooLargeError

    Examples
    --------
    >>> check_near(Plane(108.5, 28.5), [Plane(109.0, 28.5)])
    """
    away = max(distance_m(plane.lon, plane.lat, each.lon, each.lat) for each in others)
    if away > MAX_APART_M:
        raise FenceTooLargeError(
            f"the fences are {away / 1000:.0f} km apart; at most 500 km are allowed: divide them",
            f"各围栏相距 {away / 1000:.0f} 公里，最多 500 公里：请分成几个地点",
        )


def drawn(on_map: BaseGeometry, plane: Plane) -> BaseGeometry:
    """Draw a shape in a plane; long edges are cut, as they are bowed there.

    Parameters
    ----------
    on_map : shapely geometry
        In WGS-84 degrees.
    plane : Plane
        Where to draw.

    Returns
    -------
    shapely geometry
        In metres.

    Examples
    --------
    >>> drawn(shapely.Point(108.5, 28.5), Plane(108.5, 28.5)).wkt
    'POINT (0 0)'
    """

    def to_plane(lonlat: Column) -> Column:
        return np.column_stack(plane.to_xy(*lonlat.T.copy()))

    return shapely.transform(shapely.segmentize(on_map, _PIECE_DEG), to_plane)


def widened(line: BaseGeometry, half_width_m: float) -> BaseGeometry:
    """Draw all places within a half width of a line.

    A line that doubles back is widened stretch by stretch and joined: widened as a whole, 2,000
    corners within one half width take GEOS a minute and gigabytes.

    Parameters
    ----------
    line : shapely geometry
        One line in a plane.
    half_width_m : float
        Metres.

    Returns
    -------
    shapely geometry

    Examples
    --------
    >>> round(widened(shapely.LineString([(0, 0), (100, 0)]), 10.0).area)
    2314
    """
    corners = shapely.get_coordinates(line)
    starts = range(0, len(corners) - 1, _STRETCH)
    stretches = [shapely.LineString(corners[k : k + _STRETCH + 1]) for k in starts]
    return shapely.union_all(shapely.buffer(stretches, half_width_m, quad_segs=32))


def redrawn(shape: BaseGeometry, source: Plane, target: Plane) -> BaseGeometry:
    """Draw in one plane what was drawn in another.

    Parameters
    ----------
    shape : shapely geometry
        In metres of `source`.
    source, target : Plane
        From where, to where.

    Returns
    -------
    shapely geometry

    Examples
    --------
    >>> moved = redrawn(shapely.Point(0.0, 0.0), Plane(108.5, 28.5), Plane(108.5, 28.4))
    >>> round(moved.y)
    11083
    """
    if source == target:
        return shape

    def to_target(xy: Column) -> Column:
        return np.column_stack(target.to_xy(*source.to_lonlat(*xy.T.copy())))

    return shapely.transform(shape, to_target)
