"""Notices through WeChat, over HTTP: one acceptance one message, never one twice."""

from datetime import UTC, datetime, timedelta

import pytest

from app.notices import sending
from app.notices import service as notices
from app.notices.delivery import make_delivery
from app.notices.jobs import send, sweep
from app.notices.kinds import KINDS, Kind
from app.notices.models import Message, MessageState
from app.wechat.client import HttpWeChat
from config import Settings
from tests.app.notices.test_kinds import sample
from tests.contract.conftest import APP_ID, SECRET
from tests.contract.wechat_stub import WeChatStub

NOON = datetime(2026, 5, 4, 4, 0, tzinfo=UTC)
NIGHT = datetime(2026, 5, 4, 15, 0, tzinfo=UTC)  # eleven in the evening in Yanhe
SEND = "/cgi-bin/message/subscribe/send"


class Post:
    """The application with WeChat's templates, and a person who has logged in through it."""

    def __init__(self, app, stub: WeChatStub, anyone, work, clock):
        self.app, self.stub, self.work, self.clock = app, stub, work, clock
        self.ids = {
            "reminder": stub.messages.offer("thing4", "time2", "thing7"),
            "change": stub.messages.offer("thing1", "phrase2", "thing3"),
            "result": stub.messages.offer("thing1", "phrase3", "thing5"),
            "hours": stub.messages.offer("thing2", "number1", "thing9"),
        }
        self.configure()
        clock.freeze(NOON)
        _, found = anyone.post("/auth/wechat", {"code": stub.press_login("openid-a")})
        self.user_id, self.person = found["user"]["id"], type(anyone)(app, found["access_token"])

    def configure(self, **more) -> None:
        """Install the templates, with other settings beside them."""
        listed = " ".join(
            f"{name}={each}:{','.join(self.stub.messages.templates[each])}"
            for name, each in self.ids.items()
        )
        settings = Settings(development=True, wechat_templates=listed, **more)
        self.app.extensions["notices"] = make_delivery(settings)

    def accept(self, *names: str, times: int = 1) -> dict[str, int]:
        """The person presses accept; what is left of each."""
        for _ in range(times):
            for name in names:
                self.stub.messages.accept("openid-a", self.ids[name])
            answers = {self.ids[name]: "accept" for name in names}
            status, found = self.person.post("/me/subscriptions", {"answers": answers})
            assert status == 200, found
        return self.left()

    def left(self) -> dict[str, int]:
        found = self.person.get("/me/subscriptions")[1]
        return {each["template"]: each["messages_left"] for each in found}

    def tell(self, kind: Kind = Kind.ACTIVITY_CANCELLED, key: str = "k", **more) -> None:
        with self.work():
            notices.notify(self.user_id, kind, sample(kind), key=key, **more)

    def run(self, times: int = 1) -> None:
        """Do what the worker does: whatever is there, asked for once or more often."""
        with self.app.app_context():
            sweep()
        with self.work() as session:
            ids = [each.id for each in session.query(Message)]
        with self.app.app_context():
            for each in ids * times:
                send(each)

    def states(self) -> list[str]:
        with self.work() as session:
            return [each.state for each in session.query(Message).order_by(Message.id)]


@pytest.fixture
def post(app, stub, wechat, anyone, work, clock):
    """An application that speaks through the stub."""
    before = {name: app.extensions[name] for name in ("wechat", "notices")}
    app.extensions["wechat"] = wechat
    yield Post(app, stub, anyone, work, clock)
    app.extensions |= before


@pytest.mark.parametrize("kind", [kind for kind in Kind if KINDS[kind].template])
def test_every_kind_of_message_is_taken_by_wechat(post, kind):
    post.accept(KINDS[kind].template)
    post.tell(kind)
    post.run()
    assert post.states() == [MessageState.SENT]
    assert len(post.stub.messages.sent) == 1


def test_one_acceptance_is_one_message(post):
    assert post.left() == {"reminder": 0, "change": 0, "result": 0, "hours": 0}
    assert post.accept("change", times=2)["change"] == 2
    for number in range(3):
        post.tell(key=f"k{number}")
    assert post.left()["change"] == 0
    post.run(times=3)
    assert post.states() == [MessageState.SENT] * 2
    assert post.stub.count(SEND) == 2
    assert post.person.get("/me/notices")[1]["unread"] == 3
    values = {name: each["value"] for name, each in post.stub.messages.sent[0]["data"].items()}
    assert values == {"thing1": "«activity»", "phrase2": "已取消", "thing3": "«reason»"}


