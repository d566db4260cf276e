"""Everybody whom a need concerns hears what becomes of it, once, and only what is theirs."""

from datetime import timedelta

import pytest

from app.notices.kinds import Kind
from tests.app.conftest import HOUR, LAT, START, Person
from tests.app.matching.test_matching import NEED, Scene


@pytest.fixture
def scene(county, app) -> Scene:
    return Scene(county, app)


@pytest.fixture
def write_down(app):
    """Do what the job does: what time has made of needs."""

    def run() -> None:
        from app.matching.jobs import write_down as job  # noqa: PLC0415

        with app.app_context():
            job()

    return run


def told(person, *kinds: str) -> list[str]:
    """What a person was told of these kinds, the oldest first."""
    found = person.get("/me/notices", limit=100)[1]["items"]
    return [each["text"] for each in reversed(found) if each["kind"] in kinds]


def team(scene, work, name: str = "暖阳小队") -> tuple[int, Person]:
    """A team below the county, and somebody who leads it alone."""
    from app.orgs.models import Organisation  # noqa: PLC0415
    from tests.factories import make_organisation  # noqa: PLC0415

    with work() as session:
        root = session.get(Organisation, scene.county.organisation_id)
        made = make_organisation(root, name).id
    return made, Person(scene.county.login, "coordinator", f"{name}队长", made)


def offer_of(scene, leader, organisation_id: int, **more) -> int:
    from tests.app.matching.test_matching import OFFER  # noqa: PLC0415

    status, found = leader.post("/offers", OFFER | {"organisation_id": organisation_id} | more)
    assert status == 201, found
    return found["id"]


def test_who_verifies_hears_that_a_need_waits_but_not_of_their_own(scene):
    scene.file()
    assert told(scene.county.coordinator, Kind.REQUEST_FILED) == [
        "核实需求“为老人做一顿饭”等您处理。"
    ]
    body = NEED | {"organisation_id": scene.county.organisation_id, "title": "打扫院子"}
    assert scene.county.coordinator.post("/needs", body)[0] == 201
    assert len(told(scene.county.coordinator, Kind.REQUEST_FILED)) == 1


def test_who_filed_a_need_hears_that_it_was_verified_or_declined_and_why(scene):
    scene.open()
    other = scene.file(title="陪诊")
    said = {"reason": "请联系社区医院"}
    assert scene.county.coordinator.post(f"/needs/{other}/decline", said)[0] == 200
    first, second = told(scene.resident, Kind.NEED_DECIDED)
    assert "为老人做一顿饭" in first
    assert "已核实" in first
    assert ("陪诊" in second, "不予受理" in second, "请联系社区医院" in second) == (True,) * 3


def test_who_filed_a_need_hears_that_it_ran_out_once(scene, clock, write_down):
    need = scene.open()
    waits = scene.file(title="陪诊")
    clock.freeze(START + timedelta(days=11))
    write_down()
    write_down()
    texts = told(scene.resident, Kind.NEED_DECIDED)[1:]
    assert [("已过期" in each) for each in texts] == [True, True]
    assert scene.state(need) == scene.state(waits) == "expired"


def test_all_leaders_of_the_team_that_is_asked_hear_why_and_nobody_above_them(scene, work):
    squad, leader = team(scene, work)
    second = Person(scene.county.login, "coordinator", "副队长", squad)
    offer_of(scene, leader, squad)
    scene.open()
    scene.match()
    for person in (leader, second):
        (text,) = told(person, Kind.HELP_WANTED)
        assert ("距离约 0.0 公里" in text, "所需 1 项技能中具备 1 项" in text) == (True, True)
    assert told(scene.county.administrator, Kind.HELP_WANTED) == []
    assert told(scene.county.coordinator, Kind.HELP_WANTED) == []


