"""The API of walks: what a reviewer sees of a track, and what fences would make of one."""

from typing import Any

from app.attendance import try_out, walks
from app.attendance import walk_schemas as schemas
from app.core.auth import actor, requires
from app.core.http import Blueprint, afterwards

blueprint = Blueprint("walks", __name__, description="轨迹与试算 · Walks and try-outs")


@blueprint.get("/attendances/<int:attendance_id>/walk")
@requires
@blueprint.response(200, schemas.WalkSchema)
def show_walk(attendance_id: int) -> Any:
    """轨迹、在场概率和核算依据；他人查看会记录（本人、协调员）。The walk, and what came of it.

    Positions are WGS-84. Above 2,000 pings they are thinned so that extremes stay. Each look of
    somebody else is noted before it is answered. Of a deleted track only the verdict is left.
    """
    afterwards(walks.look, actor(), attendance_id)
    return walks.show_walk(actor(), attendance_id)


@blueprint.post("/fences/try-out")
@requires
@blueprint.arguments(schemas.TryOutSchema)
@blueprint.response(200, schemas.TriedWalkSchema)
def try_fences(values: dict[str, Any]) -> Any:
    """试算：这段轨迹在这些围栏里会记多少时长（协调员），不保存。Try fences on a walk.

    Sites as for an activity; a walk of at most 5,000 pings, as a list or as CSV text; a slot if
    there is one. The same engine and the default rules; nothing is stored.
    """
    return try_out.try_out(actor(), values)
