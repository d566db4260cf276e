"""A server under measurement: started, watched through /proc, and stopped again."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROC = Path("/proc")
LATEST_START_S = 30.0
CORES = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()


@dataclass(frozen=True, slots=True)
class Server:
    """A server that listens, and what its processes have used so far."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Processor time of the server and its workers; 0 where there is no /proc."""
        ticks = sum(sum(map(int, _stat(pid)[11:13])) for pid in self._processes())
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """Resident memory of the largest of its processes, in MB."""
        pages = [int(_stat(pid)[21]) for pid in self._processes()]
        return max(pages, default=0) * os.sysconf("SC_PAGE_SIZE") / 1e6

    def _processes(self) -> list[int]:
        found = [self.pid] if PROC.is_dir() else []
        for pid in found:
            for children in PROC.glob(f"{pid}/task/*/children"):
                found += map(int, children.read_text().split())
        return found


def _stat(pid: int) -> list[str]:
    # The name in parentheses may hold anything; what follows is split by spaces, from "state" on.
    return (PROC / str(pid) / "stat").read_text().rpartition(") ")[2].split()


# As we recommend: on PostgreSQL most threads wait for its disk, on SQLite for the one who writes.
THREADS = {"postgresql": 16, "sqlite": 4}


def granian(threads: int, workers: int = 1) -> list[str]:
    """Return the command for granian."""
    return [
        "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--no-ws",
        "--workers", str(workers),
        "--blocking-threads", str(threads), "--log-level", "error", "--factory",
        "bench.target:make", "--port",
    ]  # fmt: skip


def gunicorn(threads: int) -> list[str]:
    """Return the command for gunicorn's threaded worker, one process."""
    return [
        "gunicorn", "--workers", "1", "--worker-class", "gthread", "--threads", str(threads),
        "--keep-alive", "30", "--log-level", "error", "bench.target:make()", "--bind",
    ]  # fmt: skip


@contextlib.contextmanager
def serving(
    command: list[str], environment: dict[str, str], *, one_core: bool = True
) -> Iterator[Server]:
    """Run a server for as long as the block lasts.

    On ``one_core`` the server has a processor of its own and this process the others; the database
    runs where it likes. Where a process cannot be bound, or there is one processor, nothing is.
    """
    first = min(CORES, default=0)
    bound = one_core and len(CORES) > 1
    port = _free_port()
    address = f"127.0.0.1:{port}" if command[-1] == "--bind" else str(port)
    process = subprocess.Popen(
        [sys.executable, "-m", *command, address],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"} | environment,
        preexec_fn=(lambda: os.sched_setaffinity(0, {first})) if bound else None,  # noqa: PLW1509 - one thread
    )
    if bound:
        os.sched_setaffinity(0, CORES - {first})
    try:
        _wait_for(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if bound:
            os.sched_setaffinity(0, CORES)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + LATEST_START_S
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise SystemExit("the server under measurement did not start")
