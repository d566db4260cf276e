"""What every fence is: a signed distance, and what follows from it."""

from abc import ABC, abstractmethod
from typing import Final

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geofence.coordinates import Column, Degrees
from geofence.drawing import Box
from geofence.projection import Plane

__all__ = ["EDGE_M", "Fence", "settled"]

EDGE_M: Final = 1e-5  # nearer than this is on the edge: rounding of degrees stays well below


class Fence(ABC):
    """An area on the ground; its whole contract is the signed distance in its plane.

    Examples
    --------
    >>> from geofence.fences import Circle
    >>> Circle(108.5, 28.5, 100.0).contains(108.5, 28.5)
    True
    """

    __slots__ = ()

    @property
    @abstractmethod
    def plane(self) -> Plane:
        """The plane in which the fence measures, shared with its neighbourhood."""

    @property
    @abstractmethod
    def geometry(self) -> BaseGeometry:
        """The area drawn in the plane, in metres; round outlines as polygons of many corners."""

    @property
    @abstractmethod
    def bounds(self) -> Box:
        """West, south, east, north in degrees; east is above 180 if the fence lies across it."""

    @abstractmethod
    def signed_distance_xy_m(self, x: Degrees, y: Degrees) -> Degrees:
        """Measure how far points of the plane lie outside the fence.

        Who measures many points round one position projects it once and adds metres.

        Parameters
        ----------
        x, y : float or array of any shape
            Metres in `plane`.

        Returns
        -------
        float or array
            Metres: negative inside, 0 on the edge, positive outside; NaN gives NaN.
        """

    def approximate_signed_distance_xy_m(
        self,
        x: Column,
        y: Column,
        within_m: float,  # noqa: ARG002 - kinds that are quick are exact
    ) -> Column:
        """Measure so that no result is farther off than is allowed, as quickly as may be.

        For uses that blur the distance anyway. Kinds with many edges interpolate on a lattice that
        they remember (`geofence.relief`); the others measure.

        Parameters
        ----------
        x, y : array of any shape
            Metres in `plane`.
        within_m : float
            The error allowed, in metres.

        Returns
        -------
        array
            Metres.
        """
        return self.signed_distance_xy_m(x, y)

    def signed_distance_m(self, lon: Degrees, lat: Degrees) -> Degrees:
        """Measure how far positions lie outside the fence.

        Parameters
        ----------
        lon, lat : float or array of any shape
            WGS-84 degrees; not checked, NaN gives NaN.

        Returns
        -------
        float or array
            Metres: negative inside, 0 on the edge, positive outside.
        """
        return self.signed_distance_xy_m(*self.plane.to_xy(lon, lat))

    @property
    def area_m2(self) -> float:
        """Area in square metres."""
        return float(self.geometry.area)

    def contains(self, lon: Degrees, lat: Degrees) -> bool | NDArray[np.bool_]:
        """Tell whether positions lie inside; on the edge is inside.

        Parameters
        ----------
        lon, lat : float or array of any shape
            WGS-84 degrees.

        Returns
        -------
        bool or array of bool
        """
        return self.signed_distance_m(lon, lat) <= 0.0


def settled(signed: Degrees) -> Degrees:
    """Put on the edge what is off it by rounding alone.

    Parameters
    ----------
    signed : float or array
        Signed distances in metres; an array is changed in place.

    Returns
    -------
    float or array

    Examples
    --------
    >>> settled(3e-9)
    0.0
    """
    if isinstance(signed, float):
        return 0.0 if -EDGE_M <= signed <= EDGE_M else signed
    signed[np.abs(signed) <= EDGE_M] = 0.0
    return signed
