"""No list asks the database more often because it is longer.

Every route that answers with a page is looked up among the application's rules; one without a
scene in ``SCENES`` fails. A scene is a function of the county and of the worker that gives
``(grow, ask)``: ``grow()`` adds one more row to the list, by whatever way it comes about, and
``ask()`` gives (status, page).
"""

import pytest

from tests.app.conftest import HOUR, LAT, LON, START, batch, circle, slot, stay
from tests.app.statements import counted

SCENES = {}


def scene(path: str):
    """Register a scene of the list at this path."""

    def register(function):
        SCENES[path] = function
        return function

    return register


def lists(app) -> set[str]:
    """The paths of all routes that answer a GET with a page."""
    from app.core.extensions import api  # noqa: PLC0415

    document = api.spec.to_dict()
    shapes = document["components"]["schemas"]
    found = set()
    for path, item in document["paths"].items():
        content = item.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
        if "next_cursor" in shapes.get(reference.split("/")[-1], {}).get("properties", {}):
            found.add(path.removeprefix("/api/v1"))
    return found


def test_every_list_has_a_scene(app):
    documented = lists(app)
    assert documented - set(SCENES) == set(), "write a scene for these lists"
    assert set(SCENES) - documented == set(), "these lists are gone"
    rules = {rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods}
    assert all(f"/api/v1{path}".split("{", maxsplit=1)[0] in " ".join(rules) for path in documented)


@pytest.mark.parametrize("path", SCENES)
def test_a_longer_list_takes_no_more_statements(app, county, settle, path):
    grow, ask = SCENES[path](county, settle)
    sizes, costs = [], []
    for _ in range(2):
        for _ in range(3):
            grow()
        ask()  # what is remembered from now on is
        with counted(app) as sent:
            status, page = ask()
        assert status == 200, page
        sizes.append(len(page["items"]))
        costs.append(sent)
    assert sizes[1] > sizes[0] >= 1, f"{path}: the scene does not make it longer"
    assert len(costs[1]) <= len(costs[0]), "\n".join(costs[1])


# --- scenes -------------------------------------------------------------------------------------


@scene("/activities")
def activities(county, _settle):
    volunteer = county.volunteer()
    query = {"near": f"{LON},{LAT}", "q": "清理"}
    return lambda: county.open(circle()), lambda: volunteer.get("/activities", **query)


@scene("/activities/{activity_id}/signups")
def sign_ups(county, _settle):
    activity = county.open()
    path = f"/activities/{activity['id']}/signups"
    return lambda: county.volunteer(activity), lambda: county.coordinator.get(path)


@scene("/me/signups")
def own_sign_ups(county, _settle):
    person, days = county.volunteer(), iter(range(100))

    def grow():
        begin = START + 24 * next(days) * HOUR
        activity = county.open(slots=[slot(begin, begin + HOUR)])
        assert person.post(f"/activities/{activity['id']}/signups", {})[0] == 201

    return grow, lambda: person.get("/me/signups")


@scene("/audit-entries")
def audit_entries(county, _settle):
    return county.open, lambda: county.administrator.get("/audit-entries", limit=100)


@scene("/activities/{activity_id}/on-site")
def on_site(county, _settle):
    activity = county.open()
    path = f"/activities/{activity['id']}/on-site"

    def arrive():
        county.arrive(county.volunteer(activity), activity, START)

    return arrive, lambda: county.coordinator.get(path)


@scene("/organisations")
def organisations(county, _settle):
    numbers = iter(range(100))
    query = {"parent_id": county.organisation_id}

    def grow():
        body = {
            "name": f"站{next(numbers)}",
            "kind": "station",
            "parent_id": county.organisation_id,
        }
        assert county.administrator.post("/organisations", body)[0] == 201

    return grow, lambda: county.coordinator.get("/organisations", **query)


@scene("/me/sessions")
def sessions(county, _settle):
    return (
        lambda: county.login("volunteer", "常客"),
        lambda: county.login("volunteer", "常客").get("/me/sessions"),
    )


@scene("/me/records")
def records(county, settle):
    person, days = county.volunteer(), iter(range(100))

    def serve():
        begin = START + 24 * next(days) * HOUR
        county.clock.freeze(begin - HOUR)
        activity = county.open(slots=[slot(begin, begin + HOUR)])
        attend(county, person, activity, begin)
        settle()

    return serve, lambda: person.get("/me/records")


@scene("/reviews")
def reviews(county, settle):
    activity = county.open(slots=[slot(START, START + 10 * HOUR)])

    def serve():
        county.clock.freeze(START - HOUR)
        attend(county, county.volunteer(), activity, START, hours=9)  # for more than eight hours
        settle()

    return serve, lambda: county.coordinator.get("/reviews")


def attend(county, person, activity, begin, hours=1):
    end = begin + hours * HOUR
    person.post(f"/activities/{activity['id']}/signups")
    attendance = county.arrive(person, activity, begin)
    county.clock.freeze(end)
    county.send(person, attendance, batch(0, stay(begin, end, every=120)))
    county.leave(person, attendance, end)
