"""What needs and offers hold about a person: in their copy, and at their erasure."""

import json
from typing import Any

import sqlalchemy as sa

from app.core import crypto
from app.core.auth import Actor
from app.core.db import session
from app.core.personal import Fate, Holding, Joined, Part
from app.matching import service
from app.matching.models import Invitation, Need, Offer

_EMPTY = {"details": "", "address": "", "contact": ""}


def _opened(user_id: int) -> dict[str, Any]:
    """Return what the person told about their needs in confidence."""
    return {
        "needs_in_confidence": [
            {"need_id": each.id} | json.loads(_unsealed(each)) for each in _filed_by(user_id)
        ]
    }


def _withdraw(user_id: int) -> None:
    """Take open needs back, and out of all of them what was told in confidence."""
    for each in _filed_by(user_id):
        service.withdraw(Actor(user_id), each.id)
        each.sealed = crypto.seal(json.dumps(_EMPTY).encode(), service.PURPOSE, str(user_id))
    session().flush()


def _seal_anew(source: int, target: int) -> None:
    """Let needs be another account's, to which they are sealed from now on."""
    for each in _filed_by(source):
        plain = _unsealed(each)
        each.filed_by = target
        each.sealed = crypto.seal(plain, service.PURPOSE, str(target))
    session().flush()


def _filed_by(user_id: int) -> list[Need]:
    mine = sa.select(Need).where(Need.filed_by == user_id).order_by(Need.id)
    return list(session().scalars(mine))


def _unsealed(need: Need) -> bytes:
    return crypto.unseal(need.sealed, service.PURPOSE, str(need.filed_by))


PART = Part(
    (
        Holding(Invitation.need_id, Fate.NAMELESS, "invitations", through=(Need.id, Need.filed_by)),
        Holding(
            Need.filed_by,
            Fate.NAMELESS,
            "needs",
            blank={"title": "已删除", "reason": "", "risk_notice": "", "lon": 0.0, "lat": 0.0},
            joined=Joined.REFUSED,  # what was told in confidence is sealed to the account
            merged=Joined.MOVED,
        ),
        Holding(Need.verified_by, Fate.OF_OTHERS),
        Holding(Offer.created_by, Fate.OF_OTHERS),
    ),
    more=_opened,
    let_go=_withdraw,
    join=_seal_anew,
)
