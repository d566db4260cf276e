"""Attendances with their pings, evidence, settlements and reviews."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.activities.models import Activity, SignUp, Slot
from app.core import limits
from app.core.db import Base, Key


class AttendanceState(StrEnum):
    """Where an attendance stands."""

    CHECKED_IN = "checked_in"
    CHECKED_OUT = "checked_out"
    AUTO_CLOSED = "auto_closed"  # nobody checked out; the slot has long been over
    ORG_REVIEW = "org_review"  # a coordinator must look
    COUNTY_REVIEW = "county_review"  # more than the organisation itself may decide
    CREDITED = "credited"
    REFUSED = "refused"


OPEN = AttendanceState.CHECKED_IN
DISPUTED = "disputed"  # in ``to_review``: the volunteer says that the hours are wrong


class Method(StrEnum):
    """How a person was seen to be there."""

    GPS = "gps"
    CODE = "code"  # the six digits, spoken or read
    QR = "qr"
    ROLL_CALL = "roll_call"
    PHOTO = "photo"
    CARD = "card"  # a paper card that a leader scanned
    SELF = "self"  # their own word, at a check-out without a fix


class Decision(StrEnum):
    """What a reviewer decided."""

    ACCEPT = "accept"  # as it was computed
    AMEND = "amend"  # with unverified spans that the reviewer vouches for, or others instead
    REFUSE = "refuse"  # no hours


class Attendance(Base):
    """One volunteer in one slot."""

    __tablename__ = "attendances"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    sign_up_id: Mapped[int] = mapped_column(sa.ForeignKey("sign_ups.id"), unique=True)
    activity_id: Mapped[int] = mapped_column(sa.ForeignKey("activities.id"), index=True)
    slot_id: Mapped[int] = mapped_column(sa.ForeignKey("slots.id"))
    volunteer_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    state: Mapped[AttendanceState] = mapped_column(
        index=True,
    )
    method: Mapped[Method]
    checked_in_at: Mapped[datetime]
    checked_out_at: Mapped[datetime | None]
    # The outbox: when a settlement is owed. Whoever settles clears it in the same transaction.
    settle_due_at: Mapped[datetime | None] = mapped_column(index=True)
    settled_batches: Mapped[int] = mapped_column(default=0)  # ping batches the settlement has seen
    marked_batches: Mapped[int] = mapped_column(default=0)  # ping batches its marks are of
    tracks_deleted_at: Mapped[datetime | None]  # from then on presence is as the verdict says
    to_review: Mapped[str | None] = mapped_column(sa.String(16), index=True)  # who must look
    created_at: Mapped[datetime] = mapped_column(index=True)

    activity: Mapped[Activity] = relationship()
    slot: Mapped[Slot] = relationship(lazy="joined", innerjoin=True)
    sign_up: Mapped[SignUp] = relationship()


class CheckInPolicy(Base):
    """Which means an activity takes, from a moment on; rows are only added."""

    __tablename__ = "check_in_policies"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    activity_id: Mapped[int] = mapped_column(sa.ForeignKey("activities.id"), index=True)
    allowed: Mapped[list[Any]]  # methods
    second: Mapped[dict[str, Any]]  # method: the methods of which one more is needed
    set_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    set_at: Mapped[datetime]


class CodeUse(Base):
    """That a person has used a slot's code of one half minute: it is good once for each."""

    __tablename__ = "code_uses"

    slot_id: Mapped[int] = mapped_column(
        sa.ForeignKey("slots.id"), primary_key=True, autoincrement=False
    )
    volunteer_id: Mapped[int] = mapped_column(
        sa.ForeignKey("users.id"), primary_key=True, autoincrement=False
    )
    step: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    used_at: Mapped[datetime] = mapped_column(index=True)


