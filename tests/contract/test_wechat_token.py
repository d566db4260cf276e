"""The access token: one for all, renewed early, replaced once when WeChat refuses it."""

import logging
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from redis import Redis

from app.wechat import (
    SubscribeMessage,
    WeChatError,
    WeChatSetupError,
    WeChatUnavailableError,
    token,
)
from app.wechat.client import HttpWeChat
from app.wechat.token import AccessToken
from tests.contract.conftest import APP_ID, SECRET

STABLE = "/cgi-bin/stable_token"
LIST = "/wxaapi/newtmpl/gettemplate"
ROOT = Path(__file__).parents[2]
# What each of several processes does: one call, when it is told to.
PROCESS = """
import sys
from redis import Redis
from app.wechat.client import HttpWeChat
url, redis_url = sys.argv[1:]
wechat = HttpWeChat({app_id!r}, {secret!r}, url, 5, Redis.from_url(redis_url))
print("ready", flush=True)
sys.stdin.readline()
print(len(wechat.templates()), flush=True)
sys.stdin.readline()
print(len(wechat.templates()), flush=True)
wechat.close()
"""


def carried(stub) -> list[str]:
    return [r.query["access_token"] for r in stub.requests if r.path == LIST]


def test_one_token_serves_many_calls(wechat, stub):
    for _ in range(3):
        wechat.templates()
    assert stub.count(STABLE) == 1
    assert len(set(carried(stub))) == 1
    assert "force_refresh" not in stub.requests[0].body


def test_the_whole_token_is_kept(wechat, stub):
    wechat.templates()
    assert {len(token) for token in carried(stub)} == {512}


def test_a_token_is_renewed_five_minutes_early():
    now, fetched = [0.0], []

    def fetch():
        fetched.append(f"token {len(fetched)}")
        return fetched[-1], 7200

    held = AccessToken(fetch, None, APP_ID, lambda: now[0])
    assert held.get() == "token 0"
    now[0] = 6899.9
    assert held.get() == "token 0"
    now[0] = 6900.0
    assert held.get() == "token 1"


def test_redis_forgets_a_token_five_minutes_early(make_client, stub, redis):
    make_client(redis).templates()
    [name] = redis.keys("weiguang:wechat:*")
    assert 6890 <= redis.ttl(name) <= 6900


def test_the_old_token_is_good_for_five_minutes_more(wechat, stub, make_client):
    wechat.templates()
    stub.now += timedelta(seconds=6900)
    make_client().templates()
    old, new = carried(stub)
    assert old != new
    wechat.templates()
    assert stub.count(STABLE) == 2


def test_a_token_that_ends_in_the_middle_is_replaced_once(wechat, stub):
    wechat.templates()
    stub.now += timedelta(seconds=7200)
    wechat.templates()
    first, again, new = carried(stub)
    assert first == again != new
    assert stub.count(STABLE) == 2


def test_a_token_that_is_not_ours_any_more_is_replaced_once(wechat, stub):
    wechat.templates()
    stub.revoke()
    wechat.templates()
    assert (stub.count(STABLE), stub.count(LIST)) == (2, 3)


def test_a_token_that_is_never_right_is_replaced_once_only(wechat, stub, monkeypatch):
    wechat.templates()
    monkeypatch.setattr(type(stub), "_refuses_token", lambda *_: {"errcode": 40001, "errmsg": "x"})
    with pytest.raises(WeChatSetupError) as refusal:
        wechat.templates()
    assert (refusal.value.errcode, refusal.value.again) == (40001, False)
    assert (stub.count(STABLE), stub.count(LIST)) == (2, 3)


def test_a_message_is_sent_again_with_the_new_token(wechat, stub):
    stub.press_login("openid-a")
    template = stub.messages.offer("thing1")
    stub.messages.accept("openid-a", template)
    wechat.templates()
    stub.revoke()
    assert wechat.send_message(SubscribeMessage("openid-a", template, {"thing1": "河"}))
    assert len(stub.messages.sent) == 1


def test_no_token_no_call(wechat, stub, pauses):
    stub.busy = 3
    with pytest.raises(WeChatUnavailableError):
        wechat.templates()
    assert (stub.count(STABLE), stub.count(LIST)) == (3, 0)
    assert pauses == [0.2, 0.8]
    wechat.templates()


def test_a_wrong_secret_is_for_the_operator(stub):
    client = HttpWeChat(APP_ID, "wrong", stub.url, 0.5)
    with pytest.raises(WeChatSetupError) as refusal:
        client.templates()
    assert refusal.value.errcode == 40125
    assert stub.count(STABLE) == 1
    client.close()


# --- between processes and threads --------------------------------------------------------------


def test_clients_share_a_token_through_redis(make_client, stub, redis):
    one, other = make_client(redis), make_client(redis)
    one.templates()
    other.templates()
    assert stub.count(STABLE) == 1
    stub.revoke()
    one.templates()
    other.templates()
    assert stub.count(STABLE) == 2


def test_clients_without_redis_do_not_take_the_token_from_each_other(make_client, stub):
    one, other = make_client(), make_client()
    for client in (one, other, one):
        client.templates()
    assert len(set(carried(stub))) == 1


