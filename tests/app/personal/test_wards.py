"""Guardians ask about their wards: a copy, and the erasure; who is told is a matter of age."""

import io
import json
import zipfile
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from app.accounts.models import User
from app.core.audit import AuditEntry
from tests.app.families.conftest import bind, verified

NOON = datetime(2026, 5, 1, 4, tzinfo=UTC)
BORN = {12: "20140101", 16: "20100101"}


@pytest.fixture
def family(login, clock):
    """``family(age)``: a guardian, her ward, and the path of their bond."""
    clock.freeze(NOON)

    def family(age: int):
        mother = verified(login("volunteer", "杨妈妈"), "19800101")
        child = login("volunteer", "小杨")
        bond = bind(child, mother, "service", "real_name")
        verified(child, BORN[age], 2)
        return mother, child, f"/me/guardianships/{bond['id']}"

    return family


def kinds(person) -> list[str]:
    return [each["kind"] for each in person.get("/me/notices")[1]["items"]]


@pytest.mark.parametrize("age", BORN)
def test_a_guardian_gets_a_copy_of_what_is_held_about_her_ward(app, family, run_jobs, work, age):
    mother, child, path = family(age)
    status, asked = mother.post(f"{path}/copies")
    assert status == 202, asked
    run_jobs()
    found = mother.get(f"{path}/copies/{asked['id']}")[1]
    answer = app.test_client().get(found["link"])
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert json.loads(archive.read("account.json"))["id"] == child.id
    assert [each["id"] for each in mother.get(f"{path}/copies")[1]["items"]] == [asked["id"]]
    for person in (child, mother):  # it is neither the ward's wish nor about the guardian
        assert person.get("/me/copies")[1]["items"] == []
        assert person.get(f"/me/copies/{asked['id']}")[0] == 404
    assert ("ward_copy_asked" in kinds(child)) == (age >= 14)
    assert "copy_made" in kinds(mother)
    with work() as session:
        deed = session.scalars(
            sa.select(AuditEntry).where(AuditEntry.deed == "personal_copy.ask")
        ).one()
        assert (deed.actor_id, deed.on_behalf_of) == (mother.id, child.id)


def test_a_guardian_lets_a_child_be_erased(family, clock, run_jobs, work):
    mother, child, path = family(12)
    status, asked = mother.post(f"{path}/erasure")
    assert status == 201, asked
    assert mother.get(f"{path}/erasure")[1]["id"] == asked["id"]
    assert "erasure_asked" in kinds(child)
    assert mother.get("/me/erasure")[0] == 404
    clock.advance(days=8)
    run_jobs()
    with work() as session:
        gone = session.scalars(sa.select(User.id).where(User.erased_at.is_not(None))).all()
        assert gone == [child.id]
        deed = session.scalars(sa.select(AuditEntry).where(AuditEntry.deed == "erasure.ask")).one()
        assert (deed.actor_id, deed.on_behalf_of) == (mother.id, child.id)


def test_the_ward_or_the_guardian_may_take_it_back(family):
    mother, child, path = family(16)
    for person, own in ((child, "/me/erasure"), (mother, f"{path}/erasure")):
        assert mother.post(f"{path}/erasure")[0] == 201
        assert person.delete(own)[0] == 204
        assert mother.get(f"{path}/erasure")[0] == 404


def test_of_somebody_of_age_and_of_strangers_nobody_asks(family, login, clock):
    mother, child, path = family(16)
    copy = mother.post(f"{path}/copies")[1]["id"]
    stranger = login("administrator")
    asked = [("POST", "copies"), ("GET", "copies"), ("GET", f"copies/{copy}")]
    asked += [(method, "erasure") for method in ("POST", "GET", "DELETE")]
    for who in (stranger, child):
        for method, what in asked:
            assert who.send(method, f"{path}/{what}")[0] == 404
    clock.freeze(datetime(2028, 1, 1, 4, tzinfo=UTC))
    grown = login("volunteer", "杨妈妈")
    for method, what in asked:
        status, problem = grown.send(method, f"{path}/{what}")
        assert (status, problem["code"]) == (403, "ward_of_age")
    assert grown.delete(path)[0] == 204
    assert grown.post(f"{path}/copies")[0] == 404


def test_a_wards_own_wish_is_the_wards_to_take_back_from_14_on(family):
    mother, child, path = family(16)
    assert child.post("/me/erasure")[0] == 201
    status, problem = mother.delete(f"{path}/erasure")
    assert (status, problem["code"]) == (403, "wards_own_erasure")
    assert child.get("/me/erasure")[0] == 200
    assert child.delete("/me/erasure")[0] == 204


def test_below_14_the_guardian_decides_about_the_childs_wish_too(family):
    mother, child, path = family(12)
    assert child.post("/me/erasure")[0] == 201
    assert mother.delete(f"{path}/erasure")[0] == 204
    assert child.get("/me/erasure")[0] == 404


def test_of_whom_no_age_is_known_no_guardian_asks(login, clock):
    clock.freeze(NOON)
    friend, other = verified(login("volunteer", "老周"), "19800101"), login("volunteer", "老吴")
    path = f"/me/guardianships/{bind(other, friend, 'service')['id']}"
    for method, what in (("POST", "copies"), ("GET", "copies"), ("POST", "erasure")):
        status, problem = friend.send(method, f"{path}/{what}")
        assert (status, problem["code"]) == (403, "ward_age_unknown")
    assert other.get("/me/erasure")[0] == 404
