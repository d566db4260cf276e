"""A flat metric plane round a place, distances on the ellipsoid, and points of the compass."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from geofence.coordinates import Column, Degrees, check_coordinates, is_scalar, like
from geofence.series import REACH_DEG, REACH_M, Series, fitted

if TYPE_CHECKING:
    from pyproj import Geod

__all__ = ["Plane", "compass_point", "distance_m", "plane_near"]

_HIGHEST_TO_PLANE: Final = 80.0
_HIGHEST_TO_MAP: Final = 70.0
_NOWHERE: Final = Series(-1.0, -1.0, ((0.0,),), ((0.0,),))
_FEW: Final = 32  # points that a loop projects sooner than numpy
_CELL_DEG: Final = 0.25  # of a plane that neighbouring fences share
_POINTS: Final = (
    ("北", "north"),
    ("东北", "north-east"),
    ("东", "east"),
    ("东南", "south-east"),
    ("南", "south"),
    ("西南", "south-west"),
    ("西", "west"),
    ("西北", "north-west"),
)


@dataclass(frozen=True, slots=True)
class Plane:
    """The azimuthal equidistant plane of a place: x to the east, y to the north, in metres.

    Distances and directions from the centre are exact; lengths elsewhere are too long by at most
    d²/6R², 2.6 mm in a kilometre at 25 km. A plane is a value without state: threads may share it.

    Parameters
    ----------
    lon, lat : float
        The centre, WGS-84 degrees.

    Notes
    -----
    x = s sin α, y = s cos α, where s and α solve the inverse geodesic problem (C. F. F. Karney,
    Algorithms for geodesics, 2013), as pyproj does to a few nanometres. Within 60 km of the centre
    a power series fitted to its answers takes its place: it is below 1e-5 m off up to 60° of
    latitude, below 1e-4 m up to 80°, and beyond that it is not used.

    Examples
    --------
    >>> x, y = Plane(108.5, 28.5).to_xy(108.51, 28.5)
    >>> round(x, 3), round(y, 3)
    (979.041, 0.041)
    """

    lon: float
    lat: float

    def __post_init__(self) -> None:
        check_coordinates(self.lon, self.lat)

    def to_xy(self, lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
        """Project positions onto the plane.

        Parameters
        ----------
        lon, lat : float or array of any shape
            WGS-84 degrees.

        Returns
        -------
        tuple of float or array
            x and y in metres.

        Examples
        --------
        >>> Plane(108.5, 28.5).to_xy(108.5, 28.5)
        (0.0, 0.0)
        """
        found: tuple[Any, Any] = (
            self._xy_of_point(float(lon), float(lat))
            if is_scalar(lon)
            else _each(self._xy_of_column, lon, lat)
        )
        return found

    def _xy_of_point(self, lon: float, lat: float) -> tuple[float, float]:
        north, east = lat - self.lat, lon - self.lon
        if 180.0 < abs(east) < math.inf:
            east -= 360.0 * round(east / 360.0)
        series = _to_plane(self.lat)
        if abs(north) <= series.u_reach and abs(east) <= series.v_reach:
            return series.at(north, east)
        x, y = _solved_xy(self.lat, np.array([north]), np.array([east]))
        return float(x[0]), float(y[0])

    def _xy_of_column(self, lon: Column, lat: Column) -> tuple[Column, Column]:
        if len(lon) <= _FEW:
            pairs = zip(lon.tolist(), lat.tolist(), strict=True)
            few = np.array([self._xy_of_point(*at) for at in pairs]).reshape(-1, 2)
            return few[:, 0].copy(), few[:, 1].copy()
        north, east = lat - self.lat, lon - self.lon
        east -= 360.0 * np.rint(east / 360.0)
        return _within(_to_plane(self.lat), north, east, self.lat, _solved_xy)

    def to_lonlat(self, x: Degrees, y: Degrees) -> tuple[Degrees, Degrees]:
        """Undo `to_xy`.

        Parameters
        ----------
        x, y : float or array of any shape
            Metres.

        Returns
        -------
        tuple of float or array
            Longitude and latitude, WGS-84 degrees.

        Examples
        --------
        >>> lon, lat = Plane(108.5, 28.5).to_lonlat(0.0, 1000.0)
        >>> round(lon, 7), round(lat, 7)
        (108.5, 28.509023)
        """
        if not is_scalar(x):
            return _each(self._lonlat_of_column, x, y)
        lon, lat = self._lonlat_of_column(np.array([float(x)]), np.array([float(y)]))
        return like(x, lon[0]), like(x, lat[0])

    def _lonlat_of_column(self, x: Column, y: Column) -> tuple[Column, Column]:
        east, north = _within(_to_map(self.lat), y, x, self.lat, _solved_lonlat)
        lon = self.lon + east
        return lon - 360.0 * np.rint(lon / 360.0), self.lat + north


def plane_near(lon: float, lat: float) -> Plane:
    """Return the plane that all fences of a neighbourhood share.

    Its centre is the nearest multiple of a quarter of a degree. So fences of one neighbourhood
    are compared in one and the same metric: what contains another is nearer, to the last digit.

    Parameters
    ----------
    lon, lat : float
        WGS-84 degrees.

    Returns
    -------
    Plane

    Examples
    --------
    >>> plane_near(108.495, 28.564)
    Plane(lon=108.5, lat=28.5)
    """
    # floats: those of numpy are slow to round
    steps = round(float(lon) / _CELL_DEG), round(float(lat) / _CELL_DEG)
    cell = steps[0] * _CELL_DEG
    # a fence across 180° is written on beyond it, and its middle may lie there
    return _shared_plane(cell - 360.0 * round(cell / 360.0), steps[1] * _CELL_DEG)


@lru_cache(maxsize=4096)
def _shared_plane(lon: float, lat: float) -> Plane:
    """Return one and the same object, so that to know it again is quick."""
    return Plane(lon, lat)


def distance_m(
    lon1: Degrees, lat1: Degrees, lon2: Degrees | float, lat2: Degrees | float
) -> Degrees:
    """Measure the geodesic between two positions.

    Parameters
    ----------
    lon1, lat1 : float or array of shape (n,)
        From where, WGS-84 degrees.
    lon2, lat2 : float or array of shape (n,)
        To where; one place serves for many.

    Returns
    -------
    float or array
        Metres on the WGS-84 ellipsoid.

    Examples
    --------
    >>> round(distance_m(108.5, 28.5, 108.5, 28.51), 2)
    1108.28
    """
    ends: Any = (lon1, lat1, lon2, lat2)
    if any(np.ndim(end) for end in ends):
        ends = [np.array(end, float) for end in np.broadcast_arrays(*ends)]
    return like(lon1, _earth().inv(*ends)[2])


def compass_point(bearing_deg: float) -> tuple[str, str]:
    """Name the nearest of the eight points of the compass.

    Parameters
    ----------
    bearing_deg : float
        Degrees clockwise from north.

    Returns
    -------
    tuple of str
        The Chinese and the English name.

    Examples
    --------
    >>> compass_point(50.0)
    ('东北', 'north-east')
    """
    return _POINTS[round(bearing_deg / 45.0) % 8]


@cache
def _earth() -> "Geod":
    """Make the one geodesic solver of all threads: it holds constants alone.

    A pyproj Transformer holds a PROJ context that threads must not share, and is no faster.
    """
    from pyproj import Geod  # noqa: PLC0415 - a third of the time to import this package

    return Geod(ellps="WGS84")


def _each(
    project: Callable[[Column, Column], tuple[Column, Column]], one: Any, other: Any
) -> tuple[Any, Any]:
    """Project arrays of any shape."""
    first, second = np.asarray(one, float), np.asarray(other, float)
    found = project(first.ravel(), second.ravel())
    return found[0].reshape(first.shape), found[1].reshape(first.shape)


def _within(
    series: Series, u: Column, v: Column, lat: float, solve: Callable[..., tuple[Column, Column]]
) -> tuple[Column, Column]:
    """Take the series where it holds and the solver elsewhere."""
    near = (np.abs(u) <= series.u_reach) & (np.abs(v) <= series.v_reach)
    if near.all():
        return series.at_each(u, v)
    far = ~near  # NaN is far
    odd, even = series.at_each(np.where(near, u, 0.0), np.where(near, v, 0.0))
    odd[far], even[far] = solve(lat, u[far], v[far])
    return odd, even


def _solved_xy(lat: float, north: Column, east: Column) -> tuple[Column, Column]:
    start = np.zeros(len(east)), np.full(len(east), lat)
    azimuth, _, s = _earth().inv(*start, east, lat + north)
    alpha = np.radians(azimuth)
    return s * np.sin(alpha) + 0.0, s * np.cos(alpha) + 0.0  # no -0.0


def _solved_lonlat(lat: float, y: Column, x: Column) -> tuple[Column, Column]:
    start = np.zeros(len(x)), np.full(len(x), lat)
    lon, end, _ = _earth().fwd(*start, np.degrees(np.arctan2(x, y)), np.hypot(x, y))
    return np.asarray(lon), np.asarray(end) - lat


# A plane on one parallel is like any other: the series know its latitude alone.
@lru_cache(maxsize=1024)
def _to_plane(lat: float) -> Series:
    """Fit `to_xy`: 1e-6 m off at most up to 60° of latitude, 1e-4 m at 80°; beyond, solve."""
    if abs(lat) > _HIGHEST_TO_PLANE:
        return _NOWHERE
    sides = REACH_DEG / math.cos(math.radians(lat))
    return fitted(partial(_solved_xy, lat), REACH_DEG, sides, 5)


@lru_cache(maxsize=1024)
def _to_map(lat: float) -> Series:
    """Fit `to_lonlat`: 1e-6 m off at most up to 70° of latitude; beyond, solve."""
    if abs(lat) > _HIGHEST_TO_MAP:
        return _NOWHERE
    return fitted(partial(_solved_lonlat, lat), REACH_M, REACH_M, 7)
