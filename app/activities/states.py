"""Where activities and sign-ups stand, by what people decided."""

from enum import StrEnum


class ActivityState(StrEnum):
    """Where an activity stands; phases that time brings are not states."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    UNPUBLISHED = "unpublished"  # taken back while nobody had signed up
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


class SignUpState(StrEnum):
    """Where a sign-up stands."""

    GUARDIAN_PENDING = "guardian_pending"  # a minor's; somebody has to agree
    APPLIED = "applied"  # the organiser chooses
    WAITLISTED = "waitlisted"  # no place yet
    OFFERED = "offered"  # a place is kept until the volunteer takes it, or time is up
    CONFIRMED = "confirmed"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    EXCUSED = "excused"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    LATE_CANCELLED = "late_cancelled"
    REMOVED = "removed"
    EXPIRED = "expired"


S = SignUpState
HOLDS_PLACE = frozenset({S.OFFERED, S.CONFIRMED, S.ATTENDED, S.NO_SHOW})
LIVE = frozenset({S.GUARDIAN_PENDING, S.APPLIED, S.WAITLISTED, S.OFFERED, S.CONFIRMED, S.ATTENDED})
COMMITTED = LIVE - {S.WAITLISTED, S.OFFERED}  # so in one slot, one cannot be in another then


class LeaveState(StrEnum):
    """What became of a request to be excused."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
