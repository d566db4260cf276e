"""Consents: each by itself, to one version of a text, taken back at any time."""

import dataclasses
import hashlib

import pytest
import sqlalchemy as sa

from app.accounts import consents, policy
from app.accounts.models import Consent, Purpose
from app.attendance.models import PingBatch
from tests.app.conftest import HOUR, START, agree, batch, gps, stay

MINUTE = HOUR / 60
# Other words are another version: whoever changes a text changes its number, and adds a line.
WORDS = {
    (Purpose.LOCATION_TRACK, 1): "6c193b412c47c1b5",
    (Purpose.REAL_NAME, 1): "014e57434a65ef5a",
    (Purpose.REAL_NAME, 2): "035b409f8c855161",
    (Purpose.PUBLICATION, 1): "aaea70e9a955fc9e",
}


def standing(person, purpose="location_track") -> dict:
    status, found = person.get("/me/consents")
    assert status == 200
    return next(each for each in found if each["purpose"] == purpose)


def withdraw(person, purpose="location_track"):
    return person.delete(f"/me/consents/{purpose}")[0]


def pings_of(work) -> int:
    with work() as session:
        return session.scalar(sa.select(sa.func.coalesce(sa.func.sum(PingBatch.count), 0)))


@pytest.fixture
def change_text(monkeypatch):
    """``change_text()``: the text about tracks has a new version."""

    def change_text():
        text = policy.TEXTS[Purpose.LOCATION_TRACK]
        newer = dataclasses.replace(text, version=text.version + 1)
        monkeypatch.setitem(policy.TEXTS, Purpose.LOCATION_TRACK, newer)

    return change_text


def test_a_text_has_a_version_of_its_own():
    present = {(purpose, text.version): text for purpose, text in policy.TEXTS.items()}
    assert present.keys() <= WORDS.keys()
    for key, text in present.items():
        assert hashlib.sha256((text.zh + text.en).encode()).hexdigest()[:16] == WORDS[key]


def test_nobody_agrees_before_being_asked(login):
    status, found = login().get("/me/consents")
    assert status == 200
    assert [each["purpose"] for each in found] == ["location_track", "real_name", "publication"]
    for each in found:
        assert not each["in_force"]
        assert (each["version"], each["given_at"], each["withdrawn_at"]) == (None, None, None)
        assert each["text"]["zh"]
        assert each["text"]["en"]


def test_a_consent_is_for_one_purpose_and_one_person(login):
    one, other = login(), login()
    agree(one)
    assert standing(one)["in_force"]
    assert not standing(one, "real_name")["in_force"]
    assert not standing(other)["in_force"]


def test_giving_withdrawing_and_giving_again_leaves_three_rows(login, clock, work):
    person = login()
    given = clock.freeze(START)
    agree(person)
    agree(person)
    clock.advance(minutes=5)
    assert (withdraw(person), withdraw(person)) == (204, 204)
    found = standing(person)
    assert not found["in_force"]
    assert found["given_at"] == given.isoformat().replace("+00:00", "Z")
    assert found["withdrawn_at"] > found["given_at"]
    agree(person)
    assert standing(person)["withdrawn_at"] is None
    with work() as session:
        rows = session.scalars(sa.select(Consent).order_by(Consent.id)).all()
        assert [row.given for row in rows] == [True, False, True]


def test_withdrawing_what_was_never_given_is_nothing(login, work):
    assert withdraw(login()) == 204
    with work() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Consent)) == 0


def test_two_taps_at_once_are_one_consent(login, together, work):
    person, said = login(), {"purpose": "publication", "version": 1}
    answers = together(*[lambda: person.post("/me/consents", said)] * 4)
    assert [status for status, _ in answers] == [200] * 4
    with work() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Consent)) == 1


