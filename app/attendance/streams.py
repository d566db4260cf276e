"""The live board as server-sent events: few at a time, and none for long.

A stream keeps one of the server's threads until it ends, even if nobody listens any more, so a
process has few of them, each ends by itself, and who comes beyond that is told to ask again.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask, current_app

from app.activities import service as activities
from app.attendance.board import Board, changes, read_board
from app.core.auth import Actor
from app.core.errors import UnavailableError

TICK_S = 1.0  # between two looks
HEARTBEAT_TICKS = 15  # without news until a comment says that we are still there
POLL_S = 3  # how often who gets no stream asks
_lock = threading.Lock()
Key = tuple[int, int]  # who, of which activity


def open_stream(
    actor: Actor, activity_id: int, last: str
) -> tuple[Iterator[bytes], Callable[[], None]]:
    """Return the events for a screen that knows the board of version ``last``.

    And what to call when it is over: events that nobody began to read do not end by themselves.
    """
    activities.require_leader(actor, activities.get_activity(activity_id))
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    settings = app.config["SETTINGS"]
    place = Place(app, (actor.user_id, activity_id), settings.live_streams)
    return _events(app, place, last, settings.live_seconds), place.leave


class Place:
    """One of the few places for streams; whoever opens the same board again takes it over."""

    def __init__(self, app: Flask, key: Key, most: int) -> None:
        """Take a place; raise if all are taken by others."""
        self.key = key
        self._taken: dict[Key, Place] = app.extensions.setdefault("streams", {})
        with _lock:
            if key not in self._taken and len(self._taken) >= most:
                raise UnavailableError(
                    "live_by_polling",
                    "同时查看的人较多，将改为每隔几秒刷新一次。",
                    "Many watch at this moment. Ask for the list every few seconds instead.",
                    poll_seconds=POLL_S,
                )
            self._taken[key] = self

    def is_ours(self) -> bool:
        """Say whether nobody has taken it over."""
        return self._taken.get(self.key) is self

    def leave(self) -> None:
        """Let somebody else have it."""
        with _lock:
            if self.is_ours():
                del self._taken[self.key]


def _events(
    app: Flask,
    place: Place,
    last: str,
    seconds: int,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[bytes]:
    """Yield events until the time is over; then the client comes back with the last id."""
    activity_id, quiet = place.key[1], 0
    try:
        board = _look(app, activity_id)
        first = [] if board.version == last else [("board", board.whole())]
        yield b"retry: 1000\n\n" + _written(first, board.version)
        for _ in range(round(seconds / TICK_S)):
            sleep(TICK_S)
            if not place.is_ours():
                return
            before, board = board, _look(app, activity_id)
            news, quiet = _written(changes(before, board), board.version), quiet + 1
            if news or quiet >= HEARTBEAT_TICKS:
                yield news or b": still here\n\n"
                quiet = 0
    finally:
        place.leave()


def _look(app: Flask, activity_id: int) -> Board:
    # In a context of its own: between two looks no connection is held.
    with app.app_context():
        return read_board(activity_id)


def _written(news: Any, version: str) -> bytes:
    return "".join(
        f"id: {version}\nevent: {name}\ndata: {json.dumps(what, ensure_ascii=False)}\n\n"
        for name, what in news
    ).encode()
