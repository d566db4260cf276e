"""Time that a trial installation is told, and nobody else."""

from datetime import UTC, datetime, timedelta

import pytest

from app import create_app
from app.core import clock as real_clock
from app.core.http import SIMULATED_TIME
from config import Settings
from tests.conftest import PREFIX

THEN = "2026-05-01T08:00:00+08:00"


def at(api, time):
    body = {"name": "王芳", "role": "administrator"}
    _, found = api.post("/auth/dev", body, headers={SIMULATED_TIME: time})
    return {"Authorization": f"Bearer {found['access_token']}", SIMULATED_TIME: time}


def test_a_trial_lives_in_the_time_of_each_request(anyone):
    _, made = anyone.post(
        "/organisations", {"name": "甲", "kind": "centre"}, headers=at(anyone, THEN)
    )
    assert made["created_at"] == "2026-05-01T00:00:00Z"
    assert abs(real_clock.now() - datetime.now(UTC)) < timedelta(seconds=5)  # and then it is now


@pytest.mark.parametrize("time", ["yesterday", "2026-05-01T08:00:00", "2026-13-01T00:00:00Z", "0"])
def test_a_simulated_time_needs_its_zone(anyone, time):
    status, problem = anyone.send("GET", "/me", headers={SIMULATED_TIME: time})
    assert (status, problem["code"]) == (422, "time_invalid")


def test_production_does_not_listen(tmp_path):
    settings = Settings(
        secret_key="s" * 32, var=tmp_path, database_url=f"sqlite:///{tmp_path / 'weiguang.db'}"
    )
    client = create_app(settings).test_client()
    answer = client.get(PREFIX + "/me", headers={SIMULATED_TIME: "yesterday"})
    assert answer.status_code == 401


def test_the_clock_of_tests_stands_and_goes_on(clock, anyone):
    clock.freeze(datetime(2026, 5, 1, tzinfo=UTC))
    assert real_clock.now() == clock.now() == datetime(2026, 5, 1, tzinfo=UTC)
    clock.advance(hours=2)
    assert real_clock.now() == datetime(2026, 5, 1, 2, tzinfo=UTC)
    anyone.send("GET", "/me", headers={SIMULATED_TIME: THEN})
    assert real_clock.now() == datetime(2026, 5, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "9999-12-31T23:59:59-12:00",
        "9999-12-31T23:59:59+00:00",
        "0001-01-01T00:00:00+14:00",
        "1999-12-31T23:59:59+00:00",
        "2100-01-01T00:00:00+00:00",
    ],
)
def test_an_instant_outside_of_this_century_is_refused(county, text):
    body = {"organisation_id": county.organisation_id, "title": "清理河道"}
    slots = [{"starts_at": text, "ends_at": text, "quota": 5}]
    status, problem = county.coordinator.post("/activities", body | {"slots": slots})
    assert (status, problem["code"]) == (422, "request_invalid")
    assert "2000" in str(problem["fields"])
