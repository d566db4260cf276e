"""Ping batches: the fast path in, sealed and packed, and the way back to the engine's columns."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import sqlalchemy as sa
from flask import current_app
from msgspec import Struct

from app.accounts import consents
from app.accounts.models import Purpose
from app.activities.models import Slot
from app.attendance.batches import Batch, Ping, decode_batch, pack, unpack
from app.attendance.models import OPEN, Attendance, PingBatch
from app.core import clock, crypto, limits, rotation
from app.core.alone import Insertion, execute_alone, insert_alone
from app.core.auth import Actor
from app.core.cache import cached
from app.core.db import session
from app.core.errors import ConflictError, InvalidError, NotFoundError, TooManyError
from geofence.pings import Pings
from geofence.repeats import Readings

AROUND_SLOT = timedelta(minutes=60)  # pings farther outside the slot are not kept: least data
PURPOSE = "pings"
UNCOUNTED = 50  # batches that come between two counts of an attendance's batches
NONE = Pings.of([], [], [], datum="wgs84")


class Receipt(Struct, frozen=True):
    """What became of a batch."""

    stored: int
    ignored: int  # outside the time around the slot
    duplicate: bool
    late: bool  # the attendance was settled before; it will be settled again


class Loaded(NamedTuple):
    """A batch as it was stored, its pings, and what the phone reported beside them."""

    row: PingBatch
    pings: Pings
    readings: Readings


class Row(Struct, gc=False):
    """A batch as it is stored, and how many of its pings are not kept."""

    attendance_id: int
    batch_id: str
    digest: str
    datum: str
    platform: str
    device_id: str | None
    count: int
    sealed: bytes
    sent_at: datetime | None
    received_at: datetime
    ignored: int


class Window(NamedTuple):
    """What never changes about an attendance and every batch must be held against."""

    volunteer_id: int
    opens_at: float
    closes_at: float


def store_batch(actor: Actor, attendance_id: int, body: bytes) -> Receipt:
    """Store a batch durably, once; a batch that comes again is acknowledged again."""
    window = _window(attendance_id)
    if window.volunteer_id != actor.user_id:
        raise NotFoundError("考勤", "attendance")
    make = partial(_make_row, attendance_id, window, body, clock.now())
    agreed = consents.may_track(actor.user_id)
    if not agreed or not _room(attendance_id).take():
        return _explain(make(), agreed=agreed)
    row, state = insert_alone(INSERTION, make)
    if state is None:
        return _explain(row)
    return Receipt(row.count, row.ignored, duplicate=False, late=state != OPEN)


def store_single(attendance: Attendance, ping: dict[str, Any], event: str) -> None:
    """Keep the ping of a check-in or check-out with the others, in the caller's transaction."""
    fix = Ping(**{name: ping[name] for name in Ping.__struct_fields__ if name in ping})
    content = pack([fix], [fix.t.timestamp()])[0]
    session().add(
        PingBatch(
            attendance_id=attendance.id,
            # No phone can use this name: batches may not begin with a colon.
            batch_id=f":{event}-{fix.t.timestamp():.3f}",
            digest=_digest(ping["datum"], content),
            datum=ping["datum"],
            platform=ping["platform"],
            device_id=ping.get("device_id"),
            count=1,
            sealed=crypto.seal(content, PURPOSE, str(attendance.id)),
            received_at=clock.now(),
        )
    )


def require_possible(t: datetime) -> None:
    """Raise ``InvalidError`` for a time that lies in the future or too long ago."""
    _refuse_impossible([t.timestamp()], "ping.t", clock.now())


def load_pings(attendance_id: int, after: int = 0) -> list[Loaded]:
    """Return the batches of an attendance that came after a batch id, with their pings."""
    return load_pings_of({attendance_id: after}).get(attendance_id, [])


def load_pings_of(after: Mapping[int, int]) -> dict[int, list[Loaded]]:
    """Return the same of several attendances, those that have any."""
    wanted = [
        (PingBatch.attendance_id == own) & (PingBatch.id > last) for own, last in after.items()
    ]
    rows = session().scalars(
        sa.select(PingBatch)
        .where(sa.or_(sa.false(), *wanted), PingBatch.count > 0)
        .order_by(PingBatch.id)
    )
    found: dict[int, list[Loaded]] = {}
    for row in rows:
        found.setdefault(row.attendance_id, []).append(Loaded(row, *_unpack(row)))
    return found


def reseal(after: int, limit: int) -> rotation.Progress | None:
    """Seal the next batches under the present key; None when there are no more."""
    return rotation.walk(PingBatch, _reseal, after, limit)


def clock_offset(rows: Sequence[PingBatch]) -> timedelta:
    """Return by how much the phone's clock is behind ours: the median over its batches."""
    offsets = [(r.received_at - r.sent_at).total_seconds() for r in rows if r.sent_at]
    return timedelta(seconds=float(np.median(offsets))) if offsets else timedelta()


def shifted(pings: Pings, offset: timedelta) -> Pings:
    """Return the pings as a right clock would have stamped them."""
    return replace(pings, t=pings.t + offset.total_seconds()) if offset else pings


def _digest(datum: str, content: bytes) -> str:
    return crypto.digest(datum.encode() + content)


