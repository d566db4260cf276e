"""What about receipts that were signed without network asks for a look."""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from app.attendance.models import EvidenceRow, Receipt
from app.core.db import session

BACK = timedelta(minutes=2)  # that a clock may go back, as when the phone sets it by the network


def flagged(evidence: Sequence[EvidenceRow]) -> int:
    """Return how many rows of evidence came by a receipt that asks for a look."""
    return sum(
        bool(row.detail.get("doubts"))
        or _is_after_gap(row.detail["receipt_key"], row.detail["counter"])
        or _is_before_earlier_one(row.detail["receipt_key"], row.detail["counter"])
        for row in evidence
        if "receipt_key" in row.detail
    )


def _is_after_gap(key_id: int, counter: int) -> bool:
    before = session().scalar(
        sa.select(sa.func.count()).where(Receipt.key_id == key_id, Receipt.counter < counter)
    )
    return (before or 0) < counter - 1


def _is_before_earlier_one(key_id: int, counter: int) -> bool:
    """Say whether the phone signed it at a time before that of a receipt with a lower number."""
    signed_at = session().scalar(
        sa.select(Receipt.signed_at).where(Receipt.key_id == key_id, Receipt.counter == counter)
    )
    latest = session().scalar(
        sa.select(sa.func.max(Receipt.signed_at)).where(
            Receipt.key_id == key_id, Receipt.counter < counter
        )
    )
    return signed_at is not None and latest is not None and signed_at < latest - BACK
