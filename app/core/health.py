"""Whether everything is there that a request needs."""

from typing import Any

import marshmallow as ma
import sqlalchemy as sa
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from app.core import db, queue
from app.core.errors import UnavailableError
from app.core.http import Blueprint
from app.core.schemas import Schema

blueprint = Blueprint("health", __name__, description="运行状态 · Health")


class HealthSchema(Schema):
    """What is up."""

    database = ma.fields.Boolean()
    queue = ma.fields.Boolean(
        metadata={"description": "false: check-in still works, settlement waits."}
    )


@blueprint.get("/health")
@blueprint.response(200, HealthSchema)
def show_health() -> dict[str, Any]:
    """Say whether database and queue can be reached; 503 without a database."""
    if not _answers_database():
        raise UnavailableError(
            "database_unavailable", "数据库无法连接，请联系管理员。", "The database is not reached."
        )
    return {"database": True, "queue": _answers_queue()}


def _answers_database() -> bool:
    try:
        return bool(db.session().scalar(sa.text("SELECT 1")) == 1)
    except SQLAlchemyError:
        return False


def _answers_queue() -> bool:
    if not queue.exists():
        return True  # none is wanted
    try:
        return bool(queue.redis().ping())
    except RedisError:
        return False
