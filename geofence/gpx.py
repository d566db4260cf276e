"""GPX 1.0 and 1.1 to GeoJSON: routes and tracks are corridors, waypoints are circles."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from shapely import LineString

from geofence.elements import Element
from geofence.refusal import refuse, shown

__all__ = ["features_from_gpx"]

_SMOOTHING_M: Final = 2.0  # a recorded track has more positions than its course needs
_METRES_PER_DEGREE: Final = 111_195.0

Feature = dict[str, Any]


def features_from_gpx(
    root: Element, radius_m: float, half_width_m: float
) -> Iterator[tuple[Feature, Element]]:
    """Yield a feature for each waypoint, route and segment of a track, and where it stands.

    Parameters
    ----------
    root : Element
        Of the document.
    radius_m : float
        Of the circle round a waypoint.
    half_width_m : float
        Of the corridor along a route or track.

    Returns
    -------
    iterator of (dict, Element)
        GeoJSON features; their coordinates are numbers, and otherwise not yet checked. Positions
        of tracks that are within two metres of the line through the others are left out.

    Raises
    ------
    FenceError
        If coordinates are missing or no numbers.

    Examples
    --------
    >>> from geofence.elements import read_elements
    >>> route = b'<rte><rtept lon="1" lat="2"/><rtept lon="1" lat="3"/></rte>'
    >>> root = read_elements(b"<gpx>" + route + b"</gpx>")
    >>> [feature["geometry"] for feature, _ in features_from_gpx(root, 100.0, 20.0)]
    [{'type': 'LineString', 'coordinates': [[1.0, 2.0], [1.0, 3.0]]}]
    """
    for point in root.all("wpt"):
        geometry = {"type": "Point", "coordinates": _position(point)}
        yield _feature(geometry, point, {"radius_m": radius_m}), point
    for route in root.all("rte"):
        line = [_position(point) for point in route.all("rtept")]
        yield _feature(_line(line), route, {"half_width_m": half_width_m}), route
    for track in root.all("trk"):
        for segment in track.all("trkseg"):
            line = _simpler([_position(point) for point in segment.all("trkpt")])
            yield _feature(_line(line), track, {"half_width_m": half_width_m}), segment


def _line(positions: Sequence[Sequence[float]]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": list(positions)}


def _feature(geometry: dict[str, Any], owner: Element, properties: dict[str, Any]) -> Feature:
    name = owner.text_of("name")
    named = {"name": name} if name else {}
    return {"type": "Feature", "properties": named | properties, "geometry": geometry}


def _position(point: Element) -> list[float]:
    return [_degrees(point, name) for name in ("lon", "lat")]


def _degrees(point: Element, name: str) -> float:
    text = point.attributes.get(name, "")
    try:
        return float(text)
    except ValueError:
        refuse(
            point.where,
            f"has no number as {name}: {shown(text)}",
            f"{name} 不是数字：{shown(text)}",
        )


def _simpler(positions: list[list[float]]) -> list[list[float]]:
    sound = all(abs(x) <= 180.0 and abs(y) <= 90.0 for x, y in positions)  # NaN is not
    if len(positions) < 3 or not sound:
        return positions  # whoever builds the fence says what is wrong
    line = LineString(positions).simplify(
        _SMOOTHING_M / _METRES_PER_DEGREE, preserve_topology=False
    )
    return [[x, y] for x, y in line.coords]
