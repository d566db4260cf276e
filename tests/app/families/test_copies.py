"""Who looks after somebody is told what that person is told: once, whatever they are to them."""

import pytest

from app.accounts.policy import AGE_TEXT
from tests.app.conftest import START, Person
from tests.app.families.conftest import bind, verified


@pytest.fixture
def copy(app):
    """Do what the worker does of its own accord."""

    def run() -> None:
        from app.activities.jobs import tell_word  # noqa: PLC0415
        from app.activities.models import Activity  # noqa: PLC0415
        from app.core.db import session  # noqa: PLC0415
        from app.families.jobs import copy_notices  # noqa: PLC0415

        with app.app_context():
            for (activity_id,) in session().query(Activity.id).all():
                tell_word(activity_id, 0)
        for _ in range(2):
            with app.app_context():
                copy_notices()

    return run


def copies(person) -> list[str]:
    found = person.get("/me/notices")[1]["items"]
    return [each["text"] for each in reversed(found) if each["kind"] == "copy"]


def family(county, leader, **born) -> tuple[int, str]:
    """A household with somebody for whom its leader acts: their id, and the path."""
    where = {"organisation_id": county.organisation_id, "name": "杨家"}
    household = county.coordinator.post("/households", where)[1]["id"]
    path = f"/households/{household}/members"
    grown = {"nickname": "杨奶奶", "age": {"version": AGE_TEXT.version}}
    status, member = leader.post(path, grown | born)
    assert status == 201, member
    return member["user_id"], path


def call_off(county, activity: dict) -> None:
    path = f"/activities/{activity['id']}/cancel"
    assert county.coordinator.post(path, {"reason": "暴雨"})[0] == 200


def test_a_guardian_is_told_what_the_ward_did_and_was_told(county, login, copy):
    county.clock.freeze(START)
    child = verified(Person(login, "volunteer", "小杨"), "20100101")
    mother = verified(Person(login, "volunteer", "杨妈妈"), "19800101", 2)
    bind(child, mother, "service")
    activity = county.open()
    assert child.post(f"/activities/{activity['id']}/signups", {})[0] == 201
    assert copies(mother) == ["小杨：已报名“清理河道”"]
    county.clock.freeze(START)
    call_off(county, activity)
    copy()
    assert len(copies(mother)) == 2
    assert "已取消，请勿前往" in copies(mother)[1]
    assert copies(child) == []


def test_the_leader_who_acts_for_a_member_is_told_and_nobody_else(county, login, copy):
    leader = Person(login, "coordinator", "王队长", county.organisation_id)
    member, _ = family(county, leader)
    activity = county.open()
    body = {"volunteer_id": member}
    assert leader.post(f"/activities/{activity['id']}/member-signups", body)[0] == 201
    call_off(county, activity)
    copy()
    assert len(copies(leader)) == 1
    assert copies(leader)[0].startswith("杨奶奶：")
    assert copies(county.coordinator) == []


def test_a_leader_who_has_left_is_followed_by_those_who_act_now(county, login, copy, work):
    from app.accounts.models import RoleGrant  # noqa: PLC0415

    leader = Person(login, "coordinator", "王队长", county.organisation_id)
    member, _ = family(county, leader)
    activity = county.open()
    body = {"volunteer_id": member}
    assert leader.post(f"/activities/{activity['id']}/member-signups", body)[0] == 201
    with work() as session:
        for grant in session.query(RoleGrant).filter_by(user_id=leader.id):
            session.delete(grant)
    call_off(county, activity)
    copy()
    assert copies(leader) == []
    assert len(copies(county.coordinator)) == 1


def test_who_is_guardian_and_leader_is_told_once(county, login, copy, work):
    from app.accounts.models import Guardianship  # noqa: PLC0415
    from app.core import clock  # noqa: PLC0415

    leader = Person(login, "coordinator", "王队长", county.organisation_id)
    member, _ = family(county, leader)
    activity = county.open()
    body = {"volunteer_id": member}
    assert leader.post(f"/activities/{activity['id']}/member-signups", body)[0] == 201
    with work() as session:
        bond = Guardianship(ward_id=member, guardian_id=leader.id, confirmed_at=clock.now())
        session.add(bond)
    call_off(county, activity)
    copy()
    assert len(copies(leader)) == 1


def test_what_nobody_looks_after_is_copied_to_nobody(county, copy, work):
    from app.notices.models import Notice  # noqa: PLC0415

    county.volunteer(activity := county.open())
    call_off(county, activity)
    copy()
    with work() as session:
        assert session.query(Notice).filter(Notice.to_copy).count() == 0
        assert session.query(Notice).filter_by(kind="copy").count() == 0
