"""Activities whose hours are shown, and what people object to."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.activities.models import Activity
from app.core import limits
from app.core.db import Base, Key


class Publicity(Base):
    """From when to when the hours of an activity are shown."""

    __tablename__ = "publicities"

    activity_id: Mapped[int] = mapped_column(
        sa.ForeignKey("activities.id"), primary_key=True, autoincrement=False
    )
    since: Mapped[datetime]
    until: Mapped[datetime] = mapped_column(index=True)
    settled_at: Mapped[datetime | None]

    activity: Mapped[Activity] = relationship(lazy="joined", innerjoin=True)


class ObjectionState(StrEnum):
    """What became of an objection."""

    OPEN = "open"
    UPHELD = "upheld"  # it is right; what follows is done by a review or a reversal
    DISMISSED = "dismissed"


class Objection(Base):
    """That somebody says what is shown is wrong: hours of an activity, or a manual claim's."""

    __tablename__ = "objections"
    __table_args__ = (
        sa.UniqueConstraint("activity_id", "raised_by"),
        sa.UniqueConstraint("claim_id", "raised_by"),
        sa.CheckConstraint("(activity_id IS NULL) <> (claim_id IS NULL)", name="about_one_thing"),
        sa.Index(None, "organisation_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))
    activity_id: Mapped[int | None] = mapped_column(sa.ForeignKey("activities.id"))
    claim_id: Mapped[int | None] = mapped_column(sa.ForeignKey("manual_claims.id"))
    raised_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    text: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH))
    state: Mapped[ObjectionState] = mapped_column(default=ObjectionState.OPEN)
    answer: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH), default="")
    answered_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    answered_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    activity: Mapped[Activity | None] = relationship()

    @property
    def title(self) -> str | None:
        """What the activity is called; manual hours have no title."""
        return self.activity.title if self.activity else None
