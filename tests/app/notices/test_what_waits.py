"""Whom something waits for is told so, once for each matter: guardians, leaders, who waited."""

from datetime import timedelta

import pytest

from app.activities.jobs import let_minors_in, write_down_lapses
from app.families import asking
from app.families.jobs import ask_guardians
from tests.app.conftest import HOUR, START, agree, slot
from tests.app.families.conftest import bind, verified, words
from tests.app.notices.test_what_is_said import inbox, newest

SIXTEEN = "20100101"


@pytest.fixture
def ward(county):
    """A verified minor."""
    return verified(county.login("volunteer", "小杨"), SIXTEEN)


@pytest.fixture
def guardian(county):
    return verified(county.login("volunteer", "杨妈妈"), "19800101")


@pytest.fixture
def run(app):
    """``run(job)``: twice, as a scheduler does."""

    def run(job) -> None:
        for _ in range(2):
            with app.app_context():
                job()

    return run


def sign_up(person, activity, **wish) -> dict:
    status, found = person.post(f"/activities/{activity['id']}/signups", wish)
    assert status == 201, found
    return found


# --- guardians ------------------------------------------------------------------------------------


def test_a_guardian_is_told_of_a_sign_up_that_waits_for_her(county, ward, guardian, run):
    bind(ward, guardian)
    activity = county.open()
    assert sign_up(ward, activity)["state"] == "guardian_pending"
    run(let_minors_in)
    assert inbox(guardian) == ["ward_sign_up_waits"]
    assert newest(guardian)["text"] == (
        "小杨报名了“清理河道”（2026年5月4日 09:00 开始），须您同意其参加志愿服务才能录取。"
    )
    assert newest(guardian)["values"]["activity_id"] == str(activity["id"])


def test_who_becomes_guardian_afterwards_hears_of_what_waits(county, ward, guardian, run):
    sign_up(ward, county.open())
    run(let_minors_in)
    assert inbox(guardian) == []
    bond = bind(ward, guardian)
    run(let_minors_in)
    assert inbox(guardian) == ["ward_sign_up_waits"]
    path = f"/me/guardianships/{bond['id']}/consents"
    assert guardian.post(path, words("service")[0])[0] == 200
    run(let_minors_in)
    assert inbox(guardian) == ["ward_sign_up_waits"]
    assert inbox(ward) == ["sign_up_decided"]


def test_a_sign_up_that_comes_again_is_another_matter(county, ward, guardian):
    bind(ward, guardian)
    activity = county.open()
    for _ in range(2):
        made = sign_up(ward, activity)
        ward.delete(f"/activities/{activity['id']}/signups/{made['id']}")
    assert inbox(guardian).count("ward_sign_up_waits") == 2


@pytest.mark.parametrize("purpose", ["location_track", "publication"])
def test_a_guardian_is_told_what_a_ward_agreed_to_and_counts_with_her_alone(
    county, ward, guardian, run, purpose
):
    bond = bind(ward, guardian)
    agree(ward, purpose)
    run(ask_guardians)
    assert inbox(guardian) == ["ward_consent_asked"]
    assert newest(guardian)["values"]["guardianship_id"] == str(bond["id"])
    assert "小杨" in newest(guardian)["text"]
    ward.delete(f"/me/consents/{purpose}")
    agree(ward, purpose)
    run(ask_guardians)
    assert inbox(guardian) == ["ward_consent_asked"] * 2


def test_a_guardian_who_has_agreed_is_asked_nothing(county, ward, guardian, run):
    bind(ward, guardian, "location_track")
    agree(ward)
    agree(guardian)
    run(ask_guardians)
    assert inbox(guardian) == []


def test_what_a_ward_took_back_is_asked_of_nobody_and_a_new_guardian_hears_of_what_stands(
    county, ward, guardian, run
):
    agree(ward)
    agree(ward, "publication")
    ward.delete("/me/consents/publication")
    county.clock.advance(days=30)
    ward, guardian = (county.login("volunteer", name) for name in ("小杨", "杨妈妈"))
    bind(ward, guardian)
    run(ask_guardians)
    assert inbox(guardian) == ["ward_consent_asked"]
    assert "定位" in newest(guardian)["text"]


