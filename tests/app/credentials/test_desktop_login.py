"""Setting up a desktop login, changing it, and having it reset."""

import logging

import pyotp
import pytest
import sqlalchemy as sa

from app.core import audit
from app.core.db import session
from app.credentials.models import Password, SecondFactor
from tests.app.credentials.conftest import PASSWORD, Desktop

NEW = "another sentence, easily kept"


def deeds(app, person_id):
    with app.app_context():
        rows = session().scalars(
            sa.select(audit.AuditEntry)
            .where(audit.AuditEntry.kind == "users", audit.AuditEntry.row_id == person_id)
            .order_by(audit.AuditEntry.id)
        )
        return [(each.deed, each.actor_id, each.reason) for each in rows]


def test_how_it_stands(desktop, login):
    status, found = desktop.phone.get("/me/desktop-login")
    assert (status, found["login_name"]) == (200, "yang.xiaojuan")
    assert (found["second_factor"], found["recovery_codes_left"]) == (True, 8)
    assert login().get("/me/desktop-login")[0] == 404


def test_volunteers_have_none(login, anyone, clock):
    desktop = Desktop(anyone, clock, login("volunteer"))
    status, problem = desktop.set_password()
    assert (status, problem["code"]) == (403, "desktop_login_not_for_you")


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "eleven char",
        "x" * 129,
        "aaaaaaaaaaaaaaaaaa",
        "abababababab",
        "yang.xiaojuan-2026",
        "WeiGuang-2026-x",
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(login, anyone, clock, password):
    status, problem = Desktop(anyone, clock, login("coordinator")).set_password(password=password)
    assert (status, problem["code"]) == (422, "password_weak")
    assert "password" in problem["fields"]
    assert password not in str(problem)


@pytest.mark.parametrize(
    "password", ["correct horse battery", "只要足够长的一句中文就可以了", "x" * 100 + "123456789"]
)
def test_a_long_one_needs_no_symbols(login, anyone, clock, password):
    assert Desktop(anyone, clock, login("coordinator")).set_password(password=password)[0] == 200


@pytest.mark.parametrize("name", ["ab", "2yang", "小杨同学", "a b c", "x" * 41, "yang@x"])
def test_a_name_has_a_form(login, anyone, clock, name):
    status, problem = Desktop(anyone, clock, login("coordinator")).set_password(login_name=name)
    assert (status, problem["code"]) == (422, "login_name_invalid")


def test_a_name_is_one_persons_and_whose_is_not_said_often(desktop, login, anyone, clock):
    other = Desktop(anyone, clock, login("coordinator"))
    answers = [other.set_password() for _ in range(11)]
    assert [status for status, _ in answers] == [409] * 10 + [429]
    assert answers[0][1]["code"] == "login_name_taken"


def test_changing_to_a_name_that_is_taken_changes_nothing(desktop, login, anyone, clock):
    other = Desktop(anyone, clock, login("coordinator"), name="wang.fang")
    assert other.set_password()[0] == 200
    status, problem = other.set_password(login_name=desktop.name, current_password=PASSWORD)
    assert (status, problem["code"]) == (409, "login_name_taken")
    assert other.phone.get("/me/desktop-login")[1]["login_name"] == "wang.fang"


def test_of_many_who_want_one_name_at_once_one_gets_it(login, anyone, clock, together):
    people = [Desktop(anyone, clock, login("coordinator")) for _ in range(4)]
    answers = together(*(each.set_password for each in people))
    assert sorted(status for status, _ in answers) == [200, 409, 409, 409]


def test_changing_it_takes_the_present_one_and_ends_the_other_sessions(app, desktop, login):
    lost = login("coordinator", "小杨")
    status, problem = desktop.set_password(password=NEW)
    assert (status, problem["code"]) == (422, "current_password_wrong")
    assert desktop.set_password(password=NEW, current_password=PASSWORD)[0] == 200
    assert desktop.log_in()[1]["code"] == "login_refused"
    assert desktop.log_in(password=NEW)[0] == 200
    status, problem = lost.get("/me")
    assert (status, problem["code"]) == (401, "session_ended")
    assert desktop.phone.get("/me")[0] == 200
    assert [deed for deed, *_ in deeds(app, desktop.phone.id)][-1] == "desktop_login.set_password"


