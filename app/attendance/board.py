"""The live board of an activity: who is there now, and what has changed since somebody looked."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.activities.models import SignUp, SignUpState
from app.attendance import live
from app.attendance.models import OPEN, Attendance
from app.attendance.review_queue import with_title
from app.core import clock, limits
from app.core.db import session

TODAY = timedelta(hours=24)  # who came longer ago and has left is on no board
HOW_LATE = timedelta(seconds=1)  # more than an instant loses on its way through the engine
ON_SITE, AWAY, LEFT = "on_site", "away", "left"
# What it is when somebody's place on the board changes from one to another; None: not there before.
EVENTS = {
    (None, ON_SITE): "arrived",
    (None, AWAY): "arrived",
    (None, LEFT): "checked_out",
    (ON_SITE, AWAY): "departed",
    (AWAY, ON_SITE): "returned",
    (LEFT, ON_SITE): "arrived",
    (LEFT, AWAY): "arrived",
    (ON_SITE, LEFT): "checked_out",
    (AWAY, LEFT): "checked_out",
}


@dataclass(frozen=True, slots=True)
class Board:
    """Who is where, and how many of each."""

    people: Mapping[int, dict[str, Any]]  # by attendance
    counts: dict[str, int]

    @property
    def version(self) -> str:
        """The name of this state: another state has another, whichever process looks."""
        states = [[own, each["status"]] for own, each in sorted(self.people.items())]
        plain = json.dumps([states, sorted(self.counts.items())])
        return hashlib.sha256(plain.encode()).hexdigest()[:16]

    def whole(self) -> dict[str, Any]:
        """Return all of it, as a screen begins with."""
        return {"version": self.version, "counts": self.counts, "people": [*self.people.values()]}


def read_board(activity_id: int) -> Board:
    """Return how things are; the caller has asked whether the actor may know."""
    rows = _attendances(activity_id)
    seen = live.seen_of([each for each in rows if each.state is OPEN])
    names = _names(rows)
    people = {each.id: _person(each, seen.get(each.id), names) for each in rows}
    counts = Counter(each["status"] for each in people.values())
    expected = sa.select(sa.func.count()).where(
        SignUp.activity_id == activity_id, SignUp.state == SignUpState.CONFIRMED
    )
    found = {name: counts[name] for name in (ON_SITE, AWAY, LEFT)}
    return Board(people, found | {"expected": session().scalar(expected) or 0})


def changes(before: Board, now: Board) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what has happened in between, by name, in the order of the attendances."""
    for own, person in now.people.items():
        known = before.people.get(own)
        event = EVENTS.get((known["status"] if known else None, person["status"]))
        if event is not None:
            yield event, person
    if before.counts != now.counts:
        yield "counts", now.counts


def on_board() -> sa.ColumnElement[bool]:
    """Say of an attendance whether a board shows it: it is open, or of today."""
    recent = Attendance.checked_in_at > clock.now() - TODAY
    return sa.or_(Attendance.state == OPEN, recent)


def _attendances(activity_id: int) -> Sequence[Attendance]:
    mine = sa.select(Attendance).where(Attendance.activity_id == activity_id, on_board())
    newest = mine.order_by(Attendance.id.desc()).limit(limits.PEOPLE_ON_BOARD)
    return session().scalars(newest.options(with_title(Attendance.activity))).all()[::-1]


def _names(rows: Sequence[Attendance]) -> dict[int, str]:
    wanted = {each.volunteer_id for each in rows}
    found = session().execute(sa.select(User.id, User.nickname).where(User.id.in_(wanted)))
    return {user_id: nickname for user_id, nickname in found}  # noqa: C416 - typed rows


def _person(
    attendance: Attendance, seen: dict[str, Any] | None, names: dict[int, str]
) -> dict[str, Any]:
    last_ping_at = seen["last_ping_at"] if seen else None
    return {
        "attendance_id": attendance.id,
        "volunteer_id": attendance.volunteer_id,
        "name": names.get(attendance.volunteer_id, ""),
        "status": _status(attendance, seen),
        "method": attendance.method.value,
        "checked_in_at": _plain(attendance.checked_in_at),
        "checked_out_at": _plain(attendance.checked_out_at),
        "last_ping_at": _plain(last_ping_at),
    }


def _status(attendance: Attendance, seen: dict[str, Any] | None) -> str:
    if seen is None:
        return LEFT
    # Who was let in is there until the phone says otherwise; of one ping the filter is not sure.
    last = seen["last_ping_at"]
    silent = last is None or last <= attendance.checked_in_at + HOW_LATE
    return ON_SITE if seen["present"] or silent else AWAY


def _plain(instant: datetime | None) -> str | None:
    return instant.isoformat().replace("+00:00", "Z") if instant else None
