"""Whether a fence is large enough for somebody indoors to be seen in it."""

from dataclasses import dataclass
from typing import Final, cast

import shapely

from geofence.emissions import probability_inside
from geofence.fences import Site
from geofence.pings import Pings
from geofence.words import Phrase

__all__ = ["INDOOR_ACCURACY_M", "Size", "size_of"]

INDOOR_ACCURACY_M: Final = 30.0  # m: indoors, fixes scatter by as much and more (docs/engine.md)
_EVEN: Final = 0.5  # probability: below, a fix in the very middle speaks against being inside
_FINENESS: Final = 1e-3  # of the fence's extent: how well its deepest place is found
_FINEST_M: Final = 0.05


@dataclass(frozen=True, slots=True)
class Size:
    """How large a fence is, and what a fix in the middle of it is worth.

    Parameters
    ----------
    area_m2 : float
        Square metres.
    width_m : float
        Metres across the largest circle that lies in the fence.
    indoors : float
        Probability of being inside, of one fix at the centre of that circle that is good to
        `INDOOR_ACCURACY_M`.

    Examples
    --------
    >>> Size(400.0, 20.0, 0.1).warning.en[:30]
    'This fence is small for use in'
    """

    area_m2: float
    width_m: float
    indoors: float

    @property
    def warning(self) -> Phrase | None:
        """What to tell whoever draws it; None if it is large enough."""
        if self.indoors >= _EVEN:
            return None
        percent, metres, across = int(self.indoors * 100), int(INDOOR_ACCURACY_M), self.width_m
        return Phrase(
            f"围栏对室内活动偏小（最宽处 {across:.0f} 米）：室内定位常偏 {metres} 米，人在正中时"
            f"一次定位也只有 {percent}% 的把握算在场。请把围栏放大，或请负责人用签到码、点名作证。",
            f"This fence is small for use indoors ({across:.0f} m at its widest): fixes are off by"
            f" {metres} m there, and one in the very middle is only {percent} % sure to be inside."
            " Enlarge the fence, or let the leader vouch by code or roll-call.",
        )


def size_of(site: Site) -> Size:
    """Measure a fence as the engine sees it.

    Parameters
    ----------
    site : Site
        Any fence.

    Returns
    -------
    Size

    Examples
    --------
    >>> from geofence.fences import Circle
    >>> room = size_of(Site("room", Circle(108.5, 28.5, 12.0), "Room"))
    >>> round(room.width_m), room.warning is None
    (24, False)
    >>> size_of(Site("park", Circle(108.5, 28.5, 80.0), "Park")).warning is None
    True
    """
    fence = site.fence
    area = cast("shapely.Polygon | shapely.MultiPolygon", fence.geometry)
    west, south, east, north = area.bounds
    fineness = max(_FINEST_M, _FINENESS * max(east - west, north - south))
    radius = shapely.maximum_inscribed_circle(area, tolerance=fineness)
    x, y = map(float, shapely.get_coordinates(radius)[0])
    lon, lat = fence.plane.to_lonlat(x, y)
    fix = Pings.of([0], [lon], [lat], [INDOOR_ACCURACY_M], datum="wgs84")
    (indoors,) = probability_inside(fix, site)
    return Size(fence.area_m2, 2.0 * float(shapely.length(radius)), float(indoors))
