"""Shapes that others drew on paper, moved to the map; rows of their test suites, read once."""

import json
import math
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry import mapping

from geofence.errors import GeofenceError
from geofence.fences import Polygon
from geofence.geojson import fence_from_geojson
from geofence.projection import Plane

LON, LAT, SIZE = 108.495, 28.564, 0.004
AREAS, POINTS = {"Polygon", "MultiPolygon"}, {"Point", "MultiPoint"}
LINES = {"LineString", "MultiLineString"}


def rows_of(shared, name):
    with (shared / "conformance" / name).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def shape_of(text):
    with np.errstate(invalid="ignore"):  # some bear NaN on purpose
        return shapely.from_wkt(text)


def fence_of(area, to_map):
    parts = [area] if area.geom_type == "Polygon" else area.geoms
    rings = [[[part.exterior, *part.interiors]] for part in parts]
    return Polygon(
        tuple(tuple(tuple(map(tuple, to_map(ring.coords).tolist())) for ring in part)
              for (part,) in rings)
    )  # fmt: skip


def sheet(*shapes):
    """Return the map from paper to degrees that holds all shapes in some 400 m.

    One factor serves both axes: an affine map, which keeps edges straight, and what lies on them.
    """
    box = shapely.total_bounds(list(shapes))
    scale = SIZE / max(box[2] - box[0], box[3] - box[1])
    return lambda xy: (np.asarray(xy)[:, :2] - box[:2]) * scale + [LON, LAT]


def signs(area, points):
    """Return -1, 0 or 1 for points inside, on the edge or outside."""
    to_map = sheet(area, points)
    lon, lat = to_map(shapely.get_coordinates(points)).T
    return np.sign(fence_of(area, to_map).signed_distance_m(lon, lat))


def answer(operation, sign, area_first, pattern=""):
    """Answer a spatial predicate from the signs of the points."""
    within = bool((sign <= 0).all())
    strictly = within and bool((sign < 0).any())
    asks_area = area_first == (operation in {"contains", "covers"})
    answers = {
        "contains": asks_area and strictly,
        "within": asks_area and strictly,
        "covers": asks_area and within,
        "coveredby": asks_area and within,
        "intersects": bool((sign <= 0).any()),
        "disjoint": bool((sign > 0).all()),
        "touches": bool((sign == 0).any()) and not (sign < 0).any(),
    }
    if operation == "relate":
        found = ["0" if (sign == place).any() else "F" for place in (-1, 0, 1)]
        wanted = pattern[::3] if area_first else pattern[:3]
        return all(w in {"*", f} for w, f in zip(wanted, found, strict=True))
    return answers[operation]


def exactly(shape):
    """Move a shape to the Gulf of Guinea, at most 4.5 km wide, without rounding a digit.

    The factor is a power of two; only what is drawn far from its origin is moved as well. So what
    touched still touches, and what did not does not.
    """
    return shapely.transform(shape, to_gulf(shapely.get_coordinates(shape)))


def to_gulf(xy):
    xy = xy[np.isfinite(xy).all(axis=1)]
    if not xy.size:
        return lambda found: found
    low = xy.min(axis=0)
    scale = 2.0 ** math.floor(math.log2(0.04 / max(np.ptp(xy, axis=0).max(), 1e-300)))
    origin = low if np.abs(xy).max() * scale > 0.05 else 0.0
    return lambda found: (found - origin) * scale


def odd(lines, lon, lat):
    """Say whether a ray to the east crosses an odd number of edges."""
    crossed = 0
    for line in lines:
        for (ax, ay), (bx, by) in pairwise(line):
            if (ay > lat) != (by > lat):
                crossed += ax + (lat - ay) / (by - ay) * (bx - ax) > lon
    return crossed % 2 == 1


def verdict(geometry, **properties):
    """Return "accepted", or the code with which a geometry is refused; and the fence."""
    sizes = {"radius_m": 1.0, "half_width_m": 1.0} | properties
    feature = {"type": "Feature", "geometry": geometry, "properties": sizes}
    try:
        return "accepted", fence_from_geojson(feature)
    except GeofenceError as error:
        return error.code, None


def geojson_of(shape):
    written = dict(mapping(shape))
    return written | ({"type": "LineString"} if shape.geom_type == "LinearRing" else {})


def drawn_in_metres(shape, plane=Plane(0.0, 0.0)):  # noqa: B008 - a frozen value
    """Write as GeoJSON a shape whose paper is the plane at (0, 0), its unit a metre."""
    return geojson_of(
        shapely.transform(shape, lambda xy: np.column_stack(plane.to_lonlat(*xy.T.copy())))
    )
