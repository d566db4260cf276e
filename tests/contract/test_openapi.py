"""The committed description of the API is valid, up to date, and what the server does."""

import functools
import json
import logging
import os
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.app import test_lists as lists
from tests.app.conftest import START

COMMITTED = Path(__file__).parents[2] / "openapi.json"
DESCRIBED = json.loads(COMMITTED.read_text(encoding="utf-8"))
METHODS = {"get", "post", "put", "patch", "delete"}
OPERATIONS = [
    (method, path)
    for path, operations in DESCRIBED["paths"].items()
    for method in sorted(METHODS & operations.keys())
]
# Requests for each operation, person and database; CI asks for more.
TRIES = int(os.environ.get("WEIGUANG_CONTRACT_TRIES", "4"))
# These ask for a password or a code, whoever is logged in already.
ASK_FOR_MORE = {"/api/v1/auth/password", "/api/v1/auth/password/code"}
# A request that is meant to be wrong may be refused before the route is found.
ANYWHERE = {400, 404, 405}


def named_status(_context, response, case):
    """Every refusal that happens is named in the description, beside its default."""
    documented = {str(key) for key in case.operation.definition.raw["responses"]}
    if response.status_code not in ANYWHERE and str(response.status_code) not in documented:
        raise Failure(
            operation=case.operation.label,
            title="A status that the description does not name",
            message=str(response.status_code),
        )


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    named_status,
]


def described(app) -> dict:
    return app.test_client().get("/api/openapi.json").get_json()


@pytest.fixture(autouse=True)
def quiet(caplog):
    """What is refused is logged; thousands of refusals are not worth reading."""
    caplog.set_level(logging.CRITICAL)


@pytest.fixture
def places(county):
    """``places(names)``: what stands for these names of a path; rows that are there where it can.

    A name that is not known stands for the first row, which may be there or not.
    """

    def find(names: set[str]) -> dict[str, int | str]:
        there = {"purpose": "location_track", "token": "1.1.x"} | _service(county, names)
        there |= {name: make(county) for name, make in MADE.items() if name in names}
        return {name: there.get(name, 1) for name in sorted(names)}

    return find


# What is made only for the paths that name it.
MADE = {
    "campaign_id": lambda county: lists.a_campaign(county, 1),
    "need_id": lists.a_need,
    "offer_id": lists.an_offer,
    "course_id": lambda county: int(lists.a_course(county).split("/")[-1]),
}


def _service(county, names: set[str]) -> dict[str, int]:
    """An activity with a volunteer who is there, if the path is about one."""
    found = {"organisation_id": county.organisation_id}
    if names & {"activity_id", "sign_up_id", "attendance_id", "user_id"}:
        activity = county.open()
        volunteer = county.volunteer(activity, "小杨")
        sign_ups = county.coordinator.get(f"/activities/{activity['id']}/signups")[1]["items"]
        found |= {"activity_id": activity["id"], "sign_up_id": sign_ups[0]["id"]}
        found["user_id"] = volunteer.id
        if "attendance_id" in names:
            found["attendance_id"] = county.arrive(volunteer, activity, START)
    return found


def cases(operation, there: dict[str, int | str]) -> st.SearchStrategy:
    """Requests that keep to the description, at rows that are there or not, and that do not."""
    return st.one_of(
        operation.as_strategy(path_parameters=there or None),
        operation.as_strategy(),
        operation.as_strategy(GenerationMode.NEGATIVE),
    )


@functools.cache
def read(app):
    """Return the description as the application gives it."""
    return schemathesis.openapi.from_wsgi("/api/openapi.json", app)


def try_out(app, method: str, path: str, token, places) -> set[int]:
    """Send many requests to one operation and check each answer; which statuses came."""
    operation = read(app)[path][method]
    there = places({parameter.name for parameter in operation.path_parameters})
    bearer = {"Authorization": f"Bearer {token()}"}  # only now: places may take time
    seen = set()

    @settings(
        max_examples=TRIES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases(operation, there))
    def send(case):
        seen.add(case.call_and_validate(headers=bearer, checks=CHECKS).status_code)

    send()
    return seen


def test_the_committed_description_is_up_to_date(app):
    assert described(app) == DESCRIBED


def test_the_command_notices_a_description_out_of_date(app, tmp_path):
    copy = tmp_path / "openapi.json"
    run = app.test_cli_runner().invoke
    assert run(args=["describe", str(copy)]).exit_code == 0
    assert run(args=["describe", "--check", str(copy)]).exit_code == 0
    assert copy.read_text(encoding="utf-8") == COMMITTED.read_text(encoding="utf-8")
    copy.write_text(copy.read_text(encoding="utf-8").replace("3.1.0", "3.0.3"), encoding="utf-8")
    refused = run(args=["describe", "--check", str(copy)])
    assert refused.exit_code == 1
    assert "out of date" in refused.output


def test_the_description_is_valid():
    from jsonschema_rs import meta  # noqa: PLC0415
    from schemathesis.specs.openapi import definitions  # noqa: PLC0415

    validate = definitions.OPENAPI_31_VALIDATOR.validate
    validate(DESCRIBED)
    for shape in DESCRIBED["components"]["schemas"].values():
        meta.validate(shape)
    with pytest.raises(Exception, match="not of type"):
        validate(DESCRIBED | {"paths": {"/x": {"get": {"responses": 7}}}})


@pytest.mark.parametrize("role", ["administrator", "volunteer"])
@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda part: part.strip("/"))
def test_the_server_keeps_to_the_description(app, login, places, method, path, role):
    name = {"administrator": "检查员", "volunteer": "小杨"}[role]
    seen = try_out(app, method, path, lambda: login(role, name).token, places)
    assert seen - {401} or path in ASK_FOR_MORE, "the token was good for nothing"


def test_a_server_that_breaks_the_description_is_noticed(app, login, monkeypatch):
    from app.accounts import service  # noqa: PLC0415

    token = login("volunteer").token
    monkeypatch.setattr(service, "show_me", lambda _actor: {"id": 1, "roles": 7})
    with pytest.raises((FailureGroup, Failure)):
        try_out(app, "get", "/api/v1/me", lambda: token, lambda _names: {})
