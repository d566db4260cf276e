"""A rush: so many people ask for so few places within one second, each on their own connection."""

import argparse
import random
import selectors
import socket
import time
from datetime import timedelta
from typing import NamedTuple

import sqlalchemy as sa

from app.activities.models import SignUp, SignUpState, Slot
from app.core.db import transaction
from app.core.extensions import db
from bench import load, serving, stage


class Outcome(NamedTuple):
    """What is in the database afterwards."""

    confirmed: list[int]  # their numbers of arrival, in order
    waiting: list[int]
    taken: int
    counted: int

    @property
    def right(self) -> bool:
        """Say whether the first got the places, and the others wait in one line without a gap."""
        everybody = len(self.confirmed) + len(self.waiting)
        return (
            self.confirmed + self.waiting == list(range(1, everybody + 1))
            and len(self.confirmed) == self.taken
            and len(self.waiting) == self.counted
        )


def main(arguments: list[str]) -> int:
    """Measure on each database; say with 1 if a place was given twice, or the line is broken."""
    options = _options(arguments)
    return max([_measure(each, options) for each in options.database or stage.DATABASES])


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench rush", description=__doc__)
    parser.add_argument("--database", action="append", choices=stage.DATABASES)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--places", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=1.0, help="in which they all ask")
    parser.add_argument("--threads", type=int, help="of each worker (PostgreSQL: 16, SQLite: 4)")
    parser.add_argument("--workers", type=int, default=2, help="of the server")
    return parser.parse_args(arguments)


def _measure(database: str, options: argparse.Namespace) -> int:
    threads = options.threads or serving.THREADS[database]
    soon = timedelta(hours=-1)  # the slot is still to come
    with stage.staged(database, options.people, checked_in=False, began=soon) as place:
        _clear(place, options.places)
        command = serving.granian(threads, options.workers)
        with serving.serving(command, place.environment, one_core=False) as server:
            path = f"/api/v1/activities/{place.activity_id}/signups"
            requests = [load.post(path, b"{}", token) for token in place.tokens]
            random.Random(1).shuffle(requests)
            before = server.cpu_seconds()
            report = _rush(server.port, requests, options.seconds)
            report.cpu_seconds = server.cpu_seconds() - before
        found = _outcome(place)
    print(f"\n{database}, {options.workers} x {threads} threads: {options.people} people for "
          f"{options.places} places, asking within {options.seconds:g} s")  # fmt: skip
    print(f"answered within {report.seconds:.2f} s ({len(report.latencies) / report.seconds:.0f}/s,"
          f" {report.cpu_seconds:.1f} s of server CPU), p50 {report.percentile_ms(50):.0f} ms, "
          f"p99 {report.percentile_ms(99):.0f} ms; answers {report.statuses}")  # fmt: skip
    print(f"confirmed {len(found.confirmed)}, waiting {len(found.waiting)}, "
          f"in one line without a gap: {found.right}")  # fmt: skip
    wrong = len(found.confirmed) != options.places or report.statuses != {201: options.people}
    return int(wrong or not found.right)


def _clear(place: stage.Stage, places: int) -> None:
    """Let nobody have signed up yet; the slot is still to come."""
    with place.app.app_context(), transaction() as session:
        session.execute(sa.delete(SignUp))
        values = {"taken": 0, "arrivals": 0, "quota": places, "open": True}
        session.execute(sa.update(Slot).values(**values))


def _rush(port: int, requests: list[bytes], seconds: float) -> load.Report:
    """Open a connection for each, then send them evenly over the time; wait for every answer."""
    report, due = load.Report(), {}
    with selectors.DefaultSelector() as selector:
        connections = [socket.create_connection(("127.0.0.1", port)) for _ in requests]
        start = time.perf_counter()
        for number, (connection, request) in enumerate(zip(connections, requests, strict=True)):
            at = start + seconds * number / len(requests)
            _wait_until(at, selector, due, report)
            connection.sendall(request)
            due[connection] = at
            selector.register(connection, selectors.EVENT_READ)
        while due:
            _collect(selector, due, report, load.PATIENCE_S)
    report.seconds = time.perf_counter() - start
    return report


def _wait_until(
    at: float,
    selector: selectors.BaseSelector,
    due: dict[socket.socket, float],
    report: load.Report,
) -> None:
    while (left := at - time.perf_counter()) > 0:
        _collect(selector, due, report, left)


def _collect(
    selector: selectors.BaseSelector,
    due: dict[socket.socket, float],
    report: load.Report,
    patience: float,
) -> None:
    for key, _ in selector.select(patience):
        connection: socket.socket = key.fileobj  # type: ignore[assignment]
        answer = connection.recv(load.RECEIVED_AT_ONCE)
        report.latencies.append(time.perf_counter() - due.pop(connection))
        status = int(answer[9:12])
        report.statuses[status] = report.statuses.get(status, 0) + 1
        selector.unregister(connection)
        connection.close()


def _outcome(place: stage.Stage) -> Outcome:
    with place.app.app_context():
        slot = db.session.scalars(sa.select(Slot)).one()
        return Outcome(
            _arrivals(SignUpState.CONFIRMED),
            _arrivals(SignUpState.WAITLISTED),
            slot.taken,
            slot.waiting,
        )


def _arrivals(state: SignUpState) -> list[int]:
    mine = sa.select(SignUp.arrival).where(SignUp.state == state)
    return list(db.session.scalars(mine.order_by(SignUp.arrival)))
