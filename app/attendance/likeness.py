"""One track or one phone under several names: marks of attendances, and who has the same."""

from collections.abc import Iterable, Sequence

import numpy as np
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from app.attendance import pings
from app.attendance.models import OPEN, Attendance, AttendanceMark, Likeness, LikenessKind
from app.attendance.settling import settle_soon
from app.core import clock, crypto
from app.core.db import session
from geofence.pings import merge
from geofence.twins import Hashes, find_twins, shingles_of

AT_ONCE = 25  # attendances a run: the writer's turn on SQLite must stay short
SAMPLE = np.uint64(8)  # of so many shingles one is kept: the same ones for every track
LEAST_MARKS = 2  # in common before two tracks are compared piece by piece
MOST = 20  # others that an attendance is held against: more say no more
PURPOSE = "attendance marks"


def find_likenesses() -> int:
    """Mark attendances whose track is new and compare them with all; return how many.

    Whatever a run leaves over, the next one takes; running twice changes nothing.
    """
    found = (
        session()
        .scalars(
            sa.select(Attendance)
            .where(
                Attendance.state != OPEN,
                Attendance.settle_due_at.is_(None),
                Attendance.tracks_deleted_at.is_(None),
                Attendance.marked_batches != Attendance.settled_batches,
            )
            .order_by(Attendance.id)
            .limit(AT_ONCE)
            .with_for_update(of=Attendance, skip_locked=True, key_share=True)
        )
        .all()
    )
    for attendance in found:
        _compare_tracks(attendance, _mark(attendance))
        _compare_devices(attendance)
    return len(found)


def forget(attendance_id: int) -> None:
    """Delete the marks of an attendance, with its track; what they led to stays in the verdict."""
    session().execute(
        sa.delete(AttendanceMark).where(AttendanceMark.attendance_id == attendance_id)
    )


def _mark(attendance: Attendance) -> Hashes:
    batches = pings.load_pings(attendance.id)
    shingles = _shingles(batches)
    devices = {each.row.device_id for each in batches if each.row.device_id}
    marks = dict.fromkeys(map(_device_mark, devices), LikenessKind.DEVICE)
    kept = shingles[shingles % SAMPLE == 0].view(np.int64).tolist()
    marks |= dict.fromkeys(kept, LikenessKind.TRACK)
    forget(attendance.id)
    rows = [
        {"mark": mark, "attendance_id": attendance.id, "kind": kind} for mark, kind in marks.items()
    ]
    if rows:
        session().execute(sa.insert(AttendanceMark), rows)
    attendance.marked_batches = attendance.settled_batches
    return shingles


def _shingles(batches: Sequence[pings.Loaded]) -> Hashes:
    track = merge(*(each.pings for each in batches)) if batches else pings.NONE
    return shingles_of(track, int.from_bytes(crypto.key(PURPOSE)[:8]))


def _device_mark(device_id: str) -> int:
    return int.from_bytes(bytes.fromhex(crypto.sign(device_id, PURPOSE)[:16]), signed=True)


def _compare_tracks(attendance: Attendance, mine: Hashes) -> None:
    """Compare with those that share marks, piece by piece: a sample alone accuses nobody."""
    for other, _ in _sharing(attendance, LikenessKind.TRACK, LEAST_MARKS):
        if _one_phone_at_two_places(attendance, other):
            continue
        theirs = _shingles(pings.load_pings(other.id))
        for twins in find_twins([mine, theirs]):
            _note(attendance, other, LikenessKind.TRACK, twins.shared)


def _compare_devices(attendance: Attendance) -> None:
    for other, shared in _sharing(attendance, LikenessKind.DEVICE, 1):
        if other.volunteer_id != attendance.volunteer_id:
            _note(attendance, other, LikenessKind.DEVICE, shared)


def _sharing(
    attendance: Attendance, kind: LikenessKind, least: int
) -> Iterable[tuple[Attendance, int]]:
    """Return others with the same marks, those with most first."""
    mine, theirs = aliased(AttendanceMark), aliased(AttendanceMark)
    shared = sa.func.count()
    rows = session().execute(
        sa.select(theirs.attendance_id, shared)
        .join(mine, mine.mark == theirs.mark)
        .where(
            mine.attendance_id == attendance.id,
            mine.kind == kind,
            theirs.attendance_id != attendance.id,
        )
        .group_by(theirs.attendance_id)
        .having(shared >= least)
        .order_by(shared.desc(), theirs.attendance_id)
        .limit(MOST)
    )
    return [(session().get_one(Attendance, other), count) for other, count in rows]


def _one_phone_at_two_places(one: Attendance, other: Attendance) -> bool:
    """Say whether a volunteer took part in two things at once: of course the track is the same."""
    return (
        one.volunteer_id == other.volunteer_id
        and one.slot.starts_at - pings.AROUND_SLOT < other.slot.ends_at + pings.AROUND_SLOT
        and other.slot.starts_at - pings.AROUND_SLOT < one.slot.ends_at + pings.AROUND_SLOT
    )


def _note(one: Attendance, other: Attendance, kind: LikenessKind, shared: int) -> None:
    """Keep that two are alike, and settle again whoever did not know."""
    for mine, theirs in ((one, other), (other, one)):
        key = {"attendance_id": mine.id, "other_id": theirs.id, "kind": kind}
        known = session().get(Likeness, key)
        if known is None and _count(mine, kind) < MOST:
            session().add(Likeness(**key, shared=shared, found_at=clock.now()))
            settle_soon(mine)
        elif known is not None and known.shared != shared:
            known.shared = shared
            settle_soon(mine)


def _count(attendance: Attendance, kind: LikenessKind) -> int:
    rows = (Likeness.attendance_id == attendance.id) & (Likeness.kind == kind)
    return session().scalar(sa.select(sa.func.count()).where(rows)) or 0
