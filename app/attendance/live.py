"""While a service goes on: where the volunteer seems to be, and who is on site."""

import threading
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import current_app

from app.activities import service as activities
from app.activities.sites import sites_of
from app.attendance import pings
from app.attendance.models import OPEN, Attendance, PingBatch
from app.attendance.observing import model_of
from app.core.auth import Actor
from app.core.db import session
from app.core.paging import page
from geofence.online import OnlineState, advance
from geofence.pings import instant_of, merge

_lock = threading.Lock()
REMEMBERED = 10_000  # attendances whose filter state a process keeps


class Seen(NamedTuple):
    """How far the filter has come with an attendance."""

    state: OnlineState = OnlineState()
    after: int = 0  # id of the latest batch it has seen
    batches: int = 0


def seen_so_far(attendance: Attendance) -> dict[str, Any]:
    """Return the online filter's view of an attendance: for the screen, never for the pay."""
    remembered: dict[int, Seen] = current_app.extensions.setdefault("online", {})
    seen = _go_on(attendance, remembered.get(attendance.id, Seen()))
    if seen.batches != _count(attendance):
        # A batch became visible after a later one: look at all of them again.
        seen = _go_on(attendance, Seen())
    with _lock:
        while len(remembered) >= REMEMBERED:
            remembered.pop(next(iter(remembered)))  # the one that has been there longest
        remembered[attendance.id] = seen
    return _view(seen.state)


def _go_on(attendance: Attendance, seen: Seen) -> Seen:
    fresh = pings.load_pings(attendance.id, seen.after)
    if not fresh:
        return seen
    activity = attendance.activity
    sites = sites_of(activity.id, activity.sites_version)
    track = merge(*(each.pings for each in fresh))
    state = advance(seen.state, track, sites, model_of(activity))
    return Seen(state, fresh[-1].row.id, seen.batches + len(fresh))


def _count(attendance: Attendance) -> int:
    mine = (PingBatch.attendance_id == attendance.id) & (PingBatch.count > 0)
    return session().scalar(sa.select(sa.func.count()).where(mine)) or 0


def list_on_site(actor: Actor, activity_id: int, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the attendances that are open, with where each volunteer seems to be."""
    activities.require_leader(actor, activities.get_activity(activity_id))
    statement = sa.select(Attendance).where(
        Attendance.activity_id == activity_id, Attendance.state == OPEN
    )
    found = page(statement, [Attendance.id], query)
    return found | {
        "items": [{"attendance": each, "seen": seen_so_far(each)} for each in found["items"]],
        "total": session().scalar(sa.select(sa.func.count()).select_from(statement.subquery())),
    }


def _view(state: OnlineState) -> dict[str, Any]:
    return {
        "present": state.present,
        "probability": round(state.inside, 3),
        "last_ping_at": instant_of(state.t) if state.t else None,
    }
