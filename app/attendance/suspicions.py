"""What speaks against a track: the engine's signals of fraud, and attendances too like it."""

from collections.abc import Sequence

import numpy as np
import sqlalchemy as sa

from app.attendance.models import Attendance, Likeness, LikenessKind
from app.attendance.pings import Loaded
from app.core.db import session
from geofence.clocks import Delivery
from geofence.fences import Site
from geofence.likeness import device_signal, twin_signal
from geofence.pings import Pings
from geofence.repeats import Readings
from geofence.signals import signals_of
from geofence.verdict import Signal

NAN = float("nan")


def suspicions(
    attendance_id: int, track: Pings, sites: Sequence[Site], batches: Sequence[Loaded]
) -> tuple[Signal, ...]:
    """Return the signals; a person looks at them, and nothing is refused for them."""
    own = signals_of(
        track, sites, readings=_readings(batches), deliveries=[_delivery(each) for each in batches]
    )
    return own + _likenesses(attendance_id)


def _readings(batches: Sequence[Loaded]) -> Readings:
    if not batches:
        return Readings()
    return Readings(
        np.concatenate([each.readings.speed_m_s for each in batches]),
        np.concatenate([each.readings.altitude_m for each in batches]),
    )


def _delivery(batch: Loaded) -> Delivery:
    return Delivery(batch.row.received_at.timestamp(), float(batch.pings.t[-1]))


def _likenesses(attendance_id: int) -> tuple[Signal, ...]:
    rows = session().execute(
        sa.select(
            Likeness.kind,
            sa.func.count(),
            sa.func.count(sa.distinct(Attendance.volunteer_id)),
            sa.func.max(Likeness.shared),
        )
        .join(Attendance, Attendance.id == Likeness.other_id)
        .where(Likeness.attendance_id == attendance_id)
        .group_by(Likeness.kind)
        .order_by(Likeness.kind)
    )
    return tuple(
        twin_signal(others, shared) if kind is LikenessKind.TRACK else device_signal(people)
        for kind, others, people, shared in rows
    )
