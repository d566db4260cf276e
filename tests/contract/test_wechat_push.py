"""Content checks: asked of WeChat, answered by a push that is verified, opened and kept once."""

import base64
import dataclasses
import logging
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core.errors import ConflictError, NotFoundError
from app.wechat import Media, Scene, Suggestion, Text
from app.wechat.console import ConsoleWeChat, UnconfiguredWeChat
from app.wechat.jobs import hand_over_overdue
from app.wechat.models import ContentCheck, ContentState
from app.wechat.service import (
    FileQuestion,
    Subject,
    answer,
    ask_about_file,
    begin_media,
    decide,
    hand_in,
    note_file,
    state_of,
)
from app.wechat.service import ask as ask_wechat
from config import Settings
from tests.app.conftest import START
from tests.contract.conftest import APP_ID
from tests.contract.wechat_checks import Push, check_event, push, sign

PATH = "/api/v1/wechat/push"
TOKEN = "push-token-that-nobody-sees"  # noqa: S105 - of the test
AES_KEY = base64.b64encode(bytes(range(32))).decode().rstrip("=")
POST = Subject("post", 7)
FORMS = pytest.mark.parametrize("form", ["xml", "json"])
SEALED = pytest.mark.parametrize("aes", ["", AES_KEY], ids=["clear", "sealed"])


@pytest.fixture
def configure(app, monkeypatch, clock):
    """``configure(aes_key)``: let the application know what it shares with WeChat."""
    clock.freeze(START)

    def configure(aes: str = "", token: str = TOKEN) -> None:
        settings = dataclasses.replace(
            app.config["SETTINGS"],
            wechat_app_id=APP_ID,
            wechat_push_token=token,
            wechat_push_aes_key=aes,
        )
        monkeypatch.setitem(app.config, "SETTINGS", settings)

    return configure


@pytest.fixture
def check_media(app, work, monkeypatch):
    """``check_media(wechat)``: have a picture checked, as an errand does; its state after it."""

    def check_media(wechat, subject=POST) -> ContentState:
        monkeypatch.setitem(app.extensions, "wechat", wechat)
        media = Media("openid-a", Scene.FORUM, "https://example.org/a.jpg")
        with work():
            question = FileQuestion(begin_media(subject, machine=True).id, media)
        with app.app_context():
            trace_id = ask_about_file(question)
        with work() as session:
            note_file(question, trace_id)
            return session.get_one(ContentCheck, question.check_id).state

    return check_media


@pytest.fixture
def ask(check_media, wechat, stub, work):
    """``ask()``: have a picture checked; its trace id."""

    def ask(subject=POST) -> str:
        stub.press_login("openid-a")
        check_media(wechat, subject)
        with work() as session:
            return session.scalars(
                sa.select(ContentCheck.trace_id).order_by(-ContentCheck.id)
            ).first()

    return ask


@pytest.fixture
def send(app):
    """``send(push)``: what the application answers: its status, and its text or code."""

    def send(sent: Push, **query) -> tuple[int, str]:
        answer = app.test_client().post(
            PATH,
            query_string=sent.query | query,
            data=sent.body,
            content_type=sent.content_type,
        )
        problem = answer.get_json(silent=True)
        return answer.status_code, problem["code"] if problem else answer.get_data(as_text=True)

    return send


@pytest.fixture
def stored(work):
    """``stored(trace_id)``: what is in the table now."""

    def stored(trace_id: str) -> dict:
        with work() as session:
            found = session.scalar(sa.select(ContentCheck).where(ContentCheck.trace_id == trace_id))
            return {column.key: getattr(found, column.key) for column in ContentCheck.__table__.c}

    return stored


def pushed(stub, trace_id, suggest="pass", label=100, *, form="xml", aes="", at=START, **more):
    event = check_event(stub, trace_id, suggest, label, **more)
    return push(event, token=TOKEN, timestamp=int(at.timestamp()), form=form, aes=aes)


