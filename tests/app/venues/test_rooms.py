"""Rooms are lent by the half hour, and never twice at once."""

from datetime import timedelta

import pytest

from app.core import limits
from app.venues.jobs import lapse
from tests.app.venues.conftest import NINE

HALF_HOUR = timedelta(minutes=30)
WEDNESDAY = NINE + timedelta(days=2)


@pytest.fixture
def room(venue) -> int:
    body = {"name": "书法室", "capacity": 20}
    status, found = venue.person("coordinator", "town").post(f"{venue.path}/rooms", body)
    assert status == 201, found
    return found["id"]


def wish(begin=WEDNESDAY, halves=2, **more) -> dict:
    end = begin + halves * HALF_HOUR
    more.setdefault("purpose", "练字")
    return {"starts_at": begin.isoformat(), "ends_at": end.isoformat()} | more


def book(api, room, *args, **more):
    return api.post(f"/rooms/{room}/bookings", wish(*args, **more))


def decide(api, booking, *, accept, **more):
    return api.post(f"/bookings/{booking['id']}/decide", {"accept": accept} | more)


def test_one_asks_and_the_coordinator_lends(venue, room, login):
    person = login("volunteer", "王芳")
    status, asked = book(person, room)
    assert (status, asked["state"], asked["room"]) == (201, "requested", "书法室")
    assert decide(person, asked, accept=True)[0] == 403
    assert decide(venue.person("coordinator", "other"), asked, accept=True)[0] == 403
    coordinator = venue.person("coordinator", "station")
    assert decide(coordinator, asked, accept=True)[1]["state"] == "approved"
    assert decide(coordinator, asked, accept=False)[1]["code"] == "booking_state"
    assert "已通过" in person.get("/me/notices")[1]["items"][0]["text"]
    assert [each["state"] for each in person.get("/me/bookings")[1]["items"]] == ["approved"]


def test_those_who_lend_are_told_that_somebody_asks(venue, room, login):
    coordinator, other = (venue.person("coordinator", place) for place in ("station", "other"))
    book(login("volunteer", "王芳"), room)
    [told] = coordinator.get("/me/notices")[1]["items"]
    assert told["kind"] == "request_filed"
    assert "书法室" in told["text"]
    assert "王芳" not in told["text"]
    assert other.get("/me/notices")[1]["items"] == []


def test_what_is_held_is_not_lent_again_until_it_is_given_back(venue, room, login):
    first, second = login(), login()
    _, held = book(first, room, WEDNESDAY, 4)
    for begin, halves in ((WEDNESDAY - HALF_HOUR, 2), (WEDNESDAY + 3 * HALF_HOUR, 1)):
        assert book(second, room, begin, halves)[1]["code"] == "room_taken"
    assert book(second, room, WEDNESDAY + 4 * HALF_HOUR, 1)[0] == 201
    path = f"/bookings/{held['id']}/cancel"
    assert second.post(path, {})[0] == 404
    assert first.post(path, {})[1]["state"] == "cancelled"
    assert book(second, room)[0] == 201


def test_a_refused_wish_frees_the_room(venue, room, login):
    _, asked = book(login(), room)
    refused = decide(venue.person("coordinator", "station"), asked, accept=False, reason="检修")
    assert (refused[1]["state"], refused[1]["reason"]) == ("refused", "检修")
    assert book(login(), room)[0] == 201


def test_of_many_who_want_it_at_once_one_has_it(room, login, together):
    people = [login() for _ in range(4)]
    answers = together(
        *[
            lambda person=person, n=n: book(person, room, WEDNESDAY + n * HALF_HOUR, 4)
            for n, person in enumerate(people)
        ]
    )
    assert sorted(status for status, _ in answers) == [201, 409, 409, 409], answers


@pytest.mark.parametrize(
    ("begin", "halves"),
    [
        (WEDNESDAY + timedelta(minutes=10), 2),
        (WEDNESDAY, 0),
        (WEDNESDAY, 25),
        (NINE - HALF_HOUR, 2),
        (NINE + timedelta(days=91), 2),
    ],
)
def test_a_span_that_cannot_be(room, login, begin, halves):
    assert book(login(), room, begin, halves)[1]["code"] == "booking_span"


def test_a_room_is_lent_while_the_venue_is_open(room, login):
    for begin in (NINE + timedelta(days=1), WEDNESDAY - 2 * HALF_HOUR, NINE + timedelta(days=5)):
        assert book(login(), room, begin)[1]["code"] == "venue_closed_then"


def test_the_week_shows_others_that_it_is_held_and_no_more(venue, room, login):
    person = login("volunteer", "王芳")
    book(person, room)
    path, day = f"/rooms/{room}/bookings", WEDNESDAY.date().isoformat()
    mine = person.get(path, first=day)[1]
    assert mine[0]["purpose"] == "练字"
    assert login().get(path)[1] == [
        {key: mine[0][key] for key in ("starts_at", "ends_at", "state")}
    ]
    assert venue.person("coordinator", "station").get(path)[1] == mine
    assert person.get(path, first="2026-05-07")[1] == []


def test_what_nobody_decides_lapses_by_itself(venue, room, login, clock, app):
    person = login()
    _, asked = book(person, room)
    clock.freeze(WEDNESDAY)
    coordinator = venue.person("coordinator", "station")
    for _ in range(2):  # before the job and after it
        person = login("volunteer", person.user["nickname"])
        assert person.get("/me/bookings")[1]["items"][0]["state"] == "lapsed"
        assert coordinator.get(f"/rooms/{room}/bookings")[1] == []
        assert decide(coordinator, asked, accept=True)[1]["code"] == "booking_state"
        with app.app_context():
            lapse()


def test_a_room_out_of_use_is_not_lent(venue, room, login):
    coordinator = venue.person("coordinator", "station")
    assert login().patch(f"/rooms/{room}", {"closed": True})[0] == 403
    assert coordinator.patch(f"/rooms/{room}", {"closed": True, "capacity": 8})[0] == 200
    assert book(login(), room)[1]["code"] == "room_closed"
    assert login().get(f"{venue.path}/rooms")[1]["items"] == []
    assert coordinator.patch(f"/rooms/{room}", {"closed": False})[1]["closed_at"] is None
    again = coordinator.post(f"{venue.path}/rooms", {"name": "书法室", "capacity": 2})
    assert again[1]["code"] == "room_exists"


def test_nobody_holds_everything(room, login, monkeypatch):
    monkeypatch.setattr(limits, "BOOKINGS_PER_PERSON", 1)
    person = login()
    assert book(person, room)[0] == 201
    assert book(person, room, WEDNESDAY + 2 * HALF_HOUR)[1]["code"] == "too_many_bookings"


def test_a_closed_room_is_found_by_who_asks_for_it_and_opened_again(venue, room):
    coordinator, rooms = venue.person("coordinator", "town"), f"{venue.path}/rooms"
    assert coordinator.patch(f"/rooms/{room}", {"closed": True})[0] == 200
    assert coordinator.get(rooms)[1]["items"] == []
    (found,) = coordinator.get(rooms, closed=True)[1]["items"]
    assert found["closed_at"] is not None
    assert coordinator.patch(f"/rooms/{room}", {"closed": False})[0] == 200
    assert len(coordinator.get(rooms)[1]["items"]) == 1
