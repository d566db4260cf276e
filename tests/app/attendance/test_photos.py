"""Photos as evidence: sealed, without what the file says of itself, looked at by people."""

import dataclasses

import pytest
import sqlalchemy as sa

from app.accounts.models import Identity, IdentityKind
from app.attendance import photos
from app.attendance.jobs import check_photos
from app.attendance.models import EvidenceRow, Photo
from app.core import limits, pictures
from app.core.audit import AuditEntry
from app.wechat.jobs import hand_over_overdue
from app.wechat.models import ContentCheck, ContentState
from tests.app.attendance.test_means import code, path, require
from tests.app.attendance.test_settling import view
from tests.app.conftest import HOUR, LAT, LON, START
from tests.pictures import jpeg

MINUTE = HOUR / 60


def upload(app, person, attendance, content, at=START + MINUTE, **query):
    answer = app.test_client().post(
        f"/api/v1/attendances/{attendance}/photos",
        data=content,
        content_type="image/jpeg",
        query_string={"t": at.isoformat()} | query,
        headers={"Authorization": f"Bearer {person.token}"},
    )
    return answer.status_code, answer.get_json()


def look(app, person, photo):
    answer = app.test_client().post(
        f"/api/v1/photos/{photo}/look", headers={"Authorization": f"Bearer {person.token}"}
    )
    return answer.status_code, answer.get_data(), answer.content_type


@pytest.fixture
def service(county):
    """Give somebody who has checked in, and the attendance."""
    activity = county.open()
    person = county.volunteer(activity)
    attendance = county.arrive(person, activity)
    county.clock.freeze(START + MINUTE)
    return person, attendance


def test_a_photo_is_sealed_and_is_evidence_with_time_and_place_of_the_app(app, service, work):
    person, attendance = service
    place = {"longitude": LON, "latitude": LAT, "accuracy": 10, "datum": "wgs84"}
    status, found = upload(app, person, attendance, jpeg(), **place)
    assert status == 201, found
    with work() as session:
        row = session.scalars(sa.select(Photo)).one()
        assert b"JFIF" not in row.sealed
        evidence = session.scalars(sa.select(EvidenceRow).where(EvidenceRow.kind == "photo")).one()
        assert (evidence.method, evidence.at) == ("photo", START + MINUTE)
        assert evidence.detail["photo_id"] == row.id
        assert evidence.detail["distance_m"] < 0


def test_the_same_photo_twice_is_one_and_there_are_not_many(app, service, monkeypatch):
    person, attendance = service
    first = upload(app, person, attendance, jpeg())
    assert upload(app, person, attendance, jpeg() + b"tail") == first
    monkeypatch.setattr(limits, "PHOTOS_PER_ATTENDANCE", 1)
    status, problem = upload(app, person, attendance, jpeg((9, 9, 9)))
    assert (status, problem["code"]) == (409, "too_many_photos")


@pytest.mark.parametrize("at", [START - 2 * HOUR, START + 30 * MINUTE])
def test_a_photo_of_another_time_is_refused(app, service, at):
    assert upload(app, *service, jpeg(), at)[0] in {409, 422}


def test_a_photo_that_is_too_large_names_the_limit(app, service):
    status, problem = upload(app, *service, jpeg() + bytes(limits.PHOTO_BYTES))
    assert (status, problem["code"]) == (413, "photo_too_large")


def test_reviewers_see_it_and_that_is_noted_strangers_do_not(app, county, service, work):
    person, attendance = service
    photo = upload(app, person, attendance, jpeg())[1]["id"]
    status, content, kind = look(app, county.coordinator, photo)
    assert (status, kind) == (200, "image/jpeg")
    assert content == pictures.read(jpeg())[0]
    assert look(app, person, photo)[0] == 200
    stranger = county.volunteer()
    assert look(app, stranger, photo)[0] == 404
    assert upload(app, stranger, attendance, jpeg())[0] == 404
    assert stranger.get(f"/attendances/{attendance}/photos")[0] == 404
    assert len(county.coordinator.get(f"/attendances/{attendance}/photos")[1]) == 1
    with work() as session:
        looks = session.scalars(sa.select(AuditEntry).where(AuditEntry.deed == "photo.look")).all()
        assert [each.actor_id for each in looks] == [county.coordinator.id]


@pytest.mark.parametrize(
    ("state", "code_"),
    [
        (ContentState.RISKY, "photo_risky"),
        (ContentState.MACHINE_CHECK, "photo_being_checked"),
        (ContentState.HUMAN_REVIEW, None),
        (ContentState.PASS, None),
    ],
)
def test_what_did_not_pass_the_check_is_not_shown(app, county, service, work, state, code_):
    person, attendance = service
    photo = upload(app, person, attendance, jpeg())[1]["id"]
    with work() as session:
        check = ContentCheck(subject_kind="photo", subject_id=photo, state=state, asked_at=START)
        session.add(check)
    status, problem = county.coordinator.post(f"/photos/{photo}/look")
    assert (status, problem and problem["code"]) == ((200, None) if code_ is None else (409, code_))


