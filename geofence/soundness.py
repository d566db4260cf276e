"""Whether an outline that was read makes a fence: sound, wide enough and not too wide."""

import re
from collections.abc import Iterable
from typing import Final

import numpy as np
import shapely

from geofence.datum import Datum, convert, in_rectangle
from geofence.errors import FenceCrossingError, FenceTooLargeError
from geofence.refusal import refuse, refuse_pole
from geofence.rings import MAX_LATITUDE, Parts, Ring

__all__ = ["MAX_LENGTH_M", "MAX_WIDTH_M", "check_extent", "check_outline", "to_wgs84"]

MAX_WIDTH_M: Final = 50_000.0
MAX_LENGTH_M: Final = 500_000.0  # of all edges; the longest of the real areas we know has 72 km
_LEAST_AREA_M2: Final = 1.0
_DEGREE_M: Final = 111_195.0

# What GEOS says about an invalid outline, and what a person can do about it.
_REASONS: Final = {
    "Hole lies outside": (
        "a hole lies outside its outline: move it in or delete it",
        "有一个洞在轮廓之外：请移入轮廓或删除",
    ),
    "Holes are nested": (
        "a hole lies within another hole: draw the inner one as a part of its own",
        "洞中有洞：请把内部区域画成单独的部分",
    ),
    "Nested shells": (
        "one part lies within another: delete one of them",
        "一个部分在另一个部分之内：请删除其中之一",
    ),
    "Interior is disconnected": (
        "holes cut the area in two: draw two parts",
        "洞把区域切成了两块：请分成两个部分绘制",
    ),
}
_CROSSES: Final = (
    "the outline crosses, touches or overlaps itself{}: move the corners apart",
    "轮廓自相交、自接触或重叠{}：请调整顶点",
)


def check_outline(parts: Parts, where: str) -> None:
    """Refuse outlines that enclose nothing, cross themselves or overlap.

    Parameters
    ----------
    parts : tuple of polygons
        As read, in degrees of any datum.
    where : str
        Path in the document.

    Raises
    ------
    FenceError
        If a ring encloses less than a square metre.
    FenceCrossingError
        If the outline is not valid by OGC Simple Features: rings may touch at points only.

    Examples
    --------
    >>> bow_tie = (((0.0, 0.0), (0.01, 0.01), (0.01, 0.0), (0.0, 0.01), (0.0, 0.0)),)
    >>> check_outline((bow_tie,), "geometry")
    Traceback (most recent call last):
    geofence.errors.FenceCrossingError: geometry: the outline crosses, touches or overlaps itself \
near 0.005000, 0.005000: move the corners apart
    """
    for ring in (ring for part in parts for ring in part):
        _check_hull(ring, where)
    outline = shapely.MultiPolygon([(part[0], part[1:]) for part in parts])
    if not shapely.is_valid(outline):
        en, zh = _explained(str(shapely.is_valid_reason(outline)))
        raise FenceCrossingError(en, zh, where=where)


def _check_hull(ring: Ring, where: str) -> None:
    """Refuse a ring so thin that no person stands within it; a bow-tie has a hull."""
    degrees = float(shapely.convex_hull(shapely.LineString(ring)).area)
    if degrees * _DEGREE_M**2 * np.cos(np.radians(ring[0][1])) < _LEAST_AREA_M2:
        refuse(
            where,
            "a ring encloses less than one square metre: draw it again",
            "有一个轮廓的面积不足 1 平方米：请重新绘制",
        )


def _explained(reason: str) -> tuple[str, str]:
    for beginning, sentences in _REASONS.items():
        if reason.startswith(beginning):
            return sentences
    found = re.search(r"\[(\S+) (\S+)\]", reason)
    if found is None:
        return _CROSSES[0].format(""), _CROSSES[1].format("")
    lon, lat = (f"{float(number):.6f}" for number in found.groups())
    return _CROSSES[0].format(f" near {lon}, {lat}"), _CROSSES[1].format(f"（{lon}, {lat} 附近）")


def check_extent(rings: Iterable[Ring], margin_m: float, where: str) -> None:
    """Refuse what is wider or higher than a fence may be, or has a longer outline.

    Edges are cut into pieces of a few hundred metres. A comb of 2,000 teeth as high as a fence may
    be would take gigabytes.

    Parameters
    ----------
    rings : iterable of rings
        Or of lines, in degrees.
    margin_m : float
        Metres that the fence reaches beyond them.
    where : str
        Path in the document.

    Raises
    ------
    FenceTooLargeError

    Examples
    --------
    >>> check_extent([((108.0, 28.5), (109.0, 28.5))], 0.0, "geometry")
    Traceback (most recent call last):
    geofence.errors.FenceTooLargeError: geometry: is 98 km across; at most 50 km are allowed: \
divide it
    """
    rings = list(rings)
    lon, lat = np.array([position for ring in rings for position in ring]).T
    width = float(np.ptp(lon) * np.cos(np.radians(np.abs(lat).min())))
    across = max(width, float(np.ptp(lat))) * _DEGREE_M + 2.0 * margin_m
    if across > MAX_WIDTH_M:
        raise FenceTooLargeError(
            f"is {across / 1000:.0f} km across; at most 50 km are allowed: divide it",
            f"宽达 {across / 1000:.0f} 公里，最多 50 公里：请分成几个围栏",
            where=where,
        )
    length = sum(map(_length_m, rings))
    if length > MAX_LENGTH_M:
        raise FenceTooLargeError(
            f"has {length / 1000:.0f} km of edges; at most 500 km are allowed: simplify it",
            f"边线总长 {length / 1000:.0f} 公里，最多 500 公里：请简化轮廓",
            where=where,
        )


def _length_m(ring: Ring) -> float:
    lon, lat = np.array(ring).T
    east = np.diff(lon) * np.cos(np.radians(lat[:-1]))
    return float(np.hypot(east, np.diff(lat)).sum()) * _DEGREE_M


def to_wgs84(rings: Iterable[Ring], datum: Datum, where: str) -> tuple[Ring, ...]:
    """Convert the positions of rings or lines.

    Parameters
    ----------
    rings : iterable of rings
        Degrees in `datum`.
    datum : Datum
        From what.
    where : str
        Path in the document.

    Returns
    -------
    tuple of rings
        WGS-84; the very same rings if they are WGS-84.

    Raises
    ------
    FenceError
        If they lie across the edge of GCJ-02: its shift of some 500 m ends there and would tear
        them.

    Examples
    --------
    >>> to_wgs84([((108.5, 28.5),)], Datum.WGS84, "geometry")
    (((108.5, 28.5),),)
    """
    if datum is Datum.WGS84:
        return tuple(rings)
    rings = list(rings)
    lon, lat = np.array([position for ring in rings for position in ring]).T
    turns = 360.0 * np.round(lon / 360.0)  # beyond 180° the ring lies across the antimeridian
    gcj02 = convert(lon - turns, lat, datum, Datum.GCJ02)
    if 0 < np.count_nonzero(in_rectangle(*gcj02)) < lon.size:
        refuse(
            where,
            "lies across the edge of GCJ-02, which ends at sea and abroad: draw it in WGS-84",
            "跨越 GCJ-02 坐标系的边界（位于海上或境外）：请用 WGS-84 绘制",
        )
    lon, lat = convert(lon - turns, lat, datum, Datum.WGS84)
    if np.abs(lat).max() > MAX_LATITUDE:
        refuse_pole(where)
    moved = iter(zip((lon + turns).tolist(), lat.tolist(), strict=True))
    return tuple(tuple(next(moved) for _ in ring) for ring in rings)
