"""The kinds of fence, each known by its signed distance alone; and the site that has one."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geofence.contract import Fence, settled
from geofence.coordinates import Column, Degrees, check_coordinates, is_scalar, like
from geofence.drawing import Box, check_near, drawn, grown_box, redrawn, widened
from geofence.errors import FenceError
from geofence.outline import Outline, Position
from geofence.projection import Plane, plane_near
from geofence.relief import Reliefs

__all__ = ["AnyOf", "Circle", "Corridor", "Fence", "Polygon", "Site", "direction_deg"]

Ring = tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Circle(Fence):
    """All places within a radius.

    Parameters
    ----------
    lon, lat : float
        Centre, WGS-84 degrees.
    radius_m : float
        Metres, positive.

    Examples
    --------
    >>> round(Circle(108.5, 28.5, 100.0).signed_distance_m(108.51, 28.5), 1)
    879.0
    """

    lon: float
    lat: float
    radius_m: float
    plane: Plane = field(init=False, repr=False, compare=False)
    centre_xy: tuple[float, float] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check_coordinates(self.lon, self.lat)
        _positive("radius_m", self.radius_m)
        plane = plane_near(self.lon, self.lat)
        object.__setattr__(self, "plane", plane)
        object.__setattr__(self, "centre_xy", plane.to_xy(self.lon, self.lat))

    def signed_distance_xy_m(self, x: Degrees, y: Degrees) -> Degrees:
        """Measure the distance from the centre, less the radius."""
        east, north = x - self.centre_xy[0], y - self.centre_xy[1]
        square = east * east + north * north
        if isinstance(square, float):
            return settled(math.sqrt(square) - self.radius_m)
        return settled(np.sqrt(square) - self.radius_m)

    @property
    def geometry(self) -> BaseGeometry:
        """A polygon of 256 corners on the circle."""
        return shapely.Point(self.centre_xy).buffer(self.radius_m, quad_segs=64)

    @property
    def area_m2(self) -> float:
        """π r²."""
        return float(np.pi * self.radius_m**2)

    @property
    def bounds(self) -> Box:
        """The box round the circle."""
        return grown_box((self.lon, self.lat, self.lon, self.lat), self.radius_m)


@dataclass(frozen=True, slots=True)
class Polygon(Fence):
    """One or more rings with their holes; edges are straight in longitude and latitude.

    Parameters
    ----------
    parts : tuple of polygons
        Each a tuple of closed rings, the shell first; each ring a tuple of (lon, lat). That the
        rings neither cross nor overlap is checked in `geojson`, where outlines come in.

    Examples
    --------
    >>> square = ((108.5, 28.5), (108.51, 28.5), (108.51, 28.51), (108.5, 28.51), (108.5, 28.5))
    >>> Polygon(((square,),)).contains(108.505, 28.5)
    True
    """

    parts: tuple[tuple[Ring, ...], ...]
    plane: Plane = field(init=False, repr=False, compare=False)
    bounds: Box = field(init=False, repr=False, compare=False)
    geometry: BaseGeometry = field(init=False, repr=False, compare=False)
    outline: Outline = field(init=False, repr=False, compare=False)
    _reliefs: Reliefs = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        rings = [ring for part in self.parts for ring in part]
        on_map = shapely.MultiPolygon([(part[0], part[1:]) for part in self.parts])
        bounds = on_map.bounds
        plane = plane_near((bounds[0] + bounds[2]) / 2.0, (bounds[1] + bounds[3]) / 2.0)
        object.__setattr__(self, "plane", plane)
        object.__setattr__(self, "bounds", bounds)
        area = drawn(on_map, plane)
        object.__setattr__(self, "geometry", area)
        object.__setattr__(self, "outline", Outline.of(rings, plane))
        object.__setattr__(self, "_reliefs", Reliefs(area, 0.0))

    def signed_distance_xy_m(self, x: Degrees, y: Degrees) -> Degrees:
        """Measure the distance from the nearest edge, with the sign of the even-odd rule."""
        return settled(self.outline.signed_distance_m(x, y))

    def approximate_signed_distance_xy_m(self, x: Column, y: Column, within_m: float) -> Column:
        """Measure at few edges, interpolate at many."""
        return self._reliefs.at(x, y, within_m)


@dataclass(frozen=True, slots=True)
class Corridor(Fence):
    """All places within a half width of a line.

    Parameters
    ----------
    line : tuple of (lon, lat)
        Two positions or more, WGS-84 degrees.
    half_width_m : float
        Metres, positive.

    Notes
    -----
    Inside, the signed distance is the distance from the line less the half width: exact but at
    bends and crossings, where the true depth may be greater.

    Examples
    --------
    >>> river = Corridor(((108.5, 28.5), (108.51, 28.5)), 40.0)
    >>> round(river.signed_distance_m(108.505, 28.5), 6)
    -40.0
    """

    line: Ring
    half_width_m: float
    plane: Plane = field(init=False, repr=False, compare=False)
    bounds: Box = field(init=False, repr=False, compare=False)
    geometry: BaseGeometry = field(init=False, repr=False, compare=False)
    outline: Outline = field(init=False, repr=False, compare=False)
    _reliefs: Reliefs = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        _positive("half_width_m", self.half_width_m)
        line = shapely.LineString(self.line)
        west, south, east, north = line.bounds
        plane = plane_near((west + east) / 2.0, (south + north) / 2.0)
        middle = drawn(line, plane)
        area = widened(middle, self.half_width_m)
        object.__setattr__(self, "plane", plane)
        object.__setattr__(self, "bounds", grown_box(line.bounds, self.half_width_m))
        object.__setattr__(self, "geometry", area)
        object.__setattr__(self, "outline", Outline.of([self.line], plane))
        object.__setattr__(self, "_reliefs", Reliefs(middle, self.half_width_m))

    def signed_distance_xy_m(self, x: Degrees, y: Degrees) -> Degrees:
        """Measure the distance from the line, less the half width."""
        return settled(self.outline.distance_m(x, y) - self.half_width_m)

    def approximate_signed_distance_xy_m(self, x: Column, y: Column, within_m: float) -> Column:
        """Measure at few edges, interpolate at many."""
        return self._reliefs.at(x, y, within_m)


@dataclass(frozen=True, slots=True)
class AnyOf(Fence):
    """Several fences as one: inside is inside any of them.

    Parameters
    ----------
    fences : tuple of Fence
        At least one; they may overlap. The planes that they are drawn in are at most 500 km apart:
        beyond that no plane shows them as they are.

    Notes
    -----
    The signed distance is the least of theirs: exact outside; inside it is the depth in the
    deepest member, which is less than the depth in the union where members overlap.

    Examples
    --------
    >>> both = AnyOf((Circle(108.5, 28.5, 100.0), Circle(108.51, 28.5, 100.0)))
    >>> both.contains(108.51, 28.5)
    True
    """

    fences: tuple[Fence, ...]
    plane: Plane = field(init=False, repr=False, compare=False)
    bounds: Box = field(init=False, repr=False, compare=False)
    geometry: BaseGeometry = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.fences:
            raise FenceError("there is no fence in the list", "列表中没有围栏")
        plane = self.fences[0].plane
        check_near(plane, [fence.plane for fence in self.fences])
        boxes = np.array([fence.bounds for fence in self.fences])
        bounds = (*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())
        moved = [redrawn(fence.geometry, fence.plane, plane) for fence in self.fences]
        object.__setattr__(self, "plane", plane)
        object.__setattr__(self, "bounds", bounds)
        object.__setattr__(self, "geometry", shapely.union_all(moved))

    def signed_distance_xy_m(self, x: Degrees, y: Degrees) -> Degrees:
        """Take the least signed distance of all members, each in its own plane."""
        if all(fence.plane == self.plane for fence in self.fences):
            return _least([fence.signed_distance_xy_m(x, y) for fence in self.fences])
        return self.signed_distance_m(*self.plane.to_lonlat(x, y))

    def approximate_signed_distance_xy_m(self, x: Column, y: Column, within_m: float) -> Column:
        """Take the least of all members."""
        if any(fence.plane != self.plane for fence in self.fences):
            return self.signed_distance_xy_m(x, y)
        return _least([f.approximate_signed_distance_xy_m(x, y, within_m) for f in self.fences])

    def signed_distance_m(self, lon: Degrees, lat: Degrees) -> Degrees:
        """Take the least signed distance of all members, each in its own plane."""
        planes = dict.fromkeys(fence.plane for fence in self.fences)
        drawn_in = {plane: plane.to_xy(lon, lat) for plane in planes}
        return _least([f.signed_distance_xy_m(*drawn_in[f.plane]) for f in self.fences])


@dataclass(frozen=True, slots=True)
class Site:
    """A place of service: a fence with a name.

    Parameters
    ----------
    site_id : str
        Unique among the sites of an activity.
    fence : Fence
        Where it is.
    name : str
        For people; may be empty.

    Examples
    --------
    >>> Site("gate", Circle(108.5, 28.5, 100.0)).name
    ''
    """

    site_id: str
    fence: Fence
    name: str = ""


def direction_deg(fence: Fence, lon: float, lat: float) -> float:
    """Tell in which direction the nearest point of a fence lies.

    Parameters
    ----------
    fence : Fence
        Any fence: the signed distance alone is used.
    lon, lat : float
        From where, WGS-84 degrees.

    Returns
    -------
    float
        Degrees clockwise from north, in [0, 360). Inside, the direction deeper into the fence;
        0 where no direction leads nearer.

    Notes
    -----
    Against the gradient of the signed distance, by central differences over 2 m.

    Examples
    --------
    >>> round(direction_deg(Circle(108.5, 28.5, 100.0), 108.6, 28.5))
    270
    """
    here = Plane(lon, lat)
    lons, lats = here.to_lonlat(np.array([1.0, -1.0, 0.0, 0.0]), np.array([0.0, 0.0, 1.0, -1.0]))
    east, west, north, south = fence.signed_distance_m(lons, lats)
    return float(np.degrees(np.arctan2(west - east, south - north)) % 360.0)


def _least(every: Sequence[Degrees]) -> Degrees:
    if is_scalar(every[0]):
        return min(every)  # all of them are NaN, or none
    return like(every[0], np.minimum.reduce(every))


def _positive(name: str, value: float) -> None:
    if not (np.isfinite(value) and value > 0.0):
        raise FenceError(
            f"{name} {value} is not a positive number of metres", f"{name} {value} 不是正的米数"
        )