SUCCESS = (200, "success")
FORBIDDEN = (403, "wechat_push_forbidden")


# --- the address --------------------------------------------------------------------------------


def echo(app, **query) -> tuple[int, str]:
    answer = app.test_client().get(PATH, query_string=query)
    assert answer.status_code != 200 or answer.mimetype == "text/plain"
    return answer.status_code, answer.get_data(as_text=True)


def signed(at=START, token=TOKEN) -> dict:
    stamp = str(int(at.timestamp()))
    return {"timestamp": stamp, "nonce": "n1", "signature": sign(token, stamp, "n1")}


def test_the_echo_comes_back(app, configure):
    configure(AES_KEY)
    assert echo(app, **signed(), echostr="4375120948345356249") == (200, "4375120948345356249")
    assert echo(app, **signed(), echostr="<b>")[1] == "<b>"  # as plain text, never as a page


@pytest.mark.parametrize(
    "wrong", [{"signature": "0" * 40}, {"nonce": "n2"}, {"signature": "é"}, {"timestamp": "1"}]
)
def test_an_echo_that_is_not_signed_stays_away(app, configure, wrong):
    configure()
    status, text = echo(app, **(signed() | wrong), echostr="secret words")
    assert (status, "secret words" in text) == (403, False)


@pytest.mark.parametrize("missing", ["timestamp", "nonce", "signature", "echostr"])
def test_an_echo_with_a_part_missing(app, configure, missing):
    configure()
    query = signed() | {"echostr": "e"}
    del query[missing]
    assert echo(app, **query)[0] == 422


def test_without_a_token_nothing_is_let_in(app, configure, caplog):
    configure(token="")
    assert echo(app, **signed(token=""), echostr="e")[0] == 403
    assert "WEIGUANG_WECHAT_PUSH_TOKEN" in caplog.text


# --- verdicts -----------------------------------------------------------------------------------


@FORMS
@SEALED
@pytest.mark.parametrize(("suggest", "label"), [("pass", 100), ("review", 21000), ("risky", 20002)])
def test_a_verdict_is_stored(configure, stub, ask, send, stored, *, form, aes, suggest, label):
    configure(aes)
    trace_id = ask()
    assert stored(trace_id)["state"] == "machine_check"
    assert send(pushed(stub, trace_id, suggest, label, form=form, aes=aes)) == SUCCESS
    found = stored(trace_id)
    assert (found["state"], found["suggestion"], found["label"]) == (suggest, suggest, label)
    assert (found["subject_kind"], found["subject_id"]) == ("post", 7)
    assert found["answered_at"] == START


def test_the_first_verdict_counts(configure, stub, ask, send, stored):
    configure()
    trace_id, other = ask(), ask()
    for suggest in ("risky", "risky", "pass"):
        assert send(pushed(stub, trace_id, suggest, 20002)) == SUCCESS
    found = stored(trace_id)
    assert (found["state"], found["suggestion"]) == ("risky", "risky")
    assert stored(other)["state"] == "machine_check"


def test_the_same_push_many_times_at_once(configure, stub, ask, send, stored, together):
    configure()
    trace_id = ask()
    sent = pushed(stub, trace_id, "review", 10001)
    assert together(*[lambda: send(sent)] * 6) == [SUCCESS] * 6
    assert stored(trace_id)["state"] == "review"


def test_a_word_that_nobody_knows_asks_for_a_look(configure, stub, ask, send, stored):
    configure()
    trace_id = ask()
    assert send(pushed(stub, trace_id, "perhaps", 1)) == SUCCESS
    assert stored(trace_id)["state"] == "review"


@FORMS
def test_what_wechat_could_not_look_at_goes_to_people(configure, stub, ask, send, stored, form):
    configure()
    trace_id = ask()
    sent = pushed(stub, trace_id, form=form, errcode=-1008, errmsg="cannot download")
    assert send(sent) == SUCCESS
    found = stored(trace_id)
    assert (found["state"], found["suggestion"]) == ("human_review", None)


