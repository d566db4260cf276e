"""Nor do lists that are bounded and have no pages: an answer with more in it asks no more often.

Every GET whose answer holds a list, at whatever depth, stands in ``SCENES``, as in ``test_lists``,
with the list that grows ("" is the answer itself); or in ``FIXED``, with why it does not grow.
"""

from types import SimpleNamespace

import pytest

from tests.app.attendance.test_photos import jpeg
from tests.app.conftest import HOUR, START, batch, circle, slot, stay
from tests.app.families.conftest import bind, verified
from tests.app.test_lists import HERE, a_team, attend, lists, made, require_no_dearer

ONE_ROW, ENUM = "it lies in one column of one row", "one for each value of an enumeration"
FIXED = {
    "/attendances/{attendance_id}": "of objections there are three at most; the rest: " + ONE_ROW,
    "/activities/{activity_id}/check-in-policy": ENUM,
    "/activities/{activity_id}/closing-report": ONE_ROW,
    "/manual-claims/{claim_id}": ONE_ROW,
    "/guardian-texts": ENUM,
    "/me/consents": ENUM,
    "/me/erasure": ONE_ROW,
    "/me/guardianships/{guardianship_id}/erasure": ONE_ROW,
    "/me/skills": ENUM,
    "/me/subscriptions": ENUM,
    "/needs/{need_id}": ONE_ROW,
    "/organisations/{organisation_id}": ONE_ROW,
    "/projects/{project_id}": ONE_ROW,
    "/skills": ENUM,
}
SCENES = {}


def scene(path: str, member: str = ""):
    """Register a scene of the list that stands in this member of an answer."""

    def register(function):
        SCENES[path, member] = function
        return function

    return register


def bounded(app) -> set[str]:
    """The paths of all routes that answer a GET with a list, but for those with pages."""
    from app.core.extensions import api  # noqa: PLC0415

    document = api.spec.to_dict()
    shapes, found = document["components"]["schemas"], set()
    for path, item in document["paths"].items():
        content = item.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        if holds_list(content.get("application/json", {}).get("schema", {}), shapes, ()):
            found.add(path.removeprefix("/api/v1"))
    return found - lists(app)


def holds_list(schema: dict, shapes: dict, above: tuple) -> bool:
    if "$ref" in schema:
        name = schema["$ref"].split("/")[-1]
        return name not in above and holds_list(shapes[name], shapes, (*above, name))
    kinds = schema.get("type", "")
    if kinds == "array" or "array" in kinds:
        return True
    inner = [*schema.get("properties", {}).values()]
    inner += [each for key in ("allOf", "anyOf", "oneOf") for each in schema.get(key, [])]
    return any(holds_list(each, shapes, above) for each in inner)


def test_every_answer_with_a_list_has_a_scene(app):
    documented, known = bounded(app), {path for path, _ in SCENES}
    assert documented - known - set(FIXED) == set(), "write a scene for these, or say why not"
    assert (known | set(FIXED)) - documented == set(), "these are gone"
    assert known & set(FIXED) == set()


@pytest.mark.parametrize(("path", "member"), SCENES)
def test_an_answer_with_more_in_it_takes_no_more_statements(
    app, county, settle, work, path, member
):
    grow, ask = SCENES[path, member](county, SimpleNamespace(settle=settle, work=work))
    require_no_dearer(app, path, grow, ask, lambda answer: answer[member] if member else answer)


# --- scenes -------------------------------------------------------------------------------------


def grown_activity(county, count: int) -> dict:
    """A draft with so many slots, positions and sites."""
    body = {
        "slots": [slot(START + 24 * k * HOUR, START + (24 * k + 1) * HOUR) for k in range(count)],
        "positions": [{"name": f"岗位{k}", "quota": 2} for k in range(count)],
    }
    activity = county.draft(**body)
    sites = circle()
    sites["features"] = [circle(name=f"点{k}")["features"][0] for k in range(count)]
    return made(county.coordinator.put(f"/activities/{activity['id']}/sites", sites))


@scene("/activities/{activity_id}", "slots")
@scene("/activities/{activity_id}", "positions")
def parts_of_an_activity(county, _hands):
    activities = []

    def grow():
        activities.append(grown_activity(county, len(activities) + 1))

    return grow, lambda: county.coordinator.get(f"/activities/{activities[-1]['id']}")