def test_the_real_name_is_asked_below_fourteen_alone(county, guardian, run):
    for born_in, told in ((2011, []), (2016, ["ward_consent_asked"])):
        child = county.login()
        child.say_age(born_in)
        bind(child, guardian)
        agree(child, "real_name")
        run(ask_guardians)
        assert inbox(guardian) == told


def test_with_many_guardians_nobody_starves(county, guardian, run, monkeypatch):
    monkeypatch.setattr(asking, "READ_AT_ONCE", 2)
    for order in range(3):
        child = verified(county.login(), SIXTEEN, order + 2)
        bind(child, guardian, "location_track")
        agree(child)
    last = verified(county.login(), SIXTEEN, 9)
    bind(last, guardian)
    agree(last)
    run(ask_guardians)
    assert inbox(guardian) == ["ward_consent_asked"]


# --- leaders --------------------------------------------------------------------------------------


def test_leaders_hear_once_a_day_that_sign_ups_wait(county):
    activity = county.open(sign_ups_reviewed=True)
    for _ in range(3):
        sign_up(county.login(), activity)
    assert inbox(county.coordinator).count("sign_ups_wait") == 1
    assert "清理河道" in newest(county.coordinator)["text"]
    county.clock.advance(hours=12)
    sign_up(county.login(), activity)
    assert inbox(county.coordinator).count("sign_ups_wait") == 1, "the same day"


def test_the_next_day_is_another_matter(county):
    county.clock.freeze(START - 72 * HOUR)
    activity = county.open(sign_ups_reviewed=True)
    for _ in range(2):
        sign_up(county.login(), activity)
        county.clock.advance(hours=24)
    assert inbox(county.coordinator).count("sign_ups_wait") == 2


def test_where_nobody_has_to_decide_nobody_is_told(county):
    sign_up(county.login(), county.open())
    assert "sign_ups_wait" not in inbox(county.coordinator)


def test_a_wish_to_be_excused_is_told_until_it_is_answered(county):
    person = county.volunteer(activity := county.open())
    (mine,) = person.get("/me/signups")[1]["items"]
    path = f"/activities/{activity['id']}/signups/{mine['sign_up']['id']}/leave"
    for reason in ("发烧", "发烧，已就医"):
        assert person.post(path, {"reason": reason})[0] == 200
    assert inbox(county.coordinator).count("leave_asked") == 1
    assert "发烧" not in newest(county.coordinator)["text"], "why is read where it is decided"
    assert county.coordinator.post(f"{path}/refuse", {"reason": "人手不足"})[0] == 200
    county.clock.advance(minutes=1)
    assert person.post(path, {"reason": "住院"})[0] == 200
    assert inbox(county.coordinator).count("leave_asked") == 2


def test_an_application_to_a_team_is_told_to_who_leads_it(county):
    squad = {"name": "东队", "kind": "squad", "place_id": county.organisation_id}
    team = county.administrator.post("/organisations", squad)[1]["id"]
    leader = county.login("coordinator", "东队队长", team)
    person = county.login()
    for _ in range(2):
        assert person.post(f"/organisations/{team}/memberships")[0] in {200, 201}
    assert inbox(leader) == ["request_filed"]
    assert "东队" in newest(leader)["text"]
    assert person.user["nickname"] not in newest(leader)["text"]


# --- who waited -----------------------------------------------------------------------------------


def waited(county, activity) -> tuple:
    """One with the only place, and one who waits for it."""
    first, second = county.volunteer(activity), county.volunteer(activity)
    (mine,) = first.get("/me/signups")[1]["items"]
    return first, second, f"/activities/{activity['id']}/signups/{mine['sign_up']['id']}"


def test_who_let_an_offer_lapse_is_told_so(county, run):
    activity = county.open(slots=[slot(START, START + HOUR, 1)], waitlist_quota=5)
    first, second, path = waited(county, activity)
    assert first.delete(path)[0] == 200
    county.clock.advance(hours=3)
    run(write_down_lapses)
    assert inbox(second) == ["place_offered", "sign_up_decided"]
    assert "没有及时确认" in newest(second)["text"]


def test_who_waited_in_vain_is_told_when_it_begins(county, run):
    activity = county.open(slots=[slot(START, START + HOUR, 1)], waitlist_quota=5)
    _, second, _ = waited(county, activity)
    county.clock.freeze(START + timedelta(minutes=1))
    run(write_down_lapses)
    assert inbox(second) == ["sign_up_decided"]
    assert "候补" in newest(second)["text"]
