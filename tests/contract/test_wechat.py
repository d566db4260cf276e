"""Logging in: the real WeChat client against a server that keeps WeChat's contract."""

import json
import logging
import urllib.request
from datetime import timedelta

import httpx
import pytest

from app.wechat import WeChatError, WeChatSession, WeChatUnavailableError, make_wechat
from app.wechat.client import HttpWeChat
from app.wechat.console import ConsoleWeChat, UnconfiguredWeChat
from config import Settings
from tests.contract.conftest import APP_ID, SECRET
from tests.contract.wechat_stub import CALLS_PER_MINUTE, SESSION_KEY


def refused(client, code):
    with pytest.raises(WeChatError) as refusal:
        client.code_to_session(code)
    return refusal.value.status, refusal.value.code


CODE_INVALID = (422, "wechat_code_invalid")
UNAVAILABLE = (503, "wechat_unavailable")


def test_a_code_is_exchanged_for_who_it_is(wechat, stub):
    code = stub.press_login("openid-a")
    assert wechat.code_to_session(code) == WeChatSession("openid-a")
    method, path, query, _ = stub.requests[0]
    assert (method, path) == ("GET", "/sns/jscode2session")
    assert query == {
        "appid": APP_ID,
        "secret": SECRET,
        "js_code": code,
        "grant_type": "authorization_code",
    }


def test_a_person_of_several_apps_has_one_unionid(wechat, stub):
    stub.unions["openid-a"] = "union-a"
    assert wechat.code_to_session(stub.press_login("openid-a")).unionid == "union-a"
    assert wechat.code_to_session(stub.press_login("openid-b")).unionid is None


def test_a_code_is_good_once(wechat, stub):
    code = stub.press_login("openid-a")
    wechat.code_to_session(code)
    assert refused(wechat, code) == CODE_INVALID


def test_a_code_is_good_for_five_minutes(wechat, stub):
    soon, late = stub.press_login("openid-a"), stub.press_login("openid-a")
    stub.now += timedelta(minutes=5)
    assert wechat.code_to_session(soon).openid == "openid-a"
    stub.now += timedelta(seconds=1)
    assert refused(wechat, late) == CODE_INVALID


@pytest.mark.parametrize("code", ["never given", "a&appid=other", "%00", "the code is a mock one"])
def test_an_unknown_code_stays_one_value_on_the_way(wechat, stub, code):
    assert refused(wechat, code) == CODE_INVALID
    assert stub.requests[0].query["js_code"] == code


def test_too_many_logins_of_one_person(wechat, stub):
    for _ in range(CALLS_PER_MINUTE):
        wechat.code_to_session(stub.press_login("openid-a"))
    assert refused(wechat, stub.press_login("openid-a")) == (429, "wechat_too_many")
    assert wechat.code_to_session(stub.press_login("openid-b")).openid == "openid-b"


def test_a_person_at_risk_is_blocked(wechat, stub):
    stub.blocked.add("openid-a")
    expected = (403, "wechat_user_blocked")
    assert refused(wechat, stub.press_login("openid-a")) == expected


def test_a_busy_wechat_is_asked_once_and_not_again(wechat, stub):
    stub.busy = 1
    assert refused(wechat, stub.press_login("openid-a")) == UNAVAILABLE
    assert len(stub.requests) == 1


@pytest.mark.parametrize(("app_id", "secret"), [("wxother", SECRET), (APP_ID, "wrong")])
def test_a_wrong_app_id_or_secret_is_our_fault_and_logged(stub, caplog, app_id, secret):
    client = HttpWeChat(app_id, secret, stub.url, 0.5)
    assert refused(client, stub.press_login("openid-a")) == (503, "wechat_refused")
    assert "errcode 40" in caplog.text
    client.close()


@pytest.mark.parametrize("fault", ["html", "list", "500", "hang"])
def test_an_answer_that_is_none(wechat, stub, fault):
    stub.fault = fault
    assert refused(wechat, stub.press_login("openid-a")) == UNAVAILABLE


def test_nobody_there():
    client = HttpWeChat(APP_ID, SECRET, "http://127.0.0.1:1", 0.5)
    assert refused(client, "code") == UNAVAILABLE
    client.close()


@pytest.mark.parametrize("fault", [None, "html", "500", "hang"])
def test_neither_secret_nor_code_nor_key_is_logged(wechat, stub, caplog, fault):
    caplog.set_level(logging.DEBUG)
    codes = [stub.press_login("openid-a") for _ in range(2)]
    if fault is None:
        wechat.code_to_session(codes[0])
        assert refused(wechat, codes[0]) == CODE_INVALID
    stub.fault, stub.busy = fault, int(fault is None)
    with pytest.raises(WeChatUnavailableError) as refusal:
        wechat.code_to_session(codes[1])
    # What the client saw carries the address; nobody who prints the error may come across it.
    assert refusal.value.__context__ is None or refusal.value.__suppress_context__
    for hidden in (SECRET, *codes, SESSION_KEY):
        assert hidden not in caplog.text


def test_the_secret_never_travels_in_the_clear():
    with pytest.raises(ValueError, match="https://"):
        HttpWeChat(APP_ID, SECRET, "http://api.weixin.qq.com", 5)


def test_logging_in_through_the_api(app, anyone, wechat, stub):
    before, app.extensions["wechat"] = app.extensions["wechat"], wechat
    code = stub.press_login("openid-a")
    status, first = anyone.post("/auth/wechat", {"code": code})
    assert status == 200
    assert "session_key" not in str(first)
    status, problem = anyone.post("/auth/wechat", {"code": code})
    assert (status, problem["code"]) == (422, "wechat_code_invalid")
    assert "重新登录" in problem["detail"]
    _, again = anyone.post("/auth/wechat", {"code": stub.press_login("openid-a")})
    assert again["user"]["id"] == first["user"]["id"]
    app.extensions["wechat"] = before


def test_the_console_answers_the_same_person_for_the_same_code(caplog):
    caplog.set_level(logging.INFO)
    console = ConsoleWeChat()
    assert console.code_to_session("a") == console.code_to_session("a")
    assert console.code_to_session("a") != console.code_to_session("b")
    assert "/sns/jscode2session" in caplog.text


def test_which_wechat_an_installation_has():
    key = {"secret_key": "s" * 32}
    assert isinstance(make_wechat(Settings(development=True)), ConsoleWeChat)
    assert isinstance(make_wechat(Settings(**key)), UnconfiguredWeChat)
    for settings in (Settings(**key, wechat_app_id="wx1"), Settings(True, wechat_app_id="wx1")):
        assert isinstance(make_wechat(settings), HttpWeChat)


@pytest.mark.parametrize(
    ("address", "errcode"),
    [
        ("/sns/jscode2session?secret=s&js_code=c", 41002),
        ("/sns/jscode2session?appid=a&js_code=c", 41004),
        ("/sns/jscode2session?appid=a&secret=s", 41008),
        ("/sns/jscode2session?appid=a&secret=s&js_code=c", 40002),
        ("/sns/elsewhere", 40066),
    ],
)
def test_the_stub_is_as_strict_as_wechat(stub, address, errcode):
    with urllib.request.urlopen(stub.url + address) as answer:  # noqa: S310 - our own server
        assert json.loads(answer.read())["errcode"] == errcode
    assert httpx.post(stub.url + "/sns/jscode2session").json()["errcode"] == 43001
