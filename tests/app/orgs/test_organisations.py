"""The tree of organisations, and the roles that hold in it."""

import pytest

from app.core.auth import Actor
from app.core.errors import ForbiddenError, InvalidError, NotFoundError
from app.orgs import roles, service
from app.orgs.models import DEPTH, Organisation, OrganisationKind
from tests.factories import SYSTEM, actor_with, make_organisation, make_user


@pytest.fixture
def tree(work):
    """Give the ids of a county, two townships in it, and a village in the first."""
    with work():
        county = make_organisation(None, "沿河县", OrganisationKind.CENTRE)
        east = make_organisation(county, "东镇", OrganisationKind.INSTITUTE)
        west = make_organisation(county, "西镇", OrganisationKind.INSTITUTE)
        village = make_organisation(east, "东村", OrganisationKind.STATION)
        return {"county": county.id, "east": east.id, "west": west.id, "village": village.id}


def new(name, parent_id, kind="station"):
    return {"name": name, "kind": kind, "parent_id": parent_id}


def test_an_organisation_knows_its_way_from_the_root(tree, login):
    status, village = login().get(f"/organisations/{tree['village']}")
    assert status == 200
    assert village["path"] == [tree["county"], tree["east"], tree["village"]]
    assert (village["kind"], village["parent_id"]) == ("station", tree["east"])
    assert village["created_at"].endswith("Z")


def test_roots_and_children_are_listed(tree, login):
    api = login()
    assert [each["name"] for each in api.get("/organisations")[1]["items"]] == ["沿河县"]
    _, page = api.get("/organisations", parent_id=tree["county"])
    assert [each["name"] for each in page["items"]] == ["东镇", "西镇"]
    assert page["next_cursor"] is None


def test_an_administrator_rules_the_subtree_only(tree, login):
    api = login("administrator", organisation_id=tree["east"])
    status, made = api.post("/organisations", new("新村", tree["east"]))
    assert (status, made["parent_id"]) == (201, tree["east"])
    assert api.post("/organisations", new("村中点", tree["village"], "point"))[0] == 201
    for elsewhere in (tree["west"], tree["county"], None):
        status, problem = api.post("/organisations", new("别处", elsewhere))
        assert (status, problem["code"]) == (403, "role_required")


@pytest.mark.parametrize("role", ["volunteer", "coordinator"])
def test_lesser_roles_make_no_organisation(tree, login, role):
    api = login(role, organisation_id=tree["county"])
    assert api.post("/organisations", new("新村", tree["east"]))[0] == 403


def test_a_root_is_made_by_an_administrator_of_everything(login):
    status, root = login("administrator").post("/organisations", new("邻县", None, "centre"))
    assert status == 201
    assert root["path"] == [root["id"]]


@pytest.mark.parametrize("parent", ["east", None])
def test_a_name_is_free_once_below_one_parent(tree, login, parent):
    api, parent_id = login("administrator"), tree.get(parent)
    assert api.post("/organisations", new("同名", parent_id))[0] == 201
    status, problem = api.post("/organisations", new("同名", parent_id))
    assert (status, problem["code"]) == (409, "organisation_exists")
    assert api.post("/organisations", new("同名", tree["west"]))[0] == 201


@pytest.mark.parametrize("parent", ["east", None])
def test_of_two_of_one_name_made_at_once_one_stays(tree, login, together, parent):
    api, body = login("administrator"), new("同时", tree.get(parent))
    answers = together(*[lambda: api.post("/organisations", body)] * 3)
    assert sorted(status for status, _ in answers) == [201, 409, 409]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "castle"}, "kind"),
        ({"name": "  "}, "name"),
        ({"parent_id": 0}, "parent_id"),
        ({"parent_id": 10**30}, "parent_id"),
        ({"path": [1]}, "path"),
        ({"id": 7}, "id"),
    ],
)
def test_a_malformed_organisation_names_its_field(tree, login, wrong, field):
    status, problem = login("administrator").post(
        "/organisations", new("新村", tree["east"]) | wrong
    )
    assert (status, problem["code"]) == (422, "request_invalid")
    assert field in problem["fields"]


def test_unknown_organisations(login):
    api = login("administrator")
    assert api.get("/organisations/99999")[0] == 404
    assert api.get("/organisations", parent_id=99999)[0] == 404
    assert api.post("/organisations", new("新村", 99999))[0] == 404
    assert api.get("/organisations/x")[0] == 404


def test_the_tree_has_a_depth(work):
    with work():
        node = make_organisation()
        for _ in range(DEPTH - 1):
            node = make_organisation(node)
        with pytest.raises(InvalidError) as refusal:
            make_organisation(node)
        assert refusal.value.code == "organisation_too_deep"


def test_the_first_organisation_is_made_once(work):
    with work():
        first = service.ensure_root("沿河县")
        assert service.ensure_root("沿河县").id == first.id
        assert service.ensure_root("改了名的县").id == first.id
        assert service.path_of(first.id) == (first.id,)


def test_what_lies_below(tree, work):
    def below(*names):
        query = service.ids_below([tree[name] for name in names])
        ids = session.scalars(query).all()
        return {name for name, each in tree.items() if each in ids}

    with work() as session:
        assert below("county") == {"county", "east", "west", "village"}
        assert below("east") == {"east", "village"}
        assert below("village", "west") == {"village", "west"}
        assert below() == set()
        assert session.scalars(service.ids_below([None])).all() == []


