"""Nobody is in two places at once: slots that overlap, or lie too far apart to travel between."""

import itertools
import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import numpy as np
import sqlalchemy as sa
from flask import current_app

from app.activities.models import COMMITTED, ActivitySite, SignUp, Slot
from app.core import clock
from app.core.db import session
from app.core.errors import ConflictError
from geofence.projection import distance_m

REACH = timedelta(hours=4)  # no journey within a county takes longer
Places = dict[int, list[tuple[float, float]]]


class Clash(NamedTuple):
    """Another slot that cannot be reached in time, or left in time."""

    other: SignUp
    missing: timedelta
    distance_m: float


def require_none(volunteer_id: int, slot: Slot) -> None:
    """Raise if the volunteer is needed elsewhere during the slot, or on the way there."""
    others = _near_in_time(volunteer_id, slot)
    if not others:
        return
    places = _places_of({slot.activity_id, *(each.activity_id for each in others)})
    worst = max((_between(each, slot, places) for each in others), key=lambda clash: clash.missing)
    if worst.missing > timedelta():
        raise _refusal(worst)


def _near_in_time(volunteer_id: int, slot: Slot) -> Sequence[SignUp]:
    found = session().scalars(
        sa.select(SignUp)
        .join(SignUp.slot)
        .where(
            SignUp.volunteer_id == volunteer_id,
            SignUp.state.in_(COMMITTED),
            Slot.id != slot.id,
            Slot.starts_at < slot.ends_at + REACH,
            Slot.ends_at > slot.starts_at - REACH,
        )
        .limit(100)
    )
    return [each for each in found if each.present_state in COMMITTED]


def _between(other: SignUp, slot: Slot, places: Places) -> Clash:
    theirs = other.slot
    gap = max(theirs.starts_at - slot.ends_at, slot.starts_at - theirs.ends_at)
    away = _nearest_m(places[slot.activity_id], places[theirs.activity_id])
    return Clash(other, _travel(away) - gap, away)


def _travel(metres: float) -> timedelta:
    speed = current_app.config["SETTINGS"].travel_kmh
    return timedelta(hours=metres / 1000.0 / speed) if speed else timedelta()


def _places_of(activity_ids: set[int]) -> Places:
    """Return where the sites of these activities lie."""
    rows = session().execute(
        sa.select(ActivitySite.activity_id, ActivitySite.lon, ActivitySite.lat).where(
            ActivitySite.activity_id.in_(activity_ids)
        )
    )
    found: Places = defaultdict(list)
    for activity_id, lon, lat in rows:
        found[activity_id].append((lon, lat))
    return found


def _nearest_m(here: Sequence[tuple[float, float]], there: Sequence[tuple[float, float]]) -> float:
    """Return how far apart the two nearest sites lie; nowhere is near everywhere."""
    pairs = list(itertools.product(here, there))
    if not pairs or set(here) & set(there):
        return 0.0
    columns = np.array([(*one, *other) for one, other in pairs]).T
    return float(np.min(distance_m(*columns)))


def _refusal(clash: Clash) -> ConflictError:
    minutes = math.ceil(clash.missing.total_seconds() / 60)
    other, away = clash.other.slot, clash.distance_m
    begins = other.starts_at.astimezone(clock.CHINA)
    return ConflictError(
        "time_clash",
        f"与已报名的活动 {clash.other.activity_id}（{begins:%m月%d日 %H:%M} 开始，相距约 "
        f"{away / 1000:.1f} 公里）时间冲突，还差 {minutes} 分钟；请先取消其中一个。",
        f"This clashes with activity {clash.other.activity_id} (begins {begins:%Y-%m-%d %H:%M}, "
        f"{away / 1000:.1f} km away) for which you signed up: {minutes} minutes are missing. "
        "Cancel one of them first.",
        activity_id=clash.other.activity_id,
        slot_id=clash.other.slot_id,
        minutes_missing=minutes,
        distance_m=round(away),
    )
