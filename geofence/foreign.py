"""Fences from files of other programs: GeoJSON, KML, GPX."""

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from geofence.datum import Datum
from geofence.elements import Element, read_elements
from geofence.errors import GeofenceError
from geofence.fences import Site
from geofence.geojson import MAX_FEATURES, sites_from_geojson
from geofence.gpx import features_from_gpx
from geofence.kml import features_from_kml
from geofence.refusal import refuse, shown

__all__ = ["MAX_BYTES", "sites_from_text"]

MAX_BYTES: Final = 1024 * 1024

Features = Iterator[tuple[dict[str, Any], Element]]
_READERS: Final[dict[str, Callable[[Element, float, float], Features]]] = {
    "kml": features_from_kml,
    "gpx": features_from_gpx,
}


def sites_from_text(
    text: str,
    datum: Datum | str | None = None,
    *,
    radius_m: float = 100.0,
    half_width_m: float = 30.0,
) -> tuple[Site, ...]:
    """Build the sites of a file, whose kind is seen from what is in it.

    Parameters
    ----------
    text : str
        GeoJSON, KML or GPX; at most one MiB.
    datum : Datum or str, optional
        Of the coordinates; if left out, what GeoJSON names, and else WGS-84, which KML and GPX
        prescribe.
    radius_m : float
        Of the circle round a point that has no radius of its own: any of KML and GPX.
    half_width_m : float
        Of the corridor along a line, likewise.

    Returns
    -------
    tuple of Site
        In the order of the file; those of KML and GPX are "site-1", "site-2" …

    Raises
    ------
    FenceError, CoordinateError, DatumError
        Naming the line of KML and GPX, the path in GeoJSON.

    Examples
    --------
    >>> route = '<rte><rtept lon="108.5" lat="28.5"/><rtept lon="108.51" lat="28.5"/></rte>'
    >>> (site,) = sites_from_text(f"<gpx>{route}</gpx>", half_width_m=25.0)
    >>> site.fence.half_width_m
    25.0
    >>> sites_from_text('<gpx><wpt lon="28.5" lat="108.5"/></gpx>')
    Traceback (most recent call last):
    geofence.errors.CoordinateError: line 1: ...
    """
    content = text.encode("utf-8", "replace")
    if len(content) > MAX_BYTES:
        refuse(
            "",
            f"has {len(content)} bytes; at most {MAX_BYTES} are allowed: divide the file",
            f"文件有 {len(content)} 字节，最多 {MAX_BYTES} 字节：请拆分文件",
        )
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return _from_xml(start.encode("utf-8", "replace"), datum, radius_m, half_width_m)
    return sites_from_geojson(_json(start), datum)


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except RecursionError:
        refuse("", "is nested too deeply: simplify it", "嵌套过深：请简化")
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        refuse(
            f"line {line}",
            "is neither GeoJSON nor KML nor GPX: choose another file",
            "不是 GeoJSON、KML 或 GPX 文件：请换一个文件",
        )


def _from_xml(
    content: bytes, datum: Datum | str | None, radius_m: float, half_width_m: float
) -> tuple[Site, ...]:
    root = read_elements(content)
    reader = _READERS.get(root.name)
    if reader is None:
        refuse(
            root.where,
            f"must be kml or gpx, not {shown(root.name)}",
            f"应为 kml 或 gpx，而不是 {shown(root.name)}",
        )
    sites: list[Site] = []
    for feature, owner in reader(root, radius_m, half_width_m):
        if len(sites) >= MAX_FEATURES:
            refuse(
                owner.where,
                f"is one more than the {MAX_FEATURES} shapes that are allowed: divide the file",
                f"图形超过 {MAX_FEATURES} 个：请拆分文件",
            )
        sites.append(_site(feature, owner, len(sites) + 1, datum))
    if not sites:
        refuse(
            root.where,
            "holds no point, line or polygon: choose another file",
            "没有点、线或面：请换一个文件",
        )
    return tuple(sites)


def _site(feature: dict[str, Any], owner: Element, number: int, datum: Datum | str | None) -> Site:
    feature["id"] = f"site-{number}"
    try:
        (site,) = sites_from_geojson(feature, datum)
    except GeofenceError as error:
        raise type(error)(error.en, error.zh, where=owner.where) from None
    return site
