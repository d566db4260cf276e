"""A subtree moves with all that is below it, and what roles allow moves with it at once."""

import random
from contextlib import suppress
from dataclasses import replace

import pytest
import sqlalchemy as sa

from app.core.auth import Actor, RoleName
from app.core.errors import AppError
from app.core.extensions import db
from app.orgs import moving, service
from app.orgs.models import DEPTH, Organisation, OrganisationKind
from tests.conftest import Api
from tests.factories import SYSTEM, make_organisation

WHY = {"reason": "区划调整"}


@pytest.fixture
def tree(work):
    """Give the ids of two counties, townships and villages, and teams across them."""
    with work():
        rows = {"county": make_organisation(None, "沿河县", OrganisationKind.CENTRE)}
        rows["other"] = make_organisation(None, "邻县", OrganisationKind.CENTRE)
        for name, above in (("east", "county"), ("west", "county"), ("village", "east")):
            rows[name] = make_organisation(rows[above], name)
        corps, squad = OrganisationKind.CORPS, OrganisationKind.SQUAD
        rows["corps"] = make_organisation(None, "总队", corps, place=rows["county"])
        rows["squad"] = make_organisation(rows["corps"], "东队", squad, place=rows["village"])
        return {name: row.id for name, row in rows.items()}


def move(api, moving, parent, **more):
    return api.post(f"/organisations/{moving}/move", WHY | {"parent_id": parent} | more)


def paths(work) -> dict[str, tuple]:
    with work() as session:
        return {row.name: row.scope for row in session.scalars(sa.select(Organisation))}


def right(work) -> bool:
    """Every path is its parent's with its own id behind; every team's place path its place's."""
    with work() as session:
        rows = {row.id: row for row in session.scalars(sa.select(Organisation))}
        return all(
            row.path == f"{rows[row.parent_id].path if row.parent_id else '/'}{row.id}/"
            and row.place_path == (rows[row.place_id].path if row.place_id else "")
            for row in rows.values()
        )


def test_all_below_moves_along(tree, login, work):
    status, moved = move(login("administrator"), tree["east"], tree["other"])
    assert (status, moved["path"]) == (200, [tree["other"], tree["east"]])
    now = paths(work)
    assert now["village"] == (tree["other"], tree["east"], tree["village"])
    assert now["东队"] == (*now["village"], tree["corps"], tree["squad"])
    assert right(work)


def test_it_takes_an_administrator_of_both_ends(tree, login, work):
    county, other = (
        login("administrator", organisation_id=tree[each]) for each in ("county", "other")
    )
    for api in (county, other, login("coordinator")):
        assert move(api, tree["east"], tree["other"])[0] == 403
    own = login("administrator", organisation_id=tree["east"])
    assert move(own, tree["village"], tree["west"])[0] == 403
    assert move(own, tree["east"], tree["west"])[0] == 403
    assert move(county, tree["village"], tree["west"])[0] == 200
    assert move(county, tree["west"], None)[0] == 403  # a new root
    assert right(work)


def test_nothing_hangs_below_itself(tree, login):
    api = login("administrator")
    for below in ("county", "east", "village"):
        status, problem = move(api, tree["county"], tree[below])
        assert (status, problem["code"]) == (422, "organisation_cycle")


def test_the_depth_is_kept(tree, login, work):
    with work() as session:
        node = session.get(Organisation, tree["other"])
        for _ in range(DEPTH - 2):
            node = make_organisation(node)
        deep = node.id
    status, problem = move(login("administrator"), tree["east"], deep)
    assert (status, problem["code"]) == (422, "organisation_too_deep")
    assert move(login("administrator"), tree["village"], deep)[0] == 200


def test_places_and_teams_keep_to_their_own_trees(tree, login):
    api = login("administrator")
    assert move(api, tree["village"], tree["squad"])[1]["code"] == "organisation_misplaced"
    assert move(api, tree["squad"], tree["east"])[1]["code"] == "organisation_misplaced"
    assert move(api, tree["squad"], None, place_id=tree["west"])[0] == 200
    assert move(api, tree["corps"], tree["corps"])[1]["code"] == "organisation_misplaced"


def test_a_team_goes_to_serve_elsewhere(tree, login, work):
    local = login("administrator", organisation_id=tree["east"])
    assert move(local, tree["squad"], tree["corps"], place_id=tree["east"])[0] == 403
    api = login("administrator", organisation_id=tree["county"])
    status, moved = move(api, tree["squad"], tree["corps"], place_id=tree["west"])
    assert (status, moved["place_id"]) == (200, tree["west"])
    assert paths(work)["东队"][:2] == (tree["county"], tree["west"])
    assert right(work)


def test_a_name_beside_which_it_comes_to_stand(tree, login, work):
    with work() as session:
        make_organisation(session.get(Organisation, tree["other"]), "east")
    status, problem = move(login("administrator"), tree["east"], tree["other"])
    assert (status, problem["code"]) == (409, "organisation_exists")


