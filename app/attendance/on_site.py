"""Who is on site, as a list: for those who lead, and for screens that ask again and again."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.activities import service as activities
from app.attendance import live
from app.attendance.board import on_board, read_board
from app.attendance.models import OPEN, Attendance
from app.core.auth import Actor
from app.core.db import session
from app.core.paging import page


def list_on_site(actor: Actor, activity_id: int, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of who is here, or who was too, with where each volunteer seems to be."""
    activities.require_leader(actor, activities.get_activity(activity_id))
    board = read_board(activity_id)
    known = {"version": board.version, "counts": board.counts}
    if query.get("since") == board.version:
        return known | {"unchanged": True, "items": [], "next_cursor": None, "total": None}
    who = on_board() if query["left"] else Attendance.state == OPEN
    statement = sa.select(Attendance).where(Attendance.activity_id == activity_id, who)
    found = page(statement, [Attendance.id], query)
    seen = _seen(found["items"])
    named = _named(found["items"])
    return (
        known
        | found
        | {
            "unchanged": False,
            "items": [
                named[each.volunteer_id] | {"attendance": each, "seen": seen[each.id]}
                for each in found["items"]
            ],
            "total": session().scalar(sa.select(sa.func.count()).select_from(statement.subquery())),
        }
    )


def _seen(rows: Sequence[Attendance]) -> dict[int, dict[str, Any]]:
    """Return where each seems to be; nothing is looked at of who has left."""
    here = live.seen_of([each for each in rows if each.state is OPEN])
    return {each.id: here.get(each.id, live.UNSEEN) for each in rows}


def _named(rows: Sequence[Attendance]) -> dict[int, dict[str, Any]]:
    """Return what those who lead call each volunteer by, in one query."""
    wanted = {each.volunteer_id for each in rows}
    users = sa.select(User.id, User.nickname, User.volunteer_no).where(User.id.in_(wanted))
    return {
        own: {"nickname": nickname, "volunteer_no": number}
        for own, nickname, number in session().execute(users)
    }
