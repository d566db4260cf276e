"""While a service goes on: where the volunteer seems to be, and who is on site."""

from typing import Any

import sqlalchemy as sa
from flask import current_app

from app.activities import service as activities
from app.activities.sites import sites_of
from app.attendance import pings
from app.attendance.models import OPEN, Attendance
from app.attendance.observing import model_of
from app.core.auth import Actor
from app.core.db import session
from app.core.paging import page
from geofence.online import OnlineState, advance
from geofence.pings import instant_of, merge

REMEMBERED = 10_000  # attendances whose filter state a process keeps


def seen_so_far(attendance: Attendance) -> dict[str, Any]:
    """Return the online filter's view of an attendance: for the screen, never for the pay."""
    states: dict[int, tuple[int, OnlineState]] = current_app.extensions.setdefault("online", {})
    after, state = states.pop(attendance.id, (0, OnlineState()))
    fresh = pings.load_pings(attendance.id, after)
    if fresh:
        activity = attendance.activity
        sites = sites_of(activity.id, activity.sites_version)
        track = merge(*(columns for _, columns in fresh))
        state = advance(state, track, sites, model_of(activity))
        after = fresh[-1][0].id
    while len(states) >= REMEMBERED:
        states.pop(next(iter(states)))  # the one that was asked for longest ago
    states[attendance.id] = (after, state)
    return _view(state)


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
