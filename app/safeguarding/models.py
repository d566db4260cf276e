"""Requests to see a minor's personal fields, and every look that followed."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock, limits
from app.core.db import Base, Key


class AccessState(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    ENDED = "ended"  # by itself when its time was over, or before by somebody
    LAPSED = "lapsed"  # nobody decided in time


class MinorAccess(Base):
    """That somebody on the staff may see some fields of one minor, for some hours."""

    __tablename__ = "minor_accesses"
    __table_args__ = (sa.Index(None, "organisation_id", "id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    minor_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    asked_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    fields: Mapped[list[Any]]
    why: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH))
    hours: Mapped[int]
    state: Mapped[AccessState] = mapped_column(index=True)
    asked_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH), default="")
    ends_at: Mapped[datetime]  # of the wait for a decision, then of the access

    WAITS = timedelta(days=7)  # for a decision

    @property
    def present_state(self) -> AccessState:
        """Where it stands now, whether or not the job has written it down."""
        if clock.now() < self.ends_at:
            return self.state
        after = {AccessState.ASKED: AccessState.LAPSED, AccessState.APPROVED: AccessState.ENDED}
        return after.get(self.state, self.state)


class MinorLook(Base):
    """One look at a minor's fields in the open; rows are only added."""

    __tablename__ = "minor_looks"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    access_id: Mapped[int] = mapped_column(sa.ForeignKey("minor_accesses.id"), index=True)
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    fields: Mapped[list[Any]]
    at: Mapped[datetime]