def _make_row(attendance_id: int, window: Window, body: bytes, now: datetime) -> Row:
    batch = decode_batch(body)
    packed = _pack(batch, window, now)
    content = b"".join(packed)
    return Row(
        attendance_id=attendance_id,
        batch_id=batch.batch_id,
        digest=_digest(batch.datum, content),
        datum=batch.datum,
        platform=batch.platform,
        device_id=batch.device_id,
        count=len(packed),
        sealed=crypto.seal(content, PURPOSE, str(attendance_id)),
        sent_at=batch.sent_at,
        received_at=now,
        ignored=len(batch.pings) - len(packed),
    )


def _pack(batch: Batch, window: Window, now: datetime) -> list[bytes]:
    times = [ping.t.timestamp() for ping in batch.pings]
    _refuse_impossible(times, "pings[{}].t", now)
    rows = pack(batch.pings, times)
    if window.opens_at <= min(times) and max(times) <= window.closes_at:
        return rows
    return [
        row for row, t in zip(rows, times, strict=True) if window.opens_at <= t <= window.closes_at
    ]


def _refuse_impossible(times: list[float], where: str, now: datetime) -> None:
    settings = current_app.config["SETTINGS"]
    hours = settings.ping_lateness_hours
    latest = now.timestamp() + settings.ping_ahead_seconds
    earliest = now.timestamp() - hours * 3600
    if max(times) > latest:
        place = where.format(next(k for k, t in enumerate(times) if t > latest))
        zh, en = "晚于当前时间，请校准手机时钟", "lies in the future; set the phone's clock"
        raise _impossible("ping_in_future", place, zh, en)
    if min(times) < earliest:
        place = where.format(next(k for k, t in enumerate(times) if t < earliest))
        zh, en = f"早于 {hours} 小时前，已无法补传", f"is older than {hours} h; it comes too late"
        raise _impossible("ping_too_old", place, zh, en)


def _impossible(code: str, where: str, zh: str, en: str) -> InvalidError:
    return InvalidError(
        code,
        f"定位时间有误（{where}）：{zh}。去掉该点后可重发其余数据。",
        f"{where} {en}. Drop it and send the rest again; nothing was stored.",
        fields={where: [en]},
    )


def _unpack(row: PingBatch) -> tuple[Pings, Readings]:
    content = crypto.unseal(row.sealed, PURPOSE, str(row.attendance_id))
    return unpack(content, row.datum, row.platform)


def _reseal(row: PingBatch) -> bool:
    sealed = crypto.reseal(row.sealed, PURPOSE, str(row.attendance_id))
    if sealed is not None:
        row.sealed = sealed
    return sealed is not None


@cached(maxsize=65_536)
def _window(attendance_id: int) -> Window:
    # Alone, so that the request does not hold a connection while it waits for a second one.
    found = execute_alone(
        sa.select(Attendance.volunteer_id, Slot.starts_at, Slot.ends_at)
        .join(Slot, Slot.id == Attendance.slot_id)
        .where(Attendance.id == attendance_id)
    )
    if not found:
        raise NotFoundError("考勤", "attendance")
    volunteer_id, starts_at, ends_at = tuple(found[0])
    opens, closes = starts_at - AROUND_SLOT, ends_at + AROUND_SLOT
    return Window(volunteer_id, opens.timestamp(), closes.timestamp())


class Room:
    """How many batches an attendance may still take: counted now and then, and by us between."""

    def __init__(self, attendance_id: int) -> None:
        """Leave the first count to the first batch."""
        self._attendance_id = attendance_id
        self._left = 0

    def take(self) -> bool:
        """Say whether one more may come. Each server process may take ``UNCOUNTED`` too many."""
        if self._left <= 0:
            counting = sa.select(sa.func.count()).where(
                PingBatch.attendance_id == self._attendance_id
            )
            found = execute_alone(counting)[0][0]
            self._left = min(UNCOUNTED, limits.BATCHES_PER_ATTENDANCE - found)
        self._left -= 1
        return self._left >= 0


_room = cached(maxsize=65_536)(Room)


INSERTION = Insertion(
    [column for column in PingBatch.metadata.tables["ping_batches"].columns if column.name != "id"],
    key=("attendance_id", "batch_id"),
    answer="(SELECT state FROM attendances WHERE id = ping_batches.attendance_id)",
)


def _explain(row: Row, *, agreed: bool = True) -> Receipt:
    """Say why a batch was not stored: it is there already, or it must not be."""
    existing = execute_alone(
        sa.select(PingBatch.digest, PingBatch.count).where(
            PingBatch.attendance_id == row.attendance_id, PingBatch.batch_id == row.batch_id
        )
    )
    if not existing and not agreed:
        raise consents.consent_needed(Purpose.LOCATION_TRACK)
    if not existing:
        raise TooManyError(
            "too_many_batches",
            f"本次服务的定位数据已达上限（{limits.BATCHES_PER_ATTENDANCE} 批），请签退。",
            f"An attendance takes at most {limits.BATCHES_PER_ATTENDANCE} batches. Check out.",
            limit=limits.BATCHES_PER_ATTENDANCE,
        )
    digest, count = tuple(existing[0])
    if digest != row.digest:
        raise ConflictError(
            "batch_differs",
            "同一批次号已用于其他数据，请换一个批次号重发。",
            "This batch_id was used for other pings. Send these under a new batch_id.",
        )
    return Receipt(count, row.ignored, duplicate=True, late=False)
