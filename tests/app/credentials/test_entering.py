"""Logging in at a desktop: one step or two, and nothing for those who guess."""

import importlib

import pyotp
import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher, extract_parameters
from flask import request

from app import create_app
from app.core.attempts import Attempts, Limit
from app.core.db import session
from app.credentials import hashing, policy
from app.credentials.models import Password, RecoveryCode, SecondFactor
from config import Settings
from tests.app.credentials.conftest import PASSWORD, Desktop

WRONG = "not the password that was set"


def test_in_one_step(desktop, anyone):
    status, found = desktop.log_in()
    assert (status, found["token_type"], found["expires_in"]) == (200, "Bearer", 900)
    bearer = {"Authorization": f"Bearer {found['access_token']}"}
    assert anyone.send("GET", "/me", headers=bearer)[1]["id"] == desktop.phone.id
    assert anyone.post("/auth/refresh", {"refresh_token": found["refresh_token"]})[0] == 200


def test_in_two_steps(desktop, anyone):
    status, problem = desktop.log_in(code=None)
    assert (status, problem["code"]) == (401, "second_factor_needed")
    second = {"challenge": problem["challenge"], "code": desktop.code()}
    assert anyone.post("/auth/password/code", second)[0] == 200


def test_the_name_is_not_case_sensitive_and_the_password_is_one_in_every_spelling(desktop):
    full_width = "".join(chr(ord(c) + 0xFEE0) if "a" <= c <= "z" else c for c in PASSWORD)
    assert full_width != PASSWORD
    assert desktop.log_in(login_name=" YANG.Xiaojuan ", password=full_width)[0] == 200


def test_a_code_is_used_once(desktop):
    assert desktop.log_in()[0] == 200
    status, problem = desktop.log_in()
    assert (status, problem["code"]) == (422, "second_factor_wrong")
    desktop.clock.advance(seconds=30)
    assert desktop.log_in()[0] == 200


def test_of_two_who_bring_one_code_at_once_one_gets_in(desktop, together):
    answers = together(*[desktop.log_in] * 4)
    assert sorted(status for status, _ in answers) == [200, 422, 422, 422]


def test_a_clock_may_be_half_a_minute_wrong_and_no_more(desktop):
    now = desktop.clock.now()
    for seconds, expected in ((-60, 422), (-30, 200), (0, 200), (30, 200), (60, 422)):
        at = now.fromtimestamp(now.timestamp() + seconds, now.tzinfo)
        assert desktop.log_in(code=desktop.code(at))[0] == expected, seconds


def test_a_recovery_code_is_good_once_however_it_is_typed(desktop):
    code = desktop.recovery_codes[0]
    assert desktop.log_in(code=code.lower().replace("-", " "))[0] == 200
    assert desktop.log_in(code=code)[1]["code"] == "second_factor_wrong"
    assert desktop.log_in(code=desktop.recovery_codes[1])[0] == 200
    assert desktop.phone.get("/me/desktop-login")[1]["recovery_codes_left"] == 6


def test_an_unknown_name_and_a_wrong_password_are_one_answer(desktop):
    unknown = desktop.log_in(login_name="nobody.here")
    assert unknown == desktop.log_in(password=WRONG)
    assert (unknown[0], unknown[1]["code"]) == (401, "login_refused")


def test_an_unknown_name_costs_as_much_work_as_a_known_one(desktop, monkeypatch):
    verified = []

    class Watched(PasswordHasher):
        def verify(self, stored, password):
            verified.append(extract_parameters(stored))
            return super().verify(stored, password)

    monkeypatch.setattr(hashing, "_HASHER", Watched(1, 64, 1))
    desktop.log_in(login_name="nobody.here")
    desktop.log_in(password=WRONG)
    assert len(verified) == 2
    assert verified[0] == verified[1]


def test_a_hash_costs_what_owasp_holds_to_be_enough():
    cost = importlib.reload(hashing)._HASHER
    assert (cost.memory_cost, cost.time_cost, cost.parallelism) == (19 * 1024, 2, 1)
    assert hashing.matches(hashing.hash_password(PASSWORD), PASSWORD)
    assert not hashing.matches(None, "a password that opens nothing")


def test_after_ten_wrong_passwords_the_account_waits_and_so_does_a_name_that_nobody_has(desktop):
    for name in (desktop.name, "nobody.here"):
        answers = [desktop.log_in(login_name=name, password=WRONG) for _ in range(11)]
        assert [status for status, _ in answers] == [401] * 10 + [429]
        assert answers[-1][1]["code"] == "too_many_tries"
        assert answers[-1][1]["retry_after_seconds"] == 15 * 60
    assert desktop.log_in()[0] == 429  # the right password does not help
    desktop.clock.advance(minutes=15)
    assert desktop.log_in()[0] == 200


def test_of_many_guesses_at_once_ten_are_answered(desktop, together):
    answers = together(*[lambda: desktop.log_in(password=WRONG)] * 14)
    assert sorted(status for status, _ in answers) == [401] * 10 + [429] * 4