def test_where_a_team_has_no_leader_of_its_own_the_nearest_above_is_asked(scene, work):
    squad, _ = team(scene, work)
    scene.county.coordinator.get("/me")
    offer_of(scene, scene.county.coordinator, squad)
    from app.accounts.models import RoleGrant  # noqa: PLC0415

    with work() as session:
        session.query(RoleGrant).filter_by(organisation_id=squad).delete()
    scene.open()
    scene.match()
    assert len(told(scene.county.coordinator, Kind.HELP_WANTED)) == 1


def test_leaders_hear_that_an_invitation_is_withdrawn_and_why(scene, work):
    squad, leader = team(scene, work)
    offer = offer_of(scene, leader, squad)
    need = scene.open()
    scene.match()
    assert scene.resident.post(f"/needs/{need}/withdraw")[0] == 200
    assert scene.resident.post(f"/needs/{need}/withdraw")[0] == 200
    assert told(leader, Kind.HELP_ENDED) == ["“为老人做一顿饭”不再需要您的队伍：提出人已撤回需求。"]
    scene.open(title="打扫院子")
    scene.match()
    assert leader.delete(f"/offers/{offer}")[0] == 204
    assert "队伍已停止提供该服务" in told(leader, Kind.HELP_ENDED)[1]


def test_a_team_that_had_said_yes_hears_it_too_and_reads_nothing_private_any_more(scene, work):
    squad, leader = team(scene, work)
    offer_of(scene, leader, squad)
    need = scene.open()
    scene.match()
    (asked,) = leader.get("/invitations")[1]["items"]
    assert leader.post(f"/invitations/{asked['id']}/accept")[0] == 200
    assert leader.post(f"/needs/{need}/disclosure")[0] == 200
    assert scene.resident.post(f"/needs/{need}/withdraw")[0] == 200
    assert len(told(leader, Kind.HELP_ENDED)) == 1
    assert leader.post(f"/needs/{need}/disclosure")[0] == 404
    (asked,) = leader.get("/invitations")[1]["items"]
    assert (asked["state"], asked["activity_id"] is not None) == ("recalled", True)


def test_a_need_that_runs_out_while_a_team_is_asked_ends_that_too(scene, work, clock, write_down):
    squad, leader = team(scene, work)
    offer_of(scene, leader, squad)
    scene.open(ends_at=(START + HOUR).isoformat())
    clock.freeze(START - HOUR)
    scene.match()
    (asked,) = leader.get("/invitations")[1]["items"]
    assert asked["expires_at"] == (START + HOUR).isoformat().replace("+00:00", "Z")
    clock.freeze(START + HOUR)
    write_down()
    assert leader.get("/invitations")[1]["items"][0]["state"] == "expired"


def test_a_match_is_told_once_with_its_draft(scene):
    scene.open()
    scene.offer(latitude=LAT)
    scene.match()
    (asked,) = scene.invitations()
    assert scene.county.coordinator.post(f"/invitations/{asked['id']}/accept")[0] == 200
    (text,) = told(scene.resident, Kind.HELP_FOUND)
    assert "正在筹备活动" in text
    (text,) = told(scene.county.coordinator, Kind.HELP_AGREED)
    assert "三天内" in text


def test_who_filed_a_need_reads_which_team_sees_to_it_and_in_which_activity(scene, work):
    squad, leader = team(scene, work)
    offer_of(scene, leader, squad)
    need = scene.open()
    found = scene.resident.get(f"/needs/{need}")[1]
    assert (found["team_id"], found["activity_id"]) == (None, None)
    scene.match()
    (asked,) = leader.get("/invitations")[1]["items"]
    answer = leader.post(f"/invitations/{asked['id']}/accept")[1]
    (found,) = scene.resident.get("/needs", mine=True)[1]["items"]
    assert (found["team_id"], found["activity_id"]) == (squad, answer["activity_id"])


def test_where_no_skill_is_wanted_the_reason_says_so(scene, work):
    squad, leader = team(scene, work)
    offer_of(scene, leader, squad)
    scene.open(skills=[])
    scene.match()
    assert "不要求特定技能" in told(leader, Kind.HELP_WANTED)[0]
