"""Pictures of venues: kept by us, without what they say of themselves, shown when they passed."""

import dataclasses

import pytest
import sqlalchemy as sa

from app.accounts.models import Identity, IdentityKind
from app.core import limits, pictures
from app.venues.jobs import check_photos
from app.wechat.models import ContentCheck, ContentState
from tests.app.venues.conftest import NINE
from tests.pictures import PLACE, jpeg, png


def upload(person, venue, content=None):
    return person.send("POST", f"{venue.path}/photos", data=content or jpeg())


def fetch(app, photo, **headers):
    return app.test_client().get(photo["url"], headers=headers)


@pytest.fixture
def mine(venue):
    return venue.person("coordinator", "town")


def test_a_picture_is_shown_to_strangers_when_a_person_let_it_pass(app, venue, anyone, mine):
    status, photo = upload(mine, venue)
    assert (status, photo["state"]) == (201, "human_review")
    assert photo["url"] == f"/api/v1{venue.path}/photos/{photo['id']}"
    assert anyone.get(venue.path)[1]["photos"] == []
    assert fetch(app, photo).status_code == 404
    before = fetch(app, photo, Authorization=f"Bearer {mine.token}")
    assert (before.status_code, before.headers["Cache-Control"]) == (200, "private, no-store")
    venue.person("administrator", "town").post(f"{venue.path}/review", {"shown": True})
    assert [each["id"] for each in anyone.get(venue.path)[1]["photos"]] == [photo["id"]]
    shown = fetch(app, photo)
    assert shown.get_data() == pictures.read(jpeg())[0]
    assert PLACE not in shown.get_data()
    assert shown.content_type == "image/jpeg"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Cache-Control"] == "public, max-age=604800"
    tag = shown.headers["ETag"]
    assert not tag.startswith("W/")
    again = fetch(app, photo, **{"If-None-Match": tag})
    assert (again.status_code, again.get_data()) == (304, b"")


def test_a_picture_that_people_refuse_stays_hidden(app, venue, anyone, mine):
    photo = upload(mine, venue)[1]
    venue.person("administrator", "town").post(f"{venue.path}/review", {"shown": False})
    assert anyone.get(venue.path)[1]["photos"] == []
    assert fetch(app, photo).status_code == 404


def test_the_same_picture_is_kept_once_and_others_beside_it(venue, mine):
    first, same, other = (upload(mine, venue, each)[1]["id"] for each in (jpeg(), jpeg(), png()))
    assert first == same != other


def test_only_pictures_come_in_and_only_so_many(venue, mine, monkeypatch):
    assert upload(mine, venue, b"<svg/>")[1]["code"] == "photo_invalid"
    assert upload(mine, venue, b"\xff\xd8\xff" + bytes(limits.PHOTO_BYTES))[0] == 413
    assert upload(venue.person("coordinator", "other"), venue)[0] == 403
    monkeypatch.setattr(limits, "PHOTOS_PER_VENUE", 0)
    assert upload(mine, venue)[1]["code"] == "too_many_photos"


def test_a_picture_is_removed_by_its_own_people(app, venue, mine):
    photo = upload(mine, venue)[1]
    path = f"{venue.path}/photos/{photo['id']}"
    assert venue.person("coordinator", "other").delete(path)[0] == 403
    assert mine.delete(path)[0] == 204
    assert mine.delete(path)[0] == 404
    assert fetch(app, photo, Authorization=f"Bearer {mine.token}").status_code == 404


@pytest.fixture
def wechat(app, mine, work, monkeypatch):
    """WeChat, which can fetch pictures and knows who sends them; what it is asked."""

    class Asked:
        trace, files = "trace-1", []

        def check_media(self, media):
            self.files.append(media)
            return self.trace

    settings = dataclasses.replace(app.config["SETTINGS"], public_url="https://wg.example")
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    monkeypatch.setitem(app.extensions, "wechat", Asked())
    with work() as session:
        row = Identity(user_id=mine.id, kind=IdentityKind.WECHAT, subject="o-1", created_at=NINE)
        session.add(row)
    return app.extensions["wechat"]


@pytest.mark.parametrize("trace", ["trace-1", None])
def test_wechat_is_asked_once_with_an_address_of_ours(
    app, venue, mine, wechat, work, at_once, trace
):
    wechat.trace = trace
    photo = upload(mine, venue)[1]
    assert photo["state"] == "machine_check"
    at_once(check_photos)
    at_once(check_photos)
    (media,) = wechat.files
    assert media.url.startswith(f"https://wg.example{photo['url']}?until=")
    address = media.url.removeprefix("https://wg.example")
    assert app.test_client().get(address).status_code == 200
    assert app.test_client().get(address + "0").status_code == 404
    with work() as session:
        check = session.scalar(sa.select(ContentCheck).filter_by(subject_kind="venue_photo"))
        state = ContentState.MACHINE_CHECK if trace else ContentState.HUMAN_REVIEW
        assert (check.state, check.trace_id, check.subject_id) == (state, trace, photo["id"])


def test_the_address_that_wechat_is_given_is_good_for_an_hour(
    app, venue, mine, wechat, clock, at_once
):
    upload(mine, venue)
    at_once(check_photos)
    address = wechat.files[0].url.removeprefix("https://wg.example")
    assert app.test_client().get(address).status_code == 200
    clock.advance(hours=2)
    assert app.test_client().get(address).status_code == 404