def test_logging_in_begins_the_count_anew(desktop):
    for _ in range(2):
        for _ in range(9):
            assert desktop.log_in(password=WRONG)[0] == 401
        desktop.clock.advance(seconds=30)
        assert desktop.log_in()[0] == 200


def test_one_address_has_so_many_guesses_at_all_accounts(desktop, monkeypatch):
    few = Limit("login from an address", 3, policy.BY_ADDRESS.window)
    monkeypatch.setattr(policy, "BY_ADDRESS", few)
    statuses = [desktop.log_in(login_name=f"guess{k}", address="203.0.113.7")[0] for k in range(4)]
    assert statuses == [401, 401, 401, 429]
    assert desktop.log_in(address="203.0.113.7")[0] == 429
    assert desktop.log_in(address="203.0.113.8")[0] == 200


def test_who_has_the_password_has_twenty_codes_a_day(desktop, monkeypatch):
    wrong = "000000" if desktop.code() != "000000" else "111111"
    assert {desktop.log_in(code=wrong)[0] for _ in range(policy.BY_CODE.tries)} == {422}
    assert desktop.log_in()[0] == 429
    desktop.clock.advance(hours=1)
    assert desktop.log_in()[0] == 429
    desktop.clock.advance(hours=23)
    assert desktop.log_in()[0] == 200


def test_the_second_step_is_counted_too(desktop, anyone):
    challenge = desktop.log_in(code=None)[1]["challenge"]
    wrong = {"challenge": challenge, "code": "AAAA-AAAA-AAAA-AAAA"}
    answers = [anyone.post("/auth/password/code", wrong)[0] for _ in range(21)]
    assert answers == [422] * 20 + [429]


def test_a_challenge_lives_five_minutes_and_dies_with_the_password(desktop, anyone):
    challenge = desktop.log_in(code=None)[1]["challenge"]

    def go_on(text):
        return anyone.post("/auth/password/code", {"challenge": text, "code": desktop.code()})

    user_id, until, signature = challenge.split(".")
    for forged in (
        "",
        "x",
        f"{int(user_id) + 1}.{until}.{signature}",
        f"{user_id}.{int(until) + 9}.{signature}",
        f"{user_id}.{until}.微光",
    ):
        assert go_on(forged)[0] in {401, 422}
    desktop.clock.advance(minutes=5)
    assert go_on(challenge)[1]["code"] == "challenge_over"
    fresh = desktop.log_in(code=None)[1]["challenge"]
    assert desktop.set_password(password=PASSWORD + "!", current_password=PASSWORD)[0] == 200
    assert go_on(fresh)[1]["code"] == "challenge_over"


def test_a_password_alone_opens_nothing(anyone, login, clock):
    half = Desktop(anyone, clock, login("coordinator"))
    clock.advance(seconds=0)
    assert half.set_password()[0] == 200
    status, problem = half.log_in()
    assert (status, problem["code"]) == (403, "second_factor_missing")
    assert half.log_in(code="123456")[1]["code"] == "second_factor_missing"


def test_who_is_no_coordinator_any_more_stays_outside(desktop, login):
    administrator = login("administrator")
    (grant,) = desktop.phone.get("/me")[1]["roles"]
    path = f"/users/{desktop.phone.id}/roles/{grant['id']}"
    assert administrator.delete(path)[0] == 204
    assert desktop.log_in()[1]["code"] == "desktop_login_not_for_you"


def test_a_hash_of_another_cost_is_made_anew(app, desktop, work):
    other = PasswordHasher(time_cost=2, memory_cost=64, parallelism=1)
    with work() as s:
        s.execute(sa.update(Password).values(hash=other.hash(policy.normal_password(PASSWORD))))
    assert desktop.log_in()[0] == 200
    with app.app_context():
        assert not hashing.is_outdated(session().scalars(sa.select(Password.hash)).one())


def test_the_database_holds_nothing_to_log_in_with(app, desktop):
    desktop.log_in(password=WRONG)
    secret = pyotp.parse_uri(desktop.uri).secret
    with app.app_context():
        tables = (Password, SecondFactor, RecoveryCode, Attempts)
        rows = [tuple(row) for t in tables for row in session().execute(sa.select(t.__table__))]
    held = repr(rows)
    assert len(rows) > 1 + 1 + 8
    for each in (PASSWORD, secret, *desktop.recovery_codes, "127.0.0.1"):
        assert each not in held
        assert each.replace("-", "") not in held


@pytest.mark.parametrize("proxies", [0, 1])
def test_the_address_is_what_our_own_proxy_saw(tmp_path, proxies):
    app = create_app(Settings(development=True, var=tmp_path, redis_url="none", proxies=proxies))
    app.add_url_rule("/whence", "whence", lambda: request.remote_addr)
    forged = {"X-Forwarded-For": "198.51.100.1, 203.0.113.7"}
    seen = app.test_client().get("/whence", headers=forged).get_data(as_text=True)
    assert seen == {0: "127.0.0.1", 1: "203.0.113.7"}[proxies]
