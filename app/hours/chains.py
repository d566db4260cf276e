"""Chains of sealed records, one a volunteer and ledger: the seals, and where they do not hold.

The oldest records of a chain are let go when the law does not ask for them any more. A checkpoint
keeps their number, their sum and the last seal; from there the chain goes on.
"""

import json
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa

from app.accounts.claims import accounts_of
from app.core import clock, crypto
from app.core.db import add, session
from app.hours.models import ChainCheckpoint, ManualRecord, ServiceRecord

Record = TypeVar("Record", ServiceRecord, ManualRecord)
SEALED: dict[type, tuple[str, ...]] = {
    ServiceRecord: (
        "volunteer_id", "number", "entry", "attendance_id", "settlement_id", "activity_id",
        "seconds", "rule_set", "cuts", "spans", "previous",
    ),
    ManualRecord: (
        "volunteer_id", "number", "entry", "claim_id", "organisation_id", "leader_id",
        "organiser_id", "seconds", "previous",
    ),
    ChainCheckpoint: ("volunteer_id", "ledger", "number", "digest", "seconds"),
}  # fmt: skip
TIMES: dict[type, tuple[str, ...]] = {
    ServiceRecord: ("served_at", "created_at"),
    ManualRecord: ("served_at", "created_at"),
    ChainCheckpoint: ("last_at", "written_at"),
}


def seal_of(record: ServiceRecord | ManualRecord | ChainCheckpoint) -> str:
    """Return the SHA-256 over a record's content and the seal before it."""
    content = {name: getattr(record, name) for name in SEALED[type(record)]}
    times = {name: getattr(record, name).isoformat() for name in TIMES[type(record)]}
    return crypto.digest(json.dumps(content | times, sort_keys=True, ensure_ascii=False).encode())


def checkpoint_of(ledger: type[Record], volunteer_id: int) -> ChainCheckpoint | None:
    """Return where a chain begins now, if its first records were let go."""
    return session().get(ChainCheckpoint, (volunteer_id, ledger.__tablename__))


def append(record: Record) -> Record:
    """Add a record to the end of its volunteer's chain, sealed; the volunteer must be locked."""
    ledger = type(record)
    last = session().scalar(
        sa.select(ledger)
        .where(ledger.volunteer_id == record.volunteer_id)
        .order_by(ledger.number.desc())
        .limit(1)
    )
    before = checkpoint_of(ledger, record.volunteer_id)
    number, seal = (before.number, before.digest) if before else (0, "")
    if last is not None:
        number, seal = last.number, last.seal
    record.number, record.previous = number + 1, seal
    record.created_at = clock.now()
    record.seal = seal_of(record)
    return add(record)


def total(ledger: type[Record], volunteer_id: int) -> tuple[int, int]:
    """Return the seconds of a chain and how many records they are of, with those let go."""
    before = checkpoint_of(ledger, volunteer_id)
    sums = sa.select(sa.func.coalesce(sa.func.sum(ledger.seconds), 0), sa.func.count())
    mine = sums.where(ledger.volunteer_id == volunteer_id)
    if before is None:
        seconds, count = session().execute(mine).one()
        return int(seconds), count
    seconds, count = session().execute(mine.where(ledger.number > before.number)).one()
    return before.seconds + int(seconds), before.number + count


def total_of(ledger: type[Record], user_id: int) -> tuple[int, int]:
    """Return the same of all chains of a person: that of each account that ended in theirs, too."""
    sums = [total(ledger, each) for each in accounts_of(user_id)]
    return sum(each[0] for each in sums), sum(each[1] for each in sums)


def was_let_go(ledger: type[Record], volunteer_id: int, at: datetime) -> bool:
    """Say whether what was booked at an instant may be among the records that were let go."""
    before = checkpoint_of(ledger, volunteer_id)
    return before is not None and at <= before.last_at


def first_broken(ledger: type[Record], volunteer_id: int) -> int | None:
    """Return the number of the first record whose seal does not hold, or None."""
    before = checkpoint_of(ledger, volunteer_id)
    if before is None:
        return _first_broken(ledger, volunteer_id, 0, "")
    if before.seal != seal_of(before):
        return before.number
    return _first_broken(ledger, volunteer_id, before.number, before.digest)


def broken_chains(ledger: type[Record]) -> dict[int, int]:
    """Return the first record that does not hold, by volunteer, of every chain that is broken."""
    of_checkpoints = sa.select(ChainCheckpoint.volunteer_id).where(
        ChainCheckpoint.ledger == ledger.__tablename__
    )
    volunteers = session().scalars(sa.select(ledger.volunteer_id).union(of_checkpoints)).all()
    found = {each: first_broken(ledger, each) for each in volunteers}
    return {volunteer: number for volunteer, number in found.items() if number is not None}


def _first_broken(ledger: type[Record], volunteer_id: int, after: int, previous: str) -> int | None:
    rows = session().scalars(
        sa.select(ledger)
        .where(ledger.volunteer_id == volunteer_id, ledger.number > after)
        .order_by(ledger.number)
    )
    for number, row in enumerate(rows, start=after + 1):
        if (row.number, row.previous, row.seal) != (number, previous, seal_of(row)):
            return number
        previous = row.seal
    return None
