"""Finding activities: the nearest first if a place is given, else the newest.

Nothing is read that is not needed: what is near is looked for in circles that grow until a page is
full, and where the words or the time select a few activities only, in those alone.
"""

import math
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from app.activities import policy
from app.activities.listing import ListedPlace, ListedWord, Listing, fold, words_of
from app.activities.models import Activity, ActivitySite, ActivityState, Slot
from app.core.auth import Actor, RoleName
from app.core.db import session
from app.core.paging import decode, page
from app.orgs import service as orgs
from geofence.datum import Datum, convert
from geofence.projection import distance_m

METRES_PER_DEGREE = 111_195.0  # of latitude, on the mean sphere
FIRST_RADIUS_M, GROWTH = 250.0, 3.0
WORDS = 12  # that are looked up; the text has to hold all of them anyway
FEW = 2_000  # so many are sorted rather than walked through
Query = dict[str, Any]


def find_activities(actor: Actor, query: Query) -> dict[str, Any]:
    """Return a page of activities: nearest first if a place is given, else by age."""
    if query.get("state") not in {None, *policy.LISTED}:
        return _listed(_own(actor, query), query, ActivitySite)
    few = _few(query)
    statement = _public(query)
    if few is not None:
        statement = statement.where(Activity.id.in_(few))
    return _listed(statement, query, ListedPlace, grow=few is None)


def _listed(
    statement: sa.Select[Any],
    query: Query,
    places: type[ListedPlace | ActivitySite],
    *,
    grow: bool = False,
) -> dict[str, Any]:
    if not query.get("near"):
        return page(statement, [Activity.id], query, newest=True)
    lon, lat = query["near"]
    lon, lat = convert(lon, lat, query["datum"], Datum.WGS84)
    found: dict[str, Any] = {}
    for radius in _radii(query) if grow else (query["radius_m"],):
        found = _within(radius, (lon, lat), statement, query, places)
        if found["next_cursor"]:
            break
    for activity in found["items"]:
        activity.distance_m = _distance_m(activity, lon, lat)
    return found


def _public(query: Query) -> sa.Select[Any]:
    """Return the query for public activities that fit, wherever they are."""
    states = [query["state"]] if query.get("state") else policy.LISTED
    statement = (
        sa.select(Activity)
        .join(Listing, Listing.activity_id == Activity.id)
        .where(Activity.state.in_(states), *_in_span(query, Listing))
    )
    if query.get("to") or query.get("open_places"):
        statement = statement.where(_has_slot(query))
    for part in _parts(query):
        statement = statement.where(Listing.text.contains(part, autoescape=True))
    return statement


def _own(actor: Actor, query: Query) -> sa.Select[Any]:
    """Return the query for what is not public: for those who coordinate that organisation."""
    statement = sa.select(Activity).where(Activity.state == ActivityState(query["state"]))
    scopes = [g.organisation_id for g in actor.grants if g.role is not RoleName.VOLUNTEER]
    if None not in scopes:
        statement = statement.where(Activity.organisation_id.in_(orgs.ids_below(scopes)))
    for part in _parts(query):
        statement = statement.where(
            Activity.title.icontains(part, autoescape=True)
            | Activity.description.icontains(part, autoescape=True)
        )
    return statement.where(_has_slot(query))


def _parts(query: Query) -> list[str]:
    """Return what is looked for, part by part: each has to be there."""
    return fold(query.get("q") or "").split()


def _in_span(
    query: Query, row: type[Listing | ListedPlace | Slot]
) -> Iterator[sa.ColumnElement[bool]]:
    if query.get("from_"):
        yield row.ends_at > query["from_"]
    if query.get("to"):
        yield row.starts_at < query["to"]


def _has_slot(query: Query) -> sa.ColumnElement[bool]:
    tests = [*_in_span(query, Slot)]
    if query.get("open_places"):
        tests.append(Slot.taken < Slot.quota)
    return Activity.slots.any(sa.and_(sa.true(), *tests))


def _few(query: Query) -> sa.Select[int] | None:
    """Return the query for those with the words, or of the time, if they are but few."""
    for narrow in (_with_words(query), _of_time(query)):
        if narrow is not None:
            some = narrow.limit(FEW).subquery()
            if (session().scalar(sa.select(sa.func.count()).select_from(some)) or 0) < FEW:
                return narrow
    return None


def _of_time(query: Query) -> sa.Select[int] | None:
    """Return the query for what goes on then; near a place, the index of places tells as much."""
    if query.get("near"):
        return None
    return sa.select(Listing.activity_id).where(*_in_span(query, Listing))


def _with_words(query: Query) -> sa.Select[int] | None:
    """Return the query for activities with all words that are looked for."""
    words = [word for part in _parts(query) for word in _asked(part)][:WORDS]
    if not words:
        return None
    others = [orm.aliased(ListedWord) for _ in words[1:]]
    return sa.select(ListedWord.activity_id).where(
        _is_word(ListedWord, words[0]),
        *(
            sa.exists().where(other.activity_id == ListedWord.activity_id, _is_word(other, word))
            for other, word in zip(others, words[1:], strict=True)
        ),
    )


def _asked(part: str) -> list[str]:
    """Return the words to look up; beside pairs a single character tells nothing more."""
    words = list(words_of(part))
    return [word for word in words if len(word) > 1] or words


def _is_word(row: Any, word: str) -> sa.ColumnElement[bool]:
    """Take a pair of characters as it is, anything else for a beginning."""
    if len(word) == 2 and not word.isascii():
        return row.word == word  # type: ignore[no-any-return]
    return row.word.between(word, word + "\U0010ffff")  # type: ignore[no-any-return]


def _radii(query: Query) -> Iterator[float]:
    """Yield growing radii, the first beyond what earlier pages have shown, the last as asked."""
    shown = decode(query["cursor"], 2)[0] if query.get("cursor") else 0.0
    radius = FIRST_RADIUS_M
    while radius < query["radius_m"]:
        if radius * radius > shown:
            yield radius
        radius *= GROWTH
    yield query["radius_m"]


def _within(
    radius: float,
    place: tuple[float, float],
    statement: sa.Select[Any],
    query: Query,
    places: type[ListedPlace | ActivitySite],
) -> dict[str, Any]:
    lon, lat = place
    east = METRES_PER_DEGREE * max(math.cos(math.radians(lat)), 0.01)
    apart = places.lon - lon, places.lat - lat
    # Flat metres are enough to put a list in order; the box lets the index do the work.
    squared = apart[0] * apart[0] * (east * east) + apart[1] * apart[1] * METRES_PER_DEGREE**2
    high, wide = radius / METRES_PER_DEGREE, radius / east
    close = sa.select(places.activity_id, sa.func.min(squared).label("squared")).where(
        places.lat.between(lat - high, lat + high),
        places.lon.between(lon - wide, lon + wide),
        squared <= radius * radius,
    )
    if places is ListedPlace:
        close = close.where(*_in_span(query, ListedPlace))
    near = close.group_by(places.activity_id).subquery()
    joined = statement.join(near, near.c.activity_id == Activity.id)
    return page(joined, [near.c.squared, Activity.id], query)


def _distance_m(activity: Activity, lon: float, lat: float) -> float:
    return round(min(float(distance_m(lon, lat, s.lon, s.lat)) for s in activity.sites), 1)