@pytest.fixture
def known(app, service, work, monkeypatch):
    """WeChat can fetch photos, and knows who takes them; what it is asked."""
    asked = []

    class Asked:
        trace = "trace-1"

        def check_media(self, media):
            asked.append(media)
            return self.trace

    settings = dataclasses.replace(app.config["SETTINGS"], public_url="https://wg.example")
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    monkeypatch.setitem(app.extensions, "wechat", Asked())
    with work() as session:
        row = Identity(user_id=service[0].id, kind=IdentityKind.WECHAT, subject="o-1")
        row.created_at = START
        session.add(row)
    return asked


@pytest.fixture
def check(at_once):
    """``check()``: a worker does what is due about photos."""
    return lambda: at_once(check_photos)


def test_wechat_is_asked_once_with_an_address_that_is_good_for_an_hour(
    app, county, service, known, check
):
    upload(app, *service, jpeg())
    check()
    check()
    (media,) = known
    assert media.openid == "o-1"
    assert media.url.startswith("https://wg.example/api/v1/photos/")
    address = media.url.removeprefix("https://wg.example")
    client = app.test_client()
    assert client.get(address).get_data() == pictures.read(jpeg())[0]
    wrong = address[:-1] + ("1" if address[-1] == "0" else "0")
    assert client.get(wrong).status_code == 404
    county.clock.advance(hours=2)
    assert client.get(address).status_code == 404


def test_a_photo_of_who_came_through_two_apps_of_ours_is_asked_about_once(
    app, service, known, check, work
):
    person, attendance = service
    with work() as session:
        newer = Identity(user_id=person.id, kind=IdentityKind.WECHAT, subject="o-2")
        newer.created_at = START
        session.add(newer)
    upload(app, person, attendance, jpeg())
    check()
    assert [media.openid for media in known] == ["o-2"]


@pytest.mark.parametrize(("trace", "state"), [("trace-1", "machine_check"), (None, "human_review")])
def test_of_every_photo_that_was_claimed_there_is_a_check(
    app, service, known, check, work, trace, state
):
    app.extensions["wechat"].trace = trace
    photo = upload(app, *service, jpeg())[1]["id"]
    check()
    with work() as session:
        (found,) = session.scalars(sa.select(ContentCheck))
        assert (found.subject_kind, found.subject_id) == ("photo", photo)
        assert (found.trace_id, found.state) == (trace, state)


def test_a_photo_whose_asker_was_killed_is_left_to_people(app, county, service, known, check, work):
    photo = upload(app, *service, jpeg())[1]["id"]
    with work():
        assert photos.claim_check(photo)
    with work():
        assert photos.claim_check(photo) is None
    check()
    assert known == []
    assert county.coordinator.post(f"/photos/{photo}/look")[1]["code"] == "photo_being_checked"
    county.clock.advance(minutes=31)
    with app.app_context():
        hand_over_overdue()
    assert look(app, county.coordinator, photo)[0] == 200


def test_old_photos_are_deleted_and_that_they_were_there_stays(app, county, service, work):
    person, attendance = service
    photo = upload(app, person, attendance, jpeg())[1]["id"]
    counts = []
    for days in (29, 2, 0):
        county.clock.advance(days=days)
        with work():
            counts.append(photos.delete_old())
    assert counts == [0, 1, 0]
    assert county.coordinator.post(f"/photos/{photo}/look")[1]["code"] == "photo_deleted"


def test_a_photo_opens_after_the_secret_key_has_changed(app, county, service, work, monkeypatch):
    photo = upload(app, *service, jpeg())[1]["id"]
    old = app.config["SECRET_KEY"]
    monkeypatch.setitem(app.config, "SECRET_KEY", "another-key-of-32-characters-or-more")
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [old])
    with work():
        assert photos.reseal(0, 10).changed == 1
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [])
    with app.app_context():
        from app.core.db import session  # noqa: PLC0415

        assert photos._open(session().get(Photo, photo)).content


@pytest.mark.parametrize("sent", [True, False])
def test_a_photo_as_second_means_is_looked_at_by_a_person(app, county, settle, sent):
    activity = county.open(presence_policy={"kind": "endpoints"})
    require(county, activity, ["code", "photo"], code=["photo"])
    person = county.volunteer(activity)
    county.clock.freeze(START + MINUTE)
    body = {"method": "code", "code": code(county, activity)["code"]}
    attendance = person.post(path(activity), body)[1]["id"]
    if sent:
        assert upload(app, person, attendance, jpeg())[0] == 201
    county.clock.freeze(START + HOUR)
    person.post(f"/attendances/{attendance}/check-out", {"code": code(county, activity)["code"]})
    settle()
    found = view(person, attendance)
    signals = {each["code"] for each in found["settlement"]["signals"]}
    assert signals & {"PHOTO_TO_SEE", "SECOND_MISSING"} == {
        "PHOTO_TO_SEE" if sent else "SECOND_MISSING"
    }
    assert found["state"] == "org_review"
