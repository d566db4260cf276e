"""What about receipts that were signed without network asks for a look."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.attendance.models import EvidenceRow, Receipt
from app.core.db import session


def flagged(evidence: Sequence[EvidenceRow]) -> int:
    """Return how many rows of evidence came by a receipt that asks for a look."""
    return sum(
        bool(row.detail.get("doubts"))
        or _is_after_gap(row.detail["receipt_key"], row.detail["counter"])
        for row in evidence
        if "receipt_key" in row.detail
    )


def _is_after_gap(key_id: int, counter: int) -> bool:
    before = session().scalar(
        sa.select(sa.func.count()).where(Receipt.key_id == key_id, Receipt.counter < counter)
    )
    return (before or 0) < counter - 1
