"""Registering and binding a phone, with WeChat at the other end of a real connection."""

import logging

import pytest
import sqlalchemy as sa

from app.accounts import risk
from app.accounts.models import Phone, RiskCheck
from app.core import audit
from app.core.db import session
from app.core.idempotency import IdempotentRequest
from app.wechat.errors import unavailable
from tests.app.conftest import START
from tests.conftest import Api

NUMBER = "13900001111"
RANK = "/wxa/getuserriskrank"


@pytest.fixture
def registered(app, wechat, stub, monkeypatch, clock, anyone):
    """``registered(openid, rank)``: somebody who has just logged in through WeChat."""
    clock.freeze(START)
    monkeypatch.setitem(app.extensions, "wechat", wechat)

    def register(openid="openid-a", rank=0):
        stub.ranks[openid] = rank
        environ = {"REMOTE_ADDR": "203.0.113.7"}
        code = {"code": stub.press_login(openid)}
        status, found = anyone.post("/auth/wechat", code, environ_overrides=environ)
        assert status == 200, found
        return Api(app, found["access_token"], found["user"])

    return register


def bind(person, stub, openid="openid-a", number=NUMBER, **options):
    return person.put("/me/phone", {"code": stub.press_phone(openid, number)}, **options)


def count(app, table) -> int:
    with app.app_context():
        return session().scalar(sa.select(sa.func.count()).select_from(table))


# --- phones -------------------------------------------------------------------------------------


def test_a_phone_is_bound_sealed_and_shown_masked(app, registered, stub):
    person = registered()
    assert person.get("/me/phone")[0] == 404
    status, found = bind(person, stub)
    assert (status, found["number"]) == (200, "139****1111")
    assert person.get("/me/phone") == (200, found)
    with app.app_context():
        row = session().scalars(sa.select(Phone)).one()
        assert NUMBER.encode() not in row.sealed
        assert NUMBER not in row.lookup


def test_one_number_one_account_until_it_is_unbound(app, registered, stub):
    first, second = registered("openid-a"), registered("openid-b")
    assert bind(first, stub)[0] == 200
    assert bind(first, stub)[0] == 200  # again is no conflict
    status, problem = bind(second, stub, "openid-b")
    assert (status, problem["code"]) == (409, "phone_taken")
    assert first.delete("/me/phone")[0] == 204
    assert first.delete("/me/phone")[0] == 404
    assert bind(second, stub, "openid-b")[0] == 200
    assert count(app, Phone) == 1


def test_another_number_takes_its_place(app, registered, stub):
    person = registered()
    bind(person, stub)
    assert bind(person, stub, number="13811112222")[1]["number"] == "138****2222"
    assert count(app, Phone) == 1


def test_of_two_who_bind_one_number_at_once_one_gets_it(app, registered, stub, together):
    people = [registered(f"openid-{k}") for k in range(4)]
    codes = [stub.press_phone(f"openid-{k}", NUMBER) for k in range(4)]
    answers = together(
        *(
            lambda p=p, c=c: p.put("/me/phone", {"code": c})
            for p, c in zip(people, codes, strict=True)
        )
    )
    assert sorted(status for status, _ in answers) == [200, 409, 409, 409]
    assert count(app, Phone) == 1


def test_of_two_who_change_to_one_number_at_once_one_gets_it(app, registered, stub, together):
    people = [registered(f"openid-{k}") for k in range(3)]
    for k, person in enumerate(people):
        assert bind(person, stub, f"openid-{k}", f"1380000000{k}")[0] == 200
    codes = [stub.press_phone(f"openid-{k}", NUMBER) for k in range(3)]
    pairs = zip(people, codes, strict=True)
    answers = together(*(lambda p=p, c=c: p.put("/me/phone", {"code": c}) for p, c in pairs))
    assert sorted(status for status, _ in answers) == [200, 409, 409]


