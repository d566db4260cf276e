"""Copies that people asked for, erasures, and accounts that are said to be one person's."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core import limits
from app.core.db import Base, Key


class PersonalCopy(Base):
    """A copy of all that is held about a person, sealed until it expires."""

    __tablename__ = "personal_copies"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    asked_by: Mapped[int | None] = mapped_column(sa.BigInteger)  # a guardian; empty: the person
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    size: Mapped[int] = mapped_column(default=0)  # bytes of the file
    sealed: Mapped[bytes | None] = mapped_column(deferred=True)


class MergeState(StrEnum):
    """Where a merge of two accounts stands."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class AccountMerge(Base):
    """That somebody says two accounts are one person's, and what a second person said to it."""

    __tablename__ = "account_merges"
    __table_args__ = (
        sa.Index(
            "uq_account_merges_asked",
            "source_id",
            unique=True,
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        ),
        sa.Index(None, "organisation_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    source_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))  # ends
    target_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)  # goes on
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))  # decides
    state: Mapped[MergeState]
    reason: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH))
    asked_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    asked_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH), default="")

    source: Mapped[User] = relationship(foreign_keys=source_id, lazy="joined", innerjoin=True)
    target: Mapped[User] = relationship(foreign_keys=target_id, lazy="joined", innerjoin=True)


class ErasureState(StrEnum):
    """Where an erasure stands."""

    WAITING = "waiting"  # may be taken back
    WITHDRAWN = "withdrawn"
    DONE = "done"


class Erasure(Base):
    """A person's wish that what is held about them goes."""

    __tablename__ = "erasures"
    __table_args__ = (
        sa.Index(
            "uq_erasures_waiting",
            "user_id",
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        ),
        sa.Index("ix_erasures_state_due_at", "state", "due_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    asked_by: Mapped[int | None] = mapped_column(sa.BigInteger)  # a guardian; empty: the person
    state: Mapped[ErasureState]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    kept: Mapped[list[Any]]  # what stays, why and how long: as the person was told
