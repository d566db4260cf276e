"""A guardian's consent on paper: recorded, looked at by another, in force until it ends."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.accounts import idnumber, wards
from app.accounts.models import GuardianConsent, GuardianPurpose, Guardianship
from app.core import crypto, pictures
from app.core.audit import AuditEntry
from app.families import papers
from app.families.jobs import delete_old_papers, end_papers
from app.families.models import GuardianPaper
from tests.app.families.conftest import NOON, add, words
from tests.pictures import jpeg

SIGNED = {"guardian_name": "杨玉芬", "relation": "grandparent", "of_age_on": "2030-06-01"}


@pytest.fixture
def second(login, village):
    """Give an administrator of the same station."""
    return login("administrator", "周主任", village[0])


@pytest.fixture
def ward(leader, household, clock):
    clock.freeze(NOON)
    return add(leader, household, "小杨")


@pytest.fixture
def record(leader, household, ward):
    def record(by=leader, scan=True, purposes=("service", "location_track"), **more):
        path = f"/households/{household['id']}/members/{ward}/guardian-papers"
        answer = by.post(path, SIGNED | {"consents": words(*purposes)} | more)
        if scan and answer[0] == 201:
            return by.send("PUT", f"/guardian-papers/{answer[1]['id']}/scan", data=jpeg())
        return answer

    return record


@pytest.fixture
def in_force(record, second):
    """Give the path of a paper that counts."""
    path = f"/guardian-papers/{record()[1]['id']}"
    assert look(second, path)[0] == 200
    assert second.post(f"{path}/confirm")[0] == 200
    return path


def test_the_present_texts_are_those_that_a_paper_may_name(login, record):
    status, found = login().get("/guardian-texts")
    assert status == 200
    present = [{"purpose": each["purpose"], "version": each["text"]["version"]} for each in found]
    assert present == words(*[each["purpose"] for each in found])
    assert record(scan=False, purposes=[each["purpose"] for each in found])[0] == 201


def look(person, path):
    """Return the status and the picture."""
    answer = person.application.test_client().post(
        f"/api/v1{path}/look", headers={"Authorization": f"Bearer {person.token}"}
    )
    return answer.status_code, answer.get_data()


def agreed(app, ward, purpose=GuardianPurpose.SERVICE) -> bool:
    with app.app_context():
        return wards.guardian_agrees(ward, purpose)


def said(work) -> list[tuple]:
    with work() as session:
        rows = session.scalars(sa.select(GuardianConsent).order_by(GuardianConsent.id))
        return [(row.purpose.value, row.given) for row in rows]


def code(answer) -> tuple[int, str]:
    return answer[0], answer[1]["code"]


def test_it_counts_when_another_has_looked_and_confirmed(app, record, second, ward, work):
    status, made = record()
    assert (status, made["state"], made["has_scan"]) == (200, "recorded", True)
    assert (made["guardian_name"], made["relation"]) == ("杨**", "grandparent")
    assert not agreed(app, ward)
    path = f"/guardian-papers/{made['id']}"
    assert code(second.post(f"{path}/confirm")) == (409, "paper_not_looked_at")
    assert look(second, path) == (200, pictures.read(jpeg())[0])
    status, found = second.post(f"{path}/confirm")
    assert (status, found["state"]) == (200, "in_force")
    assert agreed(app, ward)
    assert agreed(app, ward, GuardianPurpose.LOCATION_TRACK)
    assert not agreed(app, ward, GuardianPurpose.PUBLICATION)
    assert said(work) == [("service", True), ("location_track", True)]
    assert code(second.post(f"{path}/confirm")) == (409, "paper_decided")


def test_who_recorded_it_does_not_confirm_it(record, second, login, village, app, ward):
    path = f"/guardian-papers/{record(by=second)[1]['id']}"
    assert look(second, path)[0] == 200
    assert code(second.post(f"{path}/confirm")) == (403, "paper_own")
    assert code(second.post(f"{path}/refuse", {"reason": "x"})) == (403, "paper_own")
    assert not agreed(app, ward)


def test_another_photo_has_to_be_looked_at_again(record, second, leader):
    path = f"/guardian-papers/{record()[1]['id']}"
    assert look(second, path)[0] == 200
    assert leader.send("PUT", f"{path}/scan", data=jpeg((9, 9, 9)))[0] == 200
    assert code(second.post(f"{path}/confirm")) == (409, "paper_not_looked_at")


def test_name_and_form_are_sealed_and_every_look_is_noted(in_force, second, leader, work, ward):
    assert look(leader, in_force)[0] == 200
    with work() as session:
        row = session.scalars(sa.select(GuardianPaper)).one()
        for sealed in (row.sealed, row.name_sealed):
            assert "杨玉芬".encode() not in sealed
            assert pictures.read(jpeg())[0] not in sealed
        entries = session.scalars(
            sa.select(AuditEntry)
            .where(AuditEntry.kind == "guardian_papers")
            .order_by(AuditEntry.id)
        )
        entries = entries.all()
        looks = [e.actor_id for e in entries if e.deed == "guardian_paper.look"]
        assert looks == [second.id, leader.id]
        assert {e.on_behalf_of for e in entries} == {ward}
        assert "杨玉" not in str([(e.before, e.after) for e in entries])
        assert papers.guardian_of(row).name == "杨玉芬"


def test_taken_back_it_ends_at_once_and_words_are_only_added(app, in_force, leader, ward, work):
    before = said(work)
    status, found = leader.post(f"{in_force}/withdraw", {"reason": "监护人来站里撤回"})
    assert (status, found["state"]) == (200, "withdrawn")
    assert not agreed(app, ward)
    assert said(work)[: len(before)] == before
    assert leader.post(f"{in_force}/withdraw", {"reason": "再来"})[1]["reason"] == found["reason"]


def test_a_refused_one_never_counted_and_its_photo_goes(app, record, second, ward, work):
    path = f"/guardian-papers/{record()[1]['id']}"
    status, found = second.post(f"{path}/refuse", {"reason": "签名看不清"})
    assert (status, found["state"], found["has_scan"]) == (200, "refused", False)
    assert code(second.send("POST", f"{path}/look")) == (409, "paper_no_scan")
    assert not agreed(app, ward)
    with work() as session:
        assert session.scalars(sa.select(GuardianPaper)).one().sealed == b""


def test_it_ends_on_the_day_the_ward_is_of_age(app, in_force, clock, ward, work):
    for day, counts in ((date(2030, 5, 31), True), (date(2030, 6, 1), False)):
        clock.freeze(NOON + timedelta(days=(day - NOON.date()).days))
        with app.app_context():
            end_papers()
        assert agreed(app, ward) is counts
    with work() as session:
        row = session.scalars(sa.select(GuardianPaper)).one()
        assert (row.state, row.ended_at is not None) == ("ended", True)
        assert session.scalars(sa.select(Guardianship)).one().ended_at is not None


def test_nobody_decides_for_a_month_and_it_is_over(app, record, clock, work):
    record()
    clock.freeze(NOON + timedelta(days=29))
    for days, state in ((29, "recorded"), (31, "ended")):
        clock.freeze(NOON + timedelta(days=days))
        with app.app_context():
            end_papers()
        with work() as session:
            row = session.scalars(sa.select(GuardianPaper)).one()
            assert (row.state, bool(row.sealed)) == (state, state == "recorded")


def test_who_is_of_age_needs_none_and_whose_age_is_unknown_says_when(record, app, login):
    assert code(record(of_age_on="2026-05-01")) == (409, "guardian_not_needed")
    assert code(record(of_age_on="2045-01-01")) == (422, "of_age_on_needed")
    assert idnumber.of_age_on(date(2012, 2, 29)) == date(2030, 3, 1)


def test_an_older_text_is_refused_and_not_many_wait(record):
    stale = [{"purpose": "service", "version": 99}]
    assert code(record(consents=stale)) == (409, "consent_text_changed")
    for _ in range(papers.MOST_WAITING):
        assert record()[0] == 200
    assert code(record()) == (409, "too_many_papers")


def test_a_strangers_station_sees_nothing(in_force, stranger, village):
    assert look(stranger, in_force)[0] == 403
    assert stranger.get("/guardian-papers", organisation_id=village[0])[0] == 403


def test_only_pictures_are_taken(record, leader):
    path = f"/guardian-papers/{record(scan=False)[1]['id']}"
    assert code(leader.send("PUT", f"{path}/scan", data=b"%PDF-1.7")) == (422, "photo_invalid")
    assert code(leader.send("POST", f"{path}/look")) == (409, "paper_no_scan")


def test_three_years_after_its_end_it_is_deleted(app, in_force, leader, clock, work):
    leader.post(f"{in_force}/withdraw", {"reason": "撤回"})
    for days, left in ((1_090, 1), (1_100, 0)):
        clock.freeze(NOON + timedelta(days=days))
        with app.app_context():
            delete_old_papers()
        with work() as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(GuardianPaper)) == left


def test_they_are_sealed_again_under_another_key(in_force, work, monkeypatch):
    monkeypatch.setattr(crypto, "reseal", lambda sealed, *_: b"again:" + sealed)
    with work():
        assert papers.reseal(0, 20).changed == 1
    with work() as session:
        row = session.scalars(sa.select(GuardianPaper)).one()
        assert row.sealed.startswith(b"again:")
        assert row.name_sealed.startswith(b"again:")


def test_whom_to_call_is_known_from_the_paper(in_force, second, leader, village, ward):
    asked = {"minor_id": ward, "organisation_id": village[0], "fields": ["guardians"], "hours": 2}
    status, made = leader.post("/minor-accesses", asked | {"why": "活动中受伤"})
    assert status == 201, made
    assert second.post(f"/minor-accesses/{made['id']}/approve")[0] == 200
    (found,) = leader.post(f"/minor-accesses/{made['id']}/look")[1]["guardians"]
    assert (found["real_name"], found["phone"]) == ("杨玉芬", None)
