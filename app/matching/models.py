"""Needs, offers and invitations."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.activities.categories import Category
from app.core import clock, limits
from app.core.db import Base, Key


class NeedState(StrEnum):
    """Where a need stands."""

    VERIFYING = "verifying"  # the organisation looks into it (条例 13)
    DECLINED = "declined"
    OPEN = "open"  # looks for somebody
    MATCHED = "matched"  # a team has said yes
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"  # its time went by


class InvitationState(StrEnum):
    """What became of an invitation."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    RECALLED = "recalled"  # the need or the offer is there no more
    RELEASED = "released"  # the team had said yes, and nothing came of it


class Need(Base):
    """Something that somebody needs done."""

    __tablename__ = "needs"
    __table_args__ = (sa.Index("ix_needs_organisation_id_state", "organisation_id", "state"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"))  # verifies it
    filed_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    category: Mapped[Category]
    title: Mapped[str] = mapped_column(sa.String(limits.TITLE_LENGTH))
    sealed: Mapped[bytes]  # details, address, contact: for who verifies and who comes
    risk_notice: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH))
    skills: Mapped[list[Any]]
    lon: Mapped[float]  # WGS-84
    lat: Mapped[float]
    starts_at: Mapped[datetime]  # when somebody is wanted
    ends_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[NeedState] = mapped_column(default=NeedState.VERIFYING)
    reason: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH), default="")
    verify_due_at: Mapped[datetime]
    verified_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime]

    accepted: Mapped["Invitation | None"] = relationship(
        primaryjoin=lambda: sa.and_(
            Invitation.need_id == Need.id, Invitation.state == InvitationState.ACCEPTED
        ),
        viewonly=True,
    )

    @property
    def team_id(self) -> int | None:
        """The team that sees to it."""
        return self.accepted.offer.organisation_id if self.accepted else None

    @property
    def activity_id(self) -> int | None:
        """What the team makes of it; a draft is the team's own until it is approved."""
        return self.accepted.activity_id if self.accepted else None

    @property
    def present_state(self) -> NeedState:
        """The state as it is now, whether or not a job has written it down."""
        waiting = self.state in {NeedState.VERIFYING, NeedState.OPEN}
        return NeedState.EXPIRED if waiting and self.ends_at <= clock.now() else self.state

    @property
    def overdue(self) -> bool:
        """Whether the organisation should have answered by now."""
        return self.state is NeedState.VERIFYING and self.verify_due_at <= clock.now()


class Offer(Base):
    """A service or project that a team offers."""

    __tablename__ = "offers"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    category: Mapped[Category]
    title: Mapped[str] = mapped_column(sa.String(limits.TITLE_LENGTH))
    skills: Mapped[list[Any]]
    lon: Mapped[float]
    lat: Mapped[float]
    radius_m: Mapped[float]  # as far as the team goes
    capacity: Mapped[int]  # needs at a time
    open: Mapped[bool] = mapped_column(default=True)
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime]


_LIVE: dict[str, Any] = dict.fromkeys(
    ("sqlite_where", "postgresql_where"), sa.text("state IN ('invited', 'accepted')")
)


class Invitation(Base):
    """A team is asked whether it would see to a need; it may say no (条例 25)."""

    __tablename__ = "invitations"
    __table_args__ = (
        sa.UniqueConstraint("need_id", "offer_id"),  # nobody is asked twice for the same
        sa.Index("uq_invitations_live", "need_id", unique=True, **_LIVE),  # one after the other
        sa.Index("ix_invitations_offer_id_state", "offer_id", "state"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    need_id: Mapped[int] = mapped_column(sa.ForeignKey("needs.id"))
    offer_id: Mapped[int] = mapped_column(sa.ForeignKey("offers.id"))
    state: Mapped[InvitationState] = mapped_column(default=InvitationState.INVITED)
    cost: Mapped[float]
    reasons: Mapped[list[Any]]  # line by line, as they were when it was sent
    expires_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]
    activity_id: Mapped[int | None] = mapped_column(sa.ForeignKey("activities.id"))  # its draft
    created_at: Mapped[datetime]

    need: Mapped[Need] = relationship(lazy="joined", innerjoin=True)
    offer: Mapped[Offer] = relationship(lazy="joined", innerjoin=True)

    @property
    def present_state(self) -> InvitationState:
        """The state as it is now, whether or not a job has written it down."""
        over = self.state is InvitationState.INVITED and self.expires_at <= clock.now()
        return InvitationState.EXPIRED if over else self.state