def test_guessing_the_present_password_from_inside_is_bounded_too(desktop):
    wrong = {"password": NEW, "current_password": "a guess at it"}
    answers = [desktop.set_password(**wrong)[0] for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_another_authenticator_takes_a_code_of_the_one_before(desktop):
    path = "/me/desktop-login/second-factor"
    asked = {"current_password": PASSWORD}
    assert desktop.phone.post(path, asked)[1]["code"] == "second_factor_wrong"
    before = desktop.uri
    desktop.enrol(code=desktop.code())
    assert desktop.uri != before
    assert desktop.log_in(code=pyotp.parse_uri(before).at(desktop.clock.now()))[0] == 422
    assert desktop.log_in()[0] == 200


def test_an_offer_that_is_not_confirmed_changes_nothing(desktop):
    asked = {"current_password": PASSWORD, "code": desktop.recovery_codes[0]}
    path = "/me/desktop-login/second-factor"
    status, offered = desktop.phone.post(path, asked)
    assert status == 200
    assert "issuer=Weiguang" in offered["otpauth_uri"]
    wrong = desktop.phone.post(f"{path}/confirm", {"code": desktop.code()})
    assert (wrong[0], wrong[1]["code"]) == (422, "second_factor_wrong")
    assert desktop.log_in()[0] == 200


def test_without_an_offer_there_is_nothing_to_confirm(desktop):
    path = "/me/desktop-login/second-factor/confirm"
    status, problem = desktop.phone.post(path, {"code": desktop.code()})
    assert (status, problem["code"]) == (409, "second_factor_not_offered")


def test_fresh_recovery_codes_replace_the_old_ones(desktop):
    old = desktop.recovery_codes
    desktop.enrol(code=desktop.code())
    assert desktop.log_in(code=old[0])[0] == 422
    assert desktop.log_in(code=desktop.recovery_codes[0])[0] == 200


def test_an_administrator_resets_it_with_a_reason_and_all_sessions_end(app, desktop, login):
    administrator = login("administrator")
    path = f"/users/{desktop.phone.id}/desktop-login/reset"
    assert administrator.post(path, {"reason": "手机丢失"})[0] == 204
    assert desktop.log_in()[1]["code"] == "login_refused"
    assert desktop.phone.get("/me")[1]["code"] == "session_ended"
    assert deeds(app, desktop.phone.id)[-1] == ("desktop_login.reset", administrator.id, "手机丢失")
    again = Desktop(desktop.anyone, desktop.clock, login("coordinator", "小杨"))
    assert again.set_password(password=NEW)[0] == 200
    assert administrator.post(path, {"reason": "再次"})[0] == 204


def test_nobody_resets_above_themselves_or_themselves(county, login, anyone, clock):
    def desktop_of(*who):
        desktop = Desktop(anyone, clock, login(*who), name=f"name{who[1]}")
        assert desktop.set_password()[0] == 200
        return desktop

    here = county.organisation_id
    ours = desktop_of("coordinator", "a1", here)
    above = desktop_of("administrator", "a2", None)
    own = desktop_of("administrator", "a3", here)
    for person, status in ((ours, 204), (above, 403), (own, 403)):
        path = f"/users/{person.phone.id}/desktop-login/reset"
        answer = own.phone.post(path, {"reason": "r"})
        assert answer[0] == status, answer
        assert ours.phone.post(path, {"reason": "r"})[0] in {401, 403}
    assert own.phone.post("/users/999999/desktop-login/reset", {"reason": "r"})[0] == 404


def test_passwords_and_codes_are_in_no_log_and_no_remembered_answer(app, desktop, work, caplog):
    from app.core.idempotency import IdempotentRequest  # noqa: PLC0415

    caplog.set_level(logging.DEBUG)
    body = {"login_name": desktop.name, "password": NEW, "current_password": PASSWORD}
    assert desktop.phone.put("/me/desktop-login/password", body, key="k1")[0] == 200
    asked = {"current_password": NEW, "code": desktop.recovery_codes[0]}
    status, found = desktop.phone.post("/me/desktop-login/second-factor", asked, key="k2")
    assert status == 200
    for each in (NEW, PASSWORD, desktop.recovery_codes[0], found["otpauth_uri"]):
        assert each not in caplog.text
    with work() as s:
        assert s.scalars(sa.select(IdempotentRequest.key)).all() == []


# --- from the command line ----------------------------------------------------------------------


def create(app, name, *more, password=PASSWORD):
    with app.app_context():
        asked = ["create-administrator", name, *more]
        result = app.test_cli_runner().invoke(args=asked, input=f"{password}\n{password}\n")
    return result.exit_code, result.output


def test_the_first_administrator_needs_no_phone(app, anyone, clock):
    code, output = create(app, "Wang.Fang", "--nickname", "王芳")
    assert code == 0, output
    assert PASSWORD not in output
    uri = next(word for word in output.split() if word.startswith("otpauth://"))
    desktop = Desktop(anyone, clock, None, "wang.fang", uri=uri)
    status, found = desktop.log_in()
    assert status == 200, found
    bearer = {"Authorization": f"Bearer {found['access_token']}"}
    status, me = anyone.send("GET", "/me", headers=bearer)
    assert status == 200, me
    assert (me["nickname"], me["roles"][0]["role"]) == ("王芳", "administrator")
    assert desktop.log_in(code=output.split()[-1])[0] == 200


def test_the_same_name_gets_a_new_login(app, anyone, clock):
    create(app, "wang.fang")
    code, output = create(app, "wang.fang", password=NEW)
    assert code == 0, output
    uri = next(word for word in output.split() if word.startswith("otpauth://"))
    assert Desktop(anyone, clock, None, "wang.fang", NEW, uri=uri).log_in()[0] == 200
    with app.app_context():
        assert session().scalar(sa.select(sa.func.count()).select_from(Password)) == 1
        assert session().scalar(sa.select(sa.func.count()).select_from(SecondFactor)) == 1


def test_a_weak_password_makes_nobody(app, work):
    code, output = create(app, "wang.fang", password="short")  # noqa: S106
    assert (code, "密码" in output) == (1, True)
    with work() as s:
        assert s.scalar(sa.select(sa.func.count()).select_from(Password)) == 0
