"""Every call of the real client, with what it is answered and how it is refused."""

import inspect
import logging
from datetime import timedelta
from typing import get_origin

import httpx
import pytest

from app.core.errors import UnavailableError
from app.wechat import (
    CodePicture,
    Media,
    MediaKind,
    PhoneNumber,
    Release,
    RiskQuestion,
    RiskScene,
    Scene,
    SubscribeMessage,
    Suggestion,
    Text,
    WeChat,
    WeChatBlockedError,
    WeChatError,
    WeChatLimitError,
    WeChatSetupError,
    WeChatUnavailableError,
    WeChatUnwantedError,
    WeChatValueError,
)
from app.wechat.client import HttpWeChat
from app.wechat.console import ConsoleWeChat, UnconfiguredWeChat
from tests.contract.conftest import APP_ID, SECRET
from tests.contract.wechat_pictures import JPEG

PAGE = "pages/activity/show"
CALLS = sorted(name for name in vars(WeChat) if not name.startswith("_"))


@pytest.fixture
def openid(stub) -> str:
    """Somebody who is using the mini-program."""
    stub.press_login("openid-a")
    return "openid-a"


def refused(call, *args) -> tuple[type, int | None]:
    with pytest.raises(WeChatError) as refusal:
        call(*args)
    return type(refusal.value), refusal.value.errcode


# --- phone numbers ------------------------------------------------------------------------------


def test_a_phone_number_is_given_once(wechat, stub):
    code = stub.press_phone("openid-a", "13900001111")
    assert wechat.phone_number(code) == PhoneNumber("13900001111", "86")
    assert refused(wechat.phone_number, code) == (WeChatValueError, 40163)
    assert refused(wechat.phone_number, "none") == (WeChatValueError, 40029)


def test_a_login_code_opens_no_phone_number(wechat, stub):
    assert refused(wechat.phone_number, stub.press_login("a")) == (WeChatValueError, 40029)


def test_a_phone_number_is_asked_for_once_only(wechat, stub, pauses):
    code = stub.press_phone("openid-a", "13900001111")
    stub.token()
    wechat.templates()  # has a token from here on
    stub.busy = 1
    assert refused(wechat.phone_number, code) == (WeChatUnavailableError, -1)
    assert pauses == []
    assert stub.count("/wxa/business/getuserphonenumber") == 1


def test_a_person_at_risk_gives_no_phone_number(wechat, stub):
    stub.blocked.add("openid-a")
    code = stub.press_phone("openid-a", "13900001111")
    assert refused(wechat.phone_number, code) == (WeChatBlockedError, 40226)


# --- messages -----------------------------------------------------------------------------------


def message(openid, template_id, **values) -> SubscribeMessage:
    return SubscribeMessage(openid, template_id, values, PAGE + "?id=7", Release.TRIAL)


def test_one_consent_is_one_message(wechat, stub, openid):
    template = stub.messages.offer("thing1", "time2")
    stub.messages.accept(openid, template)
    asked = message(openid, template, thing1="清理河道", time2="2026年5月4日 09:00~11:30")
    assert wechat.send_message(asked).isdecimal()
    assert stub.messages.sent == [
        {
            "touser": openid,
            "template_id": template,
            "page": PAGE + "?id=7",
            "data": {
                "thing1": {"value": "清理河道"},
                "time2": {"value": "2026年5月4日 09:00~11:30"},
            },
            "miniprogram_state": "trial",
            "lang": "zh_CN",
        }
    ]
    assert refused(wechat.send_message, asked) == (WeChatUnwantedError, 43101)
    assert len(stub.messages.sent) == 1


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("thing1", "二十个字" * 5, "二十个字" * 5 + "多"),
        ("number2", "9" * 32, "9" * 33),
        ("number2", "-3.50", "三"),
        ("letter3", "abcXYZ", "abc1"),
        ("character_string4", "A-1/b" * 6, "中文"),
        ("character_string4", "x" * 32, "x" * 33),
        ("time5", "15:01", "25:01"),
        ("time5", "2019年10月1日 15:01", "2019-10-01T15:01:00"),
        ("date6", "2019年10月1日", "2019年13月1日"),
        ("amount7", "¥100.50元", "一百"),
        ("phone_number8", "+86-0766-66888866"[:17], "+86-0766-668888660"),
        ("name9", "十个汉字以内的姓名呀", "十一个汉字以内的姓名呀呀"),
        ("name9", "Alexander Humboldt", "Alexander von Humboldt"),
        ("phrase10", "已经通过了", "已经通过了吧"),
        ("phrase10", "通过", "OK"),
    ],
)
def test_a_value_fits_its_kind_or_is_named(wechat, stub, openid, field, good, bad):
    template = stub.messages.offer("thing1", *({field} - {"thing1"}))
    stub.messages.accept(openid, template)
    with pytest.raises(WeChatValueError) as refusal:
        wechat.send_message(message(openid, template, **({"thing1": "河"} | {field: bad})))
    assert (refusal.value.errcode, refusal.value.field) == (47003, field)
    assert list(refusal.value.fields) == [field]
    wechat.send_message(message(openid, template, **({"thing1": "河"} | {field: good})))


