"""Positions: what they take of a volunteer, and whose place is whose."""

import pytest

from app.orgs.models import OrganisationKind
from tests.app.conftest import HOUR, START, slot
from tests.app.families.conftest import bind, verified


def position(name: str = "搬运", quota: int = 5, **more) -> dict:
    return {"name": name, "quota": quota} | more


def opened(county, *positions: dict, quota: int = 10, **more) -> tuple[str, list[int]]:
    """Where to sign up for an activity with these positions, and their ids."""
    slots = [slot(START, START + HOUR, quota=quota)]
    activity = county.open(slots=slots, positions=list(positions), **more)
    return f"/activities/{activity['id']}/signups", [each["id"] for each in activity["positions"]]


def test_each_position_has_its_own_places_and_its_own_line(county):
    path, (cook, carry) = opened(county, position("做饭", 1), position("搬运", 2))
    people = [county.volunteer() for _ in range(4)]
    wanted = [cook, cook, cook, carry]
    found = [
        person.post(path, {"position_id": key})[1]
        for person, key in zip(people, wanted, strict=True)
    ]
    states = [each["state"] for each in found]
    assert states == ["confirmed", "waitlisted", "waitlisted", "confirmed"]
    places = people[0].get(path.replace("signups", "places"))[1]
    assert [(each["position_id"], each["taken"], each["waiting"]) for each in places] == [
        (cook, 1, 2),
        (carry, 1, 0),
    ]
    people[3].delete(f"{path}/{found[3]['id']}")  # no cook is helped by that
    people[0].delete(f"{path}/{found[0]['id']}")
    states = [each["state"] for each in county.coordinator.get(path)[1]["items"]]
    assert states == ["cancelled", "offered", "waitlisted", "cancelled"]


def test_the_slot_has_the_last_word_over_its_positions(county):
    path, (one, other) = opened(county, position("一", 2), position("二", 2), quota=3)
    people = [county.volunteer() for _ in range(5)]
    wanted = [one, one, other, other, one]
    keys, states = [], []
    for person, key in zip(people, wanted, strict=True):
        found = person.post(path, {"position_id": key})[1]
        keys.append(found["id"])
        states.append(found["state"])
    assert states == ["confirmed"] * 3 + ["waitlisted"] * 2
    # A place of position one becomes free: whoever came first and whose position has room.
    people[0].delete(f"{path}/{keys[0]}")
    states = [each["state"] for each in county.coordinator.get(path)[1]["items"]]
    assert states == ["cancelled", "confirmed", "confirmed", "offered", "waitlisted"]


def test_with_several_positions_one_must_be_named(county):
    path, keys = opened(county, position("一"), position("二"))
    volunteer = county.volunteer()
    assert volunteer.post(path)[1]["code"] == "position_required"
    assert volunteer.post(path, {"position_id": 10**6})[0] == 404
    assert volunteer.post(path, {"position_id": keys[1]})[1]["position_id"] == keys[1]


def joined(county, work, *team_ids: int):
    """A volunteer who is a member of these teams."""
    from app.core import clock  # noqa: PLC0415
    from app.orgs.models import Membership, MembershipState  # noqa: PLC0415

    person = county.volunteer()
    with work() as session:
        for team_id in team_ids:
            row = Membership(user_id=person.id, organisation_id=team_id)
            row.state, row.applied_at = MembershipState.MEMBER, clock.now()
            session.add(row)
    return person


def test_of_each_team_only_so_many(county, work):
    from tests import factories  # noqa: PLC0415

    with work():
        place = factories.make_organisation()
        teams = [
            factories.make_organisation(None, name, OrganisationKind.SQUAD, place=place).id
            for name in ("甲队", "乙队")
        ]
    path, _ = opened(county, position(quota=3, team_quotas=[{"team_id": teams[0], "quota": 1}]))
    first, second, other = (joined(county, work, team) for team in (teams[0], *teams))
    wish = {"team_id": teams[0]}
    assert first.post(path, wish)[1]["state"] == "confirmed"
    assert second.post(path, wish)[1]["state"] == "waitlisted"
    refused = other.post(path, wish)
    assert (refused[0], refused[1]["code"]) == (403, "team_only")
    assert other.post(path, {"team_id": teams[1]})[1]["state"] == "confirmed"


def test_a_team_has_no_more_places_if_nobody_names_it(county, work):
    from tests import factories  # noqa: PLC0415

    with work():
        place, kinds = factories.make_organisation(), OrganisationKind
        corps = factories.make_organisation(None, "甲队", kinds.CORPS, place=place)
        squad = factories.make_organisation(corps, "甲队一组", kinds.SQUAD, place=place).id
        team = corps.id
    path, _ = opened(county, position(quota=4, team_quotas=[{"team_id": team, "quota": 1}]))
    assert joined(county, work, team).post(path, {"team_id": team})[1]["state"] == "confirmed"
    for member, wish in ((team, {}), (squad, {}), (squad, {"team_id": squad})):
        mine = joined(county, work, member).post(path, wish)[1]
        assert (mine["state"], mine["team_id"]) == ("waitlisted", team)
    mine = county.volunteer().post(path)[1]
    assert (mine["state"], mine["team_id"]) == ("confirmed", None)


