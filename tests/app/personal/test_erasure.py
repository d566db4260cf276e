"""Erasing a person: thought over, done by a job, and honest about what stays."""

from datetime import timedelta

import sqlalchemy as sa

from app.accounts.models import Identity, IdentityVerification, Login, RoleGrant, User
from app.accounts.service import forget_requests
from app.attendance.models import AttendanceMark, PingBatch
from app.core.audit import AuditEntry
from app.core.db import Base, session
from app.core.personal import Fate
from app.hours.chains import broken_chains
from app.hours.models import ServiceRecord
from app.matching.models import Need
from app.personal import service
from app.personal.parts import PARTS
from tests.app.conftest import HOUR, START, gps
from tests.app.matching.test_matching import NEED
from tests.app.personal.test_copies import served  # noqa: F401 - a fixture


def count(app, table, *where) -> int:
    with app.app_context():
        return session().scalar(sa.select(sa.func.count()).select_from(table).where(*where))


def erase(person, clock, run_jobs) -> dict:
    status, asked = person.post("/me/erasure")
    assert status == 201, asked
    clock.advance(days=7)
    run_jobs()
    return asked


def test_what_stays_is_said_with_its_law(served):  # noqa: F811
    status, asked = served.post("/me/erasure")
    assert status == 201
    kept = {each["section"]: each for each in asked["kept"]}
    assert kept["service_records"]["years"] == 10
    assert kept["consents"]["years"] == 3
    assert "GB/T 40143" in kept["service_records"]["zh"]
    assert served.post("/me/erasure") == (201, asked)  # twice is one wish
    assert served.get("/me/erasure") == (200, asked)


def test_name_and_ways_in_go_and_the_record_stays(app, served, clock, run_jobs, login):  # noqa: F811
    number = served.get("/me")[1]["volunteer_no"]
    token = {"Authorization": f"Bearer {served.token}"}
    erase(served, clock, run_jobs)
    with app.app_context():
        user = session().get(User, served.id)
        assert (user.nickname, user.volunteer_no) == ("已注销用户", number)
        assert user.erased_at is not None
        assert broken_chains(ServiceRecord) == {}
    for table in (Identity, IdentityVerification, RoleGrant):
        assert count(app, table, table.user_id == served.id) == 0
    assert count(app, PingBatch) == count(app, AttendanceMark) == 0
    assert count(app, ServiceRecord, ServiceRecord.volunteer_id == served.id) == 1
    status, problem = served._api.send("GET", "/me", headers=token)
    assert (status, problem["code"]) == (401, "token_expired")
    fresh = login("volunteer", "小杨")
    assert fresh.id != served.id  # the same name at the door is somebody new
    assert fresh.get("/me/hours")[1]["records"] == 0
    assert login("coordinator").post("/volunteers/look-up", {"volunteer_no": number})[0] == 404


def test_every_row_that_is_to_go_is_gone(app, served, clock, run_jobs):  # noqa: F811
    erase(served, clock, run_jobs)
    with app.app_context():
        for part in PARTS:
            for each in part.holdings:
                if each.fate is Fate.DELETED:
                    assert each.count(served.id) == 0, each.column


def test_a_name_that_was_given_stands_nowhere_any_more(app, served, clock, run_jobs):  # noqa: F811
    erase(served, clock, run_jobs)
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            rows = session().execute(sa.select(table)).all()
            assert "小杨" not in str(rows), table.name


def test_an_access_token_is_refused_at_once(app, login, work, clock):
    clock.freeze(START)
    person = login()
    person.post("/me/erasure")
    clock.advance(days=7)
    again = login("volunteer", person.user["nickname"])
    with work():
        (due,) = service.due()
        service.erase(due)
    status, problem = again.get("/me")
    assert (status, problem["code"]) == (401, "session_ended")
    clock.advance(minutes=16)
    with work():
        forget_requests()
    assert count(app, Login, Login.user_id == person.id) == 0