def test_no_id_is_taken_for_the_beginning_of_another(work):
    with work() as session:
        root = make_organisation()
        nodes = [make_organisation(root) for _ in range(12)]
        for node in nodes:
            assert session.scalars(service.ids_below([node.id])).all() == [node.id]


def test_the_organisation_that_is_meant(tree, work):
    with work():
        assert service.default_for(actor_with("coordinator", tree["east"])).id == tree["east"]
        assert service.default_for(actor_with("administrator")).id == tree["county"]
        assert service.default_for(Actor(1)).id == tree["county"]
        twice = actor_with("coordinator", tree["east"]).grants
        twice += actor_with("coordinator", tree["west"]).grants
        with pytest.raises(InvalidError, match="organisation_id"):
            service.default_for(Actor(1, twice))
        make_organisation(None, "邻县")
        with pytest.raises(InvalidError, match="organisation_id"):
            service.default_for(Actor(1))


def test_a_role_is_given_and_taken_within_the_subtree(tree, login):
    api = login("administrator", organisation_id=tree["east"])
    person = login("volunteer", "王芳")
    ask = {"role": "coordinator", "organisation_id": tree["village"]}
    status, grant = api.post(f"/users/{person.id}/roles", ask)
    assert status == 201
    assert (grant["user_id"], grant["organisation_id"]) == (person.id, tree["village"])
    assert api.post(f"/users/{person.id}/roles", ask)[1]["id"] == grant["id"]
    assert grant["id"] in [each["id"] for each in login("volunteer", "王芳").user["roles"]]
    assert api.delete(f"/users/{person.id}/roles/{grant['id']}")[0] == 204
    assert api.delete(f"/users/{person.id}/roles/{grant['id']}")[0] == 404
    assert grant["id"] not in [each["id"] for each in login("volunteer", "王芳").user["roles"]]


@pytest.mark.parametrize("place", ["county", "west", None])
def test_a_role_beyond_the_subtree_is_neither_given_nor_taken(tree, login, place):
    person = login("volunteer", "王芳")
    everywhere = login("administrator")
    local = login("administrator", organisation_id=tree["east"])
    ask = {"role": "administrator", "organisation_id": tree.get(place)}
    assert local.post(f"/users/{person.id}/roles", ask)[0] == 403
    _, grant = everywhere.post(f"/users/{person.id}/roles", ask)
    assert local.delete(f"/users/{person.id}/roles/{grant['id']}")[0] == 403


def test_nobody_makes_themselves_administrator(tree, login):
    for role in ("volunteer", "coordinator"):
        api = login(role, organisation_id=tree["county"])
        ask = {"role": "administrator", "organisation_id": tree["village"]}
        assert api.post(f"/users/{api.id}/roles", ask)[0] == 403


def test_a_role_of_nobody_at_nowhere(tree, login):
    api = login("administrator")
    ask = {"role": "coordinator", "organisation_id": tree["east"]}
    assert api.post("/users/99999/roles", ask)[0] == 404
    assert api.post(f"/users/{api.id}/roles", ask | {"organisation_id": 99999})[0] == 404
    assert api.delete(f"/users/{api.id}/roles/99999")[0] == 404
    other = login("volunteer")
    own = other.user["roles"][0]["id"]
    assert api.delete(f"/users/{api.id}/roles/{own}")[0] == 404  # not that person's


def test_a_new_role_counts_from_the_next_refresh(tree, login, anyone):
    person = login("volunteer", organisation_id=tree["village"])
    ask = {"role": "administrator", "organisation_id": tree["east"]}
    login("administrator").post(f"/users/{person.id}/roles", ask)
    assert person.post("/organisations", new("新村", tree["east"]))[0] == 403
    _, fresh = anyone.post("/auth/refresh", {"refresh_token": person.refresh_token})
    bearer = {"Authorization": f"Bearer {fresh['access_token']}"}
    assert anyone.post("/organisations", new("新村", tree["east"]), headers=bearer)[0] == 201


def test_one_role_given_by_two_at_once_is_one_grant(tree, login, together):
    api, person = login("administrator"), login("volunteer")
    for place in (tree["east"], None):
        ask = {"role": "coordinator", "organisation_id": place}
        answers = together(*[lambda ask=ask: api.post(f"/users/{person.id}/roles", ask)] * 3)
        assert [status for status, _ in answers] == [201] * 3
        assert len({grant["id"] for _, grant in answers}) == 1


def test_services_refuse_by_themselves(tree, work):
    with work():
        with pytest.raises(ForbiddenError):
            service.create_organisation(Actor(1), "新村", OrganisationKind.STATION, tree["east"])
        with pytest.raises(NotFoundError):
            service.path_of(99999)
        with pytest.raises(NotFoundError):
            service.get_organisation(99999)
        user = make_user()
        with pytest.raises(ForbiddenError):
            roles.grant(Actor(user.id), user.id, "administrator", tree["east"])
        assert roles.grant(SYSTEM, user.id, "coordinator", None).organisation_id is None
        assert isinstance(service.get_organisation(tree["east"]), Organisation)
