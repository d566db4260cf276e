"""Real names: asked with consent, sealed, masked, and one number to one account."""

import json
import logging
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from app.accounts import ages
from app.accounts.idnumber import check_of
from app.accounts.models import IdentityVerification
from app.core.db import session
from app.core.idempotency import IdempotentRequest
from tests.app.conftest import agree

NOON = datetime(2026, 5, 1, 4, tzinfo=UTC)


def number_of(born: str, order: int = 1) -> str:
    body = f"522228{born}{order:03d}"
    return body + check_of(body)


GROWN = number_of("19800229")


@pytest.fixture
def person(login, clock):
    clock.freeze(NOON)
    person = login("volunteer", "小杨")
    agree(person, "real_name")
    return person


def verify(person, number=GROWN, name="杨小娟", **options):
    body = {"name": name, "number": number}
    return person.put("/me/identity-verification", body, **options)


def rows(app) -> list[IdentityVerification]:
    with app.app_context():
        return list(session().scalars(sa.select(IdentityVerification)))


def test_a_name_is_kept_sealed_and_shown_masked(app, person):
    status, found = verify(person)
    assert (status, found["name"], found["minor"]) == (200, "杨**", False)
    assert found["number"] == "5***************" + GROWN[16:]
    assert person.get("/me/identity-verification") == (200, found)
    (row,) = rows(app)
    assert GROWN.encode() not in row.sealed
    assert "杨".encode() not in row.sealed
    assert GROWN not in row.lookup
    with app.app_context():
        assert ages.is_minor(person.id) is False


def test_without_consent_nothing_is_kept(app, login, clock):
    clock.freeze(NOON)
    status, problem = verify(login())
    assert (status, problem["code"], problem["purpose"]) == (403, "consent_needed", "real_name")
    assert rows(app) == []


def test_withdrawing_the_consent_deletes_name_and_number(app, person):
    verify(person)
    assert person.delete("/me/consents/real_name")[0] == 204
    assert rows(app) == []
    assert person.get("/me/identity-verification")[0] == 404


def test_one_number_one_account(person, login):
    verify(person)
    other = login()
    agree(other, "real_name")
    status, problem = verify(other, GROWN.lower())
    assert (status, problem["code"]) == (409, "identity_taken")
    person.delete("/me/consents/real_name")
    assert verify(other)[0] == 200


def test_of_many_who_give_one_number_at_once_one_gets_it(app, login, clock, together):
    clock.freeze(NOON)
    people = [login() for _ in range(4)]
    for each in people:
        agree(each, "real_name")
    answers = together(*(lambda p=p: verify(p) for p in people))
    assert sorted(status for status, _ in answers) == [200, 409, 409, 409]
    assert {found["code"] for status, found in answers if status == 409} == {"identity_taken"}
    assert len(rows(app)) == 1


def test_the_name_may_be_corrected_and_the_number_not(person):
    verify(person)
    assert verify(person, name="杨小鹃")[0] == 200
    status, problem = verify(person, number_of("19900101"))
    assert (status, problem["code"]) == (409, "identity_differs")


@pytest.mark.parametrize(
    ("born", "minor"), [("20080501", False), ("20080502", True), ("20120501", True)]
)
def test_who_is_a_minor_turns_of_age_on_the_day_in_china(app, person, clock, born, minor):
    assert verify(person, number_of(born))[1]["minor"] is minor
    clock.freeze(datetime(2026, 5, 1, 16, tzinfo=UTC))  # midnight, 2 May
    with app.app_context():
        assert ages.is_minor(person.id) is (born == "20120501")


def test_below_fourteen_a_guardian_is_needed(app, person):
    status, problem = verify(person, number_of("20120502"))
    assert (status, problem["code"]) == (403, "guardian_needed")
    assert rows(app) == []


@pytest.mark.parametrize("number", [GROWN[:17], GROWN[:-1] + "?", "5" * 18, number_of("19801301")])
def test_an_impossible_number_is_refused_and_not_repeated(person, number):
    status, problem = verify(person, number)
    assert (status, problem["code"]) == (422, "id_number_invalid")
    assert "number" in problem["fields"]
    assert number not in json.dumps(problem)


def test_number_and_name_are_in_no_log_and_no_remembered_answer(app, person, login, caplog):
    caplog.set_level(logging.DEBUG)
    answers = [verify(person, key="k1"), verify(person, key="k1"), person.get("/me")]
    other = login()
    agree(other, "real_name")
    answers += [
        verify(other),
        verify(other, GROWN[:-1] + "Y"),
        verify(person, number_of("20200101")),
    ]
    for text in (caplog.text, json.dumps(answers, ensure_ascii=False)):
        assert GROWN[:-1] not in text
        assert GROWN[6:14] not in text
        assert "杨小娟" not in text
    with app.app_context():
        # A plain hash of the request would give the number away to whoever tries all of them.
        assert session().scalars(sa.select(IdempotentRequest.key)).all() == []


def test_a_row_moved_to_another_account_does_not_open(app, person, login, work):
    verify(person)
    with work() as s:
        s.execute(sa.update(IdentityVerification).values(user_id=login().id))
    with app.app_context():
        (row,) = rows(app)
        with pytest.raises(ValueError, match="do not fit"):
            ages.is_minor(row.user_id)


def test_somebody_whose_age_is_not_known_is_not_called_grown(app, login):
    person = login()
    with app.app_context():
        assert ages.is_minor(person.id) is None


def test_who_has_an_account_is_not_to_be_found_out_by_trying(person, login):
    verify(person)
    other = login()
    agree(other, "real_name")
    answers = [verify(other)[1]["code"] for _ in range(6)]
    assert answers == ["identity_taken"] * 5 + ["too_many_tries"]
    free = number_of("19900101", 7)
    assert verify(other, free)[0] == 429


def test_correcting_ones_own_name_is_no_try(person):
    assert {verify(person)[0] for _ in range(8)} == {200}
