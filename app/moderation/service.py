"""Use cases of content that waits for people: find it, decide about it, tell who wrote it."""

from typing import Any

import sqlalchemy as sa

from app.accounts import words
from app.core import audit
from app.core.auth import Actor
from app.core.db import session
from app.core.errors import NotFoundError
from app.core.paging import page
from app.moderation import policy
from app.notices import service as notices
from app.notices.kinds import Kind
from app.orgs import service as orgs
from app.wechat.models import FOR_PEOPLE, ContentCheck

_NAMES = {
    words.NICKNAME: ("昵称", "nickname"),
    "activity": ("活动标题和说明", "activity"),
    "activity_reason": ("取消或中止的原因", "reason"),
    "slot_reason": ("取消场次的原因", "reason"),
    "project": ("项目", "project"),
    "offer": ("可提供的服务", "offer"),
    "venue": ("阵地介绍", "venue"),
    "venue_address": ("阵地地址", "address"),
    "room": ("功能室名称", "name of a room"),
    "session": ("培训地点", "place of a training"),
    "session_reason": ("取消培训的原因", "reason"),
}
_RESULTS = {True: ("已通过", "it may be shown"), False: ("未通过", "it is not shown")}


def list_waiting(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of content that the actor may decide about, oldest first."""
    held = policy.places(actor)
    waiting = sa.select(ContentCheck).where(
        ContentCheck.state.in_(FOR_PEOPLE), ContentCheck.superseded_at.is_(None)
    )
    if None not in held:
        waiting = waiting.where(ContentCheck.organisation_id.in_(orgs.ids_below(held)))
    return page(waiting, [ContentCheck.id], query)


def decide(actor: Actor, check_id: int, *, shown: bool, reason: str) -> ContentCheck:
    """Let content be shown, or not, saying why."""
    policy.places(actor)
    check = session().get(ContentCheck, check_id)
    if check is None:
        raise NotFoundError("内容检查", "content check")
    policy.require_decider(actor, check)
    before = check.state
    check = words.decide(actor, check_id, shown=shown)
    audit.record(
        actor,
        "content.decide",
        check,
        reason=reason,
        organisation_id=check.organisation_id,
        before={"state": before},
        after={"state": check.state},
    )
    _tell(check, shown=shown, reason=reason)
    return check


def _tell(check: ContentCheck, *, shown: bool, reason: str) -> None:
    if check.author_id is None:
        return
    what_zh, what = _NAMES.get(check.subject_kind, ("内容", "content"))
    result_zh, result = _RESULTS[shown]
    values = {"what_zh": what_zh, "what": what, "result_zh": result_zh, "result": result}
    key = f"content:{check.id}"
    notices.notify(check.author_id, Kind.CONTENT_DECIDED, values | {"reason": reason}, key=key)