def test_a_position_may_be_for_one_team_and_those_below_it(county, work):
    from tests import factories  # noqa: PLC0415

    with work():
        place, kinds = factories.make_organisation(), OrganisationKind
        corps = factories.make_organisation(None, "总队", kinds.CORPS, place=place)
        squad = factories.make_organisation(corps, "小队", kinds.SQUAD, place=place).id
        stranger = factories.make_organisation(None, "别队", kinds.SQUAD, place=place).id
        corps_id = corps.id
    path, _ = opened(county, position(team_id=corps_id))
    assert joined(county, work, stranger).post(path)[1]["code"] == "team_only"
    member = joined(county, work, squad).post(path)[1]
    assert (member["state"], member["team_id"]) == ("confirmed", corps_id)


def test_skills_are_said_by_oneself_and_asked_for_by_positions(county):
    path, _ = opened(county, position(skills=["first_aid", "driving"]))
    volunteer = county.volunteer()
    refused = volunteer.post(path)
    assert (refused[0], refused[1]["code"]) == (403, "skill_needed")
    assert refused[1]["skills"] == ["driving", "first_aid"]
    assert "急救" in refused[1]["detail"]
    assert volunteer.put("/me/skills", {"skills": ["driving", "first_aid", "driving"]})[0] == 200
    assert volunteer.get("/me/skills")[1] == {"skills": ["driving", "first_aid"]}
    assert volunteer.post(path)[1]["state"] == "confirmed"
    assert volunteer.put("/me/skills", {"skills": ["flying"]})[0] == 422
    assert {"skill": "driving", "zh": "驾驶"} in volunteer.get("/skills")[1]


@pytest.mark.parametrize(("born", "code"), [("19800101", None), ("20060701", "age_out_of_range")])
def test_an_age_is_asked_for_on_the_day_of_the_slot(county, born, code):
    path, _ = opened(county, position(min_age=20, max_age=60))
    volunteer = county.volunteer()
    assert volunteer.post(path)[1]["code"] == "age_unknown"
    verified(volunteer, born)
    assert volunteer.post(path)[1].get("code") == code


def test_a_position_nobody_could_fill_is_refused(county):
    body = {"title": "x", "slots": [slot(START, START + HOUR)], "organisation_id": None}
    body["organisation_id"] = county.organisation_id
    crossed = body | {"positions": [position(min_age=60, max_age=20)]}
    assert county.coordinator.post("/activities", crossed)[1]["code"] == "ages_crossed"
    nowhere = body | {"positions": [position(team_id=10**6)]}
    assert county.coordinator.post("/activities", nowhere)[0] == 404


# --- minors -------------------------------------------------------------------------------------


@pytest.fixture
def family(county):
    """A youth of sixteen and her mother."""
    return verified(county.volunteer(), "20100101", 1), verified(county.volunteer(), "19800101", 2)


def test_a_minor_waits_for_the_guardian_and_keeps_her_place_in_the_line(county, family, app):
    from app.activities.jobs import let_minors_in  # noqa: PLC0415

    youth, mother = family
    activity = county.open(slots=[slot(START, START + HOUR, quota=1)], minors_allowed=True)
    path = f"/activities/{activity['id']}/signups"
    mine = youth.post(path)[1]
    assert (mine["state"], mine["arrival"]) == ("guardian_pending", 1)
    people = [county.volunteer() for _ in range(2)]
    keys = [person.post(path)[1]["id"] for person in people]
    bind(youth, mother, "service")
    with app.app_context():
        let_minors_in()
    line = county.coordinator.get(path)[1]["items"]
    assert [each["state"] for each in line] == ["waitlisted", "confirmed", "waitlisted"]
    people[0].delete(f"{path}/{keys[0]}")
    line = county.coordinator.get(path)[1]["items"]
    assert [each["state"] for each in line] == ["offered", "cancelled", "waitlisted"]


def test_a_minor_who_asks_again_is_let_in_at_once(county, family):
    youth, mother = family
    activity = county.open(minors_allowed=True)
    path = f"/activities/{activity['id']}/signups"
    assert youth.post(path)[1]["state"] == "guardian_pending"
    bind(youth, mother, "service")
    assert youth.post(path)[1]["state"] == "confirmed"


def test_what_is_for_adults_or_dangerous_is_not_for_minors(county, family):
    youth, _ = family
    adults = county.open(minors_allowed=False)
    assert youth.post(f"/activities/{adults['id']}/signups")[1]["code"] == "adults_only"
    more = {"dangerous": True, "insurance_policy": "PICC-2026-1", "safety": "救生衣"}
    rescue = county.open(minors_allowed=False, **more)
    path = f"/activities/{rescue['id']}/signups"
    assert youth.post(path)[1]["code"] == "adults_only"
    assert county.volunteer().post(path)[1]["code"] == "danger_of_age"  # of age is not known


def test_parents_who_never_answer_keep_no_other_child_waiting(county, family, app, monkeypatch):
    from app.activities import guardianship, jobs  # noqa: PLC0415

    for name in ("SWEPT_AT_ONCE", "READ_AT_ONCE"):
        monkeypatch.setattr(guardianship, name, 1, raising=False)
    youth, mother = family
    path = f"/activities/{county.open(minors_allowed=True)['id']}/signups"
    for order in (3, 4):
        assert verified(county.volunteer(), "20100101", order).post(path)[0] == 201
    assert youth.post(path)[1]["state"] == "guardian_pending"
    bind(youth, mother, "service")
    with app.app_context():
        jobs.let_minors_in()
    line = county.coordinator.get(path)[1]["items"]
    states = [each["state"] for each in line]
    assert states == ["guardian_pending", "guardian_pending", "confirmed"]
