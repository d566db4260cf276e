"""The inbox: told once, read by oneself, counted."""

import pytest

from app.notices import service as notices
from app.notices.kinds import Kind
from app.notices.models import Notice
from tests.app.conftest import START

CANCELLED = {"activity_id": "7", "activity": "清理河道", "reason": "暴雨"}


@pytest.fixture
def tell(work):
    """``tell(user_id, key)``: tell somebody that an activity is called off."""

    def tell(user_id, key="cancelled:7"):
        with work():
            told = notices.notify(user_id, Kind.ACTIVITY_CANCELLED, CANCELLED, key=key)
            return told and told.id

    return tell


def test_a_notice_lies_in_the_inbox_in_both_languages(login, tell, clock):
    clock.freeze(START)
    person, other = login(), login()
    tell(person.id)
    status, inbox = person.get("/me/notices")
    assert (status, inbox["unread"]) == (200, 1)
    assert inbox["items"][0] | {"id": 0} == {
        "id": 0,
        "kind": "activity_cancelled",
        "title": "活动已取消",
        "text": "您报名的“清理河道”已取消，请勿前往。原因：暴雨",
        "title_en": "An activity is called off",
        "text_en": "“清理河道”, for which you signed up, is called off; do not go there. "
        "Reason: 暴雨",
        "values": CANCELLED,
        "created_at": "2026-05-04T01:00:00Z",
        "read_at": None,
    }
    assert other.get("/me/notices")[1] == {"items": [], "next_cursor": None, "unread": 0}


def test_the_same_key_twice_is_one_notice(login, tell):
    person, other = login(), login()
    assert tell(person.id)
    assert tell(person.id) is None
    assert tell(other.id)
    assert tell(person.id, "cancelled:8")
    assert person.get("/me/notices")[1]["unread"] == 2


def test_told_by_many_at_once_it_is_one_notice(login, tell, together, work):
    person = login()
    found = together(*[lambda: tell(person.id)] * 6)
    assert sum(each is not None for each in found) == 1, found
    with work() as session:
        assert session.query(Notice).count() == 1


def test_what_a_kind_needs_must_be_given(login, work):
    person = login()
    with pytest.raises(ValueError, match="needs"), work():
        notices.notify(person.id, Kind.ACTIVITY_CANCELLED, {"activity": "清理河道"}, key="k")


def test_reading_one_and_reading_all(login, tell, clock):
    clock.freeze(START)
    person, other = login(), login()
    first, second, third = (tell(person.id, f"k{n}") for n in range(3))
    assert person.post(f"/me/notices/{second}/read")[1]["read_at"] == "2026-05-04T01:00:00Z"
    clock.advance(minutes=1)
    # The first time counts.
    assert person.post(f"/me/notices/{second}/read")[1]["read_at"] == "2026-05-04T01:00:00Z"
    unread = person.get("/me/notices", unread=True)[1]
    assert [each["id"] for each in unread["items"]] == [third, first]
    assert other.post(f"/me/notices/{third}/read")[0] == 404
    assert other.post("/me/notices/read", {"up_to": third})[1] == {"unread": 0}
    assert person.post("/me/notices/read", {"up_to": second})[1] == {"unread": 1}
    assert person.post("/me/notices/read", {"up_to": third})[1] == {"unread": 0}


def test_the_inbox_is_paged_and_stays_right_while_notices_come(login, tell):
    person = login()
    told = [tell(person.id, f"k{n}") for n in range(5)]
    page = person.get("/me/notices", limit=2)[1]
    tell(person.id, "new")
    rest = person.get("/me/notices", limit=9, cursor=page["next_cursor"])[1]
    assert [each["id"] for each in page["items"] + rest["items"]] == told[::-1]


def test_old_notices_are_deleted_and_a_person_can_be_forgotten(login, tell, clock, work):
    clock.freeze(START)
    person, other = login("volunteer", "小杨"), login("volunteer", "小田")
    tell(person.id)
    clock.advance(days=364)
    tell(other.id)
    clock.advance(days=2)
    with work():
        assert notices.delete_old() == 1
        assert notices.delete_old() == 0
    with work() as session:
        assert [each.user_id for each in session.query(Notice)] == [other.id]
        notices.forget(other.id)
        assert session.query(Notice).count() == 0
