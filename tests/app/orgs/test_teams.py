"""Teams: who belongs to one, who lets them in, who leads."""

import pytest

from app.core import limits
from app.orgs import teams
from app.orgs.models import Organisation, OrganisationKind
from tests.factories import make_organisation


@pytest.fixture
def squad(work) -> dict:
    """Give the ids of a squad, the township that it serves at, and another township."""
    with work():
        county = make_organisation(None, "沿河县", OrganisationKind.CENTRE)
        east, west = make_organisation(county, "东镇"), make_organisation(county, "西镇")
        corps = make_organisation(None, "总队", OrganisationKind.CORPS, place=county)
        squad = make_organisation(corps, "东队", OrganisationKind.SQUAD, place=east)
        rows = {"county": county, "east": east, "west": west, "corps": corps, "squad": squad}
        return {name: row.id for name, row in rows.items()}


def apply(api, squad):
    return api.post(f"/organisations/{squad['squad']}/memberships")


def act(api, squad, member, verb, **body):
    return api.post(f"/organisations/{squad['squad']}/memberships/{member['id']}/{verb}", body)


def names(api, squad, **query):
    status, found = api.get(f"/organisations/{squad['squad']}/memberships", **query)
    return [each["nickname"] for each in found["items"]] if status == 200 else status


@pytest.fixture
def liaison(squad, login):
    """Give the one who looks after the township."""
    return login("administrator", "实践员", squad["east"])


def test_one_asks_and_is_taken_in(squad, login, liaison, work):
    person = login("volunteer", "王芳")
    status, asked = apply(person, squad)
    assert (status, asked["state"]) == (201, "applied")
    assert apply(person, squad)[1]["id"] == asked["id"]
    assert names(liaison, squad, state="applied") == ["王芳"]
    status, member = act(liaison, squad, asked, "decide", accept=True)
    assert (status, member["state"]) == (200, "member")
    assert names(liaison, squad) == ["王芳"]
    assert person.get("/me/notices")[1]["items"][0]["kind"] == "membership_decided"
    assert [each["team"] for each in person.get("/me/memberships")[1]["items"]] == ["东队"]
    with work():
        assert teams.belongs(person.id, [squad["corps"]])
        assert not teams.belongs(liaison.id, [squad["corps"]])


def test_those_who_decide_are_told_of_an_application_once(squad, login, liaison):
    outside = login("administrator", "西镇实践员", squad["west"])
    person = login("volunteer", "王芳")
    for _ in range(2):
        apply(person, squad)
    [told] = liaison.get("/me/notices")[1]["items"]
    assert (told["kind"], told["values"]["subject"]) == ("request_filed", "东队")
    assert "王芳" not in told["text"]
    assert outside.get("/me/notices")[1]["items"] == []
    assert person.get("/me/notices")[1]["items"] == []


def test_one_who_is_refused_may_ask_again(squad, login, liaison):
    person = login()
    _, asked = apply(person, squad)
    _, refused = act(liaison, squad, asked, "decide", accept=False, reason="名额已满")
    assert (refused["state"], refused["reason"]) == ("refused", "名额已满")
    assert act(liaison, squad, asked, "decide", accept=True)[1]["code"] == "membership_state"
    assert apply(person, squad)[1]["state"] == "applied"


def test_one_leaves(squad, login, liaison):
    person, other = login(), login()
    _, asked = apply(person, squad)
    act(liaison, squad, asked, "decide", accept=True)
    assert other.delete(f"/me/memberships/{asked['id']}")[0] == 404
    assert person.delete(f"/me/memberships/{asked['id']}")[1]["state"] == "left"
    assert names(liaison, squad) == []


def test_one_is_taken_out_with_a_reason(squad, login, liaison):
    _, asked = apply(login(), squad)
    assert act(liaison, squad, asked, "remove", reason="失联")[0] == 409
    act(liaison, squad, asked, "decide", accept=True)
    assert act(liaison, squad, asked, "remove")[0] == 422
    assert act(liaison, squad, asked, "remove", reason="失联")[1]["state"] == "removed"


