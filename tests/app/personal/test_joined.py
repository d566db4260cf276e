"""What is sealed to an account that ended in another one is still the person's, to the second."""

import json

import sqlalchemy as sa

from app.accounts import claims
from app.accounts.models import User
from app.core.clock import now
from app.hours import chains
from app.hours.models import ChainCheckpoint, ManualRecord, ServiceRecord
from app.personal import joining, parts
from tests.app.conftest import START


def sums(person) -> tuple:
    hours = person.get("/me/hours")[1]
    records = person.get("/me/records", limit=100)[1]["items"]
    return hours["seconds"], hours["records"], sorted(each["seal"] for each in records)


def test_sums_and_records_before_are_sums_and_records_after(two, work):
    person, old = two
    (seconds, count, seals), (more, others, seals_of_old) = sums(person), sums(old)
    assert seconds > 0
    assert more > 0
    with work():
        joining.join(old.id, person.id)
    assert sums(person) == (seconds + more, count + others, sorted(seals + seals_of_old))
    with work():
        assert chains.broken_chains(ServiceRecord) == {}


def test_what_was_proved_before_still_verifies_after(two, work):
    person, old = two
    shown = ServiceRecord.__table__.c
    with work() as session:
        before = session.execute(sa.select(*shown).where(shown.volunteer_id == old.id)).all()
        joining.join(old.id, person.id)
    with work() as session:
        mine = sa.select(ServiceRecord).where(ServiceRecord.volunteer_id == old.id)
        after = {row.number: row for row in session.scalars(mine)}
        for row in before:  # as the person has it in their copy
            assert (
                row.seal == after[row.number].seal == chains.seal_of(ServiceRecord(**row._mapping))
            )


def test_a_correction_takes_back_what_the_ended_account_was_given(two, work, county, settle):
    person, old = two
    with work():
        joining.join(old.id, person.id)
    seconds, _, _ = sums(person)
    with work() as session:
        given = session.scalars(
            sa.select(ServiceRecord).where(ServiceRecord.volunteer_id == old.id)
        ).one()
        attendance, credited = given.attendance_id, given.seconds
    status, found = county.administrator.post(
        f"/attendances/{attendance}/review",
        {"decision": "refuse", "reason": "重复", "settlement_number": 1},
    )
    assert status == 200, found
    settle()
    assert sums(person)[0] == seconds - credited
    with work():
        assert chains.broken_chains(ServiceRecord) == {}


def test_a_copy_has_the_records_of_all_accounts(two, work):
    person, old = two
    with work():
        joining.join(old.id, person.id)
    with work():
        found = parts.collect(person.id)
        assert {each["volunteer_id"] for each in found["service_records"]} == {person.id, old.id}
        assert json.dumps(found, ensure_ascii=False)
        kept = {each["section"]: each["rows"] for each in parts.kept(person.id)}
        assert kept["service_records"] == len(found["service_records"])


def test_an_account_that_ended_in_one_that_ends_leads_on(two, work, login):
    person, old = two
    third = login("volunteer", "第三个账号")
    with work():
        joining.join(old.id, person.id)
        joining.join(person.id, third.id)
    with work() as session:
        assert claims.accounts_of(third.id) == [third.id, person.id, old.id]
        assert session.get(User, old.id).joined_into == third.id
    assert sums(third)[1] == 2


def test_manual_hours_and_what_was_let_go_are_summed_over_all_accounts(work, login):
    person, old = login("volunteer", "甲"), login("volunteer", "乙")
    with work() as session:
        for who, seconds in ((person, 100), (old, 1000)):
            row = ChainCheckpoint(
                volunteer_id=who.id, ledger=ManualRecord.__tablename__, number=1, digest="0" * 64,
                seconds=seconds, last_at=START, written_at=now(),
            )  # fmt: skip
            row.seal = chains.seal_of(row)
            session.add(row)
    with work():
        joining.join(old.id, person.id)
    found = person.get("/me/hours")[1]
    assert (found["manual_seconds"], found["manual_records"]) == (1100, 2)
