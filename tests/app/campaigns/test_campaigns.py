"""志愿服务活动日: activities join, and what came of it is counted."""

import pytest

from tests.app.conftest import HOUR, START, batch, slot, stay

DAY = {
    "name": "学雷锋志愿服务活动日",
    "theme": "邻里守望",
    "starts_at": START.isoformat(),
    "ends_at": (START + 24 * HOUR).isoformat(),
}
REPORT = {"summary": "慰问了独居老人", "groups": [{"group": "独居老人", "count": 12}]}


@pytest.fixture
def campaign(county) -> str:
    """The path of a campaign of the county."""
    body = DAY | {"organisation_id": county.organisation_id}
    status, found = county.administrator.post("/campaigns", body)
    assert status == 201, found
    return f"/campaigns/{found['id']}"


def test_only_administrators_begin_one_and_its_name_is_its_own(county, campaign):
    body = DAY | {"organisation_id": county.organisation_id}
    assert county.coordinator.post("/campaigns", body)[1]["code"] == "role_required"
    assert county.administrator.post("/campaigns", body)[1]["code"] == "campaign_exists"
    backwards = body | {"name": "x", "ends_at": DAY["starts_at"]}
    assert county.administrator.post("/campaigns", backwards)[1]["code"] == "campaign_invalid"


def test_it_is_listed_while_it_goes_on(county, campaign):
    volunteer = county.volunteer()
    assert volunteer.get("/campaigns", current="true")[1]["items"] == []
    county.clock.freeze(START + HOUR)
    (found,) = volunteer.get("/campaigns", current="true")[1]["items"]
    assert (found["name"], found["theme"]) == (DAY["name"], "邻里守望")


def test_activities_of_its_time_join_and_leave(county, campaign):
    activity = county.open()
    path = f"{campaign}/activities/{activity['id']}"
    assert county.volunteer().put(path)[0] == 403
    assert county.coordinator.put(path)[0] == county.coordinator.put(path)[0] == 200
    (listed,) = county.volunteer().get(f"{campaign}/activities")[1]["items"]
    assert listed["id"] == activity["id"]
    assert county.coordinator.delete(path)[0] == county.coordinator.delete(path)[0] == 204
    late = START + 72 * HOUR
    other = county.open(slots=[slot(late, late + HOUR)])
    status, problem = county.coordinator.put(f"{campaign}/activities/{other['id']}")
    assert (status, problem["code"]) == (409, "campaign_other_time")


def test_what_came_of_it(county, campaign, settle):
    activity = county.open(slots=[slot(START, START + HOUR)])
    path = f"/activities/{activity['id']}"
    county.coordinator.put(f"{campaign}/activities/{activity['id']}")
    person = county.volunteer(activity)
    county.volunteer(activity)  # does not come
    attendance = county.arrive(person, activity)
    county.clock.freeze(START + HOUR)
    county.send(person, attendance, batch(0, stay(START, START + HOUR)))
    county.leave(person, attendance, START + HOUR)
    settle()
    county.coordinator.put(f"{path}/closing-report", REPORT)
    county.administrator.post(f"{path}/closing-report/accept")
    status, figures = county.volunteer().get(f"{campaign}/figures")
    assert status == 200
    assert 0 < figures.pop("seconds") <= 3600
    assert figures == {
        "activities": 1, "cancelled": 0, "volunteers": 1,
        "attendances": 1, "reports": 1, "beneficiaries": 12,
    }  # fmt: skip


def test_what_is_stopped_or_called_off_stays_in_the_campaign_and_says_so(county, campaign):
    stopped, off = county.open(title="中止的"), county.open(title="取消的")
    for activity, deed in ((stopped, "suspend"), (off, "cancel")):
        assert county.coordinator.put(f"{campaign}/activities/{activity['id']}")[0] == 200
        said = county.coordinator.post(f"/activities/{activity['id']}/{deed}", {"reason": "暴雨"})
        assert said[0] == 200
    listed = county.volunteer().get(f"{campaign}/activities")[1]["items"]
    assert [each["state"] for each in listed] == ["suspended", "cancelled"]
    figures = county.volunteer().get(f"{campaign}/figures")[1]
    assert (figures["activities"], figures["cancelled"]) == (2, 1)
