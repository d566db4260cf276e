"""The API of what goes on at venues."""

from typing import Any

from app.activities import at_venues
from app.activities import venue_schemas as schemas
from app.core.auth import anyone
from app.core.http import Blueprint
from app.core.schemas import page_of

blueprint = Blueprint("at_venues", __name__, description="阵地今日活动 · Today at the venues")


@blueprint.get("/venues/today")
@blueprint.arguments(schemas.TodayQuery, location="query")
@blueprint.response(200, page_of(schemas.VenueTodaySchema))
def list_today(query: dict[str, Any]) -> Any:
    """附近阵地今天有什么活动，无须登录。Venues near a place, and what goes on there today.

    Of each venue the next five slots until midnight, and how many more there are.
    """
    return at_venues.list_today(anyone(), query)
