"""Manual hours (补录): claimed with evidence, agreed to by two people, within a monthly quota."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts import service as accounts
from app.accounts.claims import theirs
from app.accounts.holders import holders_near
from app.activities.models import Slot
from app.attendance.models import Attendance, AttendanceState
from app.core import audit, clock
from app.core.auth import Actor, RoleName
from app.core.db import session
from app.core.errors import ConflictError, InvalidError
from app.core.paging import page
from app.families import service as families
from app.hours import manual, policy
from app.hours.models import ClaimState, ManualClaim
from app.notices import service as notices
from app.orgs import service as orgs
from geofence.intervals import Span

LATEST = timedelta(days=30)  # after the service that a claim may be made
SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=8)  # of a claim; a day's may add up to 8
ATTENDED = "该时段的签到已核算入账，时长以签到为准；如有出入请申请复核"  # why a claim gives way
LIVE = (ClaimState.CLAIM, ClaimState.LEADER_OK, ClaimState.CREDITED)
_SAID = {
    ClaimState.LEADER_OK: (
        "负责人已认可，待管理员复核",
        "a leader agreed; an administrator is next",
    ),
    ClaimState.CREDITED: ("已核定", "credited"),
    ClaimState.REFUSED: ("未通过", "refused"),
    ClaimState.REVERSED: ("已撤销", "taken back"),
}
STEPS = {ClaimState.CLAIM, ClaimState.LEADER_OK}


def claim(actor: Actor, values: dict[str, Any]) -> ManualClaim:
    """Claim hours for oneself, or for a household's member whom the actor acts for."""
    volunteer_id = values.pop("volunteer_id", None) or actor.user_id
    if volunteer_id != actor.user_id:
        families.require_acts_for(actor, volunteer_id)
    orgs.get_open(values["organisation_id"])
    _require_plausible(values["starts_at"], values["ends_at"])
    # One claim of a person at a time, or two at once could be for the same hours.
    accounts.lock_user(volunteer_id)
    _require_free(volunteer_id, values["starts_at"], values["ends_at"])
    row = ManualClaim(volunteer_id=volunteer_id, claimed_by=actor.user_id, **values)
    row.state, row.created_at = ClaimState.CLAIM, clock.now()
    other = volunteer_id if volunteer_id != actor.user_id else None
    audit.record(actor, "claim.make", row, on_behalf_of=other)
    _tell_deciders(row, RoleName.COORDINATOR)
    return row


def show(actor: Actor, claim_id: int) -> ManualClaim:
    """Return a claim to those whom it concerns."""
    return policy.require_visible(actor, session().get(ManualClaim, claim_id))


