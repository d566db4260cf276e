"""Chains of sealed records, one a volunteer and ledger: the seals, and where they do not hold."""

import json
from typing import TypeVar

import sqlalchemy as sa

from app.core import clock, crypto
from app.core.db import add, session
from app.hours.models import ManualRecord, ServiceRecord

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
}  # fmt: skip


def seal_of(record: ServiceRecord | ManualRecord) -> str:
    """Return the SHA-256 over a record's content and the seal before it."""
    content = {name: getattr(record, name) for name in SEALED[type(record)]}
    times = {name: getattr(record, name).isoformat() for name in ("served_at", "created_at")}
    return crypto.digest(json.dumps(content | times, sort_keys=True, ensure_ascii=False).encode())


def append(record: Record) -> Record:
    """Add a record to the end of its volunteer's chain, sealed; the volunteer must be locked."""
    ledger = type(record)
    last = session().scalar(
        sa.select(ledger)
        .where(ledger.volunteer_id == record.volunteer_id)
        .order_by(ledger.number.desc())
        .limit(1)
    )
    record.number = last.number + 1 if last else 1
    record.previous = last.seal if last else ""
    record.created_at = clock.now()
    record.seal = seal_of(record)
    return add(record)


def first_broken(ledger: type[Record], volunteer_id: int) -> int | None:
    """Return the number of the first record whose seal does not hold, or None."""
    previous = ""
    rows = session().scalars(
        sa.select(ledger).where(ledger.volunteer_id == volunteer_id).order_by(ledger.number)
    )
    for number, row in enumerate(rows, start=1):
        if (row.number, row.previous, row.seal) != (number, previous, seal_of(row)):
            return number
        previous = row.seal
    return None


def broken_chains(ledger: type[Record]) -> dict[int, int]:
    """Return the first record that does not hold, by volunteer, of every chain that is broken."""
    volunteers = session().scalars(sa.select(ledger.volunteer_id).distinct()).all()
    found = {each: first_broken(ledger, each) for each in volunteers}
    return {volunteer: number for volunteer, number in found.items() if number is not None}
