"""Sites and walks that the tests of presence share: metres round a point in Yanhe."""

import math

import numpy as np

from geofence.fences import Site
from geofence.geojson import sites_from_geojson
from geofence.pings import Pings

LON, LAT = 108.5, 28.57
NOON = 1_777_608_000.0  # 2026-05-01T04:00:00Z, noon in Yanhe
DEGREE_M = 111_195.0


def lonlat(x, y, lon=LON, lat=LAT):
    """Turn metres east and north of the origin into degrees."""
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    return lon + x / (DEGREE_M * math.cos(math.radians(lat))), lat + y / DEGREE_M


def circle(radius_m, x=0.0, y=0.0, name="circle", **where):
    lon, lat = lonlat(x, y, **where)
    return site({"type": "Point", "coordinates": [float(lon), float(lat)]}, name, radius_m=radius_m)


def polygon(shell, *holes, name="polygon", **where):
    rings = []
    for ring in (shell, *holes):
        lon, lat = lonlat(*zip(*[*ring, ring[0]], strict=True), **where)
        rings.append([list(pair) for pair in zip(lon.tolist(), lat.tolist(), strict=True)])
    return site({"type": "Polygon", "coordinates": rings}, name)


def square(half, x=0.0, y=0.0):
    return [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]


def site(geometry, name, **properties) -> Site:
    feature = {"type": "Feature", "id": name, "geometry": geometry}
    feature["properties"] = {"name": name, **properties}
    (found,) = sites_from_geojson(feature, "wgs84")
    return found


def walk(t, x, y, accuracy_m=10.0, **where) -> Pings:
    """Pings at given seconds after noon and metres from the origin."""
    t, x, y = np.broadcast_arrays(np.asarray(t, dtype=float), x, y)
    lon, lat = lonlat(x, y, **where)
    accuracy = np.broadcast_to(np.asarray(accuracy_m, dtype=float), t.shape)
    return Pings.of(NOON + t, lon, lat, accuracy, datum="wgs84", platform="android")


def visit(start, end, *, cadence=60.0, far=600.0, until=None, accuracy_m=10.0) -> Pings:
    """Walk in from the east, stand at the origin from start to end, walk out again (1.2 m/s)."""
    way = far / 1.2
    t = np.arange(start - way, (until or end + way) + 1.0, cadence)
    x = np.interp(t, [start - way, start, end, end + way], [far, 0.0, 0.0, far])
    return walk(t, x, 0.0, accuracy_m)


def spans(presence):
    """Intervals as seconds after noon."""
    return [(i.start.timestamp() - NOON, i.end.timestamp() - NOON) for i in presence.intervals]
