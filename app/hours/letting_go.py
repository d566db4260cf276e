"""Records whose ten years are over: their sum and last seal stay, they themselves go."""

import logging
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from flask import current_app

from app.accounts import service as accounts
from app.core import clock, retention
from app.core.db import add, session
from app.hours import chains
from app.hours.chains import Record
from app.hours.models import ChainCheckpoint, ManualClaim

CHAINS_AT_ONCE = 20
RECORDS_AT_ONCE = 500  # of one chain
# A credit that was wrong is taken back by its claim, whose record has gone before: for as long as
# anybody may sue (Civil Code 188).
TO_TAKE_BACK_YEARS = 3

log = logging.getLogger(__name__)


def let_go(ledger: type[Record]) -> int:
    """Let the oldest records of some chains go; return how many went.

    First the checkpoint, then the deletion of what it covers: whoever is stopped between the two
    leaves records that no sum counts, and the next run deletes them.
    """
    gone = 0
    for volunteer_id in _volunteers(ledger):
        accounts.lock_user(volunteer_id)
        _move_checkpoint(ledger, volunteer_id)
        gone += delete_covered(ledger, volunteer_id)
    return gone


def delete_claims() -> int:
    """Delete some claims of manual hours that are no longer needed to take a credit back."""
    last = sa.func.coalesce(ManualClaim.organiser_at, ManualClaim.leader_at, ManualClaim.created_at)
    free = retention.unreferenced(ManualClaim)
    limit = _limit(TO_TAKE_BACK_YEARS)
    return retention.delete_some(ManualClaim.id, ManualClaim.created_at < limit, last < limit, free)


def delete_covered(ledger: type[Record], volunteer_id: int) -> int:
    """Delete the records that the checkpoint stands for."""
    before = chains.checkpoint_of(ledger, volunteer_id)
    if before is None:
        return 0
    return retention.delete_some(
        ledger.id, ledger.volunteer_id == volunteer_id, ledger.number <= before.number
    )


def _volunteers(ledger: type[Record]) -> Sequence[int]:
    """Return whose chains begin with something old, in one order for all workers."""
    old = sa.select(ledger.volunteer_id).where(ledger.created_at < _limit()).distinct()
    return session().scalars(old.order_by(ledger.volunteer_id).limit(CHAINS_AT_ONCE)).all()


def _move_checkpoint(ledger: type[Record], volunteer_id: int) -> None:
    row = chains.checkpoint_of(ledger, volunteer_id)
    number, digest, seconds = (row.number, row.digest, row.seconds) if row else (0, "", 0)
    old = _oldest(ledger, volunteer_id, number)
    if not old:
        return
    if (row and row.seal != chains.seal_of(row)) or not _hold(old, number, digest):
        # It is looked into, not tidied away.
        log.error("%s of volunteer %s do not hold: kept", ledger.__tablename__, volunteer_id)
        return
    row = row or ChainCheckpoint(volunteer_id=volunteer_id, ledger=ledger.__tablename__)
    row.number, row.digest, row.last_at = old[-1].number, old[-1].seal, old[-1].created_at
    row.seconds = seconds + sum(each.seconds for each in old)
    row.written_at = clock.now()
    row.seal = chains.seal_of(row)
    add(row)


def _oldest(ledger: type[Record], volunteer_id: int, after: int) -> list[Record]:
    """Return the records right after a number, up to the first that must be kept."""
    rows = session().scalars(
        sa.select(ledger)
        .where(ledger.volunteer_id == volunteer_id, ledger.number > after)
        .order_by(ledger.number)
        .limit(RECORDS_AT_ONCE)
    )
    limit, found = _limit(), list[Record]()
    for row in rows:
        if row.created_at >= limit:
            break
        found.append(row)
    return found


def _hold(records: list[Record], number: int, seal: str) -> bool:
    for each in records:
        tied = (each.number, each.previous) == (number + 1, seal)
        if not tied or each.seal != chains.seal_of(each):
            return False
        number, seal = each.number, each.seal
    return True


def _limit(longer_years: int = 0) -> datetime:
    return retention.older_than(current_app.config["SETTINGS"].service_years + longer_years)