@FORMS
@pytest.mark.parametrize(
    ("isrisky", "status_code", "state"),
    [(0, 0, "pass"), (1, 0, "risky"), (0, 4294966288, "human_review"), (7, 0, "review")],
)
def test_the_old_form_is_understood(
    configure, stub, ask, send, stored, *, form, isrisky, status_code, state
):
    configure()
    trace_id = ask()
    event = check_event(stub, trace_id, "pass", 100)
    for name in ("result", "detail", "version", "errcode", "errmsg"):
        del event[name]
    event |= {"isrisky": isrisky, "extra_info_json": "", "status_code": status_code}
    sent = push(event, token=TOKEN, timestamp=int(START.timestamp()), form=form)
    assert send(sent) == SUCCESS
    assert stored(trace_id)["state"] == state


def test_a_verdict_before_its_question_is_refused_and_sent_again(configure, stub, ask, send):
    configure()
    assert send(pushed(stub, "6630a1b2-00000001")) == (404, "not_found")
    assert ask() == "6630a1b2-00000001"
    assert send(pushed(stub, "6630a1b2-00000001")) == SUCCESS


def test_other_events_are_thanked_for(configure, stub, send):
    configure()
    assert send(pushed(stub, "x", Event="subscribe_msg_popup_event")) == SUCCESS
    assert send(pushed(stub, "x", MsgType="text", Event="")) == SUCCESS


# --- what is not WeChat's -----------------------------------------------------------------------


@SEALED
def test_a_signature_that_is_wrong(configure, stub, ask, send, stored, aes):
    configure(aes)
    trace_id = ask()
    sent = pushed(stub, trace_id, aes=aes)
    assert send(sent, signature=sign("other", "1", "n")) == FORBIDDEN
    assert send(sent, nonce="other") == FORBIDDEN
    assert stored(trace_id)["state"] == "machine_check"


@SEALED
@pytest.mark.parametrize(("seconds", "status"), [(-301, 403), (-300, 200), (300, 200), (301, 403)])
def test_a_push_is_of_now(configure, stub, ask, send, aes, seconds, status):
    configure(aes)
    sent = pushed(stub, ask(), aes=aes, at=START + timedelta(seconds=seconds))
    found = send(sent)
    assert found == (SUCCESS if status == 200 else (403, "wechat_push_stale"))


def test_with_a_key_nothing_is_taken_in_the_clear(configure, stub, ask, send, stored):
    configure(AES_KEY)
    trace_id = ask()
    sent = pushed(stub, trace_id)
    assert send(sent) == FORBIDDEN
    assert send(sent, msg_signature=sent.query["signature"]) == FORBIDDEN
    assert stored(trace_id)["state"] == "machine_check"


def test_without_a_key_nothing_sealed_is_taken(configure, stub, ask, send, caplog):
    configure()
    assert send(pushed(stub, ask(), aes=AES_KEY)) == FORBIDDEN
    assert "WEIGUANG_WECHAT_PUSH_AES_KEY" in caplog.text


def test_sealed_content_is_signed(configure, stub, ask, send):
    configure(AES_KEY)
    first, other = ask(), ask()
    good, bad = (pushed(stub, each, aes=AES_KEY) for each in (first, other))
    assert send(bad, msg_signature=good.query["msg_signature"]) == FORBIDDEN
    assert send(good) == SUCCESS


def test_sealed_with_another_key(configure, stub, ask, send):
    configure(AES_KEY)
    other = base64.b64encode(b"k" * 32).decode().rstrip("=")
    assert send(pushed(stub, ask(), aes=other)) == FORBIDDEN


@SEALED
def test_a_push_for_another_app(configure, stub, ask, send, aes):
    configure(aes)
    assert send(pushed(stub, ask(), aes=aes, appid="wxother")) == FORBIDDEN


def test_sealed_for_another_app(configure, stub, ask, send):
    configure(AES_KEY)
    event = check_event(stub, ask(), "pass", 100)
    stamp = int(START.timestamp())
    sent = push(
        event, token=TOKEN, timestamp=stamp, form="xml", aes=AES_KEY, app_id="wx0123456789abcdee"
    )
    assert send(sent) == FORBIDDEN