@pytest.mark.parametrize(
    ("answer", "left"),
    [
        ("accept", 1),
        ("acceptWithAlert", 1),
        ("acceptWithAudio", 1),
        ("acceptWithForcePush", 1),
        ("reject", 0),
        ("ban", 0),
        ("filter", 0),
    ],
)
def test_what_the_phone_reports(post, answer, left):
    asked = {"answers": {post.ids["change"]: answer, "another-app's": "accept"}}
    found = {e["template"]: e for e in post.person.post("/me/subscriptions", asked)[1]}
    assert found["change"]["messages_left"] == left
    assert found["change"]["last_answer"] == answer
    assert found["hours"]["last_answer"] is None


@pytest.mark.parametrize(
    "answers", [{}, {"x": "perhaps"}, {"": "accept"}, {f"t{n}": "accept" for n in range(11)}]
)
def test_what_is_no_report_is_refused(post, answers):
    assert post.person.post("/me/subscriptions", {"answers": answers})[0] == 422


def test_acceptances_at_the_same_moment_all_count(post, together):
    report = {"answers": {post.ids["change"]: "accept"}}
    together(*[lambda: post.person.post("/me/subscriptions", report)] * 5)
    assert post.left()["change"] == 5


def test_the_last_acceptance_is_spent_once(post, together):
    post.accept("change")
    together(*[lambda n=n: post.tell(key=f"k{n}") for n in range(5)])
    assert len(post.states()) == 1
    assert post.left()["change"] == 0
    assert post.person.get("/me/notices")[1]["unread"] == 5


def test_a_message_asked_for_by_many_workers_is_sent_once(post, together):
    post.accept("change")
    post.tell()

    def work():
        with post.app.app_context():
            send(message)

    with post.work() as session:
        message = session.query(Message).one().id
    together(*[work] * 6)
    assert post.stub.count(SEND) == 1
    assert post.states() == [MessageState.SENT]


@pytest.mark.parametrize("killed", ["before it is sent", "after it is sent"])
def test_killed_between_claim_and_note_it_is_never_sent_again(post, killed, caplog):
    post.accept("change")
    post.tell()
    with post.work() as session:
        message = session.query(Message).one().id
    with post.work():
        claimed = sending.claim(message)
    if killed == "after it is sent":
        with post.app.app_context():
            assert sending.deliver(claimed).isdecimal()
    sent = post.stub.count(SEND)
    post.run()
    assert post.states() == [MessageState.CLAIMED]
    post.clock.advance(minutes=11)
    post.run(times=2)
    assert post.states() == [MessageState.LOST]
    assert "never heard of again" in caplog.text
    assert post.stub.count(SEND) == sent
    assert post.person.get("/me/notices")[1]["unread"] == 1


def test_a_crash_after_the_commit_is_found_by_the_sweep(post):
    post.accept("change")
    post.tell()  # nobody enqueued it: there is no queue here
    post.run()
    assert post.states() == [MessageState.SENT]


def test_a_person_who_wants_no_more_is_not_asked_again(post):
    post.accept("change", times=3)
    post.stub.messages.consents.clear()
    post.tell()
    post.run()
    assert post.states() == [MessageState.REFUSED]
    assert post.left()["change"] == 0
    post.tell(key="k2")
    post.run()
    assert post.stub.count(SEND) == 1


def test_a_value_that_wechat_does_not_take_is_told_to_the_log_and_not_tried_again(
    post, monkeypatch, caplog
):
    monkeypatch.setattr(sending, "fit", lambda _field, text: text * 30)
    post.accept("change")
    post.tell()
    post.run(times=2)
    assert post.states() == [MessageState.FAILED]
    assert post.stub.count(SEND) == 1
    assert "activity_cancelled" in caplog.text
    assert "47003 thing1" in caplog.text
    assert "reason" not in caplog.text
    assert post.left()["change"] == 1  # WeChat has not counted it


def test_at_the_limit_it_goes_out_later(post):
    post.accept("change")
    post.stub.limits[SEND] = 0
    post.tell()
    post.run(times=3)
    assert post.states() == [MessageState.WAITING]
    assert post.stub.count(SEND) == 1
    post.stub.limits[SEND] = 10
    post.clock.advance(minutes=61)
    post.run()
    assert post.states() == [MessageState.SENT]


