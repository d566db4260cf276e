"""Importing a workbook: 10,000 volunteers in 100 teams, checked, written, and sent once more."""

import argparse
import io
import time
from collections.abc import Callable

from openpyxl import Workbook

from app.accounts.models import User
from app.accounts.service import grant_role
from app.core import clock
from app.core.auth import Actor, Grant, RoleName
from app.core.db import transaction
from app.imports import service
from app.imports.reading import COLUMNS, PEOPLE, TREE
from app.orgs.service import ensure_root
from bench import stage

TEAMS = 100
TARGET_S = 60.0


def main(arguments: list[str]) -> int:
    """Print one line for each database; 1 if the target is missed."""
    parser = argparse.ArgumentParser("python -m bench workbook", description=__doc__)
    parser.add_argument("--database", action="append", choices=stage.DATABASES)
    parser.add_argument("--people", type=int, default=10_000)
    options = parser.parse_args(arguments)
    content = _workbook(options.people)
    print(
        f"{options.people:,} volunteers in {TEAMS} teams, {len(content) / 1024:.0f} KiB; "
        f"seconds, target for check and import together: {TARGET_S:g}"
    )
    print(f"{'':12}{'check':>8}{'import':>8}{'again':>8}{'people/s':>10}")
    worst = 0.0
    for database in options.database or stage.DATABASES:
        with stage.staged(database, 1, checked_in=False):
            figures = _measured(content)
        worst = max(worst, figures[0] + figures[1])
        line = "".join(f"{each:8.1f}" for each in figures)
        print(f"{database:12}{line}{options.people / figures[1]:10,.0f}", flush=True)
    return int(worst >= TARGET_S)


def _measured(content: bytes) -> list[float]:
    with transaction() as session:
        place_id = ensure_root("沿河县").id
        user = User(nickname="管理员", created_at=clock.now())
        session.add(user)
        session.flush()
        actor = Actor(user.id, (Grant(RoleName.ADMINISTRATOR, place_id),))
        everything = Actor(0, (Grant(RoleName.ADMINISTRATOR, None),))
        grant_role(everything, user.id, RoleName.ADMINISTRATOR, [place_id])
    checked = _timed(lambda: _check(actor, place_id, content))
    return [checked, *[_timed(lambda: _import(actor, place_id, content)) for _ in range(2)]]


def _timed(deed: Callable[[], None]) -> float:
    begin = time.perf_counter()
    deed()
    return time.perf_counter() - begin


def _check(actor: Actor, place_id: int, content: bytes) -> None:
    found = service.check(actor, place_id, content)
    if found["bad"]:
        raise SystemExit(f"the workbook is bad: {found['bad'][:3]}")


def _import(actor: Actor, place_id: int, content: bytes) -> None:
    with transaction():
        import_id = service.start(actor, place_id, content).id
    more = True
    while more:
        with transaction():
            more = service.run(import_id)


def _workbook(people: int) -> bytes:
    book = Workbook(write_only=True)
    tree, volunteers = book.create_sheet(TREE), book.create_sheet(PEOPLE)
    tree.append(COLUMNS[TREE])
    tree.append(("总队", "总队", None, None))
    for team in range(TEAMS):
        tree.append((f"小队{team}", "小队", "总队", None))
    volunteers.append(COLUMNS[PEOPLE])
    for k in range(people):
        volunteers.append((f"志愿者{k}", 13_800_000_000 + k, f"总队/小队{k % TEAMS}"))
    text = io.BytesIO()
    book.save(text)
    return text.getvalue()