def test_open_sign_ups_are_cancelled_and_the_place_is_free(county, run_jobs):
    slot = {
        "starts_at": "2026-06-04T09:00:00+08:00",
        "ends_at": "2026-06-04T11:00:00+08:00",
        "quota": 1,
    }
    activity = county.open(slots=[slot])
    person = county.volunteer(activity)
    erase(person, county.clock, run_jobs)
    path = f"/activities/{activity['id']}"
    items = county.coordinator.get(f"{path}/signups")[1]["items"]
    assert [each["state"] for each in items] == ["cancelled"]
    assert county.volunteer().post(f"{path}/signups", {})[1]["state"] == "confirmed"


def test_it_may_be_taken_back_until_it_is_done(app, login, clock, run_jobs):
    clock.freeze(START)
    person = login("volunteer", "小杨")
    person.post("/me/erasure")
    assert person.delete("/me/erasure")[0] == 204
    assert person.delete("/me/erasure")[0] == 404
    assert person.get("/me/erasure")[0] == 404
    clock.advance(days=8)
    run_jobs()
    assert login("volunteer", "小杨").id == person.id
    assert count(app, AuditEntry, AuditEntry.deed.like("erasure.%")) == 2


def test_not_a_minute_early(login, clock, run_jobs):
    clock.freeze(START)
    person = login("volunteer", "小杨")
    person.post("/me/erasure")
    clock.advance(days=6, hours=23, minutes=59)
    run_jobs()
    assert login("volunteer", "小杨").id == person.id


def test_who_is_just_serving_is_erased_when_the_hours_are_booked(app, county, run_jobs):
    activity = county.open()
    person = county.volunteer(activity)
    county.clock.freeze(START - timedelta(days=7) + HOUR)
    assert person.post("/me/erasure")[0] == 201
    county.clock.freeze(START)
    assert person.post(f"/activities/{activity['id']}/check-in", gps(START))[0] == 200
    county.clock.advance(hours=1, minutes=1)
    run_jobs()
    assert count(app, User, User.erased_at.is_not(None)) == 0  # checked in: not yet
    county.clock.advance(hours=5)
    run_jobs()  # closed
    county.clock.advance(minutes=5)
    run_jobs()  # settled and booked
    run_jobs()
    assert count(app, User, User.erased_at.is_not(None)) == 1


def test_the_last_administrator_stays(login):
    one = login("administrator")
    status, problem = one.post("/me/erasure")
    assert (status, problem["code"]) == (409, "last_administrator")
    login("administrator")
    assert one.post("/me/erasure")[0] == 201


def test_asked_at_once_it_is_one_wish(login, together):
    person = login()
    answers = together(*[lambda: person.post("/me/erasure")] * 4)
    assert {status for status, _ in answers} == {201}
    assert len({found["id"] for _, found in answers}) == 1


def test_its_owner_is_told(login):
    person = login()
    person.post("/me/erasure")
    (notice,) = person.get("/me/notices")[1]["items"]
    assert notice["kind"] == "erasure_asked"


def test_a_job_that_runs_twice_does_it_once(app, login, work, clock):
    clock.freeze(START)
    person = login()
    erasure_id = person.post("/me/erasure")[1]["id"]
    clock.advance(days=7)
    for _ in range(2):
        with work():
            service.erase(erasure_id)
    assert count(app, AuditEntry, AuditEntry.deed == "erasure.do") == 1


def test_a_need_is_withdrawn_and_what_was_told_in_confidence_goes(app, county, run_jobs):
    person = county.volunteer()
    need = NEED | {"organisation_id": county.organisation_id}
    status, filed = person.post("/needs", need)
    assert status == 201, filed
    erase(person, county.clock, run_jobs)
    status, private = county.coordinator.post(f"/needs/{filed['id']}/disclosure")
    assert (status, private["contact"], private["address"]) == (200, "", "")
    status, found = county.coordinator.get(f"/needs/{filed['id']}")
    assert (status, found["title"], found["risk_notice"]) == (200, "已删除", "")
    with app.app_context():  # nor does anything say where it was, least of all the audit
        need = session().get(Need, filed["id"])
        assert (need.lon, need.lat) == (0.0, 0.0)
        noted = session().scalars(sa.select(AuditEntry).where(AuditEntry.kind == "needs")).all()
        told = str([(each.before, each.after, each.reason) for each in noted])
        assert NEED["title"] not in told
        assert "108." not in told
    assert found["state"] != "verifying"
