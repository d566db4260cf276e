"""Whether an outline that was read makes a fence: sound, wide enough and not too wide."""

import re
from collections.abc import Iterable
from typing import Final

import numpy as np
import shapely

from geofence.datum import Datum, convert
from geofence.errors import FenceCrossingError, FenceTooLargeError
from geofence.refusal import refuse
from geofence.rings import Parts, Ring

__all__ = ["MAX_WIDTH_M", "check_outline", "check_width", "to_wgs84"]

MAX_WIDTH_M: Final = 50_000.0
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


def check_width(rings: Iterable[Ring], margin_m: float, where: str) -> None:
    """Refuse what is wider or higher than a fence may be.

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
    >>> check_width([((108.0, 28.5), (109.0, 28.5))], 0.0, "geometry")
    Traceback (most recent call last):
    geofence.errors.FenceTooLargeError: geometry: is 98 km across; at most 50 km are allowed: \
divide it
    """
    lon, lat = np.array([position for ring in rings for position in ring]).T
    width = float(np.ptp(lon) * np.cos(np.radians(np.abs(lat).min())))
    across = max(width, float(np.ptp(lat))) * _DEGREE_M + 2.0 * margin_m
    if across > MAX_WIDTH_M:
        raise FenceTooLargeError(
            f"is {across / 1000:.0f} km across; at most 50 km are allowed: divide it",
            f"宽达 {across / 1000:.0f} 公里，最多 50 公里：请分成几个围栏",
            where=where,
        )


def to_wgs84(ring: Ring, datum: Datum) -> Ring:
    """Convert the positions of a ring or line.

    Parameters
    ----------
    ring : tuple of (lon, lat)
        Degrees in `datum`.
    datum : Datum
        From what.

    Returns
    -------
    tuple of (lon, lat)
        WGS-84; the very same ring if it is WGS-84.

    Examples
    --------
    >>> to_wgs84(((108.5, 28.5),), Datum.WGS84)
    ((108.5, 28.5),)
    """
    if datum is Datum.WGS84:
        return ring
    lon, lat = np.array(ring).T
    turns = 360.0 * np.round(lon / 360.0)  # beyond 180° the ring lies across the antimeridian
    lon, lat = convert(lon - turns, lat, datum, Datum.WGS84)
    return tuple(zip((lon + turns).tolist(), lat.tolist(), strict=True))
