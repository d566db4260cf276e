"""A copy of everything that is held about a person: complete, theirs alone, and gone in time."""

import io
import json
import zipfile

import pytest
import sqlalchemy as sa

from app.accounts.idnumber import check_of
from app.core.db import session
from app.personal.models import PersonalCopy
from tests.app.conftest import HOUR, START, agree, batch, stay


def fetch(app, link):
    return app.test_client().get(link)


def unpacked(app, link) -> dict:
    answer = fetch(app, link)
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".json")]
        return {name.removesuffix(".json"): json.loads(archive.read(name)) for name in names}


def copy_of(app, person, run_jobs) -> dict:
    status, asked = person.post("/me/copies")
    assert (status, asked["link"], asked["made_at"]) == (202, None, None)
    run_jobs()
    status, made = person.get(f"/me/copies/{asked['id']}")
    assert status == 200
    return unpacked(app, made["link"])


@pytest.fixture
def served(county, settle):
    """Give a volunteer who served for an hour, with a real name and a consent."""
    person = county.volunteer(activity := county.open(), "小杨")
    agree(person, "real_name")
    body = "52222819800229001"
    verified = {"name": "杨小娟", "number": body + check_of(body)}
    assert person.put("/me/identity-verification", verified)[0] == 200
    attendance = county.arrive(person, activity)
    county.clock.freeze(START + HOUR)
    county.send(person, attendance, batch(0, stay(START, START + HOUR)))
    county.leave(person, attendance, START + HOUR)
    county.clock.advance(minutes=5)
    settle()
    return person


def test_it_holds_everything_with_the_tracks_opened_and_names_masked(app, served, run_jobs):
    found = copy_of(app, served, run_jobs)
    assert found["account"]["nickname"] == "小杨"
    assert found["account"]["volunteer_no"] == served.get("/me")[1]["volunteer_no"]
    assert found["real_name"]["name"] == "杨**"
    assert {each["purpose"] for each in found["consents"]} == {"location_track", "real_name"}
    assert len(found["sign_ups"]) == len(found["attendances"]) == 1
    (track,) = found["tracks"]
    assert sum(len(each["epoch_seconds"]) for each in track["batches"]) > 60
    assert found["service_records"][0]["seconds"] > 3_000
    assert found["settlements"]
    assert found["evidence"]
    assert [each["kind"] for each in found["identities"]] == ["development"]
    deeds = {each["deed"] for each in found["audit_of_my_deeds"]}
    assert "personal_copy.ask" in deeds
    text = json.dumps(found, ensure_ascii=False)
    for secret in ("杨小娟", "52222819800229001", "sealed", "lookup", "family"):
        assert secret not in text


def test_nothing_of_others_is_in_it(app, county, served, run_jobs):
    other = county.volunteer(name="小王")
    found = copy_of(app, other, run_jobs)
    assert "小杨" not in json.dumps(found, ensure_ascii=False)
    assert found["service_records"] == found["tracks"] == []


def test_a_link_is_good_for_ten_minutes_and_a_fresh_one_can_be_had(app, login, run_jobs, clock):
    clock.freeze(START)
    person = login("volunteer", "小杨")
    copy_id = person.post("/me/copies")[1]["id"]
    run_jobs()
    link = person.get(f"/me/copies/{copy_id}")[1]["link"]
    assert fetch(app, link).status_code == 200
    clock.advance(minutes=10)
    assert fetch(app, link).status_code == 404
    person = login("volunteer", "小杨")
    assert fetch(app, person.get(f"/me/copies/{copy_id}")[1]["link"]).status_code == 200


def test_a_link_is_not_to_be_guessed(app, login, run_jobs):
    person = login()
    copy_id = person.post("/me/copies")[1]["id"]
    run_jobs()
    link = person.get(f"/me/copies/{copy_id}")[1]["link"]
    front, _, token = link.rpartition("/")
    number, until, signature = token.split(".")
    for forged in (
        f"{int(number) + 1}.{until}.{signature}",
        f"{number}.{int(until) + 60}.{signature}",
        f"{number}.{until}.",
        "x",
        "微光",
    ):
        assert fetch(app, f"{front}/{forged}").status_code == 404


def test_it_is_its_owners_alone_and_sealed_where_it_lies(app, login, run_jobs):
    person, other = login("volunteer", "小杨"), login()
    copy_id = person.post("/me/copies")[1]["id"]
    run_jobs()
    assert other.get(f"/me/copies/{copy_id}")[0] == 404
    assert other.get("/me/copies")[1]["items"] == []
    assert [each["id"] for each in person.get("/me/copies")[1]["items"]] == [copy_id]
    with app.app_context():
        sealed = session().scalars(sa.select(PersonalCopy.sealed)).one()
        assert b"PK\x03\x04" not in sealed


def test_it_is_gone_after_a_week(app, login, run_jobs, clock):
    clock.freeze(START)
    person = login("volunteer", "小杨")
    copy_id = person.post("/me/copies")[1]["id"]
    run_jobs()
    clock.advance(days=7)
    person = login("volunteer", "小杨")
    assert person.get(f"/me/copies/{copy_id}")[0] == 404
    run_jobs()
    with app.app_context():
        assert session().scalar(sa.select(sa.func.count()).select_from(PersonalCopy)) == 0


def test_asking_while_one_is_made_is_one_wish_and_three_a_day_are_enough(login, run_jobs, together):
    person = login()
    answers = together(*[lambda: person.post("/me/copies")] * 4)
    assert {status for status, _ in answers} == {202}
    assert len({found["id"] for _, found in answers}) == 1
    run_jobs()
    for expected in (202, 202, 429):
        assert person.post("/me/copies")[0] == expected
        run_jobs()


def test_its_owner_is_told_once(login, run_jobs):
    person = login()
    person.post("/me/copies")
    run_jobs()
    run_jobs()
    kinds = [each["kind"] for each in person.get("/me/notices")[1]["items"]]
    assert kinds == ["copy_made"]
