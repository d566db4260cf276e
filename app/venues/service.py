"""Use cases of venues: describe one, find those near a place, look after what is shown."""

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.accounts import words
from app.core import audit, clock, crypto, paging, rotation
from app.core.auth import Actor
from app.core.db import session
from app.core.errors import InvalidError, NotFoundError
from app.core.nearby import Surroundings
from app.orgs import service as orgs
from app.orgs.models import Organisation
from app.venues import opening, policy
from app.venues.models import Venue, VenuePhoto
from app.wechat import Scene
from app.wechat.models import FOR_PEOPLE, ContentCheck
from geofence.datum import Datum, convert
from geofence.projection import distance_m

SEALED_FOR = "venue contact"
ADDRESS = "venue_address"  # as the check of content names it
PLAIN = ("radius_m", "address", "slogan", "intro", "weekly", "exceptions")


@dataclass(frozen=True, slots=True)
class Shown:
    """A venue as one person may see it."""

    venue: Venue
    own: bool  # no stranger: sees the contact, and what waits for a check
    distance_m: float | None = None

    @property
    def contact(self) -> dict[str, str] | None:
        """Whom to call, masked for strangers."""
        if self.venue.contact is None:
            return None
        plain = open_contact(self.venue)
        return dict(zip(("name", "phone"), plain if self.own else policy.mask(plain), strict=True))

    @property
    def slogan(self) -> str:
        """The slogan, once it may be shown."""
        return self.venue.slogan if self._text_shows else ""

    @property
    def intro(self) -> str:
        """The introduction, once it may be shown."""
        return self.venue.intro if self._text_shows else ""

    @property
    def address(self) -> str:
        """The address, once it may be shown; the place on the map always is."""
        return self.venue.address if self.own or words.shows(self.venue.address_check) else ""

    @property
    def exceptions(self) -> list[dict[str, Any]]:
        """The days that are otherwise; why, once it may be shown."""
        if self._text_shows:
            return self.venue.exceptions
        return [each | {"note": ""} for each in self.venue.exceptions]

    @property
    def photos(self) -> list[VenuePhoto]:
        """The pictures that may be shown."""
        return [each for each in self.venue.photos if self.own or words.shows(each.check)]

    @property
    def open_now(self) -> bool:
        """Whether it is open at this moment."""
        return self.today.closes_at is not None

    @property
    def today(self) -> opening.Today:
        """When it closes, if it is open, and else when it opens later today."""
        closed = self.venue.organisation.closed_at is not None
        weekly = [] if closed else self.venue.weekly
        return opening.today(clock.now(), weekly, [] if closed else self.venue.exceptions)

    @property
    def _text_shows(self) -> bool:
        return self.own or words.shows(self.venue.text_check)


def describe(actor: Actor, organisation_id: int, values: dict[str, Any]) -> Shown:
    """Say what there is to know about a place, all of it; strangers see words that have passed."""
    policy.require_staff(actor)
    opening.require_sound(values["weekly"], values["exceptions"])
    place = orgs.get_open(organisation_id)
    policy.require(actor, "edit", place)
    _require_place(place)
    venue = _find(place.id) or Venue(organisation_id=place.id)
    venue.datum = values["datum"]
    venue.lon, venue.lat = _wgs84((values["longitude"], values["latitude"]), venue.datum)
    _hand_in_address(actor, venue, values["address"])
    for name in PLAIN:
        setattr(venue, name, values[name])
    venue.contact = _seal(place.id, values["contact"])
    check = _hand_in(actor, place.id, values)
    venue.text_check_id = check.id if check else None
    venue.updated_at = clock.now()
    audit.record(actor, "venue.describe", venue)
    venue.brand_teams = _brand_teams(place, values["brand_team_ids"])
    session().flush()
    session().refresh(venue)
    return Shown(venue, own=True)


def place(actor: Actor, organisation_id: int, values: dict[str, Any]) -> bool:
    """Say where a venue is and when it is open, and no other words; say whether it is new."""
    found = orgs.get_open(organisation_id)
    policy.require(actor, "edit", found)
    _require_place(found)
    known = _find(found.id)
    venue = known or Venue(
        organisation_id=found.id, slogan="", intro="", exceptions=[], radius_m=200.0
    )
    venue.datum = values["datum"]
    venue.lon, venue.lat = _wgs84((values["longitude"], values["latitude"]), venue.datum)
    address = values["address"] or (known.address if known else "")
    _hand_in_address(actor, venue, address)
    venue.address = address
    venue.weekly = values["weekly"] or (known.weekly if known else [])
    if values["contact"]:
        venue.contact = _seal(found.id, values["contact"])
    venue.updated_at = clock.now()
    audit.record(actor, "venue.place", venue)
    return known is None


def show(actor: Actor | None, organisation_id: int) -> Shown:
    """Return a venue as the actor, or anybody, may see it."""
    venue = get_venue(organisation_id)
    return _shown(actor, venue)


def get_venue(organisation_id: int) -> Venue:
    """Return a venue; raise ``NotFoundError`` if nothing is known about the place."""
    found = _find(organisation_id)
    if found is None:
        raise NotFoundError("阵地", "venue")
    return found


