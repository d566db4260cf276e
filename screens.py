"""Build the screens, check them, test them: what `make` asks for, with Node from a wheel.

A package is built when its sources are not those it was built from, and its parts are fetched when
its lock is another. Without a network the server starts all the same, and says what is missing.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from config import ROOT

FRONTEND = ROOT / "frontend"
BUILT = ROOT / "app" / "static"
LOGS = ROOT / "var" / "logs"
BIN = Path(sys.executable).parent
MADE = {"node_modules", "dist", "coverage", "test-results"}
STAMP = ".built-from"
SHARED = (
    "tsconfig.base.json",
    "compress.mjs",
    "licences.mjs",
)  # that what is built depends on, too
OFFLINE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH", "ECONNRESET")
# Nobody is told what is built here: neither by npm nor by uni-app.
QUIET = {"CI": "1", "npm_config_fund": "false", "npm_config_update_notifier": "false"}
# Where there is no network that is said within seconds, not minutes.
PATIENCE = ("--fetch-retries=3", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=4000")
BEAT_S = 15.0


@dataclass(frozen=True)
class Screen:
    """A package, what builds it, and where it is served."""

    package: str
    name: str
    build: tuple[str, ...]
    output: str
    served: str

    @property
    def folder(self) -> Path:
        """Where its sources are."""
        return FRONTEND / self.package


SCREENS = (
    # The folder of the output is said here, whatever the package's own default.
    Screen(
        "console",
        "管理台 console",
        ("build", "--", "--outDir", "dist", "--emptyOutDir"),
        "dist",
        "console",
    ),
    Screen("miniprogram", "手机页面 phone", ("build:h5",), "dist/build/h5", "m"),
)
WECHAT = ("build:mp-weixin",)


class StepError(Exception):
    """A step that failed, with what it said."""


def main() -> int:
    """Do what is asked; return the exit status."""
    parser = argparse.ArgumentParser(prog="screens.py", description=__doc__)
    parser.add_argument("task", choices=TASKS, nargs="?", default="build")
    return TASKS[parser.parse_args().task]()


def build_for_browsers() -> int:
    """Build what the server gives out, where it is out of date."""
    return _each([screen for screen in _existing() if not _is_fresh(screen)], _build)


def build_all() -> int:
    """Build everything: for browsers, and the mini-program that WeChat DevTools opens."""
    failed = build_for_browsers()
    if not (FRONTEND / "miniprogram").exists():
        return failed
    print("· 微信小程序 for WeChat: frontend/miniprogram/dist/build/mp-weixin", flush=True)  # noqa: T201
    return failed or _each([SCREENS[1]], lambda each: _npm(each.folder, "run", *WECHAT))


def check() -> int:
    """Lint, format, types, and the typed client against the API's description."""
    _install(FRONTEND)
    described = FRONTEND / "common" / "api" / "schema.d.ts"
    before = described.read_bytes()
    tasks: list[tuple[Path, tuple[str, ...]]] = [
        (FRONTEND, ("run", "lint")),
        (FRONTEND, ("exec", "--", "prettier", "--check", "--log-level", "warn", ".")),
        (FRONTEND, ("run", "check")),
        (FRONTEND, ("run", "describe")),
        *((each.folder, ("run", "check")) for each in _existing()),
        (FRONTEND / "e2e", ("run", "check")),
    ]
    failed = _run_all(tasks)
    if described.read_bytes() != before:
        print("frontend/common/api/schema.d.ts was out of date / 已重新生成，请提交", flush=True)  # noqa: T201
        failed = 1
    return failed


def tidy() -> int:
    """Put right what the formatter can."""
    return _run_all([(FRONTEND, ("run", "format"))])


def test() -> int:
    """Run the tests of what both share, then of each package."""
    tasks: list[tuple[Path, tuple[str, ...]]] = [(FRONTEND, ("test",))]
    for screen in _existing():
        tasks.append((screen.folder, ("test",)))
        if '"test:bundle"' in (screen.folder / "package.json").read_text("utf-8"):
            tasks += [(screen.folder, ("run", *WECHAT)), (screen.folder, ("run", "test:bundle"))]
    return _run_all(tasks)


def drive(script: str) -> int:
    """Drive the built screens in Chromium, by a script of e2e."""
    folder = FRONTEND / "e2e"
    return build_for_browsers() or _run_all([(folder, ("run", script))])


TASKS: dict[str, Callable[[], int]] = {
    "build": build_for_browsers,
    "all": build_all,
    "check": check,
    "format": tidy,
    "test": test,
    "browser": partial(drive, "test"),
    "pictures": partial(drive, "screens"),
}


def _existing() -> Iterator[Screen]:
    return (each for each in SCREENS if (each.folder / "package.json").exists())


