"""Whether somebody may serve in an activity at all, and as what."""

from collections.abc import Collection
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import current_app

from app.accounts import minors, wards
from app.activities import positions
from app.activities.models import LIVE, Activity, Position, SignUp, Slot
from app.core import clock
from app.core.db import session
from app.core.errors import ForbiddenError


class Wish(NamedTuple):
    """What somebody signs up for, as it was found that they may."""

    position: Position | None
    team_id: int | None
    guardian_needed: bool


def examine(activity: Activity, slot: Slot, volunteer_id: int, values: dict[str, Any]) -> Wish:
    """Return what a volunteer may sign up for; raise, saying why, if they may not."""
    position = positions.choose(activity.id, values.get("position_id"))
    team_id = values.get("team_id")
    if team_id is not None:
        positions.require_member(volunteer_id, team_id)
    if position is not None:
        positions.require_fit(position, volunteer_id, slot, team_id)
        team_id = positions.team_counted(position, volunteer_id, team_id)
    return Wish(position, team_id, guardian_needed(activity, slot, volunteer_id))


def guardian_needed(activity: Activity, slot: Slot, volunteer_id: int) -> bool:
    """Say whether a guardian has to agree first; raise where no guardian could."""
    _require_age(activity, slot, volunteer_id)
    leave = minors.leave_to_serve(
        volunteer_id,
        slot.starts_at,
        danger=bool(activity.dangerous),
        companions=_companions(slot),
    )
    return leave is minors.Leave.GUARDIAN_PENDING


def _require_age(activity: Activity, slot: Slot, volunteer_id: int) -> None:
    if activity.minors_allowed is not False:
        return
    if wards.standing(volunteer_id, clock.day_of(slot.starts_at)).minor:
        raise ForbiddenError(
            "adults_only",
            "该活动不接受未成年人，请选择其他活动。",
            "This activity is for adults. Choose another one.",
        )


def _companions(slot: Slot) -> Collection[int]:
    """Return who else comes, where the province lets company stand for consent."""
    if not current_app.config["SETTINGS"].minors_accompanied:
        return ()
    live = sa.select(SignUp.volunteer_id).where(SignUp.slot_id == slot.id, SignUp.state.in_(LIVE))
    return session().scalars(live).all()
