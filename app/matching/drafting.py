"""From a yes to an activity: a draft with what is known, for the team to complete."""

from datetime import datetime
from typing import Any

from app.activities import service as activities
from app.activities.models import Activity
from app.core import clock, limits
from app.core.auth import Actor
from app.matching.models import Need, Offer

PEOPLE = 10  # places of the draft's slot; the team says how many it takes
RADIUS_M = 200.0  # of the circle round where help is wanted, until the team draws a better one


def open_draft(actor: Actor, need: Need, offer: Offer) -> Activity:
    """Open a draft of the team's: what is needed, where, when; nobody sees it before a review."""
    begin, end = _span(need)
    values = {
        "organisation_id": offer.organisation_id,
        "title": need.title,
        "description": "",
        "category": need.category,
        "risk_notice": need.risk_notice,
        "slots": [{"starts_at": begin, "ends_at": end, "quota": PEOPLE}],
        "positions": [],
        "presence_policy": {"kind": "continuous"},
    }
    draft = activities.create_activity(actor, values)
    return activities.replace_sites(actor, draft.id, _circle(need))


def _span(need: Need) -> tuple[datetime, datetime]:
    """Return when to come: as asked for, from now on, and no longer than a slot may be."""
    begin = max(need.starts_at, clock.now())
    return begin, min(need.ends_at, begin + limits.SLOT_LENGTH)


def _circle(need: Need) -> dict[str, Any]:
    feature = {
        "type": "Feature",
        "properties": {"name": need.title[: limits.NAME_LENGTH], "radius_m": RADIUS_M},
        "geometry": {"type": "Point", "coordinates": [need.lon, need.lat]},
    }
    return {
        "type": "FeatureCollection",
        "properties": {"datum": "wgs84"},
        "features": [feature],
    }