def test_a_missing_value_is_named(wechat, stub, openid):
    template = stub.messages.offer("thing1", "time2")
    with pytest.raises(WeChatValueError) as refusal:
        wechat.send_message(message(openid, template, thing1="河"))
    assert refusal.value.field == "time2"


def test_a_message_to_nobody_by_no_template_or_to_no_page(wechat, stub, openid):
    template = stub.messages.offer("thing1")
    stub.messages.accept(openid, template)
    send = wechat.send_message
    assert refused(send, message("nobody", template)) == (WeChatValueError, 40003)
    assert refused(send, message(openid, "none")) == (WeChatSetupError, 40037)
    elsewhere = SubscribeMessage(openid, template, {"thing1": "河"}, "pages/none")
    assert refused(send, elsewhere) == (WeChatValueError, 41030)
    assert stub.messages.consents[openid, template] == 1


def test_a_message_is_sent_at_most_once(wechat, stub, openid, pauses):
    template = stub.messages.offer("thing1")
    stub.messages.accept(openid, template)
    wechat.templates()
    for fault in ("hang", "500", "html"):
        stub.fault = fault
        with pytest.raises(WeChatUnavailableError) as refusal:
            wechat.send_message(message(openid, template, thing1="河"))
        assert refusal.value.again
    assert stub.count("/cgi-bin/message/subscribe/send") == 3
    assert pauses == []


def test_templates_come_and_go(wechat, stub):
    made = wechat.add_template("1001", [1, 2], "活动提醒")
    [template] = wechat.templates()
    assert (template.id, template.content) == (
        made,
        "thing1:{{thing1.DATA}}\ntime2:{{time2.DATA}}\n",
    )
    wechat.delete_template(made)
    assert wechat.templates() == []
    assert refused(wechat.delete_template, made) == (WeChatSetupError, 200014)
    assert refused(wechat.add_template, "1001", [1], "x") == (WeChatSetupError, 200020)
    assert refused(wechat.add_template, "7", [1, 2], "x") == (WeChatSetupError, 200011)
    assert refused(wechat.add_template, "1001", [1, 2], "长" * 16) == (WeChatSetupError, 200021)


# --- content ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "suggestion", "label"),
    [
        ("今天去清理河道", Suggestion.PASS, 100),
        ("加我微信", Suggestion.REVIEW, 10001),
        ("听信谣言", Suggestion.RISKY, 20001),
        ("有艳照", Suggestion.RISKY, 20002),
        ("你是笨蛋", Suggestion.REVIEW, 20003),
        ("来赌博吧", Suggestion.RISKY, 20006),
        ("来刷单", Suggestion.RISKY, 20008),
        ("说粗话", Suggestion.REVIEW, 20012),
        ("卖盗版", Suggestion.REVIEW, 20013),
        ("说怪话", Suggestion.REVIEW, 21000),
    ],
)
def test_errcode_0_is_not_pass(wechat, stub, openid, content, suggestion, label):
    found = wechat.check_text(Text(openid, Scene.COMMENT, content))
    assert (found.suggestion, found.label) == (suggestion, label)
    assert found.trace_id
    assert stub.requests[-1].body["version"] == 2


