"""What people have asked to be sent: one acceptance of a template is one message."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from app.accounts import service as accounts
from app.core import clock
from app.core.auth import Actor
from app.core.db import session
from app.notices.delivery import Installed, delivery
from app.notices.models import Answer, Subscription

MOST = 50  # acceptances that are believed; WeChat has the last word
ACCEPTED = frozenset(
    {
        Answer.ACCEPT,
        Answer.ACCEPT_WITH_ALERT,
        Answer.ACCEPT_WITH_AUDIO,
        Answer.ACCEPT_WITH_FORCE_PUSH,
    }
)


def list_subscriptions(actor: Actor) -> list[dict[str, Any]]:
    """Return this installation's templates, and how many messages of each the actor still wants."""
    mine = sa.select(Subscription).where(Subscription.user_id == actor.user_id)
    rows = {row.template_id: row for row in session().scalars(mine)}
    return [_shown(each, rows.get(each.id)) for each in delivery().templates.values()]


def report(actor: Actor, answers: Mapping[str, Answer]) -> list[dict[str, Any]]:
    """Note what the phone was answered for each template; ids that are not ours are passed over."""
    ours = {each.id for each in delivery().templates.values()}
    accounts.lock_user(actor.user_id)  # of two reports at once both count
    for template_id in sorted(ours & answers.keys()):
        _note(actor.user_id, template_id, answers[template_id])
    session().flush()
    return list_subscriptions(actor)


def take(user_id: int, template_id: str) -> bool:
    """Spend one acceptance; say whether there was one."""
    return _change(user_id, template_id, -1, Subscription.messages_left > 0)


def give_back(user_id: int, template_id: str) -> None:
    """Return an acceptance that WeChat has not counted as spent."""
    _change(user_id, template_id, 1, Subscription.messages_left < MOST)


def none_left(user_id: int, template_id: str) -> None:
    """Believe WeChat that there is no acceptance left."""
    mine = _of(user_id, template_id)
    session().execute(sa.update(Subscription).where(mine).values(messages_left=0))


def _note(user_id: int, template_id: str, answer: Answer) -> None:
    row = session().get(Subscription, (user_id, template_id), populate_existing=True)
    if row is None:
        row = Subscription(user_id=user_id, template_id=template_id, messages_left=0)
        session().add(row)
    if answer in ACCEPTED:
        row.messages_left = min(row.messages_left + 1, MOST)
    row.last_answer, row.answered_at = answer, clock.now()


def _of(user_id: int, template_id: str) -> sa.ColumnElement[bool]:
    return (Subscription.user_id == user_id) & (Subscription.template_id == template_id)


def _change(user_id: int, template_id: str, by: int, if_: sa.ColumnElement[bool]) -> bool:
    # The database counts: of two that want the last one, one finds the row unchanged.
    statement = (
        sa.update(Subscription)
        .where(_of(user_id, template_id), if_)
        .values(messages_left=Subscription.messages_left + by)
    )
    return bool(session().execute(statement).rowcount)  # type: ignore[attr-defined]


def _shown(installed: Installed, row: Subscription | None) -> dict[str, Any]:
    return {
        "template": installed.template,
        "template_id": installed.id,
        "messages_left": row.messages_left if row else 0,
        "last_answer": row.last_answer if row else None,
        "answered_at": row.answered_at if row else None,
    }
