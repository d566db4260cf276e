"""Which WSGI server, and with how many threads: the ingest route on each of them, round about."""

import argparse
import contextlib
import itertools
from collections.abc import Iterator
from statistics import median

from app.attendance.models import PingBatch
from bench import ingest, load, serving, stage, target

THREADS = (1, 2, 4, 8, 16)
Served = dict[str, serving.Server]


def main(arguments: list[str]) -> int:
    """Compare on each database; say with 1 if a batch was lost."""
    parser = argparse.ArgumentParser("python -m bench servers", description=__doc__)
    parser.add_argument("--database", action="append", choices=stage.DATABASES)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0, help="length of a round")
    options = parser.parse_args(arguments)
    return max([_compare(each, options) for each in options.database or stage.DATABASES])


def _compare(database: str, options: argparse.Namespace) -> int:
    with (
        stage.staged(database, ingest.VOLUNTEERS, checked_in=True) as place,
        _all(place.environment) as servers,
    ):
        requests = ingest.batches(place)
        pings: ingest.Rounds = {name: [] for name in servers}
        empty: ingest.Rounds = {name: [] for name in servers}
        nothing = itertools.repeat(load.post(target.EMPTY_FLASK))
        for number in range(options.rounds + 1):
            seconds = options.seconds if number else 0.5  # the first warms up
            for name, server in servers.items():
                empty[name].append(ingest.observed(server, nothing, seconds))
                pings[name].append(ingest.observed(server, requests, seconds))
        stored = place.count(PingBatch)
    _print(database, pings, empty)
    acknowledged = sum(each.acknowledged for rounds in pings.values() for each in rounds)
    print(f"acknowledged {acknowledged}, stored {stored}")
    return int(acknowledged != stored)


@contextlib.contextmanager
def _all(environment: dict[str, str]) -> Iterator[Served]:
    with contextlib.ExitStack() as running:
        servers = {
            f"{make.__name__} {threads}": running.enter_context(
                serving.serving(make(threads), environment)
            )
            for make in (serving.granian, serving.gunicorn)
            for threads in THREADS
        }
        yield servers


def _print(database: str, pings: ingest.Rounds, empty: ingest.Rounds) -> None:
    print(f"\n{database}: server and threads on one core, {ingest.CONNECTIONS} connections")
    print(f"{'':14}{'ingest/s':>9}{'p99 ms':>8}{'/CPU-s':>8}{'empty/s':>9}{'/CPU-s':>8}{'':>9}")
    base = median(each.rate for each in pings["gunicorn 4"][1:])
    for name in pings:
        kept, bare = pings[name][1:], empty[name][1:]
        rate, core = (median(getattr(e, a) for e in kept) for a in ("rate", "rate_per_core"))
        none, none_core = (median(getattr(e, a) for e in bare) for a in ("rate", "rate_per_core"))
        p99 = median(each.percentile_ms(99) for each in kept)
        print(
            f"{name:14}{rate:9.0f}{p99:8.1f}{core:8.0f}{none:9.0f}{none_core:8.0f}"
            f"{rate / base:6.2f} of gunicorn 4"
        )