def test_a_role_counts_where_its_organisation_is_now_in_every_process(
    tree, login, app, monkeypatch
):
    from app import create_app  # noqa: PLC0415

    # A second process of the same installation: its own memory, the same database.
    second = create_app(replace(app.config["SETTINGS"]))
    with second.app_context():
        before = Actor(1).holds(RoleName.VOLUNTEER, service.path_of(tree["village"]))
        assert not before
    old = login("administrator", organisation_id=tree["county"])
    new = login("administrator", organisation_id=tree["other"])
    inside = login("administrator", organisation_id=tree["east"])

    def rename(api, application):
        there = Api(application, api.token)
        return there.patch(f"/organisations/{tree['village']}", {"name": "新村"})[0]

    assert [rename(api, second) for api in (old, new, inside)] == [200, 403, 200]
    assert move(login("administrator"), tree["east"], tree["other"])[0] == 200
    for application in (app, second):
        assert [rename(api, application) for api in (old, new, inside)] == [403, 200, 200]
    with second.app_context():
        db.engine.dispose()


def test_two_that_would_hang_on_each_other(tree, login, work, together):
    api = login("administrator")
    for _ in range(3):
        answers = together(
            lambda: move(api, tree["east"], tree["west"]),
            lambda: move(api, tree["west"], tree["village"]),
        )
        statuses = sorted(status for status, _ in answers)
        assert statuses == [200, 422], answers
        assert right(work)
        back = [move(api, tree[each], tree["county"])[0] for each in ("east", "west")]
        assert back == [200, 200]


def test_what_is_added_while_its_parent_moves_is_where_it_belongs(tree, login, work, together):
    api = login("administrator")

    def add(name):
        body = {"name": name, "kind": "point", "parent_id": tree["village"]}
        return api.post("/organisations", body)

    for parent in ("other", "county", "west"):
        answers = together(
            lambda parent=parent: move(api, tree["east"], tree[parent]),
            *[lambda name=f"{parent}{n}": add(name) for n in range(4)],
        )
        assert {status for status, _ in answers} <= {200, 201}, answers
        assert right(work)


def test_both_ends_see_the_move_in_the_audit(tree, login):
    move(login("administrator"), tree["village"], tree["west"])
    for end in ("east", "west"):
        api = login("administrator", organisation_id=tree[end])
        _, found = api.get("/audit-entries", deed="organisation.move")
        assert [entry["reason"] for entry in found["items"]] == ["区划调整"]
        assert found["items"][0]["before"]["parent_id"] == tree["east"]


def test_nothing_new_happens_in_what_is_closed(tree, login):
    api = login("administrator")
    path = f"/organisations/{tree['west']}"
    assert api.post(f"{path}/close", WHY)[1]["closed_at"] is not None
    slots = [{"starts_at": "2096-05-04T09:00:00Z", "ends_at": "2096-05-04T10:00:00Z", "quota": 1}]
    body = {"organisation_id": tree["west"], "title": "清理河道", "slots": slots}
    assert api.post("/activities", body)[1]["code"] == "organisation_closed"
    below = {"name": "新站", "kind": "station", "parent_id": tree["west"]}
    assert api.post("/organisations", below)[1]["code"] == "organisation_closed"
    assert move(api, tree["village"], tree["west"])[1]["code"] == "organisation_closed"
    busy = f"/organisations/{tree['county']}/close"
    assert api.post(busy, WHY)[1]["code"] == "organisation_in_use"
    assert api.post(f"{path}/reopen", WHY)[1]["closed_at"] is None


@pytest.mark.parametrize("seed", [1, 2])
def test_however_subtrees_move_every_path_is_right(work, seed):
    draw = random.Random(seed)  # noqa: S311 - which moves are tried
    with work():
        places = [make_organisation().id]
        for _ in range(14):
            above = service.get_organisation(draw.choice(places))
            places.append(make_organisation(above if len(above.ancestry) < DEPTH else None).id)
        teams = []
        for _ in range(5):
            place = service.get_organisation(draw.choice(places))
            teams.append(make_organisation(None, None, OrganisationKind.CORPS, place=place).id)
    moved = 0
    for _ in range(25):
        team, parent = draw.random() < 0.3, draw.choice(places)
        values = {"parent_id": None if team else parent, "place_id": parent if team else None}
        with suppress(AppError), work():
            moving.move(SYSTEM, draw.choice(teams if team else places), WHY | values)
            moved += 1
    assert moved > 5
    assert right(work)


def preview(api, moving, parent, **more):
    body = {"parent_id": parent} | more
    return api.post(f"/organisations/{moving}/move/preview", body)


def test_a_preview_says_what_moves_and_whose_roles_change_and_changes_nothing(tree, login, work):
    root, before = login("administrator", "总管"), paths(work)
    login("coordinator", "东镇人", tree["east"])
    login("administrator", "县里", tree["county"])
    login("coordinator", "邻县人", tree["other"])
    status, plan = preview(root, tree["east"], tree["other"])
    assert status == 200
    assert (plan["organisations"], plan["names"]) == (3, ["east", "village", "东队"])
    assert plan["people"] == 1
    assert [each["nickname"] for each in plan["losing"]] == ["县里"]
    assert [each["nickname"] for each in plan["gaining"]] == ["邻县人"]
    assert paths(work) == before


def test_a_preview_refuses_what_the_move_would_refuse(tree, login):
    root, local = login("administrator", "总管"), login("administrator", "东镇", tree["east"])
    assert preview(root, tree["east"], tree["village"])[1]["code"] == "organisation_cycle"
    assert preview(root, tree["squad"], tree["west"])[1]["code"] == "organisation_misplaced"
    assert preview(local, tree["village"], tree["west"])[0] == 403
    status, plan = preview(root, tree["squad"], None, place_id=tree["west"])
    assert (status, plan["organisations"]) == (200, 1)
