"""From a need to a yes: verified, matched, asked, and nobody is forced."""

import math
from datetime import timedelta

import pytest

from tests.app.conftest import HOUR, LAT, LON, START

NEED = {
    "category": "elderly",
    "title": "为老人做一顿饭",
    "details": "张奶奶，独居",
    "address": "和平街道 1 号",
    "contact": "13800000000",
    "risk_notice": "无",
    "skills": ["cooking"],
    "longitude": LON,
    "latitude": LAT,
    "starts_at": START.isoformat(),
    "ends_at": (START + 240 * HOUR).isoformat(),
}
OFFER = {
    "category": "elderly",
    "title": "上门做饭",
    "skills": ["cooking", "elder_care"],
    "longitude": LON,
    "latitude": LAT,
    "capacity": 2,
}


class Scene:
    """A resident with a need, and teams that may help."""

    def __init__(self, county, app):
        self.county, self.app = county, app
        self.resident = county.volunteer()

    def file(self, **more) -> int:
        body = NEED | {"organisation_id": self.county.organisation_id} | more
        status, found = self.resident.post("/needs", body)
        assert status == 201, found
        return found["id"]

    def open(self, **more) -> int:
        need = self.file(**more)
        assert self.county.coordinator.post(f"/needs/{need}/verify")[0] == 200
        return need

    def offer(self, **more) -> int:
        body = OFFER | {"organisation_id": self.county.organisation_id} | more
        status, found = self.county.coordinator.post("/offers", body)
        assert status == 201, found
        return found["id"]

    def match(self) -> int:
        path = f"/organisations/{self.county.organisation_id}/matching"
        status, found = self.county.coordinator.post(path)
        assert status == 200, found
        return found["invited"]

    def invitations(self) -> list[dict]:
        return self.county.coordinator.get("/invitations")[1]["items"]

    def state(self, need: int) -> str:
        return self.resident.get(f"/needs/{need}")[1]["state"]


@pytest.fixture
def scene(county, app) -> Scene:
    return Scene(county, app)


def test_a_need_is_verified_matched_and_accepted(scene):
    need, _ = scene.open(), scene.offer()
    assert scene.match() == 1
    assert scene.match() == 0  # one is asked already
    (asked,) = scene.invitations()
    assert (asked["state"], asked["need"]["title"]) == ("invited", NEED["title"])
    assert "details" not in asked["need"]
    assert [line["criterion"] for line in asked["reasons"]] == [
        *("distance", "skills", "load", "history"),
    ]
    status, answered = scene.county.coordinator.post(f"/invitations/{asked['id']}/accept")
    assert (status, answered["state"]) == (200, "accepted")
    assert scene.state(need) == "matched"
    told = [notice["kind"] for notice in scene.resident.get("/me/notices")[1]["items"]]
    assert told == ["help_found", "need_decided"]
    told = [n["kind"] for n in scene.county.coordinator.get("/me/notices")[1]["items"]]
    assert "help_wanted" in told


def test_a_no_has_no_consequence_and_the_next_best_is_asked(scene):
    need = scene.open()
    near, far = scene.offer(), scene.offer(latitude=LAT + 0.02)
    scene.match()
    (asked,) = scene.invitations()
    assert asked["offer"]["id"] == near
    path = f"/invitations/{asked['id']}"
    assert scene.county.coordinator.post(f"{path}/decline")[1]["state"] == "declined"
    assert scene.county.coordinator.post(f"{path}/accept")[1]["code"] == "invitation_over"
    scene.match()
    assert [each["offer"]["id"] for each in scene.invitations()] == [far, near]
    assert scene.state(need) == "open"
    assert scene.match() == 0  # everybody was asked


def test_silence_runs_out_and_the_job_asks_the_next(scene, clock, app):
    from app.matching.jobs import invite_all  # noqa: PLC0415

    scene.open()
    first, second = scene.offer(), scene.offer(latitude=LAT + 0.02)
    with app.app_context():
        invite_all()
    clock.advance(hours=49)
    (asked,) = scene.invitations()
    assert asked["state"] == "expired"  # before the job has written it down
    path = f"/invitations/{asked['id']}/accept"
    assert scene.county.coordinator.post(path)[1]["code"] == "invitation_over"
    with app.app_context():
        invite_all()
        invite_all()
    states = [(each["offer"]["id"], each["state"]) for each in scene.invitations()]
    assert states == [(second, "invited"), (first, "expired")]


def test_what_is_private_is_seen_by_who_needs_it_and_that_is_recorded(scene, login, work):
    from app.core.audit import AuditEntry  # noqa: PLC0415
    from app.matching.models import Need  # noqa: PLC0415

    need, _ = scene.open(), scene.offer()
    path = f"/needs/{need}"
    for person in (scene.resident, scene.county.coordinator):
        status, found = person.post(f"{path}/disclosure")
        assert (status, found["contact"]) == (200, NEED["contact"])
    stranger = login()
    assert stranger.get(path)[0] == stranger.post(f"{path}/disclosure")[0] == 404
    with work() as session:
        assert NEED["contact"].encode() not in session.get_one(Need, need).sealed
        deeds = [e.deed for e in session.query(AuditEntry).filter_by(kind="needs")]
    assert deeds.count("need.disclose") == 2


