"""The ledger: service records, added and never changed, each sealed to the one before."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.activities.models import Activity
from app.core.db import Base, Key


class Entry(StrEnum):
    """What a row of the ledger does."""

    CREDIT = "credit"
    REVERSAL = "reversal"  # takes back an earlier credit, which stays where it is


class ServiceRecord(Base):
    """Service hours given or taken back."""

    __tablename__ = "service_records"
    __table_args__ = (
        # Two writers of one volunteer's chain cannot both be next.
        sa.UniqueConstraint("volunteer_id", "number"),
        # A settlement is booked once, however often its job runs.
        sa.UniqueConstraint("settlement_id", "entry"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    number: Mapped[int]  # 1, 2, … within the volunteer's chain
    entry: Mapped[Entry]
    attendance_id: Mapped[int] = mapped_column(sa.ForeignKey("attendances.id"), index=True)
    settlement_id: Mapped[int] = mapped_column(sa.ForeignKey("settlements.id"))
    activity_id: Mapped[int] = mapped_column(sa.ForeignKey("activities.id"))
    seconds: Mapped[int]  # negative for a reversal
    rule_set: Mapped[str] = mapped_column(sa.String(64))
    cuts: Mapped[list[Any]]
    spans: Mapped[list[Any]]
    served_at: Mapped[datetime]  # start of the slot
    created_at: Mapped[datetime]
    previous: Mapped[str] = mapped_column(sa.String(64))  # seal of the row before; "" for the first
    seal: Mapped[str] = mapped_column(sa.String(64))

    activity: Mapped[Activity] = relationship()
