"""Finding activities: the nearest first if a place is given, else the newest.

Nothing is read that is not needed: what is near is looked for in circles that grow until a page is
full, and where the words or the time select a few activities only, in those alone.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.activities import policy
from app.activities.listing import ListedPlace, ListedWord, Listing, fold, is_chinese, words_of
from app.activities.models import Activity, ActivitySite, ActivityState, Slot
from app.core.auth import Actor, RoleName
from app.core.db import session
from app.core.nearby import Surroundings
from app.core.paging import decode, page
from app.orgs import service as orgs
from geofence.datum import Datum, convert
from geofence.projection import distance_m

FIRST_RADIUS_M, GROWTH = 250.0, 3.0
WORDS = 12  # that are looked up, one by one
FEW = 1_000  # so many are sorted rather than walked through
Query = dict[str, Any]


def find_activities(actor: Actor, query: Query) -> dict[str, Any]:
    """Return a page of activities: nearest first if a place is given, else by age."""
    if query.get("state") not in {None, *policy.LISTED}:
        return _listed(_own(actor, query), query, ActivitySite)
    found = _public(query)
    if query.get("led"):
        found = found.where(*_led(actor))
    return _listed(found, query, ListedPlace, _few(query))


def _listed(
    statement: sa.Select[Any],
    query: Query,
    places: type[ListedPlace | ActivitySite],
    few: Sequence[int] | None = None,
) -> dict[str, Any]:
    if not query.get("near"):
        only = statement if few is None else statement.where(Activity.id.in_(few))
        return page(only, [Activity.id], query, newest=True)
    lon, lat = query["near"]
    lon, lat = convert(lon, lat, query["datum"], Datum.WGS84)
    found: dict[str, Any] = {}
    grows = places is ListedPlace and few is None
    for radius in _radii(query, lon, lat) if grows else (query["radius_m"],):
        close = _close(Surroundings(lon, lat, radius), query, places)
        if few is not None:
            close = close.where(places.activity_id.in_(few))
        found = _page(statement, close, query)
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
    if query.get("category"):
        statement = statement.where(Activity.category == query["category"])
    for part in _parts(query):
        statement = statement.where(Listing.text.contains(part, autoescape=True))
    return statement


def _own(actor: Actor, query: Query) -> sa.Select[Any]:
    """Return the query for what is not public: for those who coordinate that organisation."""
    asked = Activity.state == ActivityState(query["state"])
    statement = sa.select(Activity).where(asked, *_led(actor))
    for part in _parts(query):
        statement = statement.where(
            Activity.title.icontains(part, autoescape=True)
            | Activity.description.icontains(part, autoescape=True)
        )
    return statement.where(_has_slot(query))


def _led(actor: Actor) -> Iterator[sa.ColumnElement[bool]]:
    """Yield what keeps to the organisations that the actor coordinates, unless that is all."""
    scopes = [g.organisation_id for g in actor.grants if g.role is not RoleName.VOLUNTEER]
    if None not in scopes:
        yield Activity.organisation_id.in_(orgs.ids_below(scopes))


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
        tests.append(Slot.open & (Slot.taken < Slot.quota))
    return Activity.slots.any(sa.and_(sa.true(), *tests))


def _few(query: Query) -> Sequence[int] | None:
    """Return those with a rare word, or of the time, if they are but few.

    As numbers: what a prepared statement would find, a database cannot know when it plans.
    """
    for narrow in (*_with_words(query), *_of_time(query)):
        found = session().scalars(narrow.limit(FEW)).all()
        if len(found) < FEW:
            return found
    return None


def _with_words(query: Query) -> Iterator[sa.Select[int]]:
    """Yield the query for each word that is looked for, then for all of them together.

    The text has to hold all of them anyway. Words that are frequent may still seldom meet.
    """
    asked = [each for part in _parts(query) for each in _asked(part)][:WORDS]
    for word, whole in asked:
        yield sa.select(ListedWord.activity_id).where(_is_word(ListedWord, word, whole=whole))
    if len(asked) > 1:
        yield _with_all(asked)


def _with_all(asked: list[tuple[str, bool]]) -> sa.Select[int]:
    (word, whole), *others = asked
    found = sa.select(ListedWord.activity_id).where(_is_word(ListedWord, word, whole=whole))
    for other, whole in others:
        row = aliased(ListedWord)
        same = row.activity_id == ListedWord.activity_id
        found = found.where(sa.exists().where(same, _is_word(row, other, whole=whole)))
    return found


def _of_time(query: Query) -> Iterator[sa.Select[int]]:
    """Yield the query for what goes on then; near a place, the index of places tells as much."""
    if not query.get("near"):
        yield sa.select(Listing.activity_id).where(*_in_span(query, Listing))


def _asked(part: str) -> list[tuple[str, bool]]:
    """Return the words to look up; beside others a single character tells nothing more."""
    words = [(word, _is_whole(word, part)) for word in words_of(part)]
    return [(word, whole) for word, whole in words if whole or len(word) > 1] or words


def _is_whole(word: str, part: str) -> bool:
    """Say whether nothing can follow: it is a pair, or letters after which Chinese comes."""
    if is_chinese(word):
        return len(word) == 2
    return is_chinese(part[part.find(word) + len(word) :])


def _is_word(row: Any, word: str, *, whole: bool) -> sa.ColumnElement[bool]:
    """Return the test for a word; what is not whole is taken for a beginning."""
    if whole:
        return row.word == word  # type: ignore[no-any-return]
    return row.word.between(word, word + "\U0010ffff")  # type: ignore[no-any-return]


def _in_box(row: Any) -> sa.ColumnElement[bool]:
    high = row.lat.between(sa.bindparam("south"), sa.bindparam("north"))
    wide = row.lon.between(sa.bindparam("west"), sa.bindparam("east"))
    return sa.and_(high, wide)


# Made once: it is asked several times for one page, and making it takes longer than its answer.
_SOME = (
    sa.select(ListedPlace.activity_id)
    .where(_in_box(ListedPlace), ListedPlace.ends_at > sa.bindparam("begin"))
    .limit(sa.bindparam("enough"))
)
_COUNT = sa.select(sa.func.count()).select_from(_SOME.subquery())


def _some(box: dict[str, Any]) -> int:
    return session().scalar(_COUNT, box) or 0


_NEAREST = (sa.literal(0.0), Activity.id)  # the kinds of what a cursor of the nearest holds


def _radii(query: Query, lon: float, lat: float) -> Iterator[float]:
    """Yield radii in which a page may be full, the last as it was asked for."""
    shown = decode(query["cursor"], _NEAREST)[0] if query.get("cursor") else 0.0
    needed = {"begin": query["from_"], "enough": query["limit"] + 1}
    radius = FIRST_RADIUS_M
    while radius < query["radius_m"]:
        box = Surroundings(lon, lat, radius).box
        if radius * radius > shown and _some(box | needed) > query["limit"]:
            yield radius
        radius *= GROWTH
    yield query["radius_m"]


def _close(
    around: Surroundings, query: Query, places: type[ListedPlace | ActivitySite]
) -> sa.Select[int, float]:
    """Return the query for what is in a circle, each with its squared distance."""
    squared = around.squared_m2(places)
    close = (
        sa.select(places.activity_id, sa.func.min(squared).label("squared"))
        .where(_in_box(places), squared <= around.radius_m**2)
        .group_by(places.activity_id)
        .params(around.box)
    )
    return close.where(*_in_span(query, ListedPlace)) if places is ListedPlace else close


def _page(statement: sa.Select[Any], close: sa.Select[int, float], query: Query) -> dict[str, Any]:
    near = close.subquery()
    joined = statement.join(near, near.c.activity_id == Activity.id)
    return page(joined, [near.c.squared, Activity.id], query)


def _distance_m(activity: Activity, lon: float, lat: float) -> float:
    return round(min(float(distance_m(lon, lat, s.lon, s.lat)) for s in activity.sites), 1)
