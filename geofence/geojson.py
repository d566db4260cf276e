"""GeoJSON in and out: strict checks first, then fences and sites."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn

from geofence.datum import Datum, parse_datum
from geofence.errors import DatumError
from geofence.fences import Fence, Site
from geofence.kinds import READERS, WRITERS
from geofence.refusal import refuse, shown

__all__ = [
    "MAX_FEATURES",
    "fence_from_geojson",
    "named_datum",
    "sites_from_geojson",
    "to_geojson",
]

MAX_FEATURES: Final = 200
_MAX_ID: Final = 200  # characters

Feature = Mapping[str, Any]


def fence_from_geojson(document: object, datum: Datum | str | None = None) -> Fence:
    """Build the fence of one Feature, or of a bare Polygon or MultiPolygon.

    Parameters
    ----------
    document : object
        As `json.loads` returns it.
    datum : Datum or str, optional
        Of the coordinates; if left out, `properties.datum`, and else WGS-84.

    Returns
    -------
    Fence

    Raises
    ------
    FenceError, CoordinateError, DatumError
        Naming the path in the document.

    Examples
    --------
    >>> point = {"type": "Point", "coordinates": [108.5, 28.5]}
    >>> feature = {"type": "Feature", "geometry": point, "properties": {"radius_m": 100}}
    >>> fence_from_geojson(feature)
    Circle(lon=108.5, lat=28.5, radius_m=100.0)
    """
    top = _object(document, "")
    if top.get("type") == "Feature":
        return _fence(top, "", _datum(datum, (top, "")))
    return _geometry(top, "", {}, "", _datum(datum))


def sites_from_geojson(document: object, datum: Datum | str | None = None) -> tuple[Site, ...]:
    """Build the sites of a Feature or FeatureCollection: a feature is a site.

    Parameters
    ----------
    document : object
        As `json.loads` returns it.
    datum : Datum or str, optional
        Of all coordinates; if left out, each feature's own `properties.datum`, else that of the
        collection, else WGS-84.

    Returns
    -------
    tuple of Site
        In the order of the document. The id is the feature's `id`, its property `id` or
        `site_id`, or else "site-1", "site-2" …

    Raises
    ------
    FenceError, CoordinateError, DatumError
        Naming the path in the document.

    Examples
    --------
    >>> point = {"type": "Point", "coordinates": [108.5, 28.5]}
    >>> sites_from_geojson({"type": "Feature", "geometry": point, "properties": {}})
    Traceback (most recent call last):
    geofence.errors.FenceError: properties.radius_m: is missing: give it in metres
    """
    top = _object(document, "")
    whole = (top, "")
    if top.get("type") == "Feature":
        return (_site(*whole, 0, _datum(datum, whole)),)
    if top.get("type") != "FeatureCollection":
        _refuse_type("type", "Feature or FeatureCollection", top.get("type"))
    features = _features(top.get("features"))
    paths = [f"features[{row}]" for row in range(len(features))]
    owns = [(_object(one, path), path) for one, path in zip(features, paths, strict=True)]
    sites = [_site(*own, row, _datum(datum, own, whole)) for row, own in enumerate(owns)]
    _check_unique([site.site_id for site in sites], paths)
    return tuple(sites)


def named_datum(document: object) -> Datum | None:
    """Tell which datum a document names for the whole of itself.

    Parameters
    ----------
    document : object
        As `json.loads` returns it.

    Returns
    -------
    Datum or None
        None if it names none.

    Raises
    ------
    FenceError, DatumError
        If it is no object, or the datum is not known.

    Examples
    --------
    >>> named_datum({"type": "FeatureCollection", "properties": {"datum": "GCJ-02"}}).value
    'gcj02'
    """
    return _named(_object(document, ""), "")


def to_geojson(site: Site) -> dict[str, Any]:
    """Write a site as a GeoJSON Feature in WGS-84, from which it can be built again.

    Parameters
    ----------
    site : Site
        Any site of `sites_from_geojson`.

    Returns
    -------
    dict
        A Feature.

    Raises
    ------
    FenceError
        For a fence that GeoJSON cannot hold.

    Examples
    --------
    >>> from geofence.fences import Circle
    >>> to_geojson(Site("gate", Circle(108.5, 28.5, 100.0)))["properties"]
    {'radius_m': 100.0}
    """
    writer = WRITERS.get(type(site.fence))
    if writer is None:
        refuse("", f"no GeoJSON for {type(site.fence).__name__}", "该围栏类型无法写成 GeoJSON")
    geometry, properties = writer(site.fence)
    if site.name:
        properties = {"name": site.name, **properties}
    return {
        "type": "Feature",
        "id": site.site_id,
        "properties": properties,
        "geometry": geometry,
    }


def _features(value: object) -> Sequence[object]:
    if not isinstance(value, list | tuple) or not value:
        refuse(
            "features",
            f"must be a list of one feature or more, not {shown(value)}",
            f"应为至少含一个要素的数组，而不是 {shown(value)}",
        )
    if len(value) > MAX_FEATURES:
        refuse(
            "features",
            f"holds {len(value)} features; at most {MAX_FEATURES} are allowed: divide it",
            f"含 {len(value)} 个要素，最多 {MAX_FEATURES} 个：请分批提交",
        )
    return value


def _site(feature: Feature, path: str, row: int, datum: Datum) -> Site:
    fence = _fence(feature, path, datum)
    properties = _properties(feature, path)
    name = properties.get("name")
    site_id = _site_id(feature, properties, path, row)
    return Site(site_id, fence, name if isinstance(name, str) else "")


def _fence(feature: Feature, path: str, datum: Datum) -> Fence:
    if feature.get("type") != "Feature":
        _refuse_type(_join(path, "type"), "Feature", feature.get("type"))
    geometry = _object(feature.get("geometry"), _join(path, "geometry"))
    properties = _properties(feature, path)
    return _geometry(geometry, _join(path, "geometry"), properties, path, datum)


def _geometry(geometry: Feature, where: str, properties: Feature, path: str, datum: Datum) -> Fence:
    kind = geometry.get("type")
    reader = READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        _refuse_type(_join(where, "type"), ", ".join(READERS), kind)
    owner = _join(path, "properties.")
    return reader(
        geometry.get("coordinates"), _join(where, "coordinates"), properties, owner, datum
    )


def _site_id(feature: Feature, properties: Feature, path: str, row: int) -> str:
    for where, value in (
        ("id", feature.get("id")),
        ("properties.id", properties.get("id")),
        ("properties.site_id", properties.get("site_id")),
    ):
        if value is not None and value != "":
            return _id_text(value, _join(path, where))
    return f"site-{row + 1}"


def _id_text(value: object, where: str) -> str:
    sound = isinstance(value, str) and len(value) <= _MAX_ID
    sound |= isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18
    sound |= isinstance(value, float) and math.isfinite(value)
    if not sound:
        refuse(
            where,
            f"must be a short text or a number, not {shown(value)}",
            f"应为简短文字或数字，而不是 {shown(value)}",
        )
    return str(value)


def _check_unique(ids: Sequence[str], paths: Sequence[str]) -> None:
    seen: set[str] = set()
    for site_id, path in zip(ids, paths, strict=True):
        if site_id in seen:
            refuse(
                _join(path, "id"),
                f"{shown(site_id)} occurs twice: give each site its own id",
                f"{shown(site_id)} 重复：请为每个地点设置不同的 id",
            )
        seen.add(site_id)


def _datum(given: Datum | str | None, *documents: tuple[Feature, str]) -> Datum:
    """Take what was given, else what the first document that names one names, else WGS-84."""
    if given is not None:
        return parse_datum(given)
    named = [found for own in documents if (found := _named(*own))]
    return named[0] if named else Datum.WGS84


def _named(document: Feature, path: str) -> Datum | None:
    named = _properties(document, path).get("datum")
    if named is None:
        return None
    try:
        return parse_datum(named)
    except DatumError as error:
        raise DatumError(error.en, error.zh, where=_join(path, "properties.datum")) from None


def _properties(feature: Feature, path: str) -> Feature:
    value = feature.get("properties")
    return {} if value is None else _object(value, _join(path, "properties"))


def _object(value: object, where: str) -> Feature:
    if not isinstance(value, Mapping):
        refuse(
            where,
            f"must be an object, not {shown(value)}",
            f"应为对象，而不是 {shown(value)}",
        )
    return value


def _refuse_type(where: str, expected: str, found: object) -> NoReturn:
    refuse(
        where,
        f"must be {expected}, not {shown(found)}",
        f"应为 {expected}，而不是 {shown(found)}",
    )


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