def test_title_and_nickname_are_looked_at(wechat, openid):
    for more in ({"title": "赌博"}, {"nickname": "赌博"}):
        found = wechat.check_text(Text(openid, Scene.FORUM, "今天", **more))
        assert found.suggestion is Suggestion.RISKY


def test_words_are_long_enough(wechat, openid):
    assert wechat.check_text(Text(openid, Scene.FORUM, "字" * 2500)).label == 100
    assert refused(wechat.check_text, Text(openid, Scene.FORUM, "字" * 2501))[1] == 45002
    assert refused(wechat.check_text, Text(openid, Scene.FORUM, ""))[1] == 47001
    assert refused(wechat.check_text, Text(openid, 5, "字"))[1] == 40129


def test_a_person_was_there_within_two_hours(wechat, stub, openid):
    text = Text(openid, Scene.FORUM, "字")
    media = Media(openid, Scene.FORUM, "https://example.org/a.jpg")
    stub.now += timedelta(hours=2)
    assert wechat.check_text(text).suggestion is Suggestion.PASS
    assert wechat.check_media(media)
    stub.now += timedelta(seconds=1)
    for call, asked in ((wechat.check_text, text), (wechat.check_media, media)):
        assert refused(call, asked) == (WeChatValueError, 61010)
        nobody = type(asked)("nobody", asked.scene, "https://example.org/a.jpg")
        assert refused(call, nobody) == (WeChatValueError, 40003)


def test_a_file_is_checked_under_a_trace_id(wechat, stub, openid):
    first = wechat.check_media(Media(openid, Scene.DIARY, "https://example.org/a.jpg"))
    other = wechat.check_media(
        Media(openid, Scene.DIARY, "https://example.org/a.mp3", MediaKind.AUDIO)
    )
    assert list(stub.checks.media) == [first, other]
    assert stub.checks.media[other]["media_type"] == 1
    local = Media(openid, Scene.DIARY, "file:///etc/passwd")
    assert refused(wechat.check_media, local) == (WeChatValueError, 47001)


# --- pictures and risk --------------------------------------------------------------------------


def test_a_code_is_a_picture(wechat, stub):
    every = "!#$'()*+,/:;=?@-._~aZ09"
    assert wechat.code_picture(CodePicture(every, PAGE)) == JPEG
    assert wechat.code_picture(CodePicture("x" * 32, PAGE)) == JPEG
    unpublished = CodePicture("x", "pages/new", Release.DEVELOPMENT, check_page=False)
    assert wechat.code_picture(unpublished) == JPEG
    assert stub.requests[-1].body["env_version"] == "develop"


@pytest.mark.parametrize(
    ("scene", "page", "width", "errcode"),
    [
        ("x" * 33, PAGE, 430, 40169),
        ("", PAGE, 430, 40169),
        ("活动", PAGE, 430, 40169),
        ("a b", PAGE, 430, 40169),
        ("a%20b", PAGE, 430, 40169),
        ("a&b", PAGE, 430, 40129),
        ("x", "/" + PAGE, 430, 41030),
        ("x", PAGE + "?id=1", 430, 41030),
        ("x", "pages/none", 430, 41030),
        ("x", PAGE, 279, 47001),
        ("x", PAGE, 1281, 47001),
    ],
)
def test_a_code_that_cannot_be_drawn(wechat, scene, page, width, errcode):
    asked = CodePicture(scene, page, width=width)
    assert refused(wechat.code_picture, asked) == (WeChatValueError, errcode)


@pytest.mark.parametrize("fault", ["html", "list", "500"])
def test_a_picture_that_is_none(wechat, stub, fault):
    wechat.templates()
    stub.fault = fault
    assert refused(wechat.code_picture, CodePicture("x", PAGE)) == (WeChatUnavailableError, None)


def test_a_risk_has_a_rank(wechat, stub, openid):
    stub.ranks[openid] = 4
    asked = RiskQuestion(openid, RiskScene.REGISTRATION, "203.0.113.7", "13900001111")
    assert wechat.risk_rank(asked) == 4
    assert stub.requests[-1].body["appid"] == APP_ID
    assert "13900001111" not in repr(asked)
    for person, address, errcode in (("nobody", "203.0.113.7", 40003), (openid, "here", 47001)):
        wrong = RiskQuestion(person, RiskScene.REDEMPTION, address)
        assert refused(wechat.risk_rank, wrong) == (WeChatValueError, errcode)


