"""Ping batches: requests a second, beside an empty Flask route and an empty WSGI application.

All three are served by the same process in the same run, round about; the ratio of the medians
carries over to other machines.
"""

import argparse
import itertools
import json
from collections.abc import Iterator
from datetime import timedelta
from statistics import median

from app.attendance.models import PingBatch
from app.core import clock
from bench import load, serving, stage, target

PINGS = 60  # in a batch
VOLUNTEERS = 500
CONNECTIONS = 16
MARK = "0000000000"  # where the number of a batch goes
LONG_REQUESTS = 100_000
Rounds = dict[str, list[load.Report]]


def main(arguments: list[str]) -> int:
    """Measure on each database; say with 1 if a batch was lost."""
    options = _options(arguments)
    return max([_measure(each, options) for each in options.database or stage.DATABASES])


def batches(place: stage.Stage) -> Iterator[bytes]:
    """Give requests without end: of one volunteer after the other, each batch a new one."""
    whole = [
        load.post(f"/api/v1/attendances/{attendance}/pings", _body(), token)
        for attendance, token in zip(place.attendances, place.tokens, strict=True)
    ]
    cut = [each.partition(MARK.encode()) for each in whole]
    for number in itertools.count():
        head, _, tail = cut[number % len(cut)]
        yield b"%b%010d%b" % (head, number, tail)


def _body() -> bytes:
    begin = clock.now() - timedelta(minutes=50)
    pings = [
        {
            "t": (begin + timedelta(seconds=30 * k)).isoformat(timespec="milliseconds"),
            "longitude": round(stage.LON + k * 3.1e-6, 7),
            "latitude": round(stage.LAT - k * 2.3e-6, 7),
            "accuracy": 12.5,
            "speed": 0.4,
            "altitude": 331.2,
        }
        for k in range(PINGS)
    ]
    return json.dumps({"batch_id": MARK, "datum": "gcj02", "pings": pings}).encode()


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench ingest", description=__doc__)
    parser.add_argument("--database", action="append", choices=stage.DATABASES)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=2.0, help="length of a round")
    parser.add_argument("--threads", type=int, help="of the server (PostgreSQL: 16, SQLite: 4)")
    parser.add_argument("--free", action="store_true", help="do not bind the server to one core")
    parser.add_argument(
        "--long", action="store_true", help=f"{LONG_REQUESTS:,} requests, then the memory"
    )
    return parser.parse_args(arguments)


def _measure(database: str, options: argparse.Namespace) -> int:
    threads = options.threads or serving.THREADS[database]
    with (
        stage.staged(database, VOLUNTEERS, checked_in=True) as place,
        serving.serving(
            serving.granian(threads), place.environment, one_core=not options.free
        ) as server,
    ):
        requests = batches(place)
        before = server.memory_mb()
        rounds = _long(server, requests) if options.long else _rounds(server, requests, options)
        sent = sum(report.acknowledged for report in rounds["ingest"])
        stored = place.count(PingBatch)
        where = "on any core" if options.free else "on one core"
        print(f"\n{database}, {threads} server threads {where}, {CONNECTIONS} connections")
        _print(rounds)
        print(f"memory of the server {before:.0f} → {server.memory_mb():.0f} MB")
    wrong = {s: n for each in rounds["ingest"] for s, n in each.statuses.items() if s != 200}
    print(f"acknowledged {sent}, stored {stored}, refused {wrong or 'none'}")
    return int(sent != stored or bool(wrong))


def _rounds(
    server: serving.Server, requests: Iterator[bytes], options: argparse.Namespace
) -> Rounds:
    kinds = {
        "empty WSGI": itertools.repeat(load.post(target.EMPTY_WSGI)),
        "empty Flask": itertools.repeat(load.post(target.EMPTY_FLASK)),
        "ingest": requests,
    }
    rounds: Rounds = {kind: [] for kind in kinds}
    for number in range(options.rounds + 1):
        for kind, source in kinds.items():
            report = observed(server, source, options.seconds if number else 1.0)
            rounds[kind].append(report)
    return rounds


def _long(server: serving.Server, requests: Iterator[bytes]) -> Rounds:
    return {"ingest": [observed(server, itertools.islice(requests, LONG_REQUESTS))]}


def observed(
    server: serving.Server, requests: Iterator[bytes], seconds: float = float("inf")
) -> load.Report:
    """Drive the server and see what it computed meanwhile."""
    before = server.cpu_seconds()
    report = load.drive(server.port, requests, CONNECTIONS, seconds=seconds)
    report.cpu_seconds = server.cpu_seconds() - before
    return report


def _print(rounds: Rounds) -> None:
    print(f"{'':12}{'req/s':>8}{'p50 ms':>8}{'p99 ms':>8}{'req/CPU-s':>11}  of Flask (range)")
    for kind, reports in rounds.items():
        kept = reports[1:] or reports  # the first warms up
        rate = median(each.rate for each in kept)
        core = median(each.rate_per_core for each in kept)
        p50, p99 = (median(each.percentile_ms(p) for each in kept) for p in (50, 99))
        ratio = _ratio(kept, rounds["empty Flask"][1:]) if len(rounds) > 1 else ""
        print(f"{kind:12}{rate:8.0f}{p50:8.1f}{p99:8.1f}{core:11.0f}  {ratio}")
    print(f"ingest: {rate * PINGS:,.0f} pings/s; {core * PINGS:,.0f} a second of server CPU")


def _ratio(reports: list[load.Report], flask: list[load.Report]) -> str:
    """Compare within each round: what disturbs one of the two mostly disturbs both."""
    ratios = [a.rate / b.rate for a, b in zip(reports, flask, strict=True)]
    per_core = [a.rate_per_core / b.rate_per_core for a, b in zip(reports, flask, strict=True)]
    return (
        f"{median(ratios):5.2f} ({min(ratios):.2f} to {max(ratios):.2f}),"
        f" by CPU {median(per_core):.2f}"
    )