@pytest.mark.parametrize("sealed", ["", "é", "AAAA", "A" * 64, "=" * 8])
def test_sealed_content_that_is_none(configure, stub, send, sealed):
    configure(AES_KEY)
    stamp = str(int(START.timestamp()))
    query = {
        "timestamp": stamp,
        "nonce": "n",
        "signature": sign(TOKEN, stamp, "n"),
        "msg_signature": sign(TOKEN, stamp, "n", sealed),
    }
    body = f"<xml><Encrypt>{sealed}</Encrypt></xml>".encode()
    assert send(Push(query, body, "text/xml")) == FORBIDDEN


LAUGHS = (
    '<!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<xml><Event>wxa_media_check</Event><trace_id>&b;</trace_id></xml>"
)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"<xml>", b"<xml>words</xml>", b"\xff\xfe", LAUGHS.encode()],
    ids=["empty", "half JSON", "list", "half XML", "no members", "no text", "entities"],
)
def test_content_that_cannot_be_read(configure, send, content):
    configure()
    assert send(Push(signed(), content, "text/xml")) == (422, "wechat_push_unreadable")


def test_content_that_is_too_deep_is_no_fault_of_ours(configure, send):
    configure()
    for content in (b"<a>" * 50_000 + b"</a>" * 50_000, b'{"a":' * 50_000 + b"1" + b"}" * 50_000):
        assert send(Push(signed(), content, "text/xml"))[0] == 422


def test_nothing_secret_is_logged(configure, stub, ask, send, caplog):
    caplog.set_level(logging.DEBUG)
    configure(AES_KEY)
    sent = pushed(stub, ask(), aes=AES_KEY)
    send(sent)
    send(sent, nonce="other")
    for hidden in (TOKEN, AES_KEY, sent.query["msg_signature"]):
        assert hidden not in caplog.text


def test_a_key_has_43_characters():
    with pytest.raises(ValueError, match="43"):
        Settings(development=True, wechat_push_aes_key="short")
    Settings(development=True, wechat_push_aes_key=AES_KEY)


# --- verdicts that do not come ------------------------------------------------------------------


def test_after_half_an_hour_a_person_looks(app, configure, clock, stub, ask, send, stored):
    configure()
    trace_id, answered = ask(), ask()
    assert send(pushed(stub, answered, "pass")) == SUCCESS
    for minutes, state in ((29, "machine_check"), (1, "human_review")):
        clock.advance(minutes=minutes)
        with app.app_context():
            hand_over_overdue()
        assert stored(trace_id)["state"] == state
    assert stored(answered)["state"] == "pass"


def test_a_late_verdict_is_kept_for_the_person_who_looks(
    app, configure, clock, stub, ask, send, stored
):
    configure()
    trace_id = ask()
    clock.advance(minutes=31)
    with app.app_context():
        hand_over_overdue()
    assert send(pushed(stub, trace_id, "risky", 20002, at=clock.now())) == SUCCESS
    found = stored(trace_id)
    assert (found["state"], found["suggestion"]) == ("human_review", "risky")


@pytest.mark.parametrize(("shown", "state"), [(True, "pass"), (False, "risky")])
def test_a_person_decides_once(work, configure, stub, ask, send, stored, *, shown, state):
    configure()
    trace_id = ask()
    check_id = stored(trace_id)["id"]
    with pytest.raises(ConflictError), work():
        decide(check_id, 5, shown=shown)
    send(pushed(stub, trace_id, "review", 21000))
    with work():
        assert decide(check_id, 5, shown=shown).state == state
    with pytest.raises(ConflictError), work():
        decide(check_id, 6, shown=not shown)
    found = stored(trace_id)
    assert (found["state"], found["decided_by"], found["decided_at"]) == (state, 5, START)
    with pytest.raises(NotFoundError), work():
        decide(check_id + 1, 5, shown=shown)


