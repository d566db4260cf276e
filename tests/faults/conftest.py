"""Fixtures: empty databases, applications on them, queues and installations that may be killed."""

import contextlib
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import create_app
from app.core import migrations
from app.core.extensions import db
from config import Settings
from tests.app.conftest import county  # noqa: F401 - a fixture
from tests.conftest import NOWHERE, _miss, postgres_database
from tests.faults.stack import Stack, wait_until

LINUX = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux' /proc")


def pytest_collection_modifyitems(items):
    """Mark everything in this folder; it needs Linux, where /proc tells who is whose child."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.faults)
            item.add_marker(LINUX)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request, tmp_path) -> Iterator[str]:
    """Give the address of an empty database that this test alone uses."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'weiguang.db'}"
    else:
        yield from faults_database(request.node.name)


@pytest.fixture
def postgres(request) -> Iterator[str]:
    """Give the address of an empty PostgreSQL database that this test alone uses."""
    yield from faults_database(request.node.name)


def faults_database(purpose: str) -> Iterator[str]:
    yield from postgres_database("faults_" + "".join(filter(str.isalnum, purpose))[-40:].lower())


@pytest.fixture
def make_app(tmp_path) -> Iterator[Callable]:
    """``make_app(address, queue)``: the application there, its tables made unless told not to."""
    made = []

    def make_app(address: str, queue: str = NOWHERE, *, tables: bool = True):
        var = tmp_path / "var"
        var.mkdir(exist_ok=True)
        settings = Settings(development=True, var=var, database_url=address, redis_url=queue)
        made.append(create_app(settings))
        if tables:
            migrations.upgrade(made[-1])
        return made[-1]

    yield make_app
    for app in made:
        if app.extensions["redis"] is not None:
            app.extensions["redis"].close()
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def app(make_app, address, queue):
    """Give the application with a queue and a database of its own."""
    return make_app(address, queue.url)


class Queue:
    """A Redis of our own, which may be stopped and started."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.url = folder, f"unix://{folder / 'queue.sock'}"
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        from redis import Redis  # noqa: PLC0415
        from redis.exceptions import RedisError  # noqa: PLC0415

        binary = shutil.which("redis-server")
        if binary is None:
            _miss("Redis", "there is no redis-server")
        socket = str(self.folder / "queue.sock")
        command = [binary, "--port", "0", "--unixsocket", socket, "--dir", str(self.folder)]
        with (self.folder / "queue.log").open("ab") as log:
            self.process = subprocess.Popen([*command, "--save", ""], stdout=log)  # noqa: S603

        def answers() -> bool:
            with contextlib.suppress(RedisError), Redis.from_url(self.url) as connection:
                return connection.ping()
            return False

        wait_until(answers, "the queue answers")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)


@pytest.fixture
def queue(tmp_path_factory) -> Iterator[Queue]:
    """Give a queue that runs."""
    # Short, for the path of a socket may have about 100 characters.
    queue = Queue(tmp_path_factory.mktemp("q"))
    queue.start()
    yield queue
    queue.kill()


@pytest.fixture
def stack(address, tmp_path) -> Iterator[Stack]:
    """Give the whole installation, running."""
    var = tmp_path / "var"
    var.mkdir()
    stack = Stack(var, address)
    stack.start()
    yield stack
    stack.stop()
