"""The walk of an attendance: where the phone was, how sure it is, what came of it."""

from collections.abc import Iterable, Sequence
from typing import Any

from app.activities.sites import sites_at
from app.attendance import observing, policy, settling, verdicts
from app.attendance.check_in import get_attendance
from app.attendance.models import Attendance, Settlement
from app.core import audit
from app.core.auth import Actor
from geofence.fences import Site
from geofence.geojson import to_geojson
from geofence.plain_walk import plain_evidence, plain_phrases, plain_walk
from geofence.walk import walk_of

NOTHING: dict[str, Any] = {"pings": [], "total": 0, "silence_seconds": 0}
DELETED = {
    "zh": "定位轨迹已过保留期，按规定删除；到离时间、扣减明细、核算依据和审核记录仍保留。",
    "en": "The track's retention is over; it was deleted, as it must be. The stays, the sum line "
    "by line, what it rests on and the reviews are kept.",
}


def look(actor: Actor, attendance_id: int) -> None:
    """Note that somebody looks at another person's track, before they see it."""
    attendance = get_attendance(attendance_id)
    policy.require_visible(actor, attendance)
    if attendance.volunteer_id == actor.user_id:
        return
    audit.record(
        actor,
        "attendance.look_at_track",
        attendance,
        organisation_id=attendance.activity.organisation_id,
        before={},
        after={},
        on_behalf_of=attendance.volunteer_id,
    )


def show_walk(actor: Actor, attendance_id: int) -> dict[str, Any]:
    """Return the walk of an attendance with its verdict; of a deleted track what is kept."""
    attendance = get_attendance(attendance_id)
    policy.require_visible(actor, attendance)
    settlement = settling.latest_settlement(attendance.id)
    verdict = _verdict(attendance, settlement)
    slot = attendance.slot
    return {
        "attendance_id": attendance.id,
        "state": attendance.state,
        "slots": [{"start": slot.starts_at, "end": slot.ends_at}],
        "settlement_number": settlement and settlement.number,
        "credited_seconds": settlement and settlement.credited_seconds,
        **_track(attendance),
        **verdict,
        "phrases": plain_phrases(codes_of(verdict)),
    }


def collection(sites: Iterable[Site]) -> dict[str, Any]:
    """Return sites as the GeoJSON that the client draws."""
    features = [to_geojson(site) for site in sites]
    return {"type": "FeatureCollection", "features": features, "properties": {"datum": "wgs84"}}


def _track(attendance: Attendance) -> dict[str, Any]:
    if attendance.tracks_deleted_at is not None:
        sites = sites_at(attendance.activity, attendance.slot)
        gone = {"deleted_at": attendance.tracks_deleted_at, "deleted": DELETED, "evidence": []}
        return NOTHING | gone | {"sites": collection(sites)}
    sent = observing.gather(attendance)
    walk = walk_of(sent.track, sent.sites, sent.model, sent.evidence)
    return plain_walk(walk, sent.sites) | {
        "deleted_at": None,
        "deleted": None,
        "evidence": plain_evidence(sent.evidence),
        "sites": collection(sent.sites),
    }


def _verdict(attendance: Attendance, settlement: Settlement | None) -> dict[str, Any]:
    """Return what the walk came to, or, while it goes on, what it looks like so far."""
    if settlement is None:
        seen = observing.observe(attendance, None)
        so_far = verdicts.shown(seen.presence, seen.remarks)
        return so_far | {"cuts": [], "flags": [], "present_seconds": None, "computed_seconds": None}
    found = settlement.verdict
    names = ("intervals", "unverified", "signals", "cuts", "flags", "present_seconds")
    return {name: found[name] for name in names} | {
        "computed_seconds": found["credited_seconds"],
        "amended": found.get("amended"),
    }


def codes_of(verdict: dict[str, Any]) -> Sequence[str]:
    """Return the codes that a verdict speaks in."""
    reasons = [code for each in verdict["intervals"] for code in each["reasons"]]
    silences = [each["reason"] for each in verdict["unverified"]]
    cuts = [code for each in verdict["cuts"] for code in (each["rule"], each["reason"])]
    return [*reasons, *silences, *cuts, *(each["code"] for each in verdict["signals"])]
