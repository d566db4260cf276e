"""A crowd: everybody who signed up checks in by GPS, each on a connection of their own."""

import argparse
import json

import sqlalchemy as sa

from app.attendance.models import Attendance, PingBatch
from app.core import clock
from app.core.extensions import db
from bench import load, serving, stage


def main(arguments: list[str]) -> int:
    """Measure on each database; say with 1 if somebody was lost, counted twice or refused."""
    options = _options(arguments)
    return max([_measure(each, options) for each in options.database or stage.DATABASES])


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench crowd", description=__doc__)
    parser.add_argument("--database", action="append", choices=stage.DATABASES)
    parser.add_argument("--people", type=int, default=2_000)
    parser.add_argument("--at-once", type=int, default=64, help="how many wait for an answer")
    parser.add_argument("--threads", type=int, help="of each worker (PostgreSQL: 16, SQLite: 4)")
    parser.add_argument("--workers", type=int, help="of the server (PostgreSQL: 2, SQLite: 1)")
    return parser.parse_args(arguments)


def _measure(database: str, options: argparse.Namespace) -> int:
    workers = options.workers or (1 if database == "sqlite" else 2)
    threads = options.threads or serving.THREADS[database]
    with (
        stage.staged(database, options.people, checked_in=False) as place,
        serving.serving(
            serving.granian(threads, workers), place.environment, one_core=False
        ) as server,
    ):
        path = f"/api/v1/activities/{place.activity_id}/check-in"
        requests = [load.post(path, _body(k), token) for k, token in enumerate(place.tokens)]
        before = server.cpu_seconds()
        report = load.drive(server.port, iter(requests), options.at_once, fresh=True)
        report.cpu_seconds = server.cpu_seconds() - before
        found = place.count(Attendance), _volunteers(), place.count(PingBatch)
    print(f"\n{database}, {workers} x {threads} threads, {options.at_once} people at once")
    print(
        f"{options.people} check-ins in {report.seconds:.1f} s ({report.rate:.0f}/s, "
        f"{report.rate_per_core:.0f} a second of server CPU), p50 {report.percentile_ms(50):.0f} "
        f"ms, p99 {report.percentile_ms(99):.0f} ms, slowest {report.percentile_ms(100):.0f} ms"
    )
    print("answers {}; attendances {}, volunteers {}, pings {}".format(report.statuses, *found))
    return int(found != (options.people,) * 3 or report.acknowledged != options.people)


def _body(number: int) -> bytes:
    """Stand somewhere inside the fence, with an accuracy as phones have it."""
    ping = {
        "t": clock.now().isoformat(timespec="milliseconds"),
        "longitude": stage.LON + (number % 11 - 5) * 1e-4,
        "latitude": stage.LAT + (number % 7 - 3) * 1e-4,
        "accuracy": 8.0 + number % 30,
        "datum": "wgs84",
    }
    return json.dumps({"method": "gps", "ping": ping}).encode()


def _volunteers() -> int:
    distinct = sa.select(sa.func.count(sa.distinct(Attendance.volunteer_id)))
    return db.session.scalar(distinct) or 0
