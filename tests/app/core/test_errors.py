"""Every failure answers with application/problem+json, in both languages."""

import logging

import pytest
import sqlalchemy as sa

from app.accounts.models import Identity, IdentityKind
from app.core import clock
from app.core.db import session
from app.core.limits import BODY_BYTES
from tests.conftest import PREFIX


def fail_with(app, monkeypatch, error):
    def view(**_):
        raise error

    monkeypatch.setitem(app.view_functions, "accounts.show_me", view)


def check(answer, status, code):
    assert answer.status_code == status, answer.text
    assert answer.content_type == "application/problem+json"
    problem = answer.get_json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["type"] == f"urn:weiguang:problem:{code}"
    assert problem["title"]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in problem["detail"])
    assert problem["detail_en"].isascii()
    return problem


def test_what_the_database_refuses_is_logged_without_whose_it_was(
    app, client, login, monkeypatch, caplog
):
    """PostgreSQL says: Key (kind, subject)=(wechat, o-secret) already exists."""
    people = login().id, login().id

    def twice(**_):
        for each in people:
            row = Identity(user_id=each, kind=IdentityKind.WECHAT, subject="o-secret")
            row.created_at = clock.now()
            session().add(row)
        session().flush()

    monkeypatch.setitem(app.view_functions, "accounts.show_me", twice)
    caplog.set_level(logging.INFO)
    check(client.get(PREFIX + "/me"), 409, "conflict")
    assert "settled by the database" in caplog.text
    assert "o-secret" not in caplog.text


def test_no_such_address(client):
    check(client.get(PREFIX + "/nowhere"), 404, "not_found")
    check(client.get("/nowhere"), 404, "not_found")


def test_no_such_method(client):
    check(client.put(PREFIX + "/me"), 405, "method_not_allowed")


def test_not_logged_in(client):
    check(client.get(PREFIX + "/me"), 401, "token_missing")


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 5000])
def test_a_body_that_is_no_json(client, body):
    answer = client.post(PREFIX + "/auth/dev", data=body, content_type="application/json")
    assert answer.status_code in {400, 422}
    assert answer.content_type == "application/problem+json"


@pytest.mark.parametrize("body", ["[]", "7", "null", '"text"'])
def test_a_body_that_is_no_object(client, body):
    answer = client.post(PREFIX + "/auth/dev", data=body, content_type="application/json")
    check(answer, 422, "request_invalid")


def test_unknown_fields_are_refused_and_named(client):
    body = {"name": "王芳", "rolle": "volunteer"}
    problem = check(client.post(PREFIX + "/auth/dev", json=body), 422, "request_invalid")
    assert list(problem["fields"]) == ["rolle"]
    assert "rolle" in problem["detail"]


def test_unknown_query_parameters_are_refused_and_named(login):
    status, problem = login().get("/organisations", parnet_id=1)
    assert (status, problem["code"]) == (422, "request_invalid")
    assert list(problem["fields"]) == ["parnet_id"]


def test_a_body_may_have_one_mebibyte(client):
    text = b'{"name": "' + b"x" * BODY_BYTES + b'"}'
    answer = client.post(PREFIX + "/auth/dev", data=text, content_type="application/json")
    assert check(answer, 413, "body_too_large")["limit"] == BODY_BYTES
    fits = b'{"name": "' + b"x" * (BODY_BYTES - 12) + b'"}'
    answer = client.post(PREFIX + "/auth/dev", data=fits, content_type="application/json")
    check(answer, 422, "request_invalid")


def test_an_unexpected_error_tells_nothing_but_the_log(app, client, monkeypatch, caplog):
    fail_with(app, monkeypatch, RuntimeError("the secret is 42"))
    answer = client.get(PREFIX + "/me")
    check(answer, 500, "internal_error")
    assert "42" not in answer.text
    assert "the secret is 42" in caplog.text


def test_a_database_that_is_away_means_try_again(app, client, monkeypatch):
    error = sa.exc.OperationalError("SELECT 1", {}, Exception("connection refused"))
    fail_with(app, monkeypatch, error)
    answer = client.get(PREFIX + "/me")
    check(answer, 503, "database_unavailable")
    assert int(answer.headers["Retry-After"]) > 0


def test_an_id_that_no_row_can_have_leads_nowhere(login):
    for address in ("/organisations/9223372036854775808", f"/organisations/{10**40}"):
        status, problem = login().get(address)
        assert (status, problem["code"]) == (404, "not_found")


@pytest.mark.parametrize("nickname", ["a\x00b", "\ud83d"])
def test_text_that_no_database_stores_is_refused(login, nickname):
    status, problem = login().patch("/me", {"nickname": nickname})
    assert (status, problem["code"]) == (422, "request_invalid")


def test_health(app, client):
    answer = client.get(PREFIX + "/health")
    assert answer.get_json() == {"database": True, "queue": False}


def test_health_with_a_queue(redis, client):
    assert client.get(PREFIX + "/health").get_json() == {"database": True, "queue": True}
