"""What the options of the command line name: sites, traces, slots, rules, a zone of time."""

import re
from datetime import UTC, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from geofence.datum import Datum
from geofence.errors import GeofenceError
from geofence.fences import Site
from geofence.geojson import named_datum, sites_from_geojson
from geofence.intervals import Span
from geofence.pings import Pings, parse_instant
from geofence.ruleset import RuleSet
from geofence.tables import InputError, open_table, read_json, read_text
from geofence.traces import traces_of

__all__ = ["read_rules", "read_sites", "read_slot", "read_traces", "read_zone"]

_OFFSET: Final = re.compile(r"([+-])(\d\d):?(\d\d)", re.ASCII)


def read_sites(name: str, site_datum: str | None) -> tuple[Site, ...]:
    """Read the sites of a GeoJSON file.

    Parameters
    ----------
    name : str
        Path.
    site_datum : str, optional
        Where the document names no datum: "wgs84", "gcj02" or "bd09".

    Returns
    -------
    tuple of Site

    Raises
    ------
    InputError
        For whatever is wrong with the file.

    Examples
    --------
    >>> read_sites(".", None)
    Traceback (most recent call last):
    geofence.tables.InputError: .: Is a directory
    """
    try:
        found = read_json(name)
        return tuple(sites_from_geojson(found, _datum_of(found, name, site_datum)))
    except GeofenceError as error:
        raise InputError(f"{name}: {error}") from None


def read_traces(name: str, datum: str) -> dict[str, Pings]:
    """Read the pings of a CSV file.

    Parameters
    ----------
    name : str
        Path.
    datum : str
        Of its coordinates.

    Returns
    -------
    dict of str to Pings
        By trace, sorted.

    Raises
    ------
    InputError
        Naming the line that is wrong.

    Examples
    --------
    >>> read_traces(".", "wgs84")
    Traceback (most recent call last):
    geofence.tables.InputError: .: Is a directory
    """
    with open_table(name, ("trace_id", "t", "lon", "lat", "accuracy_m")) as table:
        return traces_of(table, datum)


def read_slot(text: str) -> Span:
    """Read a slot.

    Parameters
    ----------
    text : str
        START/END, each ISO 8601 with its offset, or epoch seconds.

    Returns
    -------
    Span

    Raises
    ------
    InputError
        If it is none.

    Examples
    --------
    >>> read_slot("0/3600").duration
    datetime.timedelta(seconds=3600)
    """
    start, slash, end = text.partition("/")
    if not slash:
        raise InputError(f"--slot {text!r}: write START/END")
    try:
        return Span(parse_instant(start), parse_instant(end))
    except GeofenceError as error:
        raise InputError(f"--slot {text!r}: {error}") from None


def read_rules(name: str | None) -> RuleSet:
    """Read a rule set.

    Parameters
    ----------
    name : str, optional
        Path of a JSON file; the default rules without one.

    Returns
    -------
    RuleSet

    Raises
    ------
    InputError
        For whatever is wrong with the file.

    Examples
    --------
    >>> read_rules(None) == RuleSet()
    True
    """
    if name is None:
        return RuleSet()
    try:
        return RuleSet.from_json(read_text(name))
    except GeofenceError as error:
        raise InputError(f"{name}: {error}") from None


def read_zone(text: str) -> tzinfo:
    """Read a zone of time.

    Parameters
    ----------
    text : str
        An offset such as "+08:00", "Z", or an IANA name such as "Asia/Shanghai".

    Returns
    -------
    tzinfo

    Raises
    ------
    InputError
        If there is no such zone.

    Examples
    --------
    >>> print(read_zone("+08:00"), read_zone("Z"))
    UTC+08:00 UTC
    """
    offset = _OFFSET.fullmatch(text)
    if offset and int(offset[2]) < 24 and int(offset[3]) < 60:
        ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        return timezone(-ahead if offset[1] == "-" else ahead)
    try:
        return UTC if text in {"Z", "UTC"} else ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InputError(f"--tz {text!r}: write +08:00 or a name such as Asia/Shanghai") from None


def _datum_of(document: object, name: str, given: str | None) -> Datum | None:
    """Take the option's datum where the document names none; two that differ are a mistake."""
    named = named_datum(document)
    if named and given and named != given:
        raise InputError(f"{name}: says datum {named}, but --site-datum says otherwise")
    return Datum(given) if given and not named else None
