"""The straight way past Flask: the same answers, and the same refusals."""

import io
import json
from contextlib import contextmanager

import pytest
from flask import request_started

from app.attendance import pings
from app.core.straight import SIMULATED
from tests.app.conftest import START, batch, ping
from tests.conftest import PREFIX

RECEIPT = {"stored": 1, "ignored": 0, "duplicate": False, "late": False}


@pytest.fixture
def attendance(county):
    """A volunteer's token and the attendance: she has checked in."""
    activity = county.open()
    person = county.volunteer(activity)
    own = county.arrive(person, activity)
    return person.token, own


@pytest.fixture
def send(client, attendance):
    """``send(body, key, …)``: send a batch for the attendance; the whole answer."""
    token, own = attendance

    def send(body=None, key="", **options):
        body = batch(1, [ping(START)]) if body is None else body
        headers = {"Authorization": f"Bearer {token}"}
        path = f"{PREFIX}/attendances/{key or own}/pings"
        return client.post(path, **{"data": json.dumps(body), "headers": headers} | options)

    return send


@pytest.fixture
def by_flask(app):
    """Count the requests that Flask gets to see."""
    seen = []

    def see(_app, **_):
        seen.append(1)

    with request_started.connected_to(see, app):
        yield seen


def test_a_usual_request_never_meets_flask(send, by_flask):
    answer = send()
    assert (answer.status_code, answer.get_json()) == (200, RECEIPT)
    assert answer.content_type == "application/json"
    assert answer.content_length == len(answer.data)
    assert not by_flask


UNUSUAL = {
    "no length": {"environ_overrides": {"CONTENT_LENGTH": "", "wsgi.input_terminated": True}},
    "no number": {"environ_overrides": {"CONTENT_LENGTH": "²", "wsgi.input_terminated": True}},
    "another time": {"environ_overrides": {SIMULATED: START.isoformat()}},
}


@pytest.mark.parametrize("options", UNUSUAL.values(), ids=UNUSUAL)
def test_an_unusual_request_is_answered_by_flask(send, by_flask, options):
    answer = send(**options)
    assert (answer.status_code, answer.get_json()) == (200, RECEIPT)
    assert by_flask


def test_another_spelling_of_the_path_is_for_flask(send, attendance, by_flask):
    assert send(key=f"0{attendance[1]}").get_json() == RECEIPT
    assert send(key="9" * 19).status_code == 404
    assert send(key="-1").status_code == 404
    assert len(by_flask) == 3


def test_a_refusal_comes_from_flask_and_the_work_is_done_once(send, by_flask, monkeypatch):
    tried, store = [], pings.store_batch

    def count(*arguments):
        tried.append(1)
        return store(*arguments)

    monkeypatch.setattr(pings, "store_batch", count)
    answer = send({"datum": "gcj02"})
    assert (answer.status_code, answer.get_json()["code"]) == (422, "ping_invalid")
    assert answer.content_type == "application/problem+json"
    assert len(by_flask) == len(tried) == 1


def test_what_nobody_expects_is_logged_and_answered_like_elsewhere(send, caplog, monkeypatch):
    def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(pings, "store_batch", fail)
    answer = send()
    assert (answer.status_code, answer.get_json()["code"]) == (500, "internal_error")
    assert [each.exc_info[0] for each in caplog.records] == [ZeroDivisionError]
    caplog.clear()


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x.y.z", "Basic dTpw"])
def test_who_is_not_logged_in_is_turned_away(send, header):
    answer = send({}, headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.get_json()["code"] in {"token_missing", "token_invalid"}


@contextmanager
def answered(app, method, path):
    """Give what a server gets from the application."""
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "SERVER_NAME": "here",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
    }
    body = app(environ, lambda *_: None)
    yield body
    if hasattr(body, "close"):
        body.close()


def test_what_is_whole_goes_out_in_one_piece(app):
    with answered(app, "GET", f"{PREFIX}/me") as body:
        assert type(body) is list
        assert json.loads(b"".join(body))["code"] == "token_missing"
    with answered(app, "HEAD", f"{PREFIX}/me") as body:
        assert body == []


def test_a_file_is_streamed(app):
    with answered(app, "GET", "/api/docs/assets/swagger-ui.css") as body:
        assert type(body) is not list
        assert b"".join(body)
