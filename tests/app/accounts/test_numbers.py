"""Volunteer numbers: given to everybody, once, and to be found by those who were told."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from app.accounts import numbers
from app.accounts.models import User
from app.accounts.numbers import check_of
from app.accounts.service import number_people
from app.core import audit
from app.core.attempts import Limit
from app.core.db import session
from tests import factories
from tests.app.conftest import agree

DIGITS = st.text("0123456789", min_size=1, max_size=23)


@given(body=DIGITS, data=st.data())
def test_a_wrong_digit_is_always_found(body, data):
    number = body + check_of(body)
    place = data.draw(st.integers(0, len(number) - 1))
    digit = data.draw(st.sampled_from("0123456789".replace(number[place], "")))
    wrong = number[:place] + digit + number[place + 1 :]
    assert check_of(wrong[:-1]) != wrong[-1]


def test_the_standards_own_example():
    assert check_of("0794") == "5"  # ISO 7064:2003, 8.3


def test_everybody_who_registers_has_one_of_their_own(login):
    numbers = [login().get("/me")[1]["volunteer_no"] for _ in range(3)]
    assert len(set(numbers)) == 3
    for number in numbers:
        assert (number[:6], len(number), check_of(number[:-1])) == ("520627", 15, number[-1])


def test_it_stays_whatever_happens(app, login, work):
    person = login("volunteer", "小杨")
    number = person.get("/me")[1]["volunteer_no"]
    person.patch("/me", {"nickname": "杨"})
    assert login("coordinator", "小杨").get("/me")[1]["volunteer_no"] == number
    with work() as s, pytest.raises(ValueError, match="stays"):
        s.get(User, person.id).volunteer_no = "520627000000019"


def test_who_was_there_before_is_given_one_later(work, app):
    with work():
        people = [factories.make_user().id for _ in range(3)]
    with work():
        assert number_people() == 3
    with work():
        assert number_people() == 0
    with app.app_context():
        numbers = session().scalars(sa.select(User.volunteer_no).where(User.id.in_(people))).all()
        assert len({*numbers} - {None}) == 3


def test_a_coordinator_finds_a_volunteer_by_number_and_that_is_noted(app, login):
    person = login("volunteer", "小杨")
    number = person.get("/me")[1]["volunteer_no"]
    coordinator = login("coordinator")
    typed = f" {number[:6]}-{number[6:14]} {number[14:]}"
    status, found = coordinator.post("/volunteers/look-up", {"volunteer_no": typed})
    expected = {"id": person.id, "nickname": "小*", "volunteer_no": number}
    assert (status, found) == (200, expected)
    with app.app_context():
        deed = audit.AuditEntry.deed == "volunteer.look_up"
        (entry,) = session().scalars(sa.select(audit.AuditEntry).where(deed))
        assert (entry.actor_id, entry.row_id) == (coordinator.id, person.id)


def test_volunteers_look_nobody_up(login):
    number = login().get("/me")[1]["volunteer_no"]
    status, problem = login().post("/volunteers/look-up", {"volunteer_no": number})
    assert (status, problem["code"]) == (403, "look_up_not_for_you")


def test_a_slip_and_a_number_that_nobody_has(login):
    coordinator = login("coordinator")
    number = coordinator.get("/me")[1]["volunteer_no"]
    slip = number[:-1] + str((int(number[-1]) + 1) % 10)
    for wrong in (slip, "1", "x" * 15, "五二零六二七零零零零零零零零一"):
        status, problem = coordinator.post("/volunteers/look-up", {"volunteer_no": wrong})
        assert (status, problem["code"]) == (422, "volunteer_no_invalid"), wrong
    nobody = "52062799999999"
    body = {"volunteer_no": nobody + check_of(nobody)}
    assert coordinator.post("/volunteers/look-up", body)[0] == 404


def test_trying_all_numbers_is_stopped(login, monkeypatch):
    monkeypatch.setattr(numbers, "LOOK_UPS", Limit("volunteer look-up", 2, timedelta(hours=1)))
    coordinator = login("coordinator")
    body = {"volunteer_no": coordinator.get("/me")[1]["volunteer_no"]}
    statuses = [coordinator.post("/volunteers/look-up", body)[0] for _ in range(3)]
    assert statuses == [200, 200, 429]


def test_a_stranger_sees_the_name_only_of_who_agreed_to_publication(login):
    person, coordinator = login("volunteer", "小杨"), login("coordinator")
    body = {"volunteer_no": person.get("/me")[1]["volunteer_no"]}

    def shown() -> str:
        return coordinator.post("/volunteers/look-up", body)[1]["nickname"]

    assert shown() == "小*"
    agree(person, "publication")
    assert shown() == "小杨"
    assert person.delete("/me/consents/publication")[0] == 204
    assert shown() == "小*"
