"""What WeChat holds of new accounts: a high rank is for a person to look at, and refuses nobody.

A rank that is not high is not stored. Nothing is decided by it (PIPL 24): an administrator looks,
and what comes of it is their decision, with their reason.
"""

import logging
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts.models import RiskCheck, RiskDecision
from app.core import audit, clock
from app.core.auth import Actor, RoleName
from app.core.db import add, session
from app.core.errors import ConflictError, NotFoundError
from app.core.paging import page
from app.wechat import RiskQuestion, RiskScene, WeChat, WeChatError

log = logging.getLogger(__name__)
HIGH = 3  # of 0 to 4
KEPT = timedelta(days=180)  # after a decision; the audit keeps that longer


def ask(wechat: WeChat, openid: str, address: str) -> int | None:
    """Return WeChat's rank of somebody who registers; None where it gives none."""
    try:
        return wechat.risk_rank(RiskQuestion(openid, RiskScene.REGISTRATION, address))
    except WeChatError as error:
        log.warning("no risk rank (%s, errcode %s)", error.code, error.errcode)
        return None


def note(user_id: int, rank: int | None) -> None:
    """Store a rank that somebody should look at."""
    if rank is None or rank < HIGH:
        return
    try:
        with session().begin_nested():
            add(RiskCheck(user_id=user_id, rank=rank, asked_at=clock.now()))
    except IntegrityError:
        log.info("the rank of user %s was stored by another login", user_id)


def list_open(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of what waits for a decision; for administrators of the installation.

    Who has just registered belongs to no organisation.
    """
    actor.require(RoleName.ADMINISTRATOR, ())
    waiting = sa.select(RiskCheck).where(RiskCheck.decision.is_(None))
    return page(waiting, [RiskCheck.id], query)


def decide(actor: Actor, check_id: int, decision: RiskDecision, reason: str) -> RiskCheck:
    """Record what an administrator makes of a high rank; the first decision stands."""
    actor.require(RoleName.ADMINISTRATOR, ())
    wanted = sa.select(RiskCheck).where(RiskCheck.id == check_id).with_for_update()
    check = session().scalar(wanted)
    if check is None:
        raise NotFoundError("风险提示", "risk check")
    if check.decision is not None:
        raise ConflictError(
            "risk_decided",
            "该风险提示已有人处理，请刷新。",
            "Somebody has decided about this. Refresh.",
        )
    check.decision, check.decided_at = decision, clock.now()
    audit.record(actor, "risk_check.decide", check, reason=reason)
    return check


def purge() -> int:
    """Forget what was decided long ago; return how many."""
    old = sa.delete(RiskCheck).where(RiskCheck.decided_at < clock.now() - KEPT)
    return session().execute(old).rowcount  # type: ignore[attr-defined,no-any-return]