def _each(screens: list[Screen], work: Callable[[Screen], None]) -> int:
    """Work on all at the same time; say of each what it does and how long it took."""
    if screens:
        names = "、".join(each.name for each in screens)
        print(f"· 生成页面 building the screens: {names}", flush=True)  # noqa: T201
    with ThreadPoolExecutor(max_workers=2) as pool:
        return max(pool.map(lambda screen: _told(screen, work), screens), default=0)


def _told(screen: Screen, work: Callable[[Screen], None]) -> int:
    begin, done = time.monotonic(), threading.Event()

    def tell(what: str) -> None:
        print(f"· {screen.name}: {what} {time.monotonic() - begin:.0f} s", flush=True)  # noqa: T201

    def beat() -> None:
        while not done.wait(BEAT_S):
            tell("还在进行 still at it")

    threading.Thread(target=beat, daemon=True).start()
    try:
        work(screen)
    except StepError as error:
        tell(f"没有生成 not built: {error}")
        return 1
    finally:
        done.set()
    tell("完成 done")
    return 0


def _build(screen: Screen) -> None:
    _install(FRONTEND)
    _install(screen.folder)
    _npm(screen.folder, "run", *screen.build)
    output = screen.folder / screen.output
    _command(FRONTEND, [str(BIN / "node"), "compress.mjs", str(output)], screen.package)
    (output / STAMP).write_text(_digest(_sources(screen)), encoding="utf-8")
    _put_in_place(output, BUILT / screen.served)


def _put_in_place(output: Path, served: Path) -> None:
    """Let a running server see the old files or the new ones, and for an instant none."""
    new, old = served.with_name(f".{served.name}.new"), served.with_name(f".{served.name}.old")
    for each in (new, old):
        shutil.rmtree(each, ignore_errors=True)
    shutil.copytree(output, new)
    if served.exists():
        served.rename(old)
    new.rename(served)
    shutil.rmtree(old, ignore_errors=True)


def _is_fresh(screen: Screen) -> bool:
    stamp = BUILT / screen.served / STAMP
    return stamp.exists() and stamp.read_text("utf-8") == _digest(_sources(screen))


def _sources(screen: Screen) -> list[Path]:
    """Return what the screen is built from: not by their dates, which a clone makes new."""
    folders = (screen.folder, FRONTEND / "common")
    found = [path for folder in folders for path in _files(folder)]
    return sorted([*found, *(FRONTEND / each for each in SHARED)])


def _files(folder: Path) -> Iterator[Path]:
    for at, folders, names in os.walk(folder):
        folders[:] = [each for each in folders if each not in MADE]
        yield from (Path(at) / name for name in names if not name.endswith(".test.ts"))


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(ROOT)} {content}\n".encode())
    return digest.hexdigest()


_INSTALLING = threading.Lock()
_INSTALLED: dict[Path, threading.Lock] = {}


def _install(folder: Path) -> None:
    """Fetch what a package is made with, when its lock says something new."""
    with _INSTALLING:
        own = _INSTALLED.setdefault(folder, threading.Lock())
    with own:
        stamp = folder / "node_modules" / STAMP
        wanted = _digest([folder / "package-lock.json"])
        if stamp.exists() and stamp.read_text("utf-8") == wanted:
            return
        _npm(folder, "ci", "--prefer-offline", *PATIENCE)
        stamp.write_text(wanted, encoding="utf-8")


def _npm(folder: Path, *arguments: str) -> None:
    _command(folder, [str(BIN / "npm"), *arguments], folder.name)


def _command(folder: Path, command: list[str], name: str) -> None:
    """Run it quietly; what it said is in the log, and its end in the error."""
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"screens-{name}.log"
    with log.open("w", encoding="utf-8") as file:
        status = _run(folder, command, stdout=file)
    if status != 0:
        raise StepError(_reason(log))


def _reason(log: Path) -> str:
    text = log.read_text("utf-8", errors="replace")
    if any(word in text for word in OFFLINE):
        return "没有网络，无法下载组件 no network to fetch the parts; later: make screens"
    last = [line for line in text.splitlines() if line.strip()][-8:]
    return "\n".join([f"见 see {log.relative_to(ROOT)}", *last])


def _run_all(tasks: list[tuple[Path, tuple[str, ...]]]) -> int:
    """Run each in the open, all of them, whether one fails or not."""
    failed = 0
    for folder, arguments in tasks:
        print(f"· {folder.relative_to(ROOT)}: npm {' '.join(arguments)}", flush=True)  # noqa: T201
        try:
            _install(folder)
        except StepError as error:
            print(error, flush=True)  # noqa: T201
            return 1
        failed |= _run(folder, [str(BIN / "npm"), "--silent", *arguments], stdout=None) != 0
    return int(failed)


def _run(folder: Path, command: list[str], *, stdout: IO[str] | None) -> int:
    environment = os.environ | QUIET | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(  # noqa: S603 - our own
        command,
        cwd=folder,
        env=environment,
        stdout=stdout,
        stderr=subprocess.STDOUT,
        check=False,
    ).returncode


if __name__ == "__main__":
    raise SystemExit(main())