def test_an_answer_is_due_and_a_refusal_says_why(scene, clock):
    need = scene.file()
    clock.advance(hours=73)
    (found,) = scene.county.coordinator.get("/needs", state="verifying")[1]["items"]
    assert found["overdue"]
    assert scene.resident.post(f"/needs/{need}/verify")[1]["code"] == "role_required"
    assert scene.county.volunteer().post(f"/needs/{need}/verify")[0] == 404
    path = f"/needs/{need}/decline"
    status, found = scene.county.coordinator.post(path, {"reason": "请联系社区医院"})
    assert (status, found["state"], found["reason"]) == (200, "declined", "请联系社区医院")
    assert scene.county.coordinator.post(f"/needs/{need}/verify")[1]["code"] == "need_state"


def test_what_is_taken_back_is_recalled(scene):
    need, offer = scene.open(), scene.offer()
    other = scene.open()
    scene.match()
    assert scene.resident.post(f"/needs/{need}/withdraw")[1]["state"] == "withdrawn"
    assert scene.county.coordinator.delete(f"/offers/{offer}")[0] == 204
    assert {each["state"] for each in scene.invitations()} == {"recalled"}
    assert scene.state(other) == "open"


def test_a_need_whose_time_went_by_is_over(scene, clock):
    need, _ = scene.open(), scene.offer()
    clock.freeze(START + timedelta(days=11))
    assert scene.state(need) == "expired"
    assert scene.match() == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ends_at": START.isoformat()}, "need_time_invalid"),
        ({"ends_at": (START + timedelta(days=400)).isoformat()}, "need_time_invalid"),
        ({"latitude": 200}, "coordinate_invalid"),
        ({"skills": ["flying"]}, "request_invalid"),
    ],
)
def test_impossible_needs_are_refused(scene, change, code):
    body = NEED | {"organisation_id": scene.county.organisation_id} | change
    status, problem = scene.resident.post("/needs", body)
    assert (status, problem["code"]) == (422, code)


def test_nobody_files_needs_without_end(scene, monkeypatch):
    from app.matching import service  # noqa: PLC0415

    monkeypatch.setattr(service, "OPEN_NEEDS", 1)
    scene.file()
    body = NEED | {"organisation_id": scene.county.organisation_id}
    assert scene.resident.post("/needs", body)[1]["code"] == "too_many_needs"


def test_two_answers_at_once_are_one(scene, together):
    scene.open()
    scene.offer()
    scene.match()
    path = f"/invitations/{scene.invitations()[0]['id']}"
    leader = scene.county.coordinator
    answers = together(*[lambda: leader.post(f"{path}/accept")] * 4)
    assert sorted(status for status, _ in answers) == [200, 409, 409, 409]


def test_a_yes_opens_a_draft_and_tells_both(scene):
    need, _ = scene.open(), scene.offer()
    scene.match()
    (asked,) = scene.invitations()
    status, answer = scene.county.coordinator.post(f"/invitations/{asked['id']}/accept")
    assert status == 200, answer
    draft = scene.county.coordinator.get(f"/activities/{answer['activity_id']}")[1]
    assert (draft["state"], draft["title"], draft["category"]) == (
        "draft",
        NEED["title"],
        "elderly",
    )
    assert draft["organisation_id"] == scene.county.organisation_id
    feature = draft["sites"][0]["feature"]
    assert not_home(feature["geometry"]["coordinates"]) < feature["properties"]["radius_m"]
    assert draft["slots"][0]["starts_at"] == START.isoformat().replace("+00:00", "Z")
    assert scene.resident.get(f"/activities/{answer['activity_id']}")[0] == 404
    kinds = [n["kind"] for n in scene.county.coordinator.get("/me/notices")[1]["items"]]
    assert kinds.count("help_agreed") == 1
    assert "help_found" in {n["kind"] for n in scene.resident.get("/me/notices")[1]["items"]}
    assert scene.state(need) == "matched"


def not_home(centre: list[float]) -> float:
    """Metres from where help is wanted to the middle of what will be public: never none."""
    metres = math.hypot((centre[0] - LON) * 97_800, (centre[1] - LAT) * 110_850)
    assert metres > 10
    return metres + 50  # and the house is well inside


def test_what_nobody_can_see_to_keeps_nothing_later_from_its_turn(scene, monkeypatch):
    from app.matching import invitations  # noqa: PLC0415

    monkeypatch.setattr(invitations, "NEEDS", 1)
    monkeypatch.setattr(invitations, "OFFERS", 1)
    scene.open(latitude=LAT + 5)
    need = scene.open()
    scene.offer(latitude=LAT - 5)
    near = scene.offer()
    assert scene.match() == 1
    (asked,) = scene.invitations()
    assert (asked["need"]["id"], asked["offer"]["id"]) == (need, near)


def test_needs_filed_at_once_are_no_more_than_one_may_have(scene, monkeypatch, together):
    from app.matching import service  # noqa: PLC0415

    monkeypatch.setattr(service, "OPEN_NEEDS", 1)
    body = NEED | {"organisation_id": scene.county.organisation_id}
    answers = together(*(lambda: scene.resident.post("/needs", body) for _ in range(4)))
    assert sorted(answer[0] for answer in answers) == [201, 409, 409, 409]
