"""While a service goes on: where each volunteer seems to be."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import current_app

from app.activities.sites import sites_at
from app.attendance import pings
from app.attendance.models import Attendance, PingBatch
from app.attendance.observing import model_of
from app.core.db import session
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
    return seen_of([attendance])[attendance.id]


def seen_of(attendances: Sequence[Attendance]) -> dict[int, dict[str, Any]]:
    """Return the view of each, with as many statements for many as for one."""
    remembered: dict[int, Seen] = current_app.extensions.setdefault("online", {})
    seen = {each.id: remembered.get(each.id, Seen()) for each in attendances}
    seen = _go_on(attendances, seen)
    counts = _counts(seen)
    # A batch became visible after a later one: look at all of them again.
    late = [each for each in attendances if seen[each.id].batches != counts.get(each.id, 0)]
    seen |= _go_on(late, {each.id: Seen() for each in late})
    with _lock:
        while remembered and len(remembered) + len(seen) > REMEMBERED:
            remembered.pop(next(iter(remembered)))  # the one that has been there longest
        remembered |= seen
    return {own: _view(each.state) for own, each in seen.items()}


def _go_on(attendances: Sequence[Attendance], seen: Mapping[int, Seen]) -> dict[int, Seen]:
    if not attendances:
        return {}
    fresh = pings.load_pings_of({own: each.after for own, each in seen.items()})
    return {each.id: _advance(each, seen[each.id], fresh.get(each.id, [])) for each in attendances}


def _advance(attendance: Attendance, seen: Seen, fresh: Sequence[pings.Loaded]) -> Seen:
    if not fresh:
        return seen
    activity = attendance.activity
    sites = sites_at(activity, attendance.slot)
    track = merge(*(each.pings for each in fresh))
    state = advance(seen.state, track, sites, model_of(activity))
    return Seen(state, fresh[-1].row.id, seen.batches + len(fresh))


def _counts(attendance_ids: Iterable[int]) -> dict[int, int]:
    mine = PingBatch.attendance_id.in_(attendance_ids) & (PingBatch.count > 0)
    counted = sa.select(PingBatch.attendance_id, sa.func.count()).where(mine)
    found = session().execute(counted.group_by(PingBatch.attendance_id))
    return {attendance_id: count for attendance_id, count in found}  # noqa: C416 - typed rows


def _view(state: OnlineState) -> dict[str, Any]:
    return {
        "present": state.present,
        "probability": round(state.inside, 3),
        "last_ping_at": instant_of(state.t) if state.t else None,
    }


UNSEEN = _view(OnlineState())  # of whom nothing is looked at
