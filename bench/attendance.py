"""One attendance of four hours settled as a job does it: read, unseal, merge, engine, rules."""

import argparse
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median

from app.activities.sites import sites_at
from app.attendance import observing, pings, settling
from app.attendance.models import Attendance, AttendanceState
from app.core.auth import Actor
from app.core.db import transaction
from app.core.extensions import db
from bench import settle, stage
from geofence.pings import merge
from geofence.presence import settle_presence

PINGS, CADENCE_S, IN_A_BATCH = 480, 30, 60
BEGAN = stage.LASTS + timedelta(minutes=30)  # ago, so that all of it is past
REPEATS = 15


def main(arguments: list[str]) -> int:
    """Print what the engine takes alone, then one line a database."""
    parser = argparse.ArgumentParser("python -m bench settle", description=__doc__)
    parser.add_argument("--database", action="append", choices=stage.DATABASES)
    options = parser.parse_args(arguments)
    settle.main()
    print(f"\none attendance, {PINGS} pings, {PINGS // IN_A_BATCH} batches, ms (median, worst)")
    for database in options.database or stage.DATABASES:
        with stage.staged(database, 1, checked_in=True, began=BEGAN) as place:
            _send(place)
            whole = _timed(lambda: _settle(place))
            reading, engine = _timed(lambda: _read(place)), _timed(_engine(place))
        print(
            f"{database:12}{median(whole):7.1f}{max(whole):7.1f}   of which reading"
            f"{median(reading):6.1f}, engine{median(engine):6.1f}"
        )
    return 0


def _send(place: stage.Stage) -> None:
    """Bring the track in as a phone would, and check out."""
    with transaction() as session:
        attendance = session.get(Attendance, place.attendances[0])
        attendance.state = AttendanceState.CHECKED_OUT
        attendance.checked_out_at = attendance.checked_in_at + stage.LASTS
        actor, begin = Actor(attendance.volunteer_id), attendance.checked_in_at.timestamp()
    track = settle.trace(PINGS, CADENCE_S, seed=1)
    rows = [
        {
            "t": datetime.fromtimestamp(begin + k * CADENCE_S, UTC).isoformat(),
            "longitude": lon - settle.LON + stage.LON,
            "latitude": lat - settle.LAT + stage.LAT,
            "accuracy": 15.0,
        }
        for k, (lon, lat) in enumerate(zip(track.lon.tolist(), track.lat.tolist(), strict=True))
    ]
    for first in range(0, PINGS, IN_A_BATCH):
        batch = {
            "batch_id": str(first),
            "datum": "wgs84",
            "pings": rows[first : first + IN_A_BATCH],
        }
        receipt = pings.store_batch(actor, place.attendances[0], json.dumps(batch).encode())
        if receipt.stored != IN_A_BATCH:
            raise SystemExit(f"{receipt.ignored} pings of a batch were not kept")


def _settle(place: stage.Stage) -> None:
    verdict, _ = settling.compute(db.session.get_one(Attendance, place.attendances[0]))
    if not stage.LASTS * 0.8 < timedelta(seconds=verdict["present_seconds"]) <= stage.LASTS:
        raise SystemExit(f"settled to {verdict['present_seconds']} s")


def _read(place: stage.Stage) -> None:
    merge(*(columns for _, columns, _ in pings.load_pings(place.attendances[0])))


def _engine(place: stage.Stage) -> Callable[[], object]:
    attendance = db.session.get_one(Attendance, place.attendances[0])
    track = merge(*(columns for _, columns, _ in pings.load_pings(attendance.id)))
    sites = sites_at(attendance.activity, attendance.slot)
    model = observing.model_of(attendance.activity)
    return lambda: settle_presence(track, sites, model)


def _timed(action: Callable[[], object]) -> list[float]:
    """Time an action in milliseconds, each time in a session that has seen nothing yet."""
    times = []
    for _ in range(REPEATS + 1):
        start = time.perf_counter()
        action()
        times.append(1e3 * (time.perf_counter() - start))
        db.session.remove()
    return times[1:]
