"""What attendance holds about a person: in their copy, and at their erasure."""

from math import isnan
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.activities.models import SignUp, SignUpState
from app.attendance import disputing, pings
from app.attendance.models import (
    OPEN,
    Attendance,
    AttendanceMark,
    CheckInPolicy,
    CodeUse,
    Dispute,
    EvidenceRow,
    Likeness,
    Photo,
    PingBatch,
    Receipt,
    ReceiptKey,
    Review,
    Settlement,
)
from app.core import clock
from app.core.db import session
from app.core.personal import SERVICE, Fate, Holding, Joined, Part, Twins

_MINE = (Attendance.id, Attendance.volunteer_id)


def _tracks(user_id: int) -> dict[str, Any]:
    """Return the tracks that are still kept, opened."""
    kept = sa.select(Attendance.id).where(
        Attendance.volunteer_id == user_id, Attendance.tracks_deleted_at.is_(None)
    )
    return {
        "tracks": [
            {"attendance_id": attendance_id, "datum": "wgs84", "batches": _opened(attendance_id)}
            for attendance_id in session().scalars(kept.order_by(Attendance.id)).all()
        ]
    }


def _opened(attendance_id: int) -> list[dict[str, Any]]:
    return [
        {
            "received_at": each.row.received_at.isoformat(),
            "device_id": each.row.device_id,
            "epoch_seconds": each.pings.t.tolist(),
            "longitude": each.pings.lon.tolist(),
            "latitude": each.pings.lat.tolist(),
            # JSON knows no NaN: unknown is null.
            "accuracy_m": [None if isnan(a) else a for a in each.pings.accuracy_m.tolist()],
        }
        for each in pings.load_pings(attendance_id)
    ]


def _is_at_rest(user_id: int) -> bool:
    """Say whether nothing is under way whose hours would be lost with the track."""
    under_way = sa.select(Attendance.id).where(
        Attendance.volunteer_id == user_id,
        sa.or_(Attendance.state == OPEN, Attendance.settle_due_at.is_not(None)),
    )
    unbooked = (
        sa.select(Settlement.id)
        .join(Attendance, Attendance.id == Settlement.attendance_id)
        .where(Attendance.volunteer_id == user_id, Settlement.recorded.is_(False))
    )
    return not any(session().scalar(each.limit(1)) for each in (under_way, unbooked))


def _let_go(user_id: int) -> None:
    """Leave nothing open that nobody is there to hear of, and say that the tracks went."""
    disputing.withdraw_all(user_id)
    mine = sa.select(Attendance).where(
        Attendance.volunteer_id == user_id, Attendance.tracks_deleted_at.is_(None)
    )
    for each in session().scalars(mine.order_by(Attendance.id).with_for_update(of=Attendance)):
        each.tracks_deleted_at = clock.now()
    session().flush()


def _follow_sign_ups(source: int, target: int) -> None:
    """Let what was attended hang on the sign-up that goes on, where both accounts had one.

    Which of the two that is, and that it then says so, is for the activities to see to.
    """
    other = aliased(SignUp)
    twins = (
        sa.select(Attendance, other.id)
        .join(SignUp, SignUp.id == Attendance.sign_up_id)
        .join(other, sa.and_(other.slot_id == SignUp.slot_id, other.volunteer_id == target))
        .where(
            SignUp.volunteer_id == source,
            SignUp.state == SignUpState.ATTENDED,
            other.state != SignUpState.ATTENDED,
        )
    )
    for attendance, sign_up_id in session().execute(twins).all():
        attendance.sign_up_id = sign_up_id
    session().flush()


PART = Part(
    (
        Holding(PingBatch.attendance_id, Fate.DELETED, through=_MINE),
        Holding(AttendanceMark.attendance_id, Fate.DELETED, through=_MINE),
        # That two attendances were alike says nothing about where somebody was.
        Holding(Likeness.attendance_id, Fate.KEPT, "", SERVICE, through=_MINE),
        Holding(Receipt.attendance_id, Fate.KEPT, "receipts", SERVICE, through=_MINE),
        Holding(Attendance.volunteer_id, Fate.KEPT, "attendances", SERVICE, joined=Joined.MOVED),
        Holding(EvidenceRow.attendance_id, Fate.KEPT, "evidence", SERVICE, through=_MINE),
        Holding(EvidenceRow.actor_id, Fate.OF_OTHERS),
        Holding(Settlement.attendance_id, Fate.KEPT, "settlements", SERVICE, through=_MINE),
        Holding(Review.attendance_id, Fate.KEPT, "reviews", SERVICE, through=_MINE),
        Holding(Review.actor_id, Fate.OF_OTHERS),
        Holding(Dispute.attendance_id, Fate.KEPT, "disputes", SERVICE, through=_MINE),
        Holding(Dispute.decided_by, Fate.OF_OTHERS),
        Holding(CodeUse.volunteer_id, Fate.DELETED, twins=Twins.DROPPED),
        Holding(CheckInPolicy.set_by, Fate.OF_OTHERS),
        Holding(Photo.attendance_id, Fate.DELETED, "photos", through=_MINE),
        Holding(ReceiptKey.leader_id, Fate.OF_OTHERS),
    ),
    more=_tracks,
    is_at_rest=_is_at_rest,
    let_go=_let_go,
    join=_follow_sign_ups,
)
