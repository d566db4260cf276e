"""Two accounts of one person are merged when two people say so; no second is lost or doubled."""

import pytest
import sqlalchemy as sa

from app.accounts.models import Guardianship, User
from app.core.audit import AuditEntry
from app.hours import chains
from app.hours.models import ServiceRecord
from tests.app.conftest import HOUR, START, Person
from tests.app.families.conftest import verified
from tests.app.personal.test_joined import sums


@pytest.fixture
def second(county):
    """Another coordinator of the county."""
    return Person(county.login, "coordinator", "李协调", county.organisation_id)


def ask(county, source, target, by=None):
    body = {"source_id": source.id, "target_id": target.id, "reason": "换手机后重新注册"}
    by = by or county.coordinator
    return by.post("/merges", body | {"organisation_id": county.organisation_id})


@pytest.fixture
def asked(county, two):
    """Ask that the second account of a person ends in the first; the merge."""
    person, old = two
    status, merge = ask(county, old, person)
    assert status == 201, merge
    return merge


def told(person) -> list[str]:
    return [each["kind"] for each in person.get("/me/notices")[1]["items"]]


def confirm(by, merge):
    return by.post(f"/merges/{merge['id']}/confirm")


def test_two_people_merge_two_accounts_and_every_second_is_still_there(asked, two, second, work):
    person, old = two
    (seconds, count, seals), (more, others, seals_of_old) = sums(person), sums(old)
    assert "merge_asked" in told(person)
    assert "merge_asked" in told(old)
    status, merge = confirm(second, asked)
    assert (status, merge["state"]) == (200, "done")
    assert sums(person) == (seconds + more, count + others, sorted(seals + seals_of_old))
    assert "account_merged" in told(person)
    with work() as session:
        assert chains.broken_chains(ServiceRecord) == {}
        assert session.get(User, old.id).joined_into == person.id
        deeds = sa.select(AuditEntry).where(AuditEntry.deed.in_(("merge.ask", "merge.done")))
        by = {each.deed: each.actor_id for each in session.scalars(deeds)}
        assert by["merge.done"] == second.id != by["merge.ask"]
    assert person.id == old.get("/me")[1]["id"]  # whose login comes to the account that goes on


def test_the_person_asks_with_the_number_of_the_other_account(county, two, second):
    person, old = two
    body = {"volunteer_no": old.get("/me")[1]["volunteer_no"], "reason": "以前注册过"}
    status, merge = person.post("/me/merges", body | {"organisation_id": county.organisation_id})
    assert (status, merge["by_person"]) == (201, True)
    (mine,) = old.get("/me/merges")[1]["items"]
    assert mine["id"] == merge["id"]
    (waiting,) = second.get("/merges", organisation_id=county.organisation_id)[1]["items"]
    assert waiting["state"] == "asked"
    assert confirm(second, merge)[1]["state"] == "done"


def test_whose_account_it_is_says_that_they_are_two_people(asked, two, second):
    _, old = two
    assert old.post(f"/me/merges/{asked['id']}/withdraw")[1]["state"] == "withdrawn"
    status, refused = confirm(second, asked)
    assert (status, refused["code"]) == (409, "merge_decided")


def test_nobody_confirms_what_they_asked_for_or_what_is_theirs(county, asked, two):
    status, refused = confirm(county.coordinator, asked)
    assert (status, refused["code"]) == (403, "merge_own_request")
    assert confirm(two[0], asked)[0] == 404


def test_a_merge_is_refused_with_a_reason(asked, two, second):
    status, merge = second.post(f"/merges/{asked['id']}/refuse", {"reason": "不是同一个人"})
    assert (status, merge["state"], merge["decision"]) == (200, "refused", "不是同一个人")
    assert "request_decided" in told(two[1])


def test_two_accounts_with_different_id_numbers_are_two_people(asked, two, second):
    verified(two[0], "19800101", 1)
    verified(two[1], "19800101", 3)
    status, refused = confirm(second, asked)
    assert (status, refused["code"]) == (409, "merge_two_identities")


def test_a_real_name_goes_along(asked, two, second):
    person, old = two
    verified(old, "19800101", 1)
    assert confirm(second, asked)[1]["state"] == "done"
    assert person.get("/me/identity-verification")[1]["name"] == "杨**"


def test_a_guardian_and_her_ward_are_two_people(asked, two, second, work):
    person, old = two
    with work() as session:
        ended = Guardianship(ward_id=old.id, guardian_id=person.id, confirmed_at=START)
        ended.ended_at = START + HOUR
        session.add(ended)
    status, refused = confirm(second, asked)
    assert (status, refused["code"]) == (409, "merge_guardian")


def test_hours_of_the_same_moment_do_not_count_twice(county, served, second):
    person, old = served("杨一"), served("杨一的旧账号", START + HOUR)
    before = sums(person), sums(old)
    _, merge = ask(county, old, person)
    status, refused = confirm(second, merge)
    assert (status, refused["code"]) == (409, "merge_hours_overlap")
    assert refused["spans"] == [[(START + HOUR).isoformat(), (START + 2 * HOUR).isoformat()]]
    assert (sums(person), sums(old)) == before


def test_an_account_with_a_role_does_not_end(county, asked, two, second):
    _, old = two
    county.login("coordinator", old.name, county.organisation_id)
    status, refused = confirm(second, asked)
    assert (status, refused["code"]) == (409, "merge_roles")


def test_an_account_that_is_to_be_erased_is_not_merged(asked, two, second):
    assert two[1].post("/me/erasure")[0] == 201
    assert confirm(second, asked)[1]["code"] == "merge_erasure_waits"


def test_an_erasure_erases_all_accounts(asked, two, second, run_jobs, work, county):
    person = two[0]
    assert confirm(second, asked)[1]["state"] == "done"
    assert person.post("/me/erasure")[0] == 201
    county.clock.advance(days=40)
    run_jobs()
    with work() as session:
        assert all(session.get(User, each.id).erased_at for each in two)
        assert chains.broken_chains(ServiceRecord) == {}


def test_two_confirm_at_once_and_it_is_merged_once(asked, two, second, county, together):
    third = county.administrator
    third.get("/me")
    answers = together(lambda: confirm(second, asked), lambda: confirm(third, asked))
    assert sorted(status for status, _ in answers) == [200, 409]
    assert sums(two[0])[1] == 2
