"""Whoever is on the way hears at once that something is off; why, once somebody has looked."""

import pytest

from app.activities.jobs import sweep_notices
from app.notices.kinds import Kind
from tests.app.conftest import HOUR, START, circle, slot
from tests.app.matching.test_told import told
from tests.app.moderation.test_written import let_pass, looking  # noqa: F401 - a fixture
from tests.app.trainings.conftest import school  # noqa: F401 - a fixture
from tests.app.trainings.test_sessions import mine
from tests.app.venues.conftest import described, town, venue  # noqa: F401 - fixtures

WHY = {"reason": "某某害的"}
DAY = 24 * HOUR


@pytest.fixture
def tell(app, clock):
    """Do what the worker does about words that are owed."""
    from app.core.queue import AT_ONCE, run_at_once  # noqa: PLC0415

    with app.app_context():
        run_at_once()

    def run() -> None:
        clock.advance(minutes=6)
        with app.app_context():
            sweep_notices()

    yield run
    app.extensions.pop(AT_ONCE)


def opened(county):
    """An activity of two days and somebody who signed up for the first, while nothing waits."""
    slots = [slot(START, START + HOUR), slot(START + DAY, START + DAY + HOUR)]
    activity = county.open(slots=slots)
    let_pass(county)
    person = county.volunteer()
    first = {"slot_id": activity["slots"][0]["id"]}
    assert person.post(f"/activities/{activity['id']}/signups", first)[0] == 201
    return f"/activities/{activity['id']}", activity, person


def own_reason(person) -> str:
    return person.get("/me/signups")[1]["items"][0]["sign_up"]["reason"]


def test_why_it_is_called_off_waits_that_it_is_does_not(county, tell, looking):  # noqa: F811
    path, _, person = opened(county)
    assert county.coordinator.post(f"{path}/cancel", WHY)[1]["state_reason"] == ""
    tell()
    (text,) = told(person, Kind.ACTIVITY_CANCELLED)
    assert ("已取消" in text, WHY["reason"] in text) == (True, False)
    assert WHY["reason"] not in own_reason(person)
    assert person.get(path)[1]["state_reason"] == ""
    (check,) = county.administrator.get("/content-checks")[1]["items"]
    assert (check["subject_kind"], check["words"]) == ("activity_reason", WHY["reason"])
    let_pass(county)
    assert person.get(path)[1]["state_reason"] == WHY["reason"]
    (text,) = told(county.coordinator, Kind.CONTENT_DECIDED)[-1:]
    assert "取消或中止的原因" in text


def test_why_it_is_stopped_waits_too_and_not_longer_than_it_is_stopped(county, tell, looking):  # noqa: F811
    path, _, person = opened(county)
    assert county.coordinator.post(f"{path}/suspend", WHY)[0] == 200
    tell()
    (text,) = told(person, Kind.ACTIVITY_CHANGED)
    assert ("已中止" in text, WHY["reason"] in text) == (True, False)
    assert person.get(path)[1]["state_reason"] == ""
    assert county.coordinator.post(f"{path}/resume")[1]["state"] == "approved"
    assert county.administrator.get("/content-checks")[1]["items"] == []


def test_why_one_slot_is_called_off_waits_too(county, tell, looking):  # noqa: F811
    path, activity, person = opened(county)
    one = f"{path}/slots/{activity['slots'][0]['id']}/cancel"
    assert county.coordinator.post(one, WHY)[0] == 200
    tell()
    (text,) = told(person, Kind.ACTIVITY_CHANGED)
    assert ("场次取消" in text, WHY["reason"] in text) == (True, False)
    assert WHY["reason"] not in own_reason(person)
    assert person.get(path)[1]["slots"][0]["cancel_reason"] == ""
    let_pass(county)
    assert person.get(path)[1]["slots"][0]["cancel_reason"] == WHY["reason"]


def test_where_nobody_looks_at_words_why_is_told_at_once(county, tell):
    path, _, person = opened(county)
    county.coordinator.post(f"{path}/cancel", WHY)
    tell()
    assert WHY["reason"] in told(person, Kind.ACTIVITY_CANCELLED)[0]
    assert own_reason(person) == person.get(path)[1]["state_reason"] == WHY["reason"]


