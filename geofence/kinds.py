"""The kinds of fence that GeoJSON can hold: how each is read and written."""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from geofence.datum import Datum, convert
from geofence.errors import FenceTooLargeError
from geofence.fences import AnyOf, Circle, Corridor, Fence, Polygon
from geofence.refusal import refuse, shown
from geofence.rings import (
    MAX_LINES,
    Parts,
    Ring,
    joined,
    read_line,
    read_list,
    read_polygon,
    read_position,
)
from geofence.soundness import check_extent, check_outline, to_wgs84

__all__ = ["MAX_RADIUS_M", "READERS", "WRITERS"]

MAX_RADIUS_M: Final = 25_000.0

Properties = Mapping[str, Any]
Reader = Callable[[object, str, Properties, str, Datum], Fence]
Written = tuple[dict[str, Any], dict[str, Any]]


def _point(value: object, where: str, properties: Properties, owner: str, datum: Datum) -> Fence:
    lon, lat = convert(*read_position(value, where), datum, Datum.WGS84)
    read_position([lon, lat], where)  # BD-09 is moved a little: what is written can be read again
    return Circle(lon, lat, _metres(properties, "radius_m", owner))


def _polygon(value: object, where: str, _: Properties, __: str, datum: Datum) -> Fence:
    return _built([read_polygon(value, where)], where, datum)


def _multipolygon(value: object, where: str, _: Properties, __: str, datum: Datum) -> Fence:
    parts = enumerate(read_list(value, where))
    return _built([read_polygon(part, f"{where}[{row}]") for row, part in parts], where, datum)


def _built(parts: Sequence[tuple[Ring, ...]], where: str, datum: Datum) -> Polygon:
    rings = joined([ring for part in parts for ring in part], where)
    drawn = _checked(rings, parts, where)
    if datum is Datum.WGS84:
        return Polygon(drawn)
    # what touched in one datum may cross in the other: what is written can be read again
    return Polygon(_checked(to_wgs84(rings, datum, where), parts, where))


def _checked(rings: Sequence[Ring], parts: Sequence[tuple[Ring, ...]], where: str) -> Parts:
    check_extent(rings, 0.0, where)
    rest = iter(rings)
    whole = tuple(tuple(next(rest) for _ in part) for part in parts)
    check_outline(whole, where)
    return whole


def _line(value: object, where: str, properties: Properties, owner: str, datum: Datum) -> Fence:
    return _corridors([read_line(value, where)], where, properties, owner, datum)


def _multiline(
    value: object, where: str, properties: Properties, owner: str, datum: Datum
) -> Fence:
    parts = read_list(value, where)
    if len(parts) > MAX_LINES:
        refuse(
            where,
            f"has {len(parts)} lines; at most {MAX_LINES} are allowed: join them, or divide it",
            f"含 {len(parts)} 条线，最多 {MAX_LINES} 条：请连接或分成几个要素",
        )
    rows = enumerate(parts)
    lines = [read_line(line, f"{where}[{row}]") for row, line in rows]
    return _corridors(lines, where, properties, owner, datum)


def _corridors(
    lines: Sequence[Ring], where: str, properties: Properties, owner: str, datum: Datum
) -> Fence:
    half_width = _metres(properties, "half_width_m", owner)
    lines = joined(lines, where)
    check_extent(lines, half_width, where)
    moved = to_wgs84(lines, datum, where)
    check_extent(moved, half_width, where)
    corridors = tuple(Corridor(line, half_width) for line in moved)
    return corridors[0] if len(corridors) == 1 else AnyOf(corridors)


def _metres(properties: Properties, name: str, owner: str) -> float:
    where = f"{owner}{name}"
    value = properties.get(name)
    if value is None:
        refuse(where, "is missing: give it in metres", "缺失：请以米为单位填写")
    if isinstance(value, bool) or not isinstance(value, int | float):
        refuse(
            where,
            f"must be a number of metres, not {shown(value)}",
            f"应为以米为单位的数字，而不是 {shown(value)}",
        )
    if value > MAX_RADIUS_M:
        raise FenceTooLargeError(
            f"is {shown(value)}; at most {MAX_RADIUS_M:g} metres are allowed",
            f"为 {shown(value)}，超过上限 {MAX_RADIUS_M:g} 米",
            where=where,
        )
    if not value > 0.0:  # NaN compares false: refused
        refuse(where, f"is {shown(value)}; it must be above 0", f"为 {shown(value)}；应大于 0")
    return float(value)


# A new kind of fence that GeoJSON can hold is one more entry here and in WRITERS.
READERS: Final[dict[str, Reader]] = {
    "Polygon": _polygon,
    "MultiPolygon": _multipolygon,
    "Point": _point,
    "LineString": _line,
    "MultiLineString": _multiline,
}


def _circle_written(fence: Any) -> Written:
    point = {"type": "Point", "coordinates": [fence.lon, fence.lat]}
    return point, {"radius_m": fence.radius_m}


def _polygon_written(fence: Any) -> Written:
    parts = [[_wrapped(ring) for ring in part] for part in fence.parts]
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": parts[0]}, {}
    return {"type": "MultiPolygon", "coordinates": parts}, {}


def _corridor_written(fence: Any) -> Written:
    line = {"type": "LineString", "coordinates": _wrapped(fence.line)}
    return line, {"half_width_m": fence.half_width_m}


def _any_written(fence: Any) -> Written:
    members = [member for member in fence.fences if isinstance(member, Corridor)]
    widths = {member.half_width_m for member in members}
    if len(members) < len(fence.fences) or len(widths) > 1:
        refuse(
            "fence",
            "GeoJSON holds one kind of fence a feature: write its members as sites of their own",
            "一个要素只能表示一种围栏：请把各成员写成单独的地点",
        )
    lines = [_wrapped(member.line) for member in members]
    return {"type": "MultiLineString", "coordinates": lines}, {"half_width_m": widths.pop()}


WRITERS: Final[dict[type[Fence], Callable[[Any], Written]]] = {
    AnyOf: _any_written,
    Circle: _circle_written,
    Corridor: _corridor_written,
    Polygon: _polygon_written,
}


def _wrapped(ring: Ring) -> list[list[float]]:
    return [[math.remainder(lon, 360.0) if abs(lon) > 180.0 else lon, lat] for lon, lat in ring]