def list_mine(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the claims about the actor, or made by them, newest first."""
    columns = ManualClaim.volunteer_id, ManualClaim.claimed_by
    mine = sa.or_(*(theirs(each, actor.user_id) for each in columns))
    return page(_named().where(mine), [ManualClaim.id], query, newest=True)


def list_claims(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the claims at an organisation and below; for its leaders."""
    actor.require(RoleName.COORDINATOR, orgs.path_of(query["organisation_id"]))
    below = orgs.ids_below([query["organisation_id"]])
    rows = _named().where(ManualClaim.organisation_id.in_(below))
    if query.get("state"):
        rows = rows.where(ManualClaim.state == query["state"])
    return page(rows, [ManualClaim.id], query)


def agree_as_leader(actor: Actor, claim_id: int) -> ManualClaim:
    """Agree as the first of two."""
    row = _locked(actor, claim_id)
    policy.require_leader(actor, row)
    if row.state is ClaimState.LEADER_OK and row.leader_id == actor.user_id:
        return row
    _require_state(row, {ClaimState.CLAIM})
    _require_not_attended(row.volunteer_id, row.starts_at, row.ends_at)
    row.state, row.leader_id, row.leader_at = ClaimState.LEADER_OK, actor.user_id, clock.now()
    audit.record(actor, "claim.leader_ok", row)
    _tell_deciders(row, RoleName.ADMINISTRATOR)
    return _told(row)


def agree_as_organiser(actor: Actor, claim_id: int) -> ManualClaim:
    """Agree as the second of two: the hours are credited, if the month's quota has room."""
    row = _locked(actor, claim_id)
    policy.require_organiser(actor, row)
    if row.state is ClaimState.CREDITED and row.organiser_id == actor.user_id:
        return row
    _require_state(row, {ClaimState.LEADER_OK})
    _require_not_attended(row.volunteer_id, row.starts_at, row.ends_at)
    row.state, row.organiser_id = ClaimState.CREDITED, actor.user_id
    row.organiser_at = clock.now()
    audit.record(actor, "claim.organiser_ok", row)
    manual.spend(row.organisation_id, row.seconds)
    manual.credit(row)
    return _told(row)


def refuse(actor: Actor, claim_id: int, reason: str) -> ManualClaim:
    """Refuse a claim, saying why, at either step."""
    row = _locked(actor, claim_id)
    policy.require_leader(actor, row)
    _require_state(row, STEPS)
    row.state, row.reason = ClaimState.REFUSED, reason
    audit.record(actor, "claim.refuse", row, reason=reason)
    return _told(row)


def withdraw(actor: Actor, claim_id: int) -> ManualClaim:
    """Take a claim back before it is credited."""
    row = _locked(actor, claim_id)
    policy.require_own(actor, row)
    if row.state is ClaimState.WITHDRAWN:
        return row
    _require_state(row, STEPS)
    row.state = ClaimState.WITHDRAWN
    audit.record(actor, "claim.withdraw", row)
    return row


def reverse(actor: Actor, claim_id: int, reason: str) -> ManualClaim:
    """Take credited hours back by an entry of its own; the quota that they took stays taken."""
    row = _locked(actor, claim_id)
    actor.require(RoleName.ADMINISTRATOR, orgs.path_of(row.organisation_id))
    _require_state(row, {ClaimState.CREDITED})
    return _reverse(actor, row, reason)


def give_way(volunteer_id: int, spans: Sequence[Span]) -> None:
    """Take back manual hours for time that an attendance is credited for after all.

    Word of an attendance may come days late, and no time counts twice. The person is locked.
    """
    mine = sa.select(ManualClaim).where(
        ManualClaim.volunteer_id == volunteer_id,
        ManualClaim.state == ClaimState.CREDITED,
        ManualClaim.starts_at < max(each.end for each in spans),
        ManualClaim.ends_at > min(each.start for each in spans),
    )
    for row in session().scalars(mine.order_by(ManualClaim.id)).all():
        if any(each.start < row.ends_at and each.end > row.starts_at for each in spans):
            _reverse(None, row, ATTENDED)


def _reverse(actor: Actor | None, row: ManualClaim, reason: str) -> ManualClaim:
    row.state, row.reason = ClaimState.REVERSED, reason
    audit.record(actor, "claim.reverse", row, reason=reason)
    # Nobody decided it again: the entry names who had credited it, the audit the installation.
    manual.reverse(row, actor.user_id if actor else row.organiser_id or 0)
    return _told(row)


def _named() -> sa.Select[Any]:
    return sa.select(ManualClaim).options(joinedload(ManualClaim.volunteer, innerjoin=True))


def _told(row: ManualClaim) -> ManualClaim:
    """Tell the volunteer what became of the claim."""
    key = f"claim:{row.id}:{row.state}"
    notices.tell_decided(row.volunteer_id, _asked(row), _SAID[row.state], row.reason, key=key)
    return row


def _tell_deciders(row: ManualClaim, role: RoleName) -> None:
    """Tell those who may decide next that the claim waits, but nobody whom it is about."""
    near = holders_near(role, orgs.path_of(row.organisation_id))
    able = [each for each in near if each not in {row.volunteer_id, row.claimed_by, row.leader_id}]
    notices.tell_filed(able, _asked(row), key=f"claim:{row.id}:waits:{row.state}")


def _asked(row: ManualClaim) -> notices.Request:
    day = f"{row.starts_at.astimezone(clock.CHINA):%Y-%m-%d}"
    return notices.Request("补录时长申请", "claim of hours", day, row.id)


def _locked(actor: Actor, claim_id: int) -> ManualClaim:
    row = policy.require_visible(actor, session().get(ManualClaim, claim_id))
    accounts.lock_user(row.volunteer_id)  # before the claim, as whoever books an attendance does
    session().refresh(row, with_for_update={"of": ManualClaim})
    return row


def _require_state(row: ManualClaim, states: set[ClaimState]) -> None:
    if row.state not in states:
        raise ConflictError(
            "claim_not_there",
            "该补录申请的状态已变化，请刷新后查看。",
            "This claim is in another state. Refresh and look.",
            state=row.state.value,
        )


def _require_plausible(starts_at: datetime, ends_at: datetime) -> None:
    now = clock.now()
    if not SHORTEST <= ends_at - starts_at <= LONGEST or ends_at > now:
        raise InvalidError(
            "claim_implausible",
            "补录时段须已结束，且在 15 分钟到 8 小时之间，请核对起止时间。",
            "A claim is for time that is over, of 15 minutes to 8 hours. Check start and end.",
            fields={"ends_at": ["15 minutes to 8 hours after the start, and past"]},
        )
    if now - ends_at > LATEST:
        raise ConflictError(
            "claim_too_late",
            f"服务结束 {LATEST.days} 天后不能再补录；如有疑问，请联系活动组织者。",
            f"A claim must be made within {LATEST.days} days of the service. "
            "If you think this is wrong, ask the organiser.",
            days=LATEST.days,
        )


def _require_free(volunteer_id: int, starts_at: datetime, ends_at: datetime) -> None:
    """Raise if the time is claimed already, or attended, or more than a day may hold."""
    near = sa.select(ManualClaim).where(
        ManualClaim.volunteer_id == volunteer_id,
        ManualClaim.state.in_(LIVE),
        ManualClaim.starts_at < ends_at + timedelta(days=1),
        ManualClaim.ends_at > starts_at - timedelta(days=1),
    )
    others = session().scalars(near).all()
    if any(each.starts_at < ends_at and each.ends_at > starts_at for each in others):
        raise ConflictError(
            "claimed_already",
            "该时段已有补录申请，不能重复申请。",
            "This time is claimed already. It cannot be claimed twice.",
        )
    day = clock.day_of(starts_at)
    same_day = sum(each.seconds for each in others if clock.day_of(each.starts_at) == day)
    if same_day + (ends_at - starts_at).total_seconds() > LONGEST.total_seconds():
        raise ConflictError(
            "claim_over_day",
            "一人一天的补录合计不超过 8 小时，请把时间改短后再提交。",
            "Manual hours of a person and a day add up to 8 at most. Shorten the time, then "
            "send it again.",
        )
    _require_not_attended(volunteer_id, starts_at, ends_at)


def _require_not_attended(volunteer_id: int, starts_at: datetime, ends_at: datetime) -> None:
    attended = session().scalar(
        sa.select(Attendance.id)
        .join(Slot, Slot.id == Attendance.slot_id)
        .where(
            Attendance.volunteer_id == volunteer_id,
            Attendance.state != AttendanceState.REFUSED,
            Slot.starts_at < ends_at,
            Slot.ends_at > starts_at,
        )
        .limit(1)
    )
    if attended is not None:
        raise ConflictError(
            "attended_then",
            "该时段已有签到记录，时长以签到为准；如有异议请联系负责人复核，不用补录。",
            "There is a check-in for that time, and its hours count. If they are wrong, ask for a "
            "review instead.",
            attendance_id=attended,
        )