def find(actor: Actor | None, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of open venues, the nearest first if a place is given."""
    chosen = sa.select(Venue).join(Venue.organisation).where(Organisation.closed_at.is_(None))
    if query.get("kind"):
        chosen = chosen.where(Organisation.kind == query["kind"])
    if query.get("q"):
        chosen = chosen.where(Organisation.name.icontains(query["q"], autoescape=True))
    if not query.get("near"):
        found = paging.page(chosen, [Venue.id], query)
        return found | {"items": [_shown(actor, each) for each in found["items"]]}
    lon, lat = _wgs84(query["near"], query["datum"])
    found = _nearest(chosen, lon, lat, query)
    far = [round(float(distance_m(lon, lat, each.lon, each.lat)), 1) for each in found["items"]]
    return found | {
        "items": [_shown(actor, *each) for each in zip(found["items"], far, strict=True)]
    }


def review(actor: Actor, organisation_id: int, *, shown: bool) -> Shown:
    """Let a person decide about all that WeChat left to people at a venue."""
    venue = get_venue(organisation_id)
    policy.require(actor, "review", venue.organisation)
    checks = [venue.text_check, venue.address_check, *(photo.check for photo in venue.photos)]
    waiting = [check for check in checks if check is not None and check.state in FOR_PEOPLE]
    for check in waiting:
        words.decide(actor, check.id, shown=shown)
    after = {"shown": shown, "checks": [check.id for check in waiting]}
    audit.record(actor, "venue.review", venue, before={}, after=after)
    return Shown(venue, own=True)


def open_contact(venue: Venue) -> tuple[str, str]:
    """Return name and phone of whom to call."""
    plain = crypto.unseal(venue.contact or b"", SEALED_FOR, str(venue.organisation_id))
    name, phone = json.loads(plain)
    return name, phone


def reseal(after: int, limit: int) -> rotation.Progress | None:
    """Seal the next contacts under the present key; None when there are no more."""
    return rotation.walk(Venue, _reseal, after, limit)


def _reseal(venue: Venue) -> bool:
    if venue.contact is None:
        return False
    fresh = crypto.reseal(venue.contact, SEALED_FOR, str(venue.organisation_id))
    venue.contact = fresh or venue.contact
    return fresh is not None


def _seal(organisation_id: int, contact: dict[str, str] | None) -> bytes | None:
    if contact is None:
        return None
    plain = json.dumps([contact["name"], contact["phone"]], ensure_ascii=False).encode()
    return crypto.seal(plain, SEALED_FOR, str(organisation_id))


def _find(organisation_id: int) -> Venue | None:
    return session().scalar(sa.select(Venue).where(Venue.organisation_id == organisation_id))


def _shown(actor: Actor | None, venue: Venue, far: float | None = None) -> Shown:
    return Shown(venue, policy.is_own(actor, venue.organisation), far)


def _hand_in(actor: Actor, place_id: int, values: dict[str, Any]) -> ContentCheck | None:
    notes = [each["note"] for each in values["exceptions"]]
    text = "\n".join(filter(None, [values["slogan"], values["intro"], *notes]))
    if not text:
        return None
    return words.hand_in(actor, words.Words("venue", place_id, text, Scene.FORUM, place_id))


def _hand_in_address(actor: Actor, venue: Venue, address: str) -> None:
    """Have an address looked at if it is another than before."""
    if address == venue.address:
        return
    where = venue.organisation_id
    said = words.Words(ADDRESS, where, address, Scene.FORUM, where)
    venue.address_check = words.hand_in(actor, said) if address else None


def _require_place(place: Organisation) -> None:
    if place.kind.is_team:
        raise InvalidError(
            "not_a_place",
            "队伍没有阵地资料，请选择阵地。",
            "A team is no venue. Choose a place.",
        )


def _brand_teams(place: Organisation, team_ids: list[int]) -> list[Organisation]:
    """Return the teams; they must serve at the place or below it."""
    found = sa.select(Organisation).where(
        Organisation.id.in_(team_ids), Organisation.place_path.startswith(place.path)
    )
    teams = list(session().scalars(found))
    if len(teams) < len(set(team_ids)):
        raise InvalidError(
            "brand_team_elsewhere",
            "品牌队伍须驻在本阵地或其下级，请核对。",
            "A brand team serves at this place or below it. Check the ids.",
            fields={"brand_team_ids": ["elsewhere"]},
        )
    return teams


def _wgs84(place: tuple[float, float], datum: str) -> tuple[float, float]:
    lon, lat = convert(*place, Datum(datum), Datum.WGS84)
    return float(lon), float(lat)


def _nearest(
    chosen: sa.Select[Any], lon: float, lat: float, query: dict[str, Any]
) -> dict[str, Any]:
    around = Surroundings(lon, lat, query["radius_m"])
    box, squared = around.box, around.squared_m2(Venue)
    close = chosen.where(
        Venue.lat.between(box["south"], box["north"]),
        Venue.lon.between(box["west"], box["east"]),
        squared <= around.radius_m**2,
    )
    return paging.page(close, [squared, Venue.id], query)
