"""A request sent twice under one key is done once and answered twice."""

import hashlib
import json
from datetime import timedelta

import sqlalchemy as sa

from app.core import crypto, idempotency
from app.core.db import session


def new(name):
    return {"name": name, "kind": "centre"}


def names(api):
    return sorted(each["name"] for each in api.get("/organisations")[1]["items"])


def test_the_same_request_is_done_once_and_answered_alike(login):
    api = login("administrator")
    first = api.post("/organisations", new("甲"), key="k1")
    assert first[0] == 201
    assert api.post("/organisations", new("甲"), key="k1") == first
    assert names(api) == ["甲"]


def test_another_body_or_address_under_the_same_key_is_refused(login):
    api = login("administrator")
    api.post("/organisations", new("甲"), key="k1")
    for answer in (
        api.post("/organisations", new("乙"), key="k1"),
        api.patch("/me", {"nickname": "乙"}, key="k1"),
    ):
        assert (answer[0], answer[1]["code"]) == (422, "idempotency_key_reused")
    assert names(api) == ["甲"]


def test_keys_of_two_people_do_not_meet(login):
    one, two = login("administrator"), login("administrator")
    assert one.post("/organisations", new("甲"), key="k1")[0] == 201
    assert two.post("/organisations", new("乙"), key="k1")[0] == 201


def test_a_failed_request_may_be_repeated_under_its_key(login):
    api = login("administrator")
    assert api.post("/organisations", new(""), key="k1")[0] == 422
    assert api.post("/organisations", new("甲"), key="k1")[0] == 201


def test_a_key_has_a_length(login):
    api = login("administrator")
    status, problem = api.post("/organisations", new("甲"), key="k" * 65)
    assert (status, problem["code"]) == (422, "idempotency_key_invalid")
    assert names(api) == []


def test_at_once_it_is_done_once(login, together):
    api = login("administrator")
    answers = together(*[lambda: api.post("/organisations", new("甲"), key="k1")] * 4)
    done = [found["id"] for status, found in answers if status == 201]
    assert len(done) >= 1
    assert len(set(done)) == 1
    # Whoever lost the race is told to try again, and then has the answer.
    assert {status for status, _ in answers} <= {201, 409}
    assert api.post("/organisations", new("甲"), key="k1")[1]["id"] == done[0]
    assert names(api) == ["甲"]


def test_a_request_without_body_is_answered_again(login):
    api, person = login("administrator"), login()
    _, grant = api.post(f"/users/{person.id}/roles", {"role": "coordinator"})
    for _ in range(2):
        assert api.delete(f"/users/{person.id}/roles/{grant['id']}", key="k1")[0] == 204


def test_answers_are_forgotten_after_a_while(login, work, clock):
    login("administrator").post("/organisations", new("甲"), key="k1")
    with work():
        assert idempotency.purge() == 0
    clock.advance(days=idempotency.KEPT / timedelta(days=1) + 1)
    with work():
        assert idempotency.purge() == 1


def test_what_is_kept_of_a_body_cannot_be_found_by_trying(app, login):
    api = login("administrator")
    api.post("/organisations", new("甲"), key="k1")
    with app.app_context():
        kept = session().scalars(sa.select(idempotency.IdempotentRequest.fingerprint)).one()
    content = b"POST /api/v1/organisations?\n" + json.dumps(new("甲")).encode()
    guesses = {hashlib.sha256(content).hexdigest(), hashlib.sha256(content[:-1]).hexdigest()}
    assert kept not in guesses
    assert kept == crypto_of(app, content)


def crypto_of(app, content: bytes) -> str:
    with app.app_context():
        return crypto.sign(crypto.digest(content), "fingerprint")


def test_a_retry_is_known_while_the_key_is_being_changed(app, login, monkeypatch):
    api = login("administrator")
    first = api.post("/organisations", new("甲"), key="k1")
    old = app.config["SECRET_KEY"]
    monkeypatch.setitem(app.config, "SECRET_KEY", "another-key-0123456789-0123456789")
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [old])
    again = login("administrator", api.user["nickname"])
    assert again.post("/organisations", new("甲"), key="k1") == first