class PingBatch(Base):
    """Pings as one request brought them: packed, sealed, in the phone's own datum."""

    __tablename__ = "ping_batches"
    __table_args__ = (sa.UniqueConstraint("attendance_id", "batch_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    attendance_id: Mapped[int] = mapped_column(sa.ForeignKey("attendances.id"))
    batch_id: Mapped[str] = mapped_column(sa.String(limits.KEY_LENGTH))
    digest: Mapped[str] = mapped_column(sa.String(64))
    datum: Mapped[str] = mapped_column(sa.String(8))
    platform: Mapped[str] = mapped_column(sa.String(8))
    device_id: Mapped[str | None] = mapped_column(sa.String(limits.KEY_LENGTH))
    count: Mapped[int]
    sealed: Mapped[bytes]
    sent_at: Mapped[datetime | None]  # by the phone's clock
    received_at: Mapped[datetime] = mapped_column(index=True)  # by ours


class LikenessKind(StrEnum):
    """What two attendances have in common."""

    TRACK = "track"
    DEVICE = "device"


class AttendanceMark(Base):
    """A hash of a piece of track, or of a device, by which like attendances find each other."""

    __tablename__ = "attendance_marks"

    mark: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    attendance_id: Mapped[int] = mapped_column(
        sa.ForeignKey("attendances.id"), primary_key=True, index=True
    )
    kind: Mapped[LikenessKind]


class Likeness(Base):
    """Two attendances that should not be alike and are; one row seen from each side."""

    __tablename__ = "likenesses"

    attendance_id: Mapped[int] = mapped_column(sa.ForeignKey("attendances.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(
        sa.ForeignKey("attendances.id"), primary_key=True, index=True
    )
    kind: Mapped[LikenessKind] = mapped_column(primary_key=True)
    shared: Mapped[int]  # pieces of track, or devices
    found_at: Mapped[datetime]


class EvidenceRow(Base):
    """A moment at which somebody or something vouched for the volunteer."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    attendance_id: Mapped[int] = mapped_column(sa.ForeignKey("attendances.id"), index=True)
    kind: Mapped[str] = mapped_column(sa.String(16))  # of geofence: check_in, check_out, …
    method: Mapped[Method]
    at: Mapped[datetime]
    site_id: Mapped[str] = mapped_column(sa.String(limits.KEY_LENGTH))
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    detail: Mapped[dict[str, Any]]  # a GPS check-in's distance, probability, delay
    received_at: Mapped[datetime]


class Settlement(Base):
    """What an attendance came to, as computed at one time; rows are added, never changed."""

    __tablename__ = "settlements"
    __table_args__ = (sa.UniqueConstraint("attendance_id", "number"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    attendance_id: Mapped[int] = mapped_column(sa.ForeignKey("attendances.id"))
    number: Mapped[int]  # 1, 2, … within the attendance
    verdict: Mapped[dict[str, Any]]  # intervals, unverified, cuts, signals, spans, flags
    digest: Mapped[str] = mapped_column(sa.String(64))
    present_seconds: Mapped[int]
    credited_seconds: Mapped[int]
    rule_set: Mapped[str] = mapped_column(sa.String(64))
    state: Mapped[AttendanceState]
    recorded: Mapped[bool] = mapped_column(default=False, index=True)  # the ledger has seen it
    created_at: Mapped[datetime]

    attendance: Mapped[Attendance] = relationship()


class Review(Base):
    """What a person decided about an attendance, and why; rows are added, never changed."""

    __tablename__ = "reviews"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    attendance_id: Mapped[int] = mapped_column(sa.ForeignKey("attendances.id"), index=True)
    settlement_id: Mapped[int] = mapped_column(sa.ForeignKey("settlements.id"), index=True)
    actor_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    decision: Mapped[Decision]
    basis: Mapped[str] = mapped_column(sa.String(64))  # digest of what the reviewer had seen
    by_county: Mapped[bool]  # the reviewer may decide for the county
    spans: Mapped[list[Any]]  # [[start, end], …] of unverified time that the reviewer vouches for
    instead: Mapped[list[Any] | None]  # [[start, end], …] that count in place of what was seen
    reason: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH))
    created_at: Mapped[datetime]


class DisputeState(StrEnum):
    """Where a dispute stands."""

    OPEN = "open"
    GRANTED = "granted"  # by the review that it led to
    DENIED = "denied"  # somebody else has looked, and it stays as it was
    WITHDRAWN = "withdrawn"


class Dispute(Base):
    """That a volunteer says their hours are wrong, and what another person made of it."""

    __tablename__ = "disputes"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    attendance_id: Mapped[int] = mapped_column(sa.ForeignKey("attendances.id"), index=True)
    # The attendance again while the dispute is open: there is one at a time.
    open_for: Mapped[int | None] = mapped_column(sa.BigInteger, unique=True)
    settlement_id: Mapped[int] = mapped_column(sa.ForeignKey("settlements.id"), index=True)
    state: Mapped[DisputeState]
    reason: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH))
    starts_at: Mapped[datetime | None]  # when they say that they were there
    ends_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id"))
    outcome: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH), default="")  # why
    review_id: Mapped[int | None] = mapped_column(sa.ForeignKey("reviews.id"), index=True)

    attendance: Mapped[Attendance] = relationship()


class ReceiptKey(Base):
    """A leader's phone that may sign, without network, who arrives and leaves.

    Its secret is derived from the row and kept nowhere.
    """

    __tablename__ = "receipt_keys"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    activity_id: Mapped[int] = mapped_column(sa.ForeignKey("activities.id"), index=True)
    leader_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    device: Mapped[str] = mapped_column(sa.String(limits.KEY_LENGTH))
    salt: Mapped[str] = mapped_column(sa.String(32))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]  # nothing is signed after that
    revoked_at: Mapped[datetime | None]
    # The phone's clock when it last sent, and how far its counter was: what follows is later.
    last_sent_at: Mapped[datetime | None]
    last_counter: Mapped[int] = mapped_column(default=0)


class Receipt(Base):
    """One arrival or departure that a phone signed without network, and what became of it."""

    __tablename__ = "receipts"
    __table_args__ = (sa.UniqueConstraint("key_id", "counter"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    key_id: Mapped[int] = mapped_column(sa.ForeignKey("receipt_keys.id"))
    counter: Mapped[int]  # 1, 2, … of the key
    digest: Mapped[str] = mapped_column(sa.String(64))  # of what was signed
    outcome: Mapped[str] = mapped_column(sa.String(64))  # "merged", or the code of the refusal
    attendance_id: Mapped[int | None] = mapped_column(sa.ForeignKey("attendances.id"), index=True)
    signed_at: Mapped[datetime | None]  # by the phone's clock; older rows do not say
    received_at: Mapped[datetime]


class Photo(Base):
    """A photo that a volunteer took during the service; sealed, and empty when its time is over."""

    __tablename__ = "attendance_photos"
    __table_args__ = (sa.UniqueConstraint("attendance_id", "digest"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    attendance_id: Mapped[int] = mapped_column(sa.ForeignKey("attendances.id"))
    key: Mapped[str] = mapped_column(sa.String(32), unique=True)  # of the medium, at random
    mimetype: Mapped[str] = mapped_column(sa.String(16))
    digest: Mapped[str] = mapped_column(sa.String(64))
    sealed: Mapped[bytes] = mapped_column(deferred=True)
    at: Mapped[datetime]  # by the app, when it was taken
    received_at: Mapped[datetime] = mapped_column(index=True)
    asked_at: Mapped[datetime | None]  # when WeChat was asked about it
