"""An activity with 2,000 people is called off, and a long inbox is opened."""

import argparse
import time
from collections.abc import Callable
from statistics import median, quantiles

from app.activities import telling
from app.activities.models import Activity, ActivityState
from app.core import clock
from app.core.auth import Actor
from app.core.db import session, transaction
from app.core.queue import run_at_once
from app.notices import service
from app.notices.kinds import Kind
from app.notices.models import Notice
from bench import stage

PEOPLE, LONG, REPEATS = 2_000, 10_000, 50


def main(arguments: list[str]) -> int:
    """Print one line a database; status 1 if somebody was not told, or told twice."""
    parser = argparse.ArgumentParser("python -m bench notices", description=__doc__)
    parser.add_argument("--database", action="append", choices=stage.DATABASES)
    lost = 0
    for database in parser.parse_args(arguments).database or stage.DATABASES:
        with stage.staged(database, PEOPLE, checked_in=False) as place:
            run_at_once()
            bare = _timed(_store_bare_rows)
            told = _timed(lambda: _call_off(place.activity_id))
            again = _timed(lambda: _tell(place.activity_id))
            count = place.count(Notice) - PEOPLE
            lost += count != PEOPLE
            opened = _open_long_inbox()
        print(
            f"{database:12}{PEOPLE} told in {told:5.2f} s, {told / bare:4.1f} x bare rows; again "
            f"{again:5.2f} s; lost or twice {count - PEOPLE}; an inbox of {LONG}: "
            f"{median(opened):5.2f} ms, p95 {quantiles(opened, n=20)[-1]:5.2f} ms"
        )
    return 1 if lost else 0


def _store_bare_rows() -> None:
    with transaction():
        session().add_all(_bare(f"bare:{k}") for k in range(PEOPLE))


def _bare(key: str) -> Notice:
    return Notice(
        user_id=1, kind=Kind.ACTIVITY_CANCELLED, key=key, values={}, created_at=clock.now()
    )


def _call_off(activity_id: int) -> None:
    with transaction():
        activity = session().get_one(Activity, activity_id)
        activity.state, activity.state_reason = ActivityState.CANCELLED, "暴雨"
        telling.owe_cancelled(activity)


def _tell(activity_id: int) -> None:
    with transaction():
        telling.owe_cancelled(session().get_one(Activity, activity_id))


def _open_long_inbox() -> list[float]:
    with transaction():
        session().add_all(_bare(f"long:{k}") for k in range(LONG))
    query = {"limit": 20, "cursor": None, "unread": False}
    return [1e3 * _timed(lambda: service.list_notices(Actor(1), query)) for _ in range(REPEATS)]


def _timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    taken = time.perf_counter() - start
    session().expunge_all()
    return taken
