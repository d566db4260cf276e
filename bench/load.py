"""A closed-loop load generator: raw sockets, ready-made requests, one selector."""

import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

RECEIVED_AT_ONCE = 65_536
PATIENCE_S = 30.0


@dataclass(slots=True)
class Report:
    """What a round came to."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)  # seconds, one for each answer
    statuses: dict[int, int] = field(default_factory=dict)
    cpu_seconds: float = 0.0  # of the server; whoever knows the server fills it in

    @property
    def acknowledged(self) -> int:
        """Count the requests that were answered with 200."""
        return self.statuses.get(200, 0)

    @property
    def rate(self) -> float:
        """Return the acknowledged requests a second."""
        return self.acknowledged / self.seconds

    @property
    def rate_per_core(self) -> float:
        """Return the acknowledged requests for each second that the server computed."""
        return self.acknowledged / self.cpu_seconds if self.cpu_seconds else float("nan")

    def percentile_ms(self, percent: float) -> float:
        """Return the latency that so many percent of the answers stayed below."""
        ordered = sorted(self.latencies)
        return 1e3 * ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def post(path: str, body: bytes = b"", token: str = "") -> bytes:
    """Return a whole request as it goes over the wire."""
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    ]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    return "\r\n".join([*lines, "", ""]).encode() + body


class _Connection:
    """One client: it sends, waits for the whole answer, and only then sends again."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = self._connected()
        self.sent_at = 0.0
        self.buffer = b""

    def _connected(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), PATIENCE_S)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def renew(self) -> None:
        """Go on as another client would: with a connection of its own."""
        self.socket.close()
        self.socket = self._connected()

    def send(self, request: bytes) -> None:
        self.buffer = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> int | None:
        """Read on; return the status once the answer is whole."""
        received = self.socket.recv(RECEIVED_AT_ONCE)
        if not received:
            raise ConnectionError("the server hung up in the middle of an answer")
        self.buffer += received
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return None
        _, _, rest = head.lower().partition(b"content-length:")
        length = int(rest.partition(b"\r\n")[0] or b"0")
        return int(head[9:12]) if len(body) >= length else None


def drive(
    port: int,
    requests: Iterator[bytes],
    connections: int,
    *,
    seconds: float = float("inf"),
    fresh: bool = False,
) -> Report:
    """Send until the requests or the seconds run out; every request sent is waited for.

    Each connection has one request under way at any time. ``fresh`` gives every request a
    connection of its own, as when each comes from another phone; connecting counts as latency.
    """
    report = Report()
    start = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            _open(selector, port, requests)
        while selector.get_map():
            ready = selector.select(PATIENCE_S)
            if not ready:
                raise TimeoutError(f"no answer within {PATIENCE_S:.0f} s")
            for key, _ in ready:
                if _finish(key.data, report):
                    over = time.perf_counter() - start >= seconds
                    _go_on(selector, key.data, None if over else next(requests, None), fresh=fresh)
    report.seconds = time.perf_counter() - start
    return report


def _open(selector: selectors.BaseSelector, port: int, requests: Iterator[bytes]) -> None:
    request = next(requests, None)
    if request is not None:
        connection = _Connection(port)
        connection.send(request)
        selector.register(connection.socket, selectors.EVENT_READ, connection)


def _finish(connection: _Connection, report: Report) -> bool:
    status = connection.receive()
    if status is None:
        return False
    report.latencies.append(time.perf_counter() - connection.sent_at)
    report.statuses[status] = report.statuses.get(status, 0) + 1
    return True


def _go_on(
    selector: selectors.BaseSelector,
    connection: _Connection,
    request: bytes | None,
    *,
    fresh: bool,
) -> None:
    if request is None:
        selector.unregister(connection.socket)
        connection.socket.close()
        return
    if fresh:
        selector.unregister(connection.socket)
        begun = time.perf_counter()
        connection.renew()
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(request)
        connection.sent_at = begun
    else:
        connection.send(request)
