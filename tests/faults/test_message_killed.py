"""A worker is killed while WeChat has its message: the message is never sent a second time."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import Identity, IdentityKind
from app.core.db import add, transaction
from app.notices import service as notices
from app.notices.delivery import make_delivery
from app.notices.kinds import Kind
from app.notices.models import Answer, Message, Subscription
from config import Settings
from tests.app.notices.test_kinds import sample
from tests.contract.conftest import APP_ID, SECRET, stub  # noqa: F401 - a fixture
from tests.factories import make_user
from tests.faults.stack import environment, flask, wait_until

SEND = "/cgi-bin/message/subscribe/send"
NOW = datetime.now(UTC)


@pytest.fixture
def app(make_app, address, stub):  # noqa: F811
    """An application without queue, whose WeChat is the stub, with one message that waits."""
    app = make_app(address, "none")
    template = stub.messages.offer("thing1", "phrase2", "thing3")
    app.templates = f"change={template}:thing1,phrase2,thing3"
    app.extensions["notices"] = make_delivery(
        Settings(development=True, wechat_templates=app.templates)
    )
    stub.press_login("openid-a")
    stub.messages.accept("openid-a", template)
    with app.app_context(), transaction():
        user = make_user()
        add(Identity(user_id=user.id, kind=IdentityKind.WECHAT, subject="openid-a", created_at=NOW))
        wanted = Subscription(user_id=user.id, template_id=template, messages_left=1)
        wanted.last_answer, wanted.answered_at = Answer.ACCEPT, NOW
        add(wanted)
        kind = Kind.ACTIVITY_CANCELLED
        notices.notify(user.id, kind, sample(kind), key="k")
    return app


def worker(app, stub):  # noqa: F811
    """Start a worker that is its own queue."""
    settings = app.config["SETTINGS"]
    known = environment(settings.database_url, "none", settings.var) | {
        "WEIGUANG_WECHAT_APP_ID": APP_ID,
        "WEIGUANG_WECHAT_SECRET": SECRET,
        "WEIGUANG_WECHAT_URL": stub.url,
        "WEIGUANG_WECHAT_TIMEOUT_SECONDS": "60",
        "WEIGUANG_WECHAT_TEMPLATES": app.templates,
    }
    return flask("worker", environment=known, log=settings.var / "worker.log")


def state(app) -> str:
    with app.app_context(), transaction() as session:
        return session.scalars(sa.select(Message.state)).one()


@pytest.mark.timeout(120)
def test_a_message_whose_sender_was_killed_is_sent_once(app, stub):  # noqa: F811
    stub.fault, stub.fault_at = "hang", SEND
    first = worker(app, stub)
    wait_until(lambda: stub.count(SEND), "WeChat has the message and does not answer")
    first.kill()
    first.wait()
    stub.fault = None
    second = worker(app, stub)
    try:
        time.sleep(4)  # it sweeps each second
        assert (state(app), stub.count(SEND)) == ("claimed", 1)
        with app.app_context(), transaction() as session:
            session.execute(sa.update(Message).values(claimed_at=NOW - timedelta(minutes=11)))
        wait_until(lambda: state(app) == "lost", "the sweep gives it up")
        time.sleep(2)
        assert (len(stub.messages.sent), stub.count(SEND)) == (1, 1)
    finally:
        second.kill()
        second.wait()