def test_threads_fetch_one_token(wechat, stub, together):
    answers = together(*[wechat.templates] * 8)
    assert answers == [[]] * 8
    assert stub.count(STABLE) == 1


def test_clients_that_lose_their_token_at_once_fetch_one(make_client, stub, redis, together):
    clients = [make_client(redis) for _ in range(6)]
    clients[0].templates()
    stub.revoke()
    assert together(*[client.templates for client in clients]) == [[]] * 6
    assert stub.count(STABLE) == 2


def test_redis_that_is_away_is_done_without(make_client, stub, caplog):
    client = make_client(Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=0.2))
    client.templates()
    client.templates()
    assert stub.count(STABLE) == 1
    stub.revoke()
    client.templates()
    assert stub.count(STABLE) == 2
    assert "this process's own" in caplog.text


def test_a_refused_token_that_redis_has_lost_meanwhile_is_fetched_anew(make_client, stub, redis):
    client = make_client(redis)
    client.templates()
    refused = carried(stub)[-1]
    stub.revoke()
    redis.flushdb()  # as when it starts again, between the call and its refusal
    fetched = client._token.replace(refused)
    assert fetched not in {"", refused}
    assert client.templates() == []


def test_who_holds_the_lock_and_dies_holds_nobody_up(make_client, stub, redis, monkeypatch):
    monkeypatch.setattr(token, "PATIENCE_S", 0.1)
    client = make_client(redis)
    redis.set(f"weiguang:wechat:{APP_ID}:access_token:lock", "of somebody who died", ex=20)
    assert client.templates() == []


def address_of(redis) -> str:
    where = redis.connection_pool.connection_kwargs
    return f"redis://{where['host']}:{where['port']}/{where['db']}"


def test_two_processes_share_one_token(stub, redis):
    program = PROCESS.format(app_id=APP_ID, secret=SECRET)
    started = [
        subprocess.Popen(  # noqa: S603 - our own
            [sys.executable, "-c", program, stub.url, address_of(redis)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]

    def all_say(word: str) -> None:
        assert [each.stdout.readline().strip() for each in started] == [word] * 2

    def go() -> None:
        for each in started:
            each.stdin.write("go\n")
            each.stdin.flush()

    all_say("ready")
    go()
    all_say("0")
    assert stub.count(STABLE) == 1
    stub.now += timedelta(seconds=7200)  # it ends before either knows
    go()
    all_say("0")
    assert stub.count(STABLE) == 2
    for each in started:
        each.communicate(timeout=20)
    assert len(set(carried(stub))) == 2


# --- secrets, and the stub's rules --------------------------------------------------------------


def test_neither_token_nor_secret_is_logged(make_client, stub, redis, caplog):
    caplog.set_level(logging.DEBUG)
    client = make_client(redis)
    client.templates()
    stub.revoke()
    client.templates()
    stub.fault = "html"
    with pytest.raises(WeChatError) as refusal:
        client.templates()
    for hidden in (SECRET, *carried(stub)):
        assert hidden not in caplog.text
        assert hidden not in str(refusal.value)


def ask(stub, **more) -> dict:
    body = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET} | more
    return httpx.post(stub.url + STABLE, json=body).json()


def test_stable_token_gives_all_the_same(stub):
    first = ask(stub)
    assert first["expires_in"] == 7200
    stub.now += timedelta(seconds=100)
    assert ask(stub) == first | {"expires_in": 7100}
    stub.now += timedelta(seconds=6799)
    assert ask(stub) == first | {"expires_in": 301}
    stub.now += timedelta(seconds=1)
    assert ask(stub)["access_token"] != first["access_token"]


def test_forcing_a_token_has_limits(stub):
    first, forced = ask(stub), ask(stub, force_refresh=True)
    assert first["access_token"] != forced["access_token"]
    old = {"access_token": first["access_token"]}
    assert httpx.get(stub.url + LIST, params=old).json()["errcode"] == 40001
    stub.now += timedelta(seconds=29)
    assert ask(stub, force_refresh=True)["errcode"] == 45011
    for _ in range(19):
        stub.now += timedelta(seconds=30)
        assert "access_token" in ask(stub, force_refresh=True)
    stub.now += timedelta(seconds=30)
    assert ask(stub, force_refresh=True)["errcode"] == 45009
    stub.now += timedelta(days=1)
    assert "access_token" in ask(stub, force_refresh=True)


@pytest.mark.parametrize(
    ("more", "errcode"),
    [
        ({"grant_type": "password"}, 40002),
        ({"appid": ""}, 41002),
        ({"secret": ""}, 41004),
        ({"appid": "wxother"}, 40013),
        ({"secret": "wrong"}, 40125),
        ({"force_refresh": "yes"}, 47001),
    ],
)
def test_stable_token_refuses(stub, more, errcode):
    assert ask(stub, **more)["errcode"] == errcode


def test_stable_token_has_a_limit(stub):
    stub.limits[STABLE] = 1
    ask(stub)
    assert ask(stub)["errcode"] == 45009
