"""Looks at adults' fields: with a reason, in the audit, told to the person, and not too many."""

import pytest
import sqlalchemy as sa

from app.core.audit import AuditEntry
from app.core.db import session
from app.safeguarding import looks
from tests.app.conftest import START, Person
from tests.app.families.conftest import bind, number_of, verified

WHY = "核对保险名单上的姓名"


@pytest.fixture
def adult(county, login):
    """Give a verified adult who has signed up."""
    county.clock.freeze(START)
    person = verified(Person(login, "volunteer", "老杨"), "19800101")
    assert person.post(f"/activities/{county.open()['id']}/signups", {})[0] == 201
    return person


def look(county, person, user, fields=("real_name", "id_number"), reason=WHY):
    body = {"organisation_id": county.organisation_id, "fields": list(fields), "reason": reason}
    return person.post(f"/users/{user.id}/personal/looks", body)


def test_what_was_asked_for_is_open_and_told(county, adult):
    status, seen = look(county, county.coordinator, adult)
    assert status == 200
    number = number_of("19800101")
    assert seen == {"user_id": adult.id, "real_name": "杨小娟", "id_number": number}
    (mine,) = adult.get("/me/looks")[1]["items"]
    assert (mine["reason"], mine["role"]) == (WHY, "coordinator")
    assert mine["fields"] == ["id_number", "real_name"]
    assert mine["organisation"]
    told = [each for each in adult.get("/me/notices")[1]["items"] if WHY in str(each)]
    assert len(told) == 1
    assert mine["organisation"] in str(told)
    assert county.coordinator.get("/me/looks")[1]["items"] == []


def test_the_audit_has_the_reason_and_no_value(county, adult, work):
    look(county, county.coordinator, adult)
    with work():
        rows = sa.select(AuditEntry).where(AuditEntry.deed == looks.DEED)
        entry = session().scalars(rows).one()
        assert (entry.actor_id, entry.row_id) == (county.coordinator.id, adult.id)
        assert (entry.reason, entry.organisation_id) == (WHY, county.organisation_id)
        assert entry.after == {"fields": ["id_number", "real_name"], "role": "coordinator"}
        assert entry.before == {}


def test_of_a_minor_one_asks_for_access(county, adult, login):
    child = verified(Person(login, "volunteer", "小杨"), "20100101", 2)
    bind(child, adult, "service")
    assert child.post(f"/activities/{county.open()['id']}/signups", {})[0] == 201
    status, problem = look(county, county.coordinator, child)
    assert (status, problem["code"]) == (403, "minor_access_needed")
    assert child.get("/me/looks")[1]["items"] == []


def test_only_staff_and_only_of_their_own_people(county, adult):
    assert look(county, adult, adult)[0] == 403
    assert look(county, county.coordinator, county.volunteer())[0] == 404


def test_nobody_makes_a_stranger_their_own_by_giving_them_a_role(county, login):
    """Else one number after the other could be looked at, whichever centre the person is of."""
    county.clock.freeze(START)
    stranger = verified(Person(login, "volunteer", "老杨"), "19800101")
    role = {"role": "volunteer", "organisation_id": county.organisation_id}
    assert county.administrator.post(f"/users/{stranger.id}/roles", role)[0] == 201
    assert look(county, county.administrator, stranger)[0] == 404
    card = f"/users/{stranger.id}/personal"
    asked = {"organisation_id": county.organisation_id}
    assert county.administrator.get(card, **asked)[0] == 404
    assert look(county, county.coordinator, stranger)[0] == 200  # two have agreed, and both stand


@pytest.mark.parametrize(
    "wrong",
    [{"reason": "核对"}, {"reason": "核" * 201}, {"reason": "      "},
     {"fields": []}, {"fields": ["guardians"]}],
)  # fmt: skip
def test_a_look_says_what_and_why(county, adult, wrong):
    assert look(county, county.coordinator, adult, **wrong)[0] == 422


def test_nobody_looks_through_all_of_them(county, adult, monkeypatch):
    monkeypatch.setattr(looks, "LOOKS", looks.Limit("few looks", 2, looks.LOOKS.window))
    assert [look(county, county.coordinator, adult)[0] for _ in range(3)] == [200, 200, 429]
    assert len(adult.get("/me/looks")[1]["items"]) == 2
