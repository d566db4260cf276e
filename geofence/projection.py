"""A flat metric plane round a place, distances on the ellipsoid, and points of the compass."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from pyproj import Geod

from geofence.coordinates import Column, Degrees, check_coordinates, is_scalar, like

__all__ = ["Plane", "compass_point", "distance_m", "plane_near"]

# One geodesic solver for all threads: it holds constants alone. A pyproj Transformer holds a PROJ
# context that threads must not share, and is no faster (0.9 µs a point, both).
_EARTH: Final = Geod(ellps="WGS84")
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
    Algorithms for geodesics, 2013), as pyproj does to a few nanometres.

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
        lon, lat : float or array of shape (n,)
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
        azimuth, _, s = _EARTH.inv(*_centre(self, lon), lon, lat)
        alpha = np.radians(azimuth)
        return like(lon, s * np.sin(alpha) + 0.0), like(lon, s * np.cos(alpha) + 0.0)  # no -0.0

    def to_lonlat(self, x: Degrees, y: Degrees) -> tuple[Degrees, Degrees]:
        """Undo `to_xy`.

        Parameters
        ----------
        x, y : float or array of shape (n,)
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
        azimuth, s = np.degrees(np.arctan2(x, y)), np.hypot(x, y)
        lon, lat, _ = _EARTH.fwd(*_centre(self, x), like(x, azimuth), like(x, s))
        return lon, lat


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
    cell = round(lon / _CELL_DEG) * _CELL_DEG
    # a fence across 180° is written on beyond it, and its middle may lie there
    return Plane(cell - 360.0 * round(cell / 360.0), round(lat / _CELL_DEG) * _CELL_DEG)


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
    return like(lon1, _EARTH.inv(*ends)[2])


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


def _centre(plane: Plane, model: Column | float) -> tuple[Any, Any]:
    if is_scalar(model):
        return plane.lon, plane.lat
    return np.full(np.shape(model), plane.lon), np.full(np.shape(model), plane.lat)