@scene("/activities/{activity_id}/places")
def places(county, _hands):
    slots = [slot(START + 24 * k * HOUR, START + (24 * k + 1) * HOUR) for k in range(6)]
    activity, free = county.open(slots=slots), iter(range(6))
    path = f"/activities/{activity['id']}"

    def grow():
        chosen = activity["slots"][next(free)]["id"]
        made(county.volunteer().post(f"{path}/signups", {"slot_id": chosen}))

    return grow, lambda: county.coordinator.get(f"{path}/places")


def served(county) -> tuple:
    """Somebody who was there for an hour, and the attendance."""
    person = county.volunteer()
    activity = county.open(slots=[slot(START, START + HOUR)])
    return person, attend(county, person, activity, START)


@scene("/attendances/{attendance_id}/photos")
def photos(county, _hands):
    person, attendance = served(county)
    path, numbers = f"/attendances/{attendance}/photos", iter(range(60))

    def grow():
        number = next(numbers)
        at = (START + number * HOUR / 60).isoformat()
        made(person.send("POST", path, data=jpeg((number, 30, 30)), query_string={"t": at}))

    return grow, lambda: person.get(path)


@scene("/attendances/{attendance_id}/walk", "pings")
def pings_of_a_walk(county, _hands):
    person, activity = county.volunteer(), county.open()
    person.post(f"/activities/{activity['id']}/signups")
    attendance = county.arrive(person, activity, START)
    county.clock.freeze(START + 2 * HOUR)
    numbers = iter(range(100))

    def grow():
        number = next(numbers)
        begin = START + number * HOUR / 6
        county.send(person, attendance, batch(number, stay(begin, begin + HOUR / 12)))

    return grow, lambda: person.get(f"/attendances/{attendance}/walk")


@scene("/households/{household_id}", "members")
def members_of_a_household(county, _hands):
    own = {"organisation_id": county.organisation_id, "name": "杨家"}
    path = f"/households/{made(county.coordinator.post('/households', own))['id']}"

    def grow():
        member = made(county.coordinator.post(f"{path}/members", {"nickname": "杨奶奶"}))
        made(county.coordinator.post(f"{path}/members/{member['user_id']}/card"))

    return grow, lambda: county.coordinator.get(path)


@scene("/me", "roles")
def own_roles(county, _hands):
    person, numbers = county.volunteer(), iter(range(100))

    def grow():
        body = {"role": "coordinator", "organisation_id": a_team(county, f"{next(numbers)}队")}
        made(county.administrator.post(f"/users/{person.id}/roles", body))

    return grow, lambda: person.get("/me")


@scene("/me/wards")
def wards(county, _hands):
    mother = verified(county.volunteer(), "19800101")
    return lambda: bind(county.volunteer(), mother, "service"), lambda: mother.get("/me/wards")


@scene("/me/guardians")
def guardians(county, _hands):
    child, orders = county.volunteer(), iter(range(1, 100))

    def grow():
        bind(child, verified(county.volunteer(), "19800101", next(orders)), "service")

    return grow, lambda: child.get("/me/guardians")


@scene("/rooms/{room_id}/bookings")
def week_of_a_room(county, _hands):
    person, venue, hours = county.volunteer(), f"/venues/{county.organisation_id}", iter(range(20))
    made(county.administrator.put(venue, HERE))
    room = made(county.coordinator.post(f"{venue}/rooms", {"name": "书法室", "capacity": 5}))
    path = f"/rooms/{room['id']}/bookings"

    def grow():
        begin = START + next(hours) * HOUR
        span = {"starts_at": begin.isoformat(), "ends_at": (begin + HOUR).isoformat()}
        booking = made(person.post(path, span | {"purpose": "练字"}))
        made(county.coordinator.post(f"/bookings/{booking['id']}/decide", {"accept": True}))

    day = START.date().isoformat()
    return grow, lambda: person.get(path, first=day)


@scene("/venues/{organisation_id}", "photos")
def photos_of_a_venue(county, _hands):
    path = f"/venues/{county.organisation_id}"
    made(county.administrator.put(path, HERE))
    numbers = iter(range(60))

    def grow():
        picture = jpeg((next(numbers), 30, 30))
        made(county.administrator.send("POST", f"{path}/photos", data=picture))

    return grow, lambda: county.administrator.get(path)


@scene("/venues/{organisation_id}", "brand_teams")
def teams_of_a_venue(county, _hands):
    path, teams = f"/venues/{county.organisation_id}", []

    def grow():
        teams.append(a_team(county, f"{len(teams)}队"))
        made(county.administrator.put(path, HERE | {"brand_team_ids": teams}))

    return grow, lambda: county.administrator.get(path)