def test_a_busy_wechat_is_tried_again_a_bounded_number_of_times(post, caplog):
    post.accept("change")
    post.tell(until=NOON + timedelta(days=3))
    with post.app.app_context():
        post.app.extensions["wechat"].templates()  # has a token from here on
    for _ in range(8):
        post.stub.busy = 1
        post.run(times=2)
        post.clock.advance(hours=4)
    assert post.states() == [MessageState.FAILED]
    assert post.stub.count(SEND) == 5
    assert "given up after 5 tries" in caplog.text
    post.clock.freeze(NOON)
    assert post.left()["change"] == 1


def test_not_reached_is_tried_again_but_no_answer_is_not(post, make_client):
    post.accept("change", times=2)
    away = HttpWeChat(APP_ID, SECRET, "http://127.0.0.1:1", 0.5, sleep=lambda _seconds: None)
    here, post.app.extensions["wechat"] = post.app.extensions["wechat"], away
    post.tell()
    post.run()
    assert post.states() == [MessageState.WAITING]
    post.app.extensions["wechat"] = here
    post.clock.advance(minutes=6)
    post.run()
    assert post.states() == [MessageState.SENT]
    post.stub.fault = "500"
    post.tell(key="k2")
    post.run(times=3)
    post.stub.fault = None
    assert post.states() == [MessageState.SENT, MessageState.LOST]
    assert post.stub.count(SEND) == 2
    away.close()


def test_at_night_only_what_is_urgent_goes_out(post):
    post.accept("change", "hours")
    post.clock.freeze(NIGHT)
    post.tell(Kind.HOURS_CREDITED, key="hours")
    post.tell(Kind.ACTIVITY_CANCELLED, key="cancelled")
    post.run()
    assert post.states() == [MessageState.WAITING, MessageState.SENT]
    post.clock.advance(hours=8)
    post.run()
    assert post.states() == [MessageState.SENT] * 2


def test_what_would_come_too_late_is_not_sent_and_costs_nothing(post):
    post.accept("reminder")
    post.clock.freeze(NIGHT)
    post.tell(Kind.SLOT_SOON, until=NIGHT + timedelta(hours=1))
    assert post.states() == []
    post.clock.freeze(NOON)
    post.tell(Kind.SLOT_SOON, key="k2", until=NOON + timedelta(hours=1))
    post.clock.advance(hours=2)
    post.run()
    assert post.states() == [MessageState.EXPIRED]
    post.clock.freeze(NOON)
    assert post.left()["reminder"] == 1


def test_a_message_opens_the_notice_where_there_is_a_page(post):
    post.accept("change")
    post.configure(wechat_notice_page="pages/notice/show")
    post.stub.pictures.pages.add("pages/notice/show")
    post.tell()
    post.run()
    notice = post.person.get("/me/notices")[1]["items"][0]["id"]
    assert post.stub.messages.sent[0]["page"] == f"pages/notice/show?id={notice}"


def test_a_template_that_was_given_up_is_not_used(post):
    post.accept("change")
    post.clock.freeze(NIGHT)
    post.tell()
    del post.ids["change"]
    post.configure()
    post.run()
    assert post.states() == [MessageState.FAILED]
    assert post.stub.count(SEND) == 0


def test_who_has_no_wechat_is_told_in_the_inbox(post, login):
    other = login()
    with post.work():
        notices.notify(other.id, Kind.HOURS_CREDITED, sample(Kind.HOURS_CREDITED), key="k")
    assert post.states() == []
    assert other.get("/me/notices")[1]["unread"] == 1


def test_the_operator_is_told_which_templates_do_not_fit(post):
    run = post.app.test_cli_runner().invoke
    fits = run(args=["check-templates"])
    assert (fits.exit_code, fits.output) == (0, "4 of 4 templates fit\n")
    post.stub.messages.templates[post.ids["hours"]] = ["thing2", "number1"]
    del post.stub.messages.templates[post.ids["change"]]
    wrong = run(args=["check-templates"])
    assert wrong.exit_code == 1
    assert f"change: WeChat has no template {post.ids['change']}" in wrong.output
    assert "hours: the template's fields are number1, thing2" in wrong.output
    assert "2 of 4 templates fit" in wrong.output
    post.stub.fault = "500"
    assert "WeChat does not answer" in run(args=["check-templates"]).output
