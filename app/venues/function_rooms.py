"""Use cases of function rooms: which a venue has, and what they are called."""

from typing import Any

import sqlalchemy as sa

from app.accounts import words
from app.core import audit, clock, limits, paging
from app.core.auth import Actor
from app.core.db import session
from app.core.errors import ConflictError, NotFoundError
from app.orgs import service as orgs
from app.venues import policy, service
from app.venues.models import FunctionRoom
from app.wechat import Scene

ROOM = "room"  # as the check of content names it


def add_room(actor: Actor, organisation_id: int, values: dict[str, Any]) -> FunctionRoom:
    """Add a room to a venue."""
    place = service.get_venue(organisation_id).organisation
    policy.require(actor, "lend", place)
    orgs.get_open(place.id)
    _require_new(organisation_id, values["name"])
    count = sa.select(sa.func.count()).where(FunctionRoom.organisation_id == organisation_id)
    if (session().scalar(count) or 0) >= limits.ROOMS_PER_VENUE:
        raise ConflictError(
            "too_many_rooms",
            f"一个阵地最多 {limits.ROOMS_PER_VENUE} 间功能室，请先停用一间。",
            f"A venue has at most {limits.ROOMS_PER_VENUE} rooms.",
            limit=limits.ROOMS_PER_VENUE,
        )
    room = FunctionRoom(organisation_id=organisation_id, created_at=clock.now(), **values)
    audit.record(actor, "room.add", room)
    _hand_in(actor, room)
    return room


def change_room(actor: Actor, room_id: int, values: dict[str, Any]) -> FunctionRoom:
    """Rename a room, say how many it holds, or take it out of use; bookings stay."""
    room = get_room(room_id)
    policy.require(actor, "lend", orgs.get_organisation(room.organisation_id))
    if values.get("name", room.name) != room.name:
        _require_new(room.organisation_id, values["name"])
    if "closed" in values:
        room.closed_at = clock.now() if values.pop("closed") else None
    renamed = values.get("name", room.name) != room.name
    for name, value in values.items():
        setattr(room, name, value)
    audit.record(actor, "room.change", room)
    if renamed:
        _hand_in(actor, room)
    return room


def list_rooms(organisation_id: int, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of a venue's rooms: those in use, or closed ones too."""
    chosen = sa.select(FunctionRoom).where(
        FunctionRoom.organisation_id == service.get_venue(organisation_id).organisation_id
    )
    if not query["closed"]:
        chosen = chosen.where(FunctionRoom.closed_at.is_(None))
    return paging.page(chosen, [FunctionRoom.id], query)


def get_room(room_id: int) -> FunctionRoom:
    """Return a room by id."""
    found = session().get(FunctionRoom, room_id)
    if found is None:
        raise NotFoundError("功能室", "room")
    return found


def _hand_in(actor: Actor, room: FunctionRoom) -> None:
    where = room.organisation_id
    said = words.Words(ROOM, room.id, room.name, Scene.FORUM, where)
    room.name_check = words.hand_in(actor, said)
    session().flush()


def _require_new(organisation_id: int, name: str) -> None:
    same = sa.select(FunctionRoom.id).where(
        FunctionRoom.organisation_id == organisation_id, FunctionRoom.name == name
    )
    if session().scalar(same) is not None:
        raise ConflictError(
            "room_exists",
            "本阵地已有同名功能室，请换一个名称。",
            "The venue has a room of that name. Choose another name.",
        )
