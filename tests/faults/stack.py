"""The whole installation as real processes, which may be killed one by one."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from config import ROOT

PATIENCE_S = 30.0


def wait_until(true, what: str, patience_s: float = PATIENCE_S):
    """Return what ``true()`` returns as soon as it is something; fail when that takes too long."""
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline:
        found = true()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {patience_s:.0f} s in vain: {what}")


def environment(database: str, queue: str, var: Path) -> dict[str, str]:
    """Return the environment of one installation, whatever that of the tests is."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("WEIGUANG_")}
    return plain | {
        "WEIGUANG_DEVELOPMENT": "1",
        "WEIGUANG_VAR": str(var),
        "WEIGUANG_DATABASE_URL": database,
        "WEIGUANG_REDIS_URL": queue,
    }


def flask(*command: str, environment: dict[str, str], log: Path) -> subprocess.Popen:
    """Start one of the application's commands."""
    return python("-m", "flask", "--app", "wsgi", *command, environment=environment, log=log)


def python(*command: str, environment: dict[str, str], log: Path) -> subprocess.Popen:
    """Start a Python of ours."""
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 - our own
            [sys.executable, *command],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=output,
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class Stack:
    """``start.py`` and all that it starts."""

    var: Path
    database: str
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.process = python(
            "start.py", "--empty", "--port", str(self.port),
            environment=environment(self.database, "", self.var), log=self.var / "start.log",
        )  # fmt: skip
        wait_until(self.answers, f"the server answers, see {self.var}")
        wait_until(
            lambda: self.pids("wsgi worker") and self.pids("wsgi scheduler"), "all are there"
        )

    def answers(self) -> bool:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{self.url}/api/v1/health", timeout=5).close()  # noqa: S310
            return True
        return False

    def pids(self, word: str) -> list[int]:
        """Return the processes below ours that have this word on their command line."""
        below = {self.process.pid}
        commands = list(_processes())
        for _generation in range(3):
            below |= {pid for pid, parent, _ in commands if parent in below}
        below -= {self.process.pid}
        return [pid for pid, _, command in commands if pid in below and word in command]

    def kill(self, word: str) -> None:
        """Kill -9 the process of this kind; its own children must go, and it must come back."""
        before = wait_until(lambda: self.pids(word), f"there is a {word}")
        os.kill(min(before), signal.SIGKILL)
        wait_until(lambda: not any(map(_alive, before)), f"nothing is left of {word}: {before}")
        wait_until(lambda: self.pids(word), f"{word} is back")

    def kill_supervisor(self) -> None:
        """Kill -9 the one process that nobody brings back; its children must not stay behind."""
        children = self.pids("")
        self.process.kill()
        self.process.wait()
        wait_until(lambda: not any(map(_alive, children)), f"all end: {children}")
        wait_until(lambda: not listens(self.port), "the port is free")

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill_supervisor()


def _processes():
    """Yield (pid, parent, command line) of every process, from /proc."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):  # it ended meanwhile
                status = (folder / "stat").read_text().rpartition(")")[2].split()
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                if status[0] != "Z":
                    yield int(folder.name), int(status[1]), command


def _alive(pid: int) -> bool:
    return any(pid == each for each, _, _ in _processes())