def test_a_new_version_of_the_text_asks_anew(login, change_text):
    person = login()
    agree(person)
    change_text()
    found = standing(person)
    assert (found["in_force"], found["version"], found["text"]["version"]) == (False, 1, 2)
    status, problem = person.post("/me/consents", {"purpose": "location_track", "version": 1})
    assert (status, problem["code"], problem["version"]) == (409, "consent_text_changed", 2)
    agree(person)
    assert standing(person)["in_force"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"purpose": "everything", "version": 1}, "purpose"),
        ({"purpose": "real_name"}, "version"),
        ({"purpose": "real_name", "version": 0}, "version"),
        ({"purpose": "real_name", "version": "1"}, "version"),
        ({"purpose": "real_name", "version": 1, "given": True}, "given"),
    ],
)
def test_a_malformed_consent_names_its_field(login, said, field):
    status, problem = login().post("/me/consents", said)
    assert (status, problem["code"]) == (422, "request_invalid")
    assert field in problem["fields"]


def test_an_unknown_purpose_cannot_be_withdrawn(login):
    assert withdraw(login(), "everything") == 404


def test_every_refusal_says_what_else_would_do():
    for purpose in Purpose:
        refusal = consents.consent_needed(purpose)
        assert refusal.extra["purpose"] == purpose.value
        assert refusal.zh.count("。") == 2
    assert consents.consent_needed(Purpose.LOCATION_TRACK).extra["alternatives"]


# --- what follows from it -----------------------------------------------------------------------


def test_a_check_in_by_gps_needs_the_consent(county):
    activity = county.open()
    person = county.volunteer(activity)
    withdraw(person)
    county.clock.freeze(START)
    path = f"/activities/{activity['id']}/check-in"
    status, problem = person.post(path, gps(START))
    assert (status, problem["code"]) == (403, "consent_needed")
    assert problem["alternatives"] == ["code", "qr", "roll_call"]
    assert "签到码" in problem["detail"]
    assert "roll-call" in problem["detail_en"]
    agree(person)
    assert person.post(path, gps(START))[0] == 200


def test_a_new_text_is_asked_at_the_check_in_and_not_in_the_middle(county, change_text):
    activity = county.open()
    here, late = county.volunteer(activity), county.volunteer(activity)
    attendance = county.arrive(here, activity)
    change_text()
    assert county.send(here, attendance, batch(1, stay(START, START)))["stored"] == 1
    path = f"/activities/{activity['id']}/check-in"
    assert late.post(path, gps(START))[1]["code"] == "consent_needed"


def test_without_consent_a_code_still_checks_in_and_nothing_is_kept_of_the_place(county, work):
    activity = county.open()
    person = county.volunteer(activity)
    withdraw(person)
    county.clock.freeze(START)
    code = county.coordinator.get(f"/activities/{activity['id']}/code")[1]["code"]
    body = gps(START) | {"method": "code", "code": code}
    status, found = person.post(f"/activities/{activity['id']}/check-in", body)
    assert (status, found["method"]) == (200, "code")
    sent = person.post(f"/attendances/{found['id']}/pings", batch(1, stay(START, START)))
    assert (sent[0], sent[1]["code"]) == (403, "consent_needed")
    county.clock.freeze(START + HOUR)
    left = {"ping": gps(START + HOUR)["ping"]}
    assert person.post(f"/attendances/{found['id']}/check-out", left)[0] == 200
    assert pings_of(work) == 0


def test_after_a_withdrawal_no_ping_is_stored(county, work):
    activity = county.open()
    person = county.volunteer(activity)
    attendance = county.arrive(person, activity)
    county.clock.freeze(START + 9 * MINUTE)
    county.send(person, attendance, batch(1, stay(START, START + 3 * MINUTE)))
    before = pings_of(work)
    withdraw(person)
    path = f"/attendances/{attendance}/pings"
    status, problem = person.post(path, batch(2, stay(START, START + 9 * MINUTE)))
    assert (status, problem["code"]) == (403, "consent_needed")
    # What was stored before is acknowledged again, for the phone may not have heard of it.
    assert person.post(path, batch(1, stay(START, START + 3 * MINUTE)))[1]["duplicate"]
    assert pings_of(work) == before
    agree(person)
    county.send(person, attendance, batch(2, stay(START, START + 9 * MINUTE)))
    assert pings_of(work) == before + 10
