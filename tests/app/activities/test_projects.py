"""The library of projects: kept once, done again, and known where it came from."""

import pytest

from app.activities.categories import Category
from tests.app.conftest import HOUR, START, circle, slot

AGAIN = {"slots": [slot(START + 48 * HOUR, START + 50 * HOUR)]}
CATEGORY = next(iter(Category)).value
KEPT = (
    "category",
    "description",
    "risk_notice",
    "conditions",
    "dangerous",
    "minors_allowed",
    "cancel_hours",
)


@pytest.fixture
def project(county) -> dict:
    content = {
        "description": "入户理发",
        "risk_notice": "注意刀具",
        "conditions": "会理发",
        "dangerous": False,
        "minors_allowed": False,
        "positions": [{"name": "理发", "quota": 4, "skills": ["hairdressing"]}],
        "sites": circle(),
    }
    body = {"title": "银发理发", "content": content, "organisation_id": county.organisation_id}
    status, found = county.coordinator.post("/projects", body)
    assert status == 201, found
    return found


def test_a_project_becomes_an_activity_that_can_be_submitted_at_once(county, project):
    path = f"/projects/{project['id']}"
    status, activity = county.coordinator.post(f"{path}/activities", AGAIN)
    assert status == 201, activity
    assert (activity["title"], activity["state"]) == ("银发理发", "draft")
    assert (activity["project_id"], activity["project_version"]) == (project["id"], 1)
    assert activity["positions"][0]["skills"] == ["hairdressing"]
    assert len(activity["sites"]) == 1
    submitted = county.coordinator.post(f"/activities/{activity['id']}/submit")
    assert submitted[1]["state"] == "submitted"


def test_a_change_of_the_project_leaves_its_activities_alone(county, project):
    path = f"/projects/{project['id']}"
    activity = county.coordinator.post(f"{path}/activities", AGAIN)[1]
    change = {"version": 1, "content": {"description": "到站理发"}}
    assert county.coordinator.patch(path, change)[1]["version"] == 2
    assert county.coordinator.patch(path, change)[1]["code"] == "version_conflict"
    assert county.coordinator.get(f"/activities/{activity['id']}")[1]["description"] == "入户理发"


def test_an_activity_is_kept_and_copied_with_all_that_can_be_done_again(county):
    activity = county.open(
        description="清理",
        category=CATEGORY,
        positions=[{"name": "搬运", "quota": 2, "team_quotas": []}],
        cancel_hours=3,
    )
    path = f"/activities/{activity['id']}"
    status, copy = county.coordinator.post(f"{path}/copies", AGAIN)
    assert status == 201, copy
    assert [copy[name] for name in KEPT] == [activity[name] for name in KEPT]
    assert copy["copied_from_id"] == activity["id"]
    assert copy["sites"][0]["feature"]["geometry"] == activity["sites"][0]["feature"]["geometry"]
    assert (copy["state"], copy["slots"][0]["taken"]) == ("draft", 0)
    kept = county.coordinator.post(f"{path}/project", {"summary": "来了 20 人"})[1]
    assert (kept["title"], kept["summary"]) == ("清理河道", "来了 20 人")
    again = county.coordinator.post(f"/projects/{kept['id']}/activities", AGAIN)[1]
    assert again["positions"][0]["name"] == "搬运"
    assert county.volunteer().post(f"{path}/copies", AGAIN)[0] == 403


def test_the_library_is_ones_own_and_what_the_county_shares(county, login, project, work):
    from tests import factories  # noqa: PLC0415

    with work() as session:
        from app.orgs.models import Organisation  # noqa: PLC0415

        centre = session.get(Organisation, county.organisation_id)
        station = factories.make_organisation(centre).id
        elsewhere = factories.make_organisation().id
    own, stranger = (login("coordinator", None, place) for place in (station, elsewhere))
    path = f"/projects/{project['id']}"
    assert own.get("/projects")[1]["items"] == []
    assert own.get(path)[0] == 404
    county.coordinator.patch(path, {"version": 1, "shared": True})
    assert [each["id"] for each in own.get("/projects", q="理发")[1]["items"]] == [project["id"]]
    assert own.patch(path, {"version": 2, "title": "x"})[0] == 403
    made = own.post(f"{path}/activities", AGAIN)
    assert made[1]["organisation_id"] == station
    assert stranger.get("/projects")[1]["items"] == []
    assert stranger.get(path)[0] == 404
    assert county.volunteer().get("/projects")[1]["items"] == []
    assert county.coordinator.delete(path)[0] == 204
    assert own.get("/projects")[1]["items"] == []
