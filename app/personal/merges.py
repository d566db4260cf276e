"""Merging two accounts of one person, both with records: one asks, somebody else confirms.

The person asks, or a coordinator with a reason; another coordinator of an organisation that has to
do with both accounts confirms. Both accounts are told at once, and either may say no.
"""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts import claims, numbers
from app.accounts.holders import holders_near
from app.accounts.models import User
from app.core import audit, clock, retention
from app.core.attempts import Limit
from app.core.auth import Actor, RoleName
from app.core.db import add, session
from app.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from app.core.paging import page
from app.notices import service as notices
from app.notices.kinds import Kind
from app.orgs import service as orgs
from app.personal import joining
from app.personal.models import AccountMerge, MergeState
from app.safeguarding import service as safeguarding

ASKED = Limit("asking for a merge", 5, timedelta(days=1))
_SAID = {
    MergeState.DONE: ("已合并", "merged"),
    MergeState.REFUSED: ("未通过", "refused"),
    MergeState.WITHDRAWN: ("已撤回", "withdrawn"),
}


def ask_for_mine(actor: Actor, values: dict[str, Any]) -> AccountMerge:
    """Ask that another account, named by its volunteer number, ends in the actor's."""
    ASKED.spend(str(actor.user_id))
    number = numbers.parse(values["volunteer_no"])
    source = session().scalar(sa.select(User.id).where(User.volunteer_no == number))
    if source is None:
        raise NotFoundError("志愿者", "volunteer")
    safeguarding.require_known(actor, source, values["organisation_id"])
    return _ask(actor, source, actor.user_id, values)


def ask(actor: Actor, values: dict[str, Any]) -> AccountMerge:
    """Ask that one account ends in another; for coordinators who have to do with both."""
    actor.require(RoleName.COORDINATOR, orgs.path_of(values["organisation_id"]))
    both = values["source_id"], values["target_id"]
    for each in both:
        safeguarding.require_known(actor, each, values["organisation_id"])
    if actor.user_id in both:
        raise _own()
    return _ask(actor, *both, values)


def list_mine(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the merges that the actor's accounts are part of, newest first."""
    sides = AccountMerge.source_id, AccountMerge.target_id
    mine = sa.or_(*(claims.theirs(each, actor.user_id) for each in sides))
    return page(sa.select(AccountMerge).where(mine), [AccountMerge.id], query, newest=True)


def list_merges(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the merges that an organisation decides about; for coordinators."""
    actor.require(RoleName.COORDINATOR, orgs.path_of(query["organisation_id"]))
    rows = sa.select(AccountMerge).where(AccountMerge.organisation_id == query["organisation_id"])
    if query.get("state"):
        rows = rows.where(AccountMerge.state == query["state"])
    return page(rows, [AccountMerge.id], query)


def withdraw(actor: Actor, merge_id: int) -> AccountMerge:
    """Take it back, or say that the other account is somebody else's; for either account."""
    row = session().get(AccountMerge, merge_id, with_for_update={"of": AccountMerge})
    if row is None or actor.user_id not in {row.source_id, row.target_id}:
        raise NotFoundError("合并申请", "merge")
    return _decide(actor, row, MergeState.WITHDRAWN, "")


def confirm(actor: Actor, merge_id: int) -> AccountMerge:
    """Confirm as the second of two, and merge at once."""
    row = _to_decide(actor, merge_id)
    _require_asked(row)
    joining.vouched(row.source_id, row.target_id, actor)
    return _decide(actor, row, MergeState.DONE, "")


def refuse(actor: Actor, merge_id: int, reason: str) -> AccountMerge:
    """Refuse it, saying why; both accounts stay as they are."""
    return _decide(actor, _to_decide(actor, merge_id), MergeState.REFUSED, reason)


def delete_old(years: int) -> int:
    """Delete some merges that were decided, or asked for in vain, so many years ago."""
    last = sa.func.coalesce(AccountMerge.decided_at, AccountMerge.asked_at)
    return retention.delete_some(AccountMerge.id, last < retention.older_than(years))


def _ask(actor: Actor, source: int, target: int, values: dict[str, Any]) -> AccountMerge:
    joining.require_live(source, target)
    organisation_id, reason = values["organisation_id"], values["reason"]
    row = AccountMerge(source_id=source, target_id=target, organisation_id=organisation_id)
    row.state, row.reason = MergeState.ASKED, reason
    row.asked_by, row.asked_at = actor.user_id, clock.now()
    try:
        with session().begin_nested():
            audit.record(actor, "merge.ask", add(row), reason=reason, on_behalf_of=target)
    except IntegrityError as error:
        raise ConflictError(
            "merge_asked_already",
            "该账号已有待处理的合并申请，请等待处理结果。",
            "A merge of this account waits already. Wait until it is decided.",
        ) from error
    _tell_asked(row)
    return row


def _tell_asked(row: AccountMerge) -> None:
    values = {"source": row.source.volunteer_no or "", "target": row.target.volunteer_no or ""}
    for each in (row.source_id, row.target_id):
        told = values | {"merge_id": str(row.id), "reason": row.reason}
        notices.notify(each, Kind.MERGE_ASKED, told, key=f"merge:{row.id}")
    near = holders_near(RoleName.COORDINATOR, orgs.path_of(row.organisation_id))
    able = [each for each in near if each not in {row.source_id, row.target_id, row.asked_by}]
    notices.tell_filed(able, _request(row), key=f"merge:{row.id}:waits")


def _to_decide(actor: Actor, merge_id: int) -> AccountMerge:
    row = session().get(AccountMerge, merge_id, with_for_update={"of": AccountMerge})
    if row is None or not actor.holds(RoleName.COORDINATOR, orgs.path_of(row.organisation_id)):
        raise NotFoundError("合并申请", "merge")
    if actor.user_id in {row.source_id, row.target_id}:
        raise _own()
    if actor.user_id == row.asked_by:
        raise ForbiddenError(
            "merge_own_request",
            "不能确认自己提出的合并申请，请由另一位负责人核实。",
            "Nobody decides about a merge that they asked for. Ask another coordinator.",
        )
    return row


def _require_asked(row: AccountMerge) -> None:
    if row.state is not MergeState.ASKED:
        raise ConflictError(
            "merge_decided",
            "该合并申请已处理或已撤回，请刷新。",
            "This merge is decided or withdrawn. Refresh.",
            state=row.state.value,
        )


def _decide(actor: Actor, row: AccountMerge, state: MergeState, reason: str) -> AccountMerge:
    _require_asked(row)
    row.state, row.decision = state, reason
    row.decided_by, row.decided_at = actor.user_id, clock.now()
    audit.record(actor, f"merge.{state}", row, reason=reason, on_behalf_of=row.target_id)
    _tell_decided(row)
    return row


def _tell_decided(row: AccountMerge) -> None:
    told = {row.target_id, row.asked_by}
    if row.state is not MergeState.DONE:  # else nobody is there to read it
        told.add(row.source_id)
    key = f"merge:{row.id}:{row.state}"
    for each in sorted(told):
        notices.tell_decided(each, _request(row), _SAID[row.state], row.decision, key=key)


def _request(row: AccountMerge) -> notices.Request:
    subject = row.target.volunteer_no or ""
    return notices.Request("账号合并申请", "merge of two accounts", subject, row.id)


def _own() -> InvalidError:
    return InvalidError(
        "merge_of_oneself",
        "涉及自己账号的合并，请在“我的账号”中申请，由负责人确认。",
        "For a merge of accounts of your own, ask as yourself; a leader confirms it.",
    )
