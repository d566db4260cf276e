"""The ledger: service records, added and never changed, each sealed to the one before."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.activities.models import Activity
from app.core import limits
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
    created_at: Mapped[datetime] = mapped_column(index=True)
    previous: Mapped[str] = mapped_column(sa.String(64))  # seal of the row before; "" for the first
    seal: Mapped[str] = mapped_column(sa.String(64))

    activity: Mapped[Activity] = relationship()


class ClaimState(StrEnum):
    """Where a claim of manual hours stands."""

    CLAIM = "claim"
    LEADER_OK = "leader_ok"  # the first of two people has agreed
    CREDITED = "credited"  # the second has
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REVERSED = "reversed"  # credited, and taken back


class ManualClaim(Base):
    """Hours that no phone and no leader's list has seen: claimed, with what there is to show."""

    __tablename__ = "manual_claims"
    __table_args__ = (sa.Index(None, "organisation_id", "state", "id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    claimed_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    state: Mapped[ClaimState]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    description: Mapped[str] = mapped_column(sa.Text)
    evidence: Mapped[list[Any]]  # in words: who saw it, which papers, which photos
    leader_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    leader_at: Mapped[datetime | None]
    organiser_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    organiser_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH), default="")
    created_at: Mapped[datetime]

    volunteer: Mapped[User] = relationship(foreign_keys=volunteer_id)

    @property
    def seconds(self) -> int:
        """How long it is said to have been."""
        return int((self.ends_at - self.starts_at).total_seconds())


class ManualQuota(Base):
    """What of a month's quota an organisation has credited."""

    __tablename__ = "manual_quotas"

    organisation_id: Mapped[int] = mapped_column(
        sa.ForeignKey("organisations.id"), primary_key=True, autoincrement=False
    )
    month: Mapped[str] = mapped_column(sa.String(7), primary_key=True)  # of the credit: "2026-05"
    seconds: Mapped[int]


class ManualRecord(Base):
    """Manual hours given or taken back: a ledger of its own, so that no sum can mix the two."""

    __tablename__ = "manual_records"
    __table_args__ = (
        # Two writers of one volunteer's chain cannot both be next.
        sa.UniqueConstraint("volunteer_id", "number"),
        sa.UniqueConstraint("claim_id", "entry"),
        sa.Index(None, "organisation_id", "id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    volunteer_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    number: Mapped[int]  # 1, 2, … within the volunteer's chain
    entry: Mapped[Entry]
    claim_id: Mapped[int] = mapped_column(sa.ForeignKey("manual_claims.id"))
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    leader_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))  # the two who agreed,
    organiser_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))  # or who took it back
    seconds: Mapped[int]  # negative for a reversal
    served_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(index=True)
    previous: Mapped[str] = mapped_column(sa.String(64))  # seal of the row before; "" for the first
    seal: Mapped[str] = mapped_column(sa.String(64))


class ChainCheckpoint(Base):
    """What a chain was up to a record, when the records up to there were let go.

    Numbers have no gap, so the number of the last one is also how many they were.
    """

    __tablename__ = "chain_checkpoints"

    volunteer_id: Mapped[int] = mapped_column(
        sa.ForeignKey("users.id"), primary_key=True, autoincrement=False
    )
    ledger: Mapped[str] = mapped_column(sa.String(32), primary_key=True)  # table of the records
    number: Mapped[int]  # of the last record that was let go
    digest: Mapped[str] = mapped_column(sa.String(64))  # its seal, to which the next one is tied
    seconds: Mapped[int]  # the sum of all up to it
    last_at: Mapped[datetime]  # when it was booked
    written_at: Mapped[datetime]
    seal: Mapped[str] = mapped_column(sa.String(64))
