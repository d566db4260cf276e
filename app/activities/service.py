"""Use cases of activities: make, show, give them sites; who leads them."""

import json
from typing import Any

from sqlalchemy.orm import lazyload

from app.activities import changes, listing, policy, positions
from app.activities.models import Activity, Slot
from app.activities.sites import read_sites, require_known
from app.core import audit, clock, limits
from app.core.auth import Actor, RoleName
from app.core.db import add, session
from app.core.errors import InvalidError, NotFoundError
from app.orgs import service as orgs
from app.venues import service as venues
from geofence.hours import RuleSet

INDISPENSABLE = frozenset({"slot_window", "overlap", "daily_review"})
SIGN_UP_RULES = ("sign_ups_reviewed", "waitlist_quota", "cancel_hours", "closes_minutes")
TERMS = (
    "risk_notice", "way", "conditions", "safety",
    "dangerous", "insurance_policy", "minors_allowed",
)  # fmt: skip
LOADED = (Activity.positions, Activity.slots, Activity.sites)


def create_activity(
    actor: Actor, values: dict[str, Any], origin: dict[str, Any] | None = None
) -> Activity:
    """Make a draft with its slots; its origin is the project or activity that it was taken from."""
    organisation_id = values.get("organisation_id") or orgs.default_for(actor).id
    actor.require(RoleName.COORDINATOR, orgs.path_of(organisation_id))
    orgs.get_open(organisation_id)
    rules = _rules(actor, organisation_id, values.get("rules"))
    new = add(
        Activity(
            organisation_id=organisation_id,
            title=values["title"],
            description=values["description"],
            category=values.get("category"),
            rules=json.loads(rules.to_json()),
            presence_policy=values["presence_policy"],
            **{name: values[name] for name in (*SIGN_UP_RULES, *TERMS) if name in values},
            positions=[positions.new(each) for each in values["positions"]],
            slots=[new_slot(each) for each in values["slots"]],
            sites=[],
            **(origin or {}),
            created_by=actor.user_id,
            created_at=clock.now(),
        )
    )
    audit.record(actor, "activity.create", new)
    return new


def get_activity(activity_id: int, *, lock: bool = False, bare: bool = False) -> Activity:
    """Return an activity; raise ``NotFoundError`` if there is none.

    A ``bare`` one comes without its slots and sites; they are fetched if somebody looks at them.
    """
    # A sign-up refers to its activity and must not wait for whoever edits it.
    locked = {"key_share": True, "of": Activity} if lock else None
    options = [lazyload(each) for each in LOADED] if bare else None
    found = session().get(Activity, activity_id, options=options, with_for_update=locked)
    if found is None:
        raise NotFoundError("活动", "activity")
    return found


def show_activity(actor: Actor, activity_id: int) -> Activity:
    """Return an activity that the actor may see."""
    activity = get_activity(activity_id)
    policy.require_visible(actor, activity)
    return activity


def replace_sites(actor: Actor, activity_id: int, document: dict[str, Any]) -> Activity:
    """Give an activity its sites; only while it is a draft, for hours depend on them."""
    activity = get_activity(activity_id, lock=True)
    policy.require(actor, "edit", activity)
    changes.require_sites_free(actor, activity)
    rows = read_sites(document)
    before = [site.feature for site in activity.sites]
    activity.sites.clear()
    session().flush()
    activity.sites.extend(rows)
    require_known(activity, activity.slots)
    activity.sites_version += 1
    activity.version += 1
    changes.tell(activity, {"sites"})
    if activity.state in policy.OPEN_TO_EDITS:
        listing.relist(activity)
    after = [site.feature for site in rows]
    audit.record(
        actor, "activity.sites", activity, before={"sites": before}, after={"sites": after}
    )
    return activity


def add_venue_site(actor: Actor, activity_id: int, values: dict[str, Any]) -> Activity:
    """Add the fence of a venue to a draft's sites: a circle round it, of its radius or another."""
    venue = venues.get_venue(values["organisation_id"])
    activity = get_activity(activity_id)
    features = [each.feature for each in activity.sites]
    features = [each for each in features if each.get("id") != f"venue-{venue.organisation_id}"]
    circle = {
        "type": "Feature",
        "id": f"venue-{venue.organisation_id}",
        "properties": {
            "name": venue.organisation.name,
            "radius_m": values.get("radius_m") or venue.radius_m,
        },
        "geometry": {"type": "Point", "coordinates": [venue.lon, venue.lat]},
    }
    document = {
        "type": "FeatureCollection",
        "properties": {"datum": "wgs84"},
        "features": [*features, circle],
    }
    return replace_sites(actor, activity_id, document)


def is_leader(actor: Actor, activity: Activity) -> bool:
    """Say whether the actor coordinates the activity's organisation."""
    return actor.holds(RoleName.COORDINATOR, orgs.path_of(activity.organisation_id))


def require_leader(actor: Actor, activity: Activity) -> None:
    """Raise ``ForbiddenError`` unless the actor coordinates the activity's organisation."""
    policy.require(actor, "lead", activity)


def _rules(actor: Actor, organisation_id: int, document: dict[str, Any] | None) -> RuleSet:
    """Return the rule set of a new activity; only the county may depart from the common one."""
    if document is None:
        return RuleSet()
    actor.require(RoleName.ADMINISTRATOR, orgs.path_of(organisation_id)[:1])
    rules = RuleSet.from_json(json.dumps(document))
    missing = INDISPENSABLE - {rule.name for rule in rules.rules}
    if missing:
        raise InvalidError(
            "rules_incomplete",
            f"时长规则缺少：{'、'.join(sorted(missing))}，请补上。",
            f"The rule set lacks {', '.join(sorted(missing))}. Add them.",
            fields={"rules": sorted(missing)},
        )
    return rules


def new_slot(values: dict[str, Any]) -> Slot:
    """Return a slot as it was described; raise if it cannot be."""
    slot = Slot(**values)
    require_possible(slot)
    if slot.ends_at <= clock.now():
        raise InvalidError(
            "slot_past",
            "场次已经结束，不能补发活动；请改为将来的时间。",
            "This slot is over already. Choose a time that is still to come.",
            fields={"slots": ["ends_at"]},
        )
    return slot


def require_possible(slot: Slot) -> None:
    """Raise unless the slot ends after it starts, and within a day."""
    if not slot.starts_at < slot.ends_at <= slot.starts_at + limits.SLOT_LENGTH:
        raise InvalidError(
            "slot_invalid",
            "场次的结束时间须晚于开始时间，且不超过 24 小时，请修改。",
            "A slot must end after it starts, and within 24 hours. Correct its times.",
            fields={"slots": ["ends_at"]},
        )