def test_what_nobody_approved_is_seen_by_nobody_when_it_is_called_off(county):
    never = f"/activities/{county.draft(title='骂人的话')['id']}"
    taken_back = f"/activities/{county.open()['id']}"
    assert county.coordinator.post(f"{taken_back}/unpublish", {"reason": "改"})[0] == 200
    campaign = {
        "organisation_id": county.organisation_id,
        "name": "五月志愿服务活动日",
        "theme": "清洁家园",
        "starts_at": (START - DAY).isoformat(),
        "ends_at": (START + 30 * DAY).isoformat(),
    }
    campaign_id = county.administrator.post("/campaigns", campaign)[1]["id"]
    for path in (never, taken_back):
        joined = f"/campaigns/{campaign_id}/activities/{path.rsplit('/', 1)[1]}"
        assert county.coordinator.put(joined)[0] in {200, 201, 204}
        assert county.coordinator.post(f"{path}/cancel", WHY)[0] == 200
        assert county.volunteer().get(path)[0] == 404
        assert county.coordinator.get(path)[1]["state"] == "cancelled"
    assert county.volunteer().get(f"/campaigns/{campaign_id}/activities")[1]["items"] == []


def test_what_was_public_stays_so_when_it_is_called_off(county):
    path = f"/activities/{county.open(sites=circle())['id']}"
    assert county.coordinator.post(f"{path}/cancel", WHY)[0] == 200
    assert county.volunteer().get(path)[1]["state"] == "cancelled"


def test_an_address_and_why_a_day_is_otherwise_are_read_once_looked_at(town, anyone, looking):  # noqa: F811
    body = described(exceptions=[{"date": "2026-05-01", "spans": [], "note": "某某害的"}])
    assert town.person("coordinator", "town").put(town.path, body)[0] == 200
    seen = anyone.get(town.path)[1]
    assert (seen["address"], seen["exceptions"][0]["note"]) == ("", "")
    assert seen["exceptions"][0]["spans"] == []
    assert town.person("coordinator", "town").get(town.path)[1]["address"] == body["address"]
    root = town.person("administrator", "county")
    for check in root.get("/content-checks")[1]["items"]:
        said = {"shown": True, "reason": "已看"}
        assert root.post(f"/content-checks/{check['id']}/decide", said)[0] == 200
    seen = anyone.get(town.path)[1]
    assert (seen["address"], seen["exceptions"][0]["note"]) == (body["address"], "某某害的")
    # Other words and hours change, and the address stays where it is.
    again = body | {"slogan": "新的口号"}
    assert town.person("coordinator", "town").put(town.path, again)[0] == 200
    assert anyone.get(town.path)[1]["address"] == body["address"]


def test_a_rooms_name_is_read_once_looked_at(venue, login, looking):  # noqa: F811
    staff = venue.person("coordinator", "town")
    status, room = staff.post(f"{venue.path}/rooms", {"name": "骂人室", "capacity": 9})
    assert (status, room["name"]) == (201, "骂人室")
    stranger = login()

    def listed() -> list[str]:
        return [each["name"] for each in stranger.get(f"{venue.path}/rooms")[1]["items"]]

    assert listed() == ["功能室（名称审核中）"]
    root = venue.person("administrator", "county")
    for check in root.get("/content-checks")[1]["items"]:
        root.post(f"/content-checks/{check['id']}/decide", {"shown": True, "reason": "已看"})
    assert listed() == ["骂人室"]
    assert staff.patch(f"/rooms/{room['id']}", {"capacity": 8})[1]["name"] == "骂人室"
    assert listed() == ["骂人室"]
    assert staff.patch(f"/rooms/{room['id']}", {"name": "别名"})[0] == 200
    assert listed() == ["功能室（名称审核中）"]


def test_where_a_training_is_and_why_it_is_off_are_read_once_looked_at(school, looking):  # noqa: F811
    course = school.course(kind="session", seconds=0)
    let_pass(school)
    trainer = school.volunteer()
    body = {
        "trainer_id": trainer.id,
        "place": "骂人的地方",
        "starts_at": (START + DAY).isoformat(),
        "ends_at": (START + DAY + HOUR).isoformat(),
        "quota": 3,
    }
    status, held = school.coordinator.post(f"{course}/sessions", body)
    assert status == 201, held
    person = school.volunteer()
    path = f"/course-sessions/{held['id']}"
    assert person.post(f"{path}/enrolments")[0] == 201
    assert mine(person)[0]["session"]["place"] == "（地点审核中）"
    let_pass(school)
    assert mine(person)[0]["session"]["place"] == "骂人的地方"
    assert school.coordinator.post(f"{path}/cancel", WHY)[0] == 200
    assert mine(person)[0]["cancel_reason"] == ""
    let_pass(school)
    assert mine(person)[0]["cancel_reason"] == WHY["reason"]
