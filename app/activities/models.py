"""Activities, their slots and sites, and sign-ups."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts import words
from app.accounts.models import User
from app.activities.categories import Category
from app.activities.phases import ActivityPhase, phase_of
from app.activities.states import (
    COMMITTED,
    HOLDS_PLACE,
    LIVE,
    ActivityState,
    LeaveState,
    S,
    SignUpState,
)
from app.core import clock, limits
from app.core.db import Base, Key
from app.wechat.models import ContentCheck

__all__ = [
    "COMMITTED", "HOLDS_PLACE", "LAPSES", "LIVE",
    "Activity", "ActivitySite", "ActivityState", "Lapse", "LeaveState", "Position",
    "S", "SignUp", "SignUpState", "Slot", "VolunteerSkill",
]  # fmt: skip


class Activity(Base):
    """Something an organisation does with volunteers."""

    __tablename__ = "activities"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(limits.TITLE_LENGTH))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    category: Mapped[Category | None] = mapped_column(index=True)
    state: Mapped[ActivityState] = mapped_column(default=ActivityState.DRAFT, index=True)
    state_reason: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH), default="")
    reason_check_id: Mapped[int | None] = mapped_column(sa.ForeignKey("content_checks.id"))
    open_to_all: Mapped[bool] = mapped_column(default=False)  # approved, not taken back since
    rules: Mapped[dict[str, Any]]  # the rule set as it stood when the activity was made
    presence_policy: Mapped[dict[str, Any]]  # how gaps between pings are read
    sites_version: Mapped[int] = mapped_column(default=0)  # grows whenever the sites change
    # What the law wants to be said before anybody is asked to come (条例 12, 14–17).
    risk_notice: Mapped[str] = mapped_column(sa.Text, default="")
    way: Mapped[str] = mapped_column(sa.Text, default="")  # how it is done
    conditions: Mapped[str] = mapped_column(sa.Text, default="")  # who may come
    safety: Mapped[str] = mapped_column(sa.Text, default="")  # what is done for their safety
    dangerous: Mapped[bool | None]  # None: not answered yet
    insurance_policy: Mapped[str] = mapped_column(sa.String(limits.KEY_LENGTH), default="")
    minors_allowed: Mapped[bool | None]  # None: not answered yet
    version: Mapped[int] = mapped_column(default=1)  # grows with every change of its content
    submitted_at: Mapped[datetime | None]
    review_due_at: Mapped[datetime | None] = mapped_column(index=True)
    review_told_at: Mapped[datetime | None]  # when reviewers were told that it is overdue
    state_since: Mapped[datetime | None]
    phase: Mapped[ActivityPhase | None]  # as a job saw it last; ``present_phase`` is always right
    phase_due_at: Mapped[datetime | None] = mapped_column(index=True)
    closing: Mapped[ActivityPhase | None] = mapped_column(index=True)  # of those after the end
    project_id: Mapped[int | None] = mapped_column(sa.ForeignKey("projects.id"))  # its origin
    project_version: Mapped[int | None]
    copied_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("activities.id"))
    sign_ups_reviewed: Mapped[bool] = mapped_column(default=False)  # the organiser chooses
    waitlist_quota: Mapped[int] = mapped_column(default=limits.WAITLIST)  # of each slot; 0: none
    cancel_hours: Mapped[int] = mapped_column(default=12)  # before the start; later is late
    closes_minutes: Mapped[int | None]  # before the start sign-up ends; none: with the slot
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]  # of what people rely on, since it is public
    change: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH), default="")  # not told yet
    # The outbox: when those who signed up are to be told what became of it.
    tell_due_at: Mapped[datetime | None] = mapped_column(index=True)

    positions: Mapped[list["Position"]] = relationship(
        order_by="Position.id", lazy="selectin", cascade="all, delete-orphan"
    )
    slots: Mapped[list["Slot"]] = relationship(order_by="Slot.starts_at", lazy="selectin")
    sites: Mapped[list["ActivitySite"]] = relationship(
        order_by="ActivitySite.id", lazy="selectin", cascade="all, delete-orphan"
    )

    reason_check: Mapped[ContentCheck | None] = relationship(lazy="selectin")

    @property
    def shown_reason(self) -> str:
        """Why it stands where it stands, as soon as that may be shown."""
        return self.state_reason if words.shows(self.reason_check) else ""

    @property
    def kept_slots(self) -> list["Slot"]:
        """Return the slots that were not called off."""
        return [slot for slot in self.slots if slot.cancelled_at is None]

    @property
    def present_phase(self) -> ActivityPhase | None:
        """Return where it stands in time now, whether or not a job has written it down."""
        if self.closing or self.state is not ActivityState.APPROVED:
            return self.closing
        return phase_of(self.kept_slots, self.closes_minutes, clock.now())


_PENDING: dict[str, Any] = dict.fromkeys(
    ("sqlite_where", "postgresql_where"),
    sa.text("state IN ('guardian_pending', 'applied', 'waitlisted', 'offered', 'confirmed')"),
)


class Slot(Base):
    """A span of time in which volunteers serve, with a number of places."""

    __tablename__ = "slots"
    __table_args__ = (
        sa.CheckConstraint("taken >= 0 AND taken <= quota", name="taken_in_quota"),
        sa.CheckConstraint("waiting >= 0", name="waiting_counted"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    activity_id: Mapped[int] = mapped_column(sa.ForeignKey("activities.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)
    quota: Mapped[int]
    site_ids: Mapped[list[Any] | None]  # the sites of this slot; None: all of the activity's
    rule: Mapped[str] = mapped_column(sa.String(limits.RULE_LENGTH), default="")  # RFC 5545
    cancelled_at: Mapped[datetime | None] = mapped_column(index=True)  # it alone was called off
    cancel_reason: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH), default="")
    reason_check_id: Mapped[int | None] = mapped_column(sa.ForeignKey("content_checks.id"))
    # Who changes these holds the row's lock (admission.lock_slot): the order in which the database
    # gives it out is the order of arrival.
    open: Mapped[bool] = mapped_column(default=False)  # takes sign-ups: the activity is approved
    taken: Mapped[int] = mapped_column(default=0)  # places that somebody holds
    waiting: Mapped[int] = mapped_column(default=0)
    arrivals: Mapped[int] = mapped_column(default=0)  # sign-ups ever made
    offer_due_at: Mapped[datetime | None] = mapped_column(index=True)  # the first offer to run out
    reminded_at: Mapped[datetime | None]  # when all who come were reminded

    reason_check: Mapped[ContentCheck | None] = relationship(lazy="selectin")

    NO_SHOW_AFTER = timedelta(minutes=60)  # after the end
    CHECK_IN_OPENS = timedelta(minutes=60)  # before the start

    @property
    def shown_reason(self) -> str:
        """Why it was called off, as soon as that may be shown."""
        return self.cancel_reason if words.shows(self.reason_check) else ""

    @property
    def opens_at(self) -> datetime:
        """When check-in opens."""
        return self.starts_at - self.CHECK_IN_OPENS


class ActivitySite(Base):
    """A place of an activity with its fence: a GeoJSON feature in WGS-84."""

    __tablename__ = "activity_sites"
    __table_args__ = (
        sa.UniqueConstraint("activity_id", "site_id"),
        sa.Index("ix_activity_sites_place", "lat", "lon"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    activity_id: Mapped[int] = mapped_column(sa.ForeignKey("activities.id"))
    site_id: Mapped[str] = mapped_column(sa.String(limits.KEY_LENGTH))
    name: Mapped[str] = mapped_column(sa.String(limits.NAME_LENGTH))
    feature: Mapped[dict[str, Any]]
    datum: Mapped[str] = mapped_column(sa.String(8))  # in which it was drawn
    lon: Mapped[float]  # middle of the fence, WGS-84, for lists
    lat: Mapped[float]


class Position(Base):
    """A kind of work in an activity, with what it takes and how many of each slot may do it."""

    __tablename__ = "positions"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    activity_id: Mapped[int] = mapped_column(sa.ForeignKey("activities.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(limits.NAME_LENGTH))
    quota: Mapped[int]  # in each slot
    min_age: Mapped[int | None]
    max_age: Mapped[int | None]
    skills: Mapped[list[Any]]  # every one of these
    course_id: Mapped[int | None] = mapped_column(sa.BigInteger)  # a valid certificate of it
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"))  # its own only
    team_quotas: Mapped[dict[str, Any]]  # organisation id → at most so many of the quota

    @property
    def quotas_of_teams(self) -> list[dict[str, int]]:
        """The same as people read it."""
        return [{"team_id": int(team), "quota": quota} for team, quota in self.team_quotas.items()]


class VolunteerSkill(Base):
    """Something a volunteer says that they can do."""

    __tablename__ = "volunteer_skills"

    volunteer_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    skill: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    declared_at: Mapped[datetime]


class SignUp(Base):
    """A volunteer's place in a slot, or the wish for one."""

    __tablename__ = "sign_ups"
    __table_args__ = (
        sa.UniqueConstraint("slot_id", "volunteer_id"),
        sa.UniqueConstraint("slot_id", "arrival"),
        sa.Index("ix_sign_ups_pending", "slot_id", "state", **_PENDING),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    activity_id: Mapped[int] = mapped_column(sa.ForeignKey("activities.id"), index=True)
    slot_id: Mapped[int] = mapped_column(sa.ForeignKey("slots.id"))
    volunteer_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    state: Mapped[SignUpState]
    reason: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH), default="")
    position_id: Mapped[int | None] = mapped_column(sa.ForeignKey("positions.id"))
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisations.id"))  # comes for it
    arrival: Mapped[int]  # 1, 2, … in the slot, as the database took them
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    offer_expires_at: Mapped[datetime | None]
    leave: Mapped[LeaveState | None]
    leave_reason: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH), default="")
    code_failures: Mapped[int] = mapped_column(default=0)  # wrong codes since the last right one
    code_failed_at: Mapped[datetime | None]

    slot: Mapped[Slot] = relationship(lazy="joined", innerjoin=True)
    activity: Mapped[Activity] = relationship(lazy="raise")
    volunteer: Mapped[User] = relationship(viewonly=True)

    @hybrid_property
    def present_state(self) -> SignUpState:
        """Return the state as it is now, whether or not a job has written it down."""
        found = LAPSES.get(self.state)
        if found is None or clock.now() < found.since(self, self.slot):
            return self.state
        # Nobody has to come to what was stopped.
        return found.into if found.into is not S.NO_SHOW or self.slot.open else S.EXPIRED

    @present_state.inplace.expression
    @classmethod
    def _present_state(cls) -> sa.ColumnElement[SignUpState]:
        """Return the same for a query that joins the slot."""
        now = clock.now()
        lapsed = (
            (
                (cls.state == state) & (each.column <= now - each.grace),
                sa.case((Slot.open, S.NO_SHOW), else_=S.EXPIRED)
                if each.into is S.NO_SHOW
                else each.into,
            )
            for state, each in LAPSES.items()
        )
        return sa.case(*lapsed, else_=cls.state)


class Lapse(NamedTuple):
    """What time makes of a state of a sign-up."""

    into: SignUpState
    column: Any  # of the instant from which on
    grace: timedelta = timedelta()

    def since(self, sign_up: SignUp, slot: Slot) -> datetime:
        """Return from when on this sign-up has lapsed."""
        owner = sign_up if self.column.class_ is SignUp else slot
        moment: datetime = getattr(owner, self.column.key)
        return moment + self.grace


# An offer runs out, a waitlist ends with the start, what nobody decided with the slot; and who has
# not come is a no-show.
LAPSES = {
    S.OFFERED: Lapse(S.EXPIRED, SignUp.offer_expires_at),
    S.WAITLISTED: Lapse(S.EXPIRED, Slot.starts_at),
    S.APPLIED: Lapse(S.EXPIRED, Slot.ends_at),
    S.GUARDIAN_PENDING: Lapse(S.EXPIRED, Slot.ends_at),
    S.CONFIRMED: Lapse(S.NO_SHOW, Slot.ends_at, Slot.NO_SHOW_AFTER),
}