# --- tries and limits ---------------------------------------------------------------------------


def safe_calls(wechat, openid):
    return {
        "/wxaapi/newtmpl/gettemplate": wechat.templates,
        "/wxa/msg_sec_check": lambda: wechat.check_text(Text(openid, Scene.FORUM, "字")),
        "/wxa/getwxacodeunlimit": lambda: wechat.code_picture(CodePicture("x", PAGE)),
        "/wxa/getuserriskrank": lambda: wechat.risk_rank(
            RiskQuestion(openid, RiskScene.REDEMPTION, "203.0.113.7")
        ),
    }


@pytest.mark.parametrize("busy", [1, 2, 3])
def test_a_question_is_tried_three_times(wechat, stub, openid, pauses, busy):
    wechat.templates()
    for path, ask in safe_calls(wechat, openid).items():
        before = stub.count(path)
        stub.busy = busy
        if busy < 3:
            ask()
        else:
            assert refused(ask) == (WeChatUnavailableError, -1)
        assert stub.count(path) - before == min(busy + 1, 3)
    assert pauses == ([0.2, 0.8][: min(busy, 2)]) * 4


def test_the_limit_of_calls_is_not_tried_again(wechat, stub, openid, pauses):
    for path, ask in safe_calls(wechat, openid).items():
        stub.limits[path] = 2
        ask()
        ask()
        assert refused(ask) == (WeChatLimitError, 45009)
        assert stub.count(path) == 3
        stub.now += timedelta(minutes=1)
        ask()
    assert pauses == []


def test_the_limit_of_a_day_lasts_until_the_next(wechat, stub, openid):
    stub.day_limits["/wxa/msg_sec_check"] = 1
    text = Text(openid, Scene.FORUM, "字")
    wechat.check_text(text)
    stub.now += timedelta(hours=1)
    assert refused(wechat.check_text, text) == (WeChatLimitError, 45009)
    stub.now += timedelta(hours=23)
    stub.press_login(openid)
    wechat.check_text(text)


def test_messages_have_a_limit_of_a_day(wechat, stub, openid):
    template = stub.messages.offer("thing1")
    stub.messages.accept(openid, template)
    stub.day_limits["/cgi-bin/message/subscribe/send"] = 0
    asked = message(openid, template, thing1="河")
    assert refused(wechat.send_message, asked) == (WeChatLimitError, 45009)
    assert stub.messages.consents[openid, template] == 1


@pytest.mark.parametrize(
    ("more", "errcode"),
    [
        ({"auto_color": True, "line_color": {"r": 0, "g": 128, "b": 255}, "is_hyaline": True}, 0),
        ({"auto_color": "yes"}, 47001),
        ({"is_hyaline": 1}, 47001),
        ({"line_color": {"r": 0, "g": 0}}, 47001),
        ({"line_color": {"r": 0, "g": 0, "b": 256}}, 47001),
    ],
)
def test_colours_of_a_code_are_checked(stub, more, errcode):
    address = f"{stub.url}/wxa/getwxacodeunlimit?access_token={stub.token()}"
    answer = httpx.post(address, json={"scene": "x", "page": PAGE} | more)
    assert (answer.content == JPEG) if errcode == 0 else (answer.json()["errcode"] == errcode)


def test_the_token_of_old_ends_the_one_before_and_no_stable_one(stub):
    asked = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET}

    def ask(**more):
        return httpx.get(f"{stub.url}/cgi-bin/token", params=asked | more).json()

    def use(token):
        address = f"{stub.url}/wxaapi/newtmpl/gettemplate"
        return httpx.get(address, params={"access_token": token}).json()["errcode"]

    first, stable = ask()["access_token"], stub.token()
    second = ask()
    assert second["expires_in"] == 7200
    assert [use(each) for each in (first, second["access_token"], stable)] == [0, 0, 0]
    stub.now += timedelta(minutes=5)
    assert [use(each) for each in (first, second["access_token"], stable)] == [42001, 0, 0]
    assert ask(appid="wxother")["errcode"] == 40013
    assert ask(secret="wrong")["errcode"] == 40125  # noqa: S106 - wrong on purpose
    assert ask(grant_type="password")["errcode"] == 40002
    stub.day_limits["/cgi-bin/token"] = 0
    assert ask()["errcode"] == 45009