def test_there_is_one_leader_who_coordinates_the_team(squad, login, liaison):
    people = [login("volunteer", name) for name in ("甲", "乙")]
    members = [apply(each, squad)[1] for each in people]
    assert act(liaison, squad, members[0], "lead")[0] == 409  # not a member yet
    for each in members:
        act(liaison, squad, each, "decide", accept=True)
    assert names(login("volunteer", "甲"), squad) == 403
    for place, member in enumerate(members):
        assert act(liaison, squad, member, "lead")[1]["leads"] is True
        leading = [names(login("volunteer", name), squad) != 403 for name in ("甲", "乙")]
        assert leading == [place == 0, place == 1]
    assert people[1].delete(f"/me/memberships/{members[1]['id']}")[0] == 200
    assert names(login("volunteer", "乙"), squad) == 403


def test_two_leaders_at_once_are_one(squad, login, liaison, together):
    members = [apply(login(), squad)[1] for _ in range(2)]
    for each in members:
        act(liaison, squad, each, "decide", accept=True)
    answers = together(*[lambda each=each: act(liaison, squad, each, "lead") for each in members])
    assert [status for status, _ in answers] == [200, 200]
    found = liaison.get(f"/organisations/{squad['squad']}/memberships")[1]["items"]
    assert sum(each["leads"] for each in found) == 1


def test_roles_of_the_place_hold_for_its_teams_and_no_others(squad, login):
    _, asked = apply(login(), squad)
    for place, status in (("west", 403), ("east", 200), ("county", 200), ("corps", 200)):
        api = login("coordinator", organisation_id=squad[place])
        assert act(api, squad, asked, "decide", accept=True)[0] == status
    assert act(login(), squad, asked, "decide", accept=True)[0] == 403


def test_a_place_has_no_members(squad, login):
    status, problem = login().post(f"/organisations/{squad['east']}/memberships")
    assert (status, problem["code"]) == (422, "not_a_team")


def test_nobody_belongs_to_everything(squad, login, monkeypatch):
    monkeypatch.setattr(limits, "TEAMS_PER_PERSON", 0)
    assert apply(login(), squad)[1]["code"] == "too_many_teams"


def test_a_closed_team_takes_nobody(squad, login, liaison):
    why = {"reason": "合并"}
    assert liaison.post(f"/organisations/{squad['squad']}/close", why)[0] == 200
    assert apply(login(), squad)[1]["code"] == "organisation_closed"
    assert liaison.post(f"/organisations/{squad['squad']}/reopen", why)[0] == 200
    assert apply(login(), squad)[0] == 201


def test_teams_are_listed_at_their_place(squad, login):
    api = login()
    _, found = api.get("/organisations", place_id=squad["east"])
    assert [each["name"] for each in found["items"]] == ["东队"]
    assert [each["name"] for each in api.get("/organisations")[1]["items"]] == ["沿河县"]


def test_every_county_has_a_corps_of_the_same_name(squad, login):
    api = login("administrator")
    _, county = api.post("/organisations", {"name": "邻县", "kind": "centre"})
    body = {"name": "总队", "kind": "corps", "place_id": county["id"]}
    assert api.post("/organisations", body)[0] == 201
    assert api.post("/organisations", body)[1]["code"] == "organisation_exists"


def test_a_team_needs_a_place_and_a_place_has_none(squad, login):
    api = login("administrator")
    assert api.post("/organisations", {"name": "队", "kind": "squad"})[1]["code"] == "team_place"
    body = {"name": "站", "kind": "station", "place_id": squad["east"]}
    assert api.post("/organisations", body)[1]["code"] == "team_place"
    body = {"name": "队", "kind": "squad", "place_id": squad["corps"]}
    assert api.post("/organisations", body)[1]["code"] == "team_place"


def test_a_hundred_centres_do_not_see_each_others_people(work, login):
    with work() as session:
        for number in range(100):
            centre = make_organisation(None, f"{number}县", OrganisationKind.CENTRE)
            team = make_organisation(None, "总队", OrganisationKind.CORPS, place=centre)
            session.flush()
            assert team.scope == (centre.id, team.id)
        ids = {row.name: row.id for row in session.query(Organisation) if row.parent_id is None}
        session.expire_all()
        places = [ids[f"{number}县"] for number in range(100)]
    for number, place in enumerate(places[:3]):
        login("coordinator", f"{number}县协调员", place)
    for number, place in enumerate(places[:3]):
        api = login("administrator", f"{number}县管理员", place)
        _, found = api.get(f"/organisations/{place}/people")
        assert {each["nickname"] for each in found["items"]} == {
            f"{number}县协调员",
            f"{number}县管理员",
        }
        others = [each for each in places if each != place]
        assert {api.get(f"/organisations/{each}/people")[0] for each in others} == {403}