# --- asking -------------------------------------------------------------------------------------


def words(content: str) -> Text:
    return Text("openid-a", Scene.FORUM, content)


def check_text(wechat, subject: Subject, text: Text) -> ContentCheck:
    """Have words checked, from handing in to the answer."""
    check = hand_in(subject, text.content, scene=text.scene, author_id=1, machine=True)
    return answer(check.id, ask_wechat(wechat, text))


@pytest.mark.parametrize(
    ("content", "state", "label"),
    [("清理河道", "pass", 100), ("加我微信", "review", 10001), ("来赌博吧", "risky", 20006)],
)
def test_words_are_answered_at_once(work, wechat, stub, content, state, label):
    stub.press_login("openid-a")
    with work():
        found = check_text(wechat, POST, words(content))
        assert (found.state, found.label) == (state, label)
        assert state_of(POST) == state


@pytest.mark.parametrize("length", [2_499, 2_500, 2_501, 4_900, 5_000])
@pytest.mark.parametrize("bad", ["赌博", ""])
def test_long_words_are_asked_about_in_pieces(work, wechat, stub, length, bad):
    stub.press_login("openid-a")
    for at in {0, 2_449, 2_499, length - 2} if bad else {0}:
        if at + len(bad) > length:
            continue
        content = ("字" * length)[:at] + bad + ("字" * length)[at + len(bad) :]
        with work():
            found = check_text(wechat, POST, words(content)).suggestion
            assert found is (Suggestion.RISKY if bad else Suggestion.PASS)
    pieces = [r.body["content"] for r in stub.requests if r.path == "/wxa/msg_sec_check"]
    assert max(map(len, pieces)) <= 2_500


def test_words_that_wechat_cannot_judge_wait_for_a_person(work, wechat, stub, check_media):
    with work():  # somebody whom WeChat has not seen
        assert check_text(wechat, POST, words("清理河道")).state == "human_review"
    stub.press_login("openid-a")
    stub.now += timedelta(hours=3)
    with work():
        assert check_text(wechat, POST, words("清理河道")).state == "human_review"
    stub.fault = "500"
    assert check_media(wechat) == "human_review"
    with work():
        assert state_of(POST) == "human_review"


def test_without_wechat_a_person_looks(app, work, clock, check_media):
    clock.freeze(START)
    console, none = ConsoleWeChat(), UnconfiguredWeChat()
    with work():
        assert check_text(console, POST, words("字")).state == "review"
        assert check_text(none, POST, words("字")).state == "human_review"
    assert check_media(none) == "human_review"
    waiting = [check_media(console) for _ in range(2)]
    assert set(waiting) == {ContentState.MACHINE_CHECK}
    clock.advance(minutes=30)
    with app.app_context():
        hand_over_overdue()
    with work() as session:
        assert "machine_check" not in set(session.scalars(sa.select(ContentCheck.state)))


def test_the_gravest_check_of_a_subject_counts(work, wechat, stub, configure, ask, send):
    configure()
    with work():
        assert state_of(POST) is None
    first, second, third = (ask() for _ in range(3))
    for trace_id, said, state in (
        (first, "pass", "machine_check"),
        (second, "risky", "risky"),
        (third, "pass", "risky"),
    ):
        send(pushed(stub, trace_id, said, 100))
        with work():
            assert state_of(POST) == state
    with work():
        assert state_of(Subject("post", 8)) is None


def test_of_words_about_the_same_row_the_last_count(work, wechat, stub):
    stub.press_login("openid-a")
    with work():
        risky = check_text(wechat, POST, words("来赌博吧")).id
        assert state_of(POST) == "risky"
        doubtful = check_text(wechat, POST, words("加我微信")).id
        check_text(wechat, POST, words("清理河道"))
        assert state_of(POST) == "pass"
    for superseded in (risky, doubtful):
        with pytest.raises(ConflictError), work():
            decide(superseded, 5, shown=True)