def test_nothing_secret_is_logged(wechat, stub, openid, caplog):
    caplog.set_level(logging.DEBUG)
    code = stub.press_phone(openid, "13900001111")
    wechat.phone_number(code)
    refused(wechat.phone_number, code)
    refused(wechat.send_message, message(openid, "none", thing1="王小明"))
    for fault in ("html", "list", "500", "hang"):
        stub.fault = fault
        refused(wechat.phone_number, code)
        refused(wechat.check_media, Media(openid, Scene.FORUM, "https://example.org/a.jpg"))
    for hidden in (SECRET, code, "13900001111", "王小明", stub.token(), "example.org"):
        assert hidden not in caplog.text


# --- all who answer ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [HttpWeChat, ConsoleWeChat, UnconfiguredWeChat])
def test_all_have_the_same_calls(kind):
    mine = {name for name in vars(kind) if not name.startswith("_")} - {"close"}
    assert sorted(mine) == CALLS
    for name in CALLS:
        assert inspect.signature(getattr(kind, name)) == inspect.signature(getattr(WeChat, name))


def example(name):
    return {
        "code_to_session": ("code",),
        "phone_number": ("code",),
        "send_message": (message("openid", "template", thing1="河"),),
        "templates": (),
        "add_template": ("1001", [1, 2], "活动提醒"),
        "delete_template": ("template",),
        "check_text": (Text("openid", Scene.FORUM, "字"),),
        "check_media": (Media("openid", Scene.FORUM, "https://example.org/a.jpg"),),
        "code_picture": (CodePicture("x", PAGE),),
        "risk_rank": (RiskQuestion("openid", RiskScene.REDEMPTION, "203.0.113.7"),),
    }[name]


@pytest.mark.parametrize("name", CALLS)
def test_the_console_says_what_would_be_asked(name, caplog):
    caplog.set_level(logging.INFO)
    promised = inspect.signature(getattr(WeChat, name)).return_annotation
    answer = getattr(ConsoleWeChat(), name)(*example(name))
    assert type(answer) is (get_origin(promised) or promised or type(None))
    assert "would ask WeChat" in caplog.text


@pytest.mark.parametrize("name", CALLS)
def test_without_app_id_every_call_says_so(name):
    with pytest.raises(UnavailableError) as refusal:
        getattr(UnconfiguredWeChat(), name)(*example(name))
    assert refusal.value.code == "wechat_not_configured"


def test_the_console_lets_no_words_pass():
    console = ConsoleWeChat()
    assert console.check_text(Text("a", Scene.FORUM, "字")).suggestion is Suggestion.REVIEW
    assert console.phone_number("a") == console.phone_number("a")
    made = console.add_template("1", [1, 2], "提醒")
    assert [each.id for each in console.templates()] == [made]
    console.delete_template(made)
    assert console.templates() == []


# --- the stub is strict -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "content", "errcode"),
    [
        ("GET", "/wxa/msg_sec_check", None, 43002),
        ("POST", "/wxa/msg_sec_check", b"", 44002),
        ("POST", "/wxa/msg_sec_check", b"{", 47001),
        ("POST", "/wxa/msg_sec_check", b"[]", 47001),
        ("POST", "/wxa/msg_sec_check", b"{}", 41001),
        ("POST", "/wxa/msg_sec_check?access_token=mine", b"{}", 40001),
        ("POST", "/wxaapi/newtmpl/gettemplate", b"{}", 43001),
        ("POST", "/wxa/elsewhere", b"{}", 40066),
    ],
)
def test_the_stub_refuses_what_wechat_does(stub, method, path, content, errcode):
    assert httpx.request(method, stub.url + path, content=content).json()["errcode"] == errcode
