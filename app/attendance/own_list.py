"""What a volunteer's phone asks for first: their own attendances, also when it remembers none."""

from typing import Any

import sqlalchemy as sa

from app.attendance.models import OPEN, Attendance
from app.attendance.review_queue import with_title
from app.core.auth import Actor
from app.core.paging import page


def list_own(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the actor's attendances, newest first; only the open ones if asked."""
    mine = sa.select(Attendance).where(Attendance.volunteer_id == actor.user_id)
    if query.get("open"):
        mine = mine.where(Attendance.state == OPEN)
    mine = mine.options(with_title(Attendance.activity))
    return page(mine, [Attendance.id], query, newest=True)
