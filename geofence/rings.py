"""Strict reading of GeoJSON coordinates: every number is checked before any geometry is built."""

import math
from collections.abc import Sequence
from typing import Any, Final

from geofence.coordinates import check_coordinates
from geofence.errors import (
    CoordinateError,
    FenceTooLargeError,
    FenceUnclosedError,
)
from geofence.refusal import refuse, refuse_pole, shown

__all__ = [
    "MAX_LATITUDE",
    "MAX_LINES",
    "MAX_VERTICES",
    "Parts",
    "Position",
    "Ring",
    "joined",
    "read_line",
    "read_list",
    "read_polygon",
    "read_position",
]

MAX_VERTICES: Final = 2000
MAX_LINES: Final = 200  # each is a corridor of its own, and every ping asks every one
MAX_LATITUDE: Final = 85.0  # where web maps end; beyond it a box of degrees means little

Position = tuple[float, float]
Ring = tuple[Position, ...]
Parts = tuple[tuple[Ring, ...], ...]


def read_list(value: object, where: str, *, least: int = 1) -> list[Any]:
    """Take a list that is not too short, and never longer than any fence may be.

    Parameters
    ----------
    value : object
        From the document.
    where : str
        Its path.
    least : int
        Fewest items.

    Returns
    -------
    list

    Raises
    ------
    FenceError, FenceTooLargeError

    Examples
    --------
    >>> read_list([1, 2], "coordinates")
    [1, 2]
    """
    if not isinstance(value, list | tuple):
        refuse(where, f"must be a list, not {shown(value)}", f"应为数组，而不是 {shown(value)}")
    if len(value) < least:
        refuse(
            where,
            f"has only {len(value)} of at least {least} items: draw the fence again",
            f"只有 {len(value)} 项，至少需要 {least} 项：请重新绘制围栏",
        )
    _check_count(len(value) - 1, where)  # a ring repeats its first position
    return list(value)


def _check_count(count: int, where: str) -> None:
    if count > MAX_VERTICES:
        raise FenceTooLargeError(
            f"has {count} vertices; at most {MAX_VERTICES} are allowed: simplify the outline",
            f"共 {count} 个顶点，最多 {MAX_VERTICES} 个：请简化轮廓",
            where=where,
        )


def read_position(value: object, where: str) -> Position:
    """Read one position.

    Parameters
    ----------
    value : object
        Two or three numbers: longitude, latitude and perhaps a height, which is left out.
    where : str
        Its path.

    Returns
    -------
    tuple of float
        Longitude and latitude, degrees.

    Raises
    ------
    FenceError
        If it is not two or three numbers, or lies near a pole.
    CoordinateError
        If a number is NaN, infinite or out of range, or the two look swapped.

    Examples
    --------
    >>> read_position([108.5, 28.5, 250], "coordinates")
    (108.5, 28.5)
    """
    items = read_list(value, where, least=2)
    if len(items) > 3:
        refuse(
            where,
            f"has {len(items)} numbers; a position is longitude, latitude and perhaps a height",
            f"有 {len(items)} 个数；一个位置应为经度、纬度，可加高程",
        )
    for place, item in enumerate(items):
        if isinstance(item, bool) or not isinstance(item, int | float):
            refuse(
                f"{where}[{place}]",
                f"must be a number, not {shown(item)}",
                f"应为数字，而不是 {shown(item)}",
            )
    lon, lat = _degrees(items[0]), _degrees(items[1])
    try:
        check_coordinates(lon, lat)
    except CoordinateError as error:
        raise CoordinateError(error.en, error.zh, where=where) from None
    if abs(lat) > MAX_LATITUDE:
        refuse_pole(where)
    return lon, lat


def _degrees(number: float) -> float:
    try:
        return float(number)
    except OverflowError:  # a whole number of hundreds of digits
        return math.inf


def read_line(value: object, where: str) -> Ring:
    """Read a line of two or more different positions.

    Parameters
    ----------
    value : object
        The coordinates of a LineString.
    where : str
        Their path.

    Returns
    -------
    tuple of (lon, lat)
        Without repeated positions.

    Raises
    ------
    FenceError, FenceTooLargeError, CoordinateError

    Examples
    --------
    >>> read_line([[108.5, 28.5], [108.5, 28.5], [108.6, 28.5]], "coordinates")
    ((108.5, 28.5), (108.6, 28.5))
    """
    line = _read_positions(value, where, 2)
    if len(line) < 2:
        refuse(where, "is a single point: draw a line", "只是一个点：请画出线路")
    return line


def read_polygon(value: object, where: str) -> tuple[Ring, ...]:
    """Read the rings of a polygon, the shell first.

    Parameters
    ----------
    value : object
        The coordinates of a Polygon.
    where : str
        Their path.

    Returns
    -------
    tuple of rings
        Closed, without repeated positions.

    Raises
    ------
    FenceError, FenceUnclosedError, FenceTooLargeError, CoordinateError

    Examples
    --------
    >>> read_polygon([[[0, 0], [1, 0], [0, 1], [0, 0]]], "coordinates")
    (((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0)),)
    """
    rings = read_list(value, where)
    return tuple(_read_ring(ring, f"{where}[{place}]") for place, ring in enumerate(rings))


def joined(rings: Sequence[Ring], where: str) -> tuple[Ring, ...]:
    """Count the vertices of all rings, and write those across 180° so that they hang together.

    Parameters
    ----------
    rings : sequence of rings
        Or of lines, in degrees.
    where : str
        Path in the document.

    Returns
    -------
    tuple of rings
        Longitudes within 180° of the first, so perhaps above 180.

    Raises
    ------
    FenceTooLargeError
        If there are too many vertices in all.

    Examples
    --------
    >>> joined([((179.9, 1.0), (-179.9, 1.0))], "coordinates")
    (((179.9, 1.0), (180.1, 1.0)),)
    """
    _check_count(sum(len(set(ring)) for ring in rings), where)
    first = rings[0][0][0]
    return tuple(_unwrapped(ring, first) for ring in rings)


def _read_positions(value: object, where: str, least: int) -> Ring:
    items = read_list(value, where, least=least)
    read = tuple(read_position(item, f"{where}[{place}]") for place, item in enumerate(items))
    positions = _unwrapped(read, read[0][0])  # 180 and -180 are one meridian
    kept = [p for p, before in zip(positions, [None, *positions], strict=False) if p != before]
    return tuple(kept)


def _read_ring(value: object, where: str) -> Ring:
    ring = _read_positions(value, where, 3)
    if ring[0] != ring[-1]:
        raise FenceUnclosedError(
            "the ring is not closed: repeat its first position at the end",
            "轮廓没有闭合：请在末尾重复第一个位置",
            where=where,
        )
    if len(set(ring)) < 3:
        refuse(
            where,
            "has fewer than three different corners: draw the outline again",
            "不同的顶点少于三个：请重新绘制轮廓",
        )
    return ring


def _unwrapped(ring: Ring, first: float) -> Ring:
    return tuple((lon + 360.0 * round((first - lon) / 360.0), lat) for lon, lat in ring)
