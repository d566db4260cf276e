"""What goes on today at the venues near a place, for the map of those who live there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from app.activities import policy
from app.activities.listing import ListedPlace
from app.activities.models import Activity, Slot
from app.core import clock
from app.core.auth import Actor
from app.core.db import session
from app.core.nearby import Surroundings
from app.venues import service as venues
from app.venues.models import Venue
from geofence.projection import distance_m

SHOWN = 5  # activities of one venue
MOST = 300  # slots that are looked at: of a page of venues nobody has more in a day


@dataclass(frozen=True, slots=True)
class Entry:
    """One slot of today, as a map shows it."""

    activity: Activity
    slot: Slot

    @property
    def places_left(self) -> int:
        """How many may still sign up."""
        return max(self.slot.quota - self.slot.taken, 0) if self.slot.open else 0


def list_today(actor: Actor | None, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of venues, the nearest first, each with what goes on there until midnight."""
    found = venues.find(actor, query)
    shown = found["items"]
    slots = _slots([each.venue for each in shown])
    return found | {
        "items": [
            {"venue": each, "today": _first([e for e in slots if _is_at(e.activity, each.venue)])}
            for each in shown
        ]
    }


def _slots(places: Sequence[Venue]) -> list[Entry]:
    """Return the slots of today of all these venues, with as many statements for many as for one.

    At a venue is what its organisation does, and what has a site within its circle.
    """
    if not places:
        return []
    now = clock.now()
    midnight = datetime.combine(clock.day_of(now) + timedelta(days=1), time(), clock.CHINA)
    during = (Slot.ends_at > now) & (Slot.starts_at < midnight) & Slot.cancelled_at.is_(None)
    own = Activity.organisation_id.in_([each.organisation_id for each in places])
    near = sa.select(ListedPlace.activity_id).where(
        ListedPlace.ends_at > now, ListedPlace.starts_at < midnight, sa.or_(*_boxes(places))
    )
    rows = session().execute(
        sa.select(Activity, Slot)
        .join(Slot, Slot.activity_id == Activity.id)
        .where(Activity.state.in_(policy.LISTED), during, own | Activity.id.in_(near))
        .order_by(Slot.starts_at, Slot.id)
        .limit(MOST)
    )
    return [Entry(activity, slot) for activity, slot in rows]


def _boxes(places: Sequence[Venue]) -> Iterator[sa.ColumnElement[bool]]:
    for each in places:
        box = Surroundings(each.lon, each.lat, each.radius_m).box
        yield sa.and_(
            ListedPlace.lat.between(box["south"], box["north"]),
            ListedPlace.lon.between(box["west"], box["east"]),
        )


def _is_at(activity: Activity, venue: Venue) -> bool:
    if activity.organisation_id == venue.organisation_id:
        return True
    return any(
        float(distance_m(venue.lon, venue.lat, site.lon, site.lat)) <= venue.radius_m
        for site in activity.sites
    )


def _first(entries: Sequence[Entry]) -> dict[str, Any]:
    return {"entries": entries[:SHOWN], "more": max(len(entries) - SHOWN, 0)}
