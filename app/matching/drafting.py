"""From a yes to an activity: a draft with what is known, for the team to complete."""

from datetime import datetime
from typing import Any

from app.activities import service as activities
from app.activities.models import Activity
from app.core import clock, limits
from app.core.auth import Actor
from app.matching.models import Need, Offer

PEOPLE = 10  # places of the draft's slot; the team says how many it takes
# Sites become public, and where help is wanted may be somebody's home: the circle lies round the
# nearest point of a grid, at most 300 m away, and holds the place without showing which it is.
GRID_DEGREES = 0.004
RADIUS_M = 400.0


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
        "geometry": {"type": "Point", "coordinates": [_coarse(need.lon), _coarse(need.lat)]},
    }
    return {
        "type": "FeatureCollection",
        "properties": {"datum": "wgs84"},
        "features": [feature],
    }


def _coarse(degrees: float) -> float:
    return round(round(degrees / GRID_DEGREES) * GRID_DEGREES, 6)
