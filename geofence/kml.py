"""KML to GeoJSON: what OGC 12-007r2 calls placemarks, and of these what can be a fence."""

from collections.abc import Iterator
from typing import Any, Final

from geofence.elements import Element
from geofence.refusal import refuse, shown

__all__ = ["features_from_kml"]

_GEOMETRIES: Final = ("Point", "LineString", "LinearRing", "Polygon")

Feature = dict[str, Any]


def features_from_kml(
    root: Element, radius_m: float, half_width_m: float
) -> Iterator[tuple[Feature, Element]]:
    """Yield a feature for each geometry of each placemark, and where it stands.

    Parameters
    ----------
    root : Element
        Of the document.
    radius_m : float
        Of the circle round a point.
    half_width_m : float
        Of the corridor along a line.

    Returns
    -------
    iterator of (dict, Element)
        GeoJSON features; their coordinates are numbers, and otherwise not yet checked.

    Raises
    ------
    FenceError
        If coordinates are no numbers.

    Examples
    --------
    >>> from geofence.elements import read_elements
    >>> point = b"<Point><coordinates>108.5,28.5</coordinates></Point>"
    >>> root = read_elements(b"<kml><Placemark>" + point + b"</Placemark></kml>")
    >>> [feature["properties"] for feature, _ in features_from_kml(root, 100.0, 20.0)]
    [{'radius_m': 100.0}]
    """
    for placemark in root.walk():
        if placemark.name == "Placemark":
            name = placemark.text_of("name")
            for shape in _shapes(placemark):
                yield _feature(shape, name, radius_m, half_width_m), shape


def _shapes(element: Element) -> Iterator[Element]:
    """Yield the geometries in it, in whatever multiple or folder; of a polygon not its rings."""
    for child in element.children:
        if child.name in _GEOMETRIES:
            yield child
        else:
            yield from _shapes(child)


def _feature(shape: Element, name: str, radius_m: float, half_width_m: float) -> Feature:
    properties: dict[str, Any] = {"name": name} if name else {}
    geometry: dict[str, Any]
    if shape.name == "Point":
        positions = _positions(shape)
        geometry = {"type": "Point", "coordinates": positions[0] if len(positions) == 1 else []}
        properties["radius_m"] = radius_m
    elif shape.name == "LineString":
        geometry = {"type": "LineString", "coordinates": _positions(shape)}
        properties["half_width_m"] = half_width_m
    elif shape.name == "LinearRing":
        geometry = {"type": "Polygon", "coordinates": [_positions(shape)]}
    else:
        geometry = {"type": "Polygon", "coordinates": _rings(shape)}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _rings(polygon: Element) -> list[list[list[float]]]:
    borders = [*polygon.all("outerBoundaryIs"), *polygon.all("innerBoundaryIs")]
    return [_positions(ring) for border in borders for ring in border.all("LinearRing")]


def _positions(shape: Element) -> list[list[float]]:
    return [
        [_number(part, each) for part in word.split(",")]
        for each in shape.all("coordinates")
        for word in each.text.split()
    ]


def _number(text: str, owner: Element) -> float:
    try:
        return float(text)
    except ValueError:
        refuse(
            owner.where,
            f"has coordinates that are no numbers: {shown(text)}",
            f"坐标不是数字：{shown(text)}",
        )
