"""Roles: who sees them, who gives and ends them, and that the person is told."""

import pytest

from app.orgs.models import OrganisationKind
from tests.factories import make_organisation


@pytest.fixture
def tree(work):
    """Give the ids of a county, two townships and a village of one of them."""
    with work():
        county = make_organisation(None, "沿河县", OrganisationKind.CENTRE)
        east, west = make_organisation(county, "东镇"), make_organisation(county, "西镇")
        rows = {"county": county, "east": east, "west": west}
        rows["village"] = make_organisation(east, "东村")
        return {name: row.id for name, row in rows.items()}


def roles_of(api, organisation_id):
    status, found = api.get(f"/organisations/{organisation_id}/roles")
    if status != 200:
        return status
    return [(each["nickname"], each["role"], each["organisation"]) for each in found["items"]]


def notices_of(person):
    return [(each["kind"], each["text"]) for each in person.get("/me/notices")[1]["items"]]


def test_a_role_is_given_told_listed_and_ended_with_a_reason(tree, login):
    liaison, person = login("administrator", "实践员", tree["east"]), login("volunteer", "王芳")
    ask = {"role": "coordinator", "organisation_id": tree["village"]}
    status, grant = liaison.post(f"/users/{person.id}/roles", ask)
    assert status == 201
    liaison.post(f"/users/{person.id}/roles", ask)
    assert [kind for kind, _ in notices_of(person)] == ["role_granted"]  # once
    assert "您现在是“东村”的协调员" in notices_of(person)[0][1]
    assert roles_of(liaison, tree["east"]) == [
        ("实践员", "administrator", "东镇"),
        ("王芳", "coordinator", "东村"),
    ]
    assert roles_of(liaison, tree["village"]) == [("王芳", "coordinator", "东村")]
    path = f"/users/{person.id}/roles/{grant['id']}?reason=任期已满"
    assert liaison.delete(path)[0] == 204
    assert roles_of(liaison, tree["village"]) == []
    assert "原因：任期已满" in notices_of(person)[0][1]
    entry = liaison.get("/audit-entries", deed="role.revoke")[1]["items"][0]
    assert (entry["reason"], entry["actor_name"]) == ("任期已满", "实践员")
    assert entry["organisation_name"] == "东村"


def test_roles_are_for_administrators_of_that_subtree(tree, login):
    liaison = login("administrator", "实践员", tree["east"])
    assert roles_of(liaison, tree["west"]) == roles_of(liaison, tree["county"]) == 403
    assert roles_of(login("coordinator", "队长", tree["east"]), tree["east"]) == 403
    ask = {"role": "coordinator", "organisation_id": tree["west"]}
    assert liaison.post(f"/users/{liaison.id}/roles", ask)[0] == 403


def test_the_last_administrator_of_everything_stays(tree, login):
    only = login("administrator", "唯一")
    grant = next(each for each in only.get("/me")[1]["roles"] if each["role"] == "administrator")
    path = f"/users/{only.id}/roles/{grant['id']}"
    status, said = only.delete(path)
    assert (status, said["code"]) == (409, "last_administrator")
    login("administrator", "另一位")
    assert only.delete(path)[0] == 204


def test_who_becomes_leader_of_a_team_is_told(tree, login, work):
    with work() as session:
        east = session.get(type(make_organisation(None, "别处")), tree["east"])
        squad = make_organisation(None, "东队", OrganisationKind.SQUAD, place=east).id
    liaison, person = login("administrator", "实践员", tree["east"]), login("volunteer", "王芳")
    asked = person.post(f"/organisations/{squad}/memberships")[1]
    path = f"/organisations/{squad}/memberships/{asked['id']}"
    assert liaison.post(f"{path}/decide", {"accept": True})[0] == 200
    assert liaison.post(f"{path}/lead")[0] == 200
    assert notices_of(person)[0][0] == "role_granted"
