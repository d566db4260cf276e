"""WeChat as a server, the real client before it, and the county of the application's tests."""

import pytest

from app.wechat.client import HttpWeChat
from tests.app.conftest import county  # noqa: F401 - a fixture
from tests.contract.wechat_stub import WeChatStub

APP_ID, SECRET = "wx0123456789abcdef", "s3cr3t-of-the-app-that-nobody-sees"


@pytest.fixture
def stub():
    """A WeChat with nobody in it yet."""
    with WeChatStub(APP_ID, SECRET) as stub:
        yield stub


@pytest.fixture
def pauses() -> list[float]:
    """How long the client would have waited between its tries."""
    return []


@pytest.fixture
def make_client(stub, pauses):
    """``make_client(redis)``: a client such as each process has one."""
    made = []

    def make(redis=None) -> HttpWeChat:
        made.append(HttpWeChat(APP_ID, SECRET, stub.url, 0.5, redis, sleep=pauses.append))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def wechat(make_client) -> HttpWeChat:
    """The client of a process that has no Redis."""
    return make_client()