def test_a_code_is_good_once_and_ten_a_day(registered, stub):
    person = registered()
    code = stub.press_phone("openid-a", NUMBER)
    assert person.put("/me/phone", {"code": code})[0] == 200
    assert person.put("/me/phone", {"code": code})[1]["code"] == "wechat_code_invalid"
    statuses = [bind(person, stub)[0] for _ in range(10)]
    assert statuses == [200] * 9 + [429]
    asked = stub.count("/wxa/business/getuserphonenumber")
    assert bind(person, stub)[0] == 429
    assert stub.count("/wxa/business/getuserphonenumber") == asked  # nothing is paid for a refusal


def test_the_number_is_in_no_log_no_audit_and_no_remembered_answer(app, registered, stub, caplog):
    caplog.set_level(logging.DEBUG)
    person = registered()
    bind(person, stub, key="k1")
    person.delete("/me/phone")
    assert NUMBER not in caplog.text
    assert count(app, IdempotentRequest) == 0
    with app.app_context():
        entries = session().scalars(sa.select(audit.AuditEntry)).all()
        assert [each.deed for each in entries] == ["phone.bind", "phone.unbind"]
        assert "1111" not in str([(each.before, each.after) for each in entries])


# --- risk ---------------------------------------------------------------------------------------


def test_a_high_rank_waits_for_a_person_and_refuses_nobody(app, registered, login):
    person = registered("openid-a", rank=4)
    assert person.get("/me")[0] == 200
    administrator = login("administrator")
    (found,) = administrator.get("/risk-checks")[1]["items"]
    assert (found["user_id"], found["rank"], found["decision"]) == (person.id, 4, None)
    path = f"/risk-checks/{found['id']}/decision"
    said = {"decision": "harmless", "reason": "本人到站核实"}
    status, decided = administrator.post(path, said)
    assert (status, decided["decision"]) == (200, "harmless")
    assert administrator.get("/risk-checks")[1]["items"] == []
    status, problem = administrator.post(path, {"decision": "watched", "reason": "x"})
    assert (status, problem["code"]) == (409, "risk_decided")
    with app.app_context():
        deed = audit.AuditEntry.deed == "risk_check.decide"
        (entry,) = session().scalars(sa.select(audit.AuditEntry).where(deed))
        assert (entry.actor_id, entry.reason) == (administrator.id, "本人到站核实")


def test_it_is_asked_once_with_what_wechat_needs_and_a_low_one_is_not_stored(app, registered, stub):
    for _ in range(3):
        registered("openid-a", rank=2)
    (asked,) = [each.body for each in stub.requests if each.path == RANK]
    assert asked == {
        "appid": stub.app_id,
        "openid": "openid-a",
        "scene": 0,
        "client_ip": "203.0.113.7",
    }
    assert count(app, RiskCheck) == 0


def test_where_wechat_gives_no_rank_registering_goes_on(app, registered, stub, monkeypatch):
    def fail(*_):
        raise unavailable()

    monkeypatch.setattr(app.extensions["wechat"], "risk_rank", fail)
    assert registered(rank=4).get("/me")[0] == 200
    assert count(app, RiskCheck) == 0
    assert risk.HIGH == 3


def test_only_administrators_of_the_whole_installation_see_it(registered, login, county):
    registered(rank=4)
    for person in (login("volunteer"), login("coordinator"), county.administrator):
        assert person.get("/risk-checks")[0] == 403
        said = {"decision": "harmless", "reason": "r"}
        assert person.post("/risk-checks/1/decision", said)[0] == 403


def test_a_decision_is_forgotten_after_half_a_year(app, registered, login, work, clock):
    registered("openid-a", rank=4)
    registered("openid-b", rank=3)
    administrator = login("administrator")
    first = administrator.get("/risk-checks")[1]["items"][0]["id"]
    said = {"decision": "watched", "reason": "r"}
    assert administrator.post(f"/risk-checks/{first}/decision", said)[0] == 200
    clock.advance(days=181)
    with work():
        assert risk.purge() == 1
    assert count(app, RiskCheck) == 1
