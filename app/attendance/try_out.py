"""The try-out of fences: what a walk would come to with sites that nobody has saved yet."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.activities import sites as activity_sites
from app.attendance import verdicts, walks
from app.core import limits
from app.core.auth import Actor
from app.core.errors import InvalidError
from geofence.case import Case, case_of
from geofence.fences import Site
from geofence.geojson import to_geojson
from geofence.intervals import Span
from geofence.pings import Pings
from geofence.plain_walk import plain_phrases, plain_walk
from geofence.signals import signals_of
from geofence.tables import InputError
from geofence.traces import pings_from_csv
from geofence.verdict import Presence


def try_out(actor: Actor, values: dict[str, Any]) -> dict[str, Any]:
    """Settle a walk against sites, as the engine would; nothing is stored."""
    activity_sites.require_draws(actor)
    sites = activity_sites.parse_sites(values["sites"])
    slots = [Span(each["start"], each["end"]) for each in [values.get("slot")] if each]
    track = _pings(values)
    _require_feasible(track, sites)
    case = case_of("", track, sites, slots)
    case = replace(case, presence=_looked_at(case.presence, track, sites))
    found = _verdict(case)
    return {
        "slots": [{"start": each.start, "end": each.end} for each in slots],
        "sites": walks.collection(sites),
        "evidence": [],
        **plain_walk(case.walk, sites),
        **found,
        "phrases": plain_phrases(walks.codes_of(found)),
    }


def _pings(values: dict[str, Any]) -> Pings:
    if ("pings" in values) == ("csv" in values):
        raise InvalidError(
            "walk_needed",
            "请给出一段轨迹：定位点列表或 CSV 文本，二者选一。",
            "Give one walk: a list of pings, or CSV text; not both.",
            fields={"pings": ["this or csv"], "csv": ["this or pings"]},
        )
    if "csv" in values:
        return _read(values["csv"], values["datum"])
    fixes = values["pings"]
    return Pings.of(
        [each["t"] for each in fixes],
        [each["longitude"] for each in fixes],
        [each["latitude"] for each in fixes],
        [each.get("accuracy") for each in fixes],
        datum=values["datum"],
        platform=values["platform"],
    )


def _read(text: str, datum: str) -> Pings:
    try:
        return pings_from_csv(text, datum, most=limits.PINGS_TRIED_OUT)
    except InputError as error:
        raise InvalidError(
            "csv_invalid",
            f"轨迹文件有误，请更正后重试：{error}",
            f"The CSV is not right. Correct it and try again: {error}",
            fields={"csv": [str(error)]},
        ) from error


def _require_feasible(track: Pings, sites: Sequence[Site]) -> None:
    """Raise for what would keep a thread of the server busy for long."""
    corners = sum(_corners(to_geojson(each)["geometry"]["coordinates"]) for each in sites)
    if corners * len(track) > limits.CORNERS_TRIED_OUT:
        raise InvalidError(
            "try_out_too_large",
            "围栏顶点与定位点太多，无法即时试算；请只选一两个地点或截取一段轨迹。",
            "So many corners and pings take too long. Choose fewer sites or a part of the walk.",
            limit=limits.CORNERS_TRIED_OUT,
        )


def _corners(coordinates: Sequence[Any]) -> int:
    if coordinates and isinstance(coordinates[0], int | float):
        return 1
    return sum(map(_corners, coordinates))


def _looked_at(presence: Presence, track: Pings, sites: Sequence[Site]) -> Presence:
    return replace(presence, signals=presence.signals + signals_of(track, sites))


def _verdict(case: Case) -> dict[str, Any]:
    return verdicts.shown(case.presence, []) | {
        "cuts": verdicts.plain_sum(case.worth),
        "flags": verdicts.plain_flags(case.worth.flags),
        "present_seconds": int(case.worth.present.total_seconds()),
        "computed_seconds": int(case.worth.credited.total_seconds()),
    }
