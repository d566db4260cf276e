"""The ledger of manual hours, apart from the verified ones, and the quota that bounds it."""

from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import IntegrityError

from app.accounts import service as accounts
from app.accounts.claims import theirs
from app.core import clock
from app.core.auth import Actor, RoleName
from app.core.db import add, session
from app.core.errors import ConflictError
from app.core.paging import page
from app.hours import chains
from app.hours.models import Entry, ManualClaim, ManualQuota, ManualRecord
from app.orgs import service as orgs


def spend(organisation_id: int, seconds: int) -> None:
    """Take seconds from this month's quota; of several at once none gets more than there is."""
    month = _month()
    _ensure_row(organisation_id, month)
    taken = session().execute(
        sa.update(ManualQuota)
        .where(
            ManualQuota.organisation_id == organisation_id,
            ManualQuota.month == month,
            ManualQuota.seconds + seconds <= _quota(),
        )
        .values(seconds=ManualQuota.seconds + seconds)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount == 0:  # type: ignore[attr-defined]
        raise ConflictError(
            "manual_quota_spent",
            "本组织本月的补录额度已用完，请下月再审核，或请上级核实。",
            "This organisation has spent its quota of manual hours for the month. Decide next "
            "month, or ask the organisation above.",
            month=month,
            quota_seconds=_quota(),
        )


def show_quota(actor: Actor, organisation_id: int) -> dict[str, Any]:
    """Return what an organisation has credited of this month's quota; for its leaders."""
    actor.require(RoleName.COORDINATOR, orgs.path_of(organisation_id))
    row = session().get(ManualQuota, (organisation_id, _month()))
    return {
        "month": _month(),
        "quota_seconds": _quota(),
        "spent_seconds": row.seconds if row else 0,
    }


def credit(claim: ManualClaim) -> ManualRecord:
    """Add what was agreed to by two people."""
    return _append(claim, Entry.CREDIT, claim.seconds, claim.organiser_id or 0)


def reverse(claim: ManualClaim, actor_id: int) -> ManualRecord:
    """Add the entry that takes a credit back; the credit stays where it is."""
    return _append(claim, Entry.REVERSAL, -claim.seconds, actor_id)


def total(volunteer_id: int) -> tuple[int, int]:
    """Return the seconds of a person's manual hours, and how many entries they are the sum of."""
    return chains.total_of(ManualRecord, volunteer_id)


def list_records(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of the actor's manual records, newest first."""
    mine = sa.select(ManualRecord).where(theirs(ManualRecord.volunteer_id, actor.user_id))
    return page(mine, [ManualRecord.id], query, newest=True)


def _append(claim: ManualClaim, entry: Entry, seconds: int, by: int) -> ManualRecord:
    accounts.lock_user(claim.volunteer_id)
    record = ManualRecord(
        volunteer_id=claim.volunteer_id,
        entry=entry,
        claim_id=claim.id,
        organisation_id=claim.organisation_id,
        leader_id=claim.leader_id or 0,
        organiser_id=by,
        seconds=seconds,
        served_at=claim.starts_at,
    )
    return chains.append(record)


def _ensure_row(organisation_id: int, month: str) -> None:
    if session().get(ManualQuota, (organisation_id, month)) is not None:
        return
    try:
        with session().begin_nested():
            add(ManualQuota(organisation_id=organisation_id, month=month, seconds=0))
    except IntegrityError:
        return  # somebody else was quicker


def _month() -> str:
    return clock.day_of(clock.now()).isoformat()[:7]


def _quota() -> int:
    hours: int = current_app.config["SETTINGS"].manual_hours_a_month
    return hours * 3_600
