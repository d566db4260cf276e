"""Letting one account of a person end in another: the step that every way to it takes.

Two people vouch that both are one person's, or a number that WeChat vouches for; whatever speaks
against it, or would be lost or counted twice, is a refusal that says what to do first.
"""

from datetime import datetime

import sqlalchemy as sa

from app.accounts import ages, claims, phones
from app.accounts import service as accounts
from app.accounts.models import User
from app.core import clock
from app.core.auth import Actor
from app.core.db import session
from app.core.errors import ConflictError, NotFoundError
from app.hours import doubles
from app.imports import service as imports
from app.notices import service as notices
from app.notices.kinds import Kind
from app.personal import parts
from app.personal.models import Erasure, ErasureState


def join(source: int, target: int, actor: Actor | None = None) -> None:
    """Let an account end in another; both are locked, and nothing of theirs is under way."""
    parts.pass_on(source, target)
    phones.pass_on(source, target)
    imports.forget_person(source)
    claims.retire(source, target, actor)


def vouched(source: int, target: int, actor: Actor) -> None:
    """Let an account end in another because people say that both are one person's.

    Raise, before anything is touched, if something speaks against it.
    """
    for each in sorted((source, target)):  # in one order for all
        accounts.lock_user(each)
    require_live(source, target)
    _require_one_person(source, target)
    _require_nothing_lost(source, target)
    number = accounts.get_user(source).volunteer_no or ""
    join(source, target, actor)
    values = {"volunteer_no": number, "into": accounts.get_user(target).volunteer_no or ""}
    notices.notify(target, Kind.ACCOUNT_MERGED, values, key=f"merged {source}")


def require_live(source: int, target: int) -> None:
    """Raise unless these are two accounts that neither ended nor were erased."""
    mine = sa.select(User.id).where(
        User.id.in_((source, target)), User.joined_into.is_(None), User.erased_at.is_(None)
    )
    if len(set(session().scalars(mine))) != len((source, target)):
        raise NotFoundError("另一个账号", "second account that is still in use")


def _require_one_person(source: int, target: int) -> None:
    """Raise if the two are known to be different people."""
    if claims.are_bound(source, target):
        raise ConflictError(
            "merge_guardian",
            "其中一人是另一人的监护人，不是同一个人，不能合并。",
            "One of them is the other's guardian: they are two people. Nothing is merged.",
        )
    # A number belongs to one account: two that are verified are verified with different ones.
    if all(ages.find_row(each) is not None for each in (source, target)):
        raise ConflictError(
            "merge_two_identities",
            "两个账号用不同的身份证号码实名，不能合并。如其中一个填错，请先在该账号撤回实名同意。",
            "The accounts are verified with different ID numbers. If one of them is wrong, "
            "withdraw the consent to real names there first.",
        )


def _require_nothing_lost(source: int, target: int) -> None:
    """Raise if something would be broken off, lost, or counted twice."""
    _require_no_erasure(source, target)
    if claims.leads(source) or parts.refusals(source, vouched=True):
        raise ConflictError(
            "merge_roles",
            "将结束的账号还有职务，职务不随合并转移。请先由管理员撤销，或反过来合并。",
            "The account that would end holds roles, and roles are not passed on. Have them "
            "revoked first, or merge the other way round.",
        )
    if not (parts.are_at_rest(source) and parts.are_at_rest(target)):
        raise ConflictError(
            "merge_under_way",
            "有服务正在进行或时长尚未入账，请在结束并入账后再合并。",
            "A service is under way, or its hours are not booked yet. Merge when they are.",
        )
    shared = doubles.shared(source, target)
    if shared:
        raise ConflictError(
            "merge_hours_overlap",
            f"两个账号在 {_said(shared[0].start)} 起的同一时段都有时长，合并后会重复计算。"
            "请先由负责人核实，撤销其中一份（复核考勤或撤销补录）后再合并。",
            f"Both accounts have hours from {shared[0].start.isoformat()} on; together they would "
            "count twice. Have the leader find out which are right and take the others back "
            "(review of the attendance, reversal of the claim), then merge.",
            spans=[[each.start.isoformat(), each.end.isoformat()] for each in shared[:10]],
        )


def _require_no_erasure(source: int, target: int) -> None:
    waiting = sa.select(Erasure.id).where(
        Erasure.user_id.in_((source, target)), Erasure.state == ErasureState.WAITING
    )
    if session().scalar(waiting.limit(1)) is not None:
        raise ConflictError(
            "merge_erasure_waits",
            "其中一个账号正在等待注销，请先撤回注销申请再合并。",
            "One of the accounts is to be erased. Take that back first, then merge.",
        )


def _said(at: datetime) -> str:
    return f"{at.astimezone(clock.CHINA):%Y-%m-%d %H:%M}"
