"""A virtual phone: signs up, walks, checks in, sends its pings as phones do, checks out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from demo.client import Client, Refused
from demo.walks import Fix, Walk

BATCH = 60  # pings a request
EVERY = timedelta(minutes=1)  # tries to check in again after a refusal
CHECK_IN_OPENS = timedelta(minutes=10)  # before the start: nobody tries earlier


@dataclass(frozen=True, slots=True)
class Habits:
    """How this phone differs from the others; decided by its number, never by chance."""

    datum: str
    twice: int  # every which batch is sent twice
    late: int  # every which batch is kept back until after the check-out


def habits_of(number: int) -> Habits:
    """Return the habits of the n-th phone: half of them speak GCJ-02."""
    return Habits("gcj02" if number % 2 else "wgs84", twice=3 + number % 3, late=5 + number % 4)


class Phone:
    """One volunteer's phone on one walk."""

    def __init__(self, url: str, walk: Walk, number: int, activity: dict[str, Any]) -> None:
        self.walk, self.habits, self.activity = walk, habits_of(number), activity
        self.client = Client(url, walk.name, "volunteer", walk.fixes[0].t - timedelta(days=1))

    def replay(self, step: Callable[[int], None]) -> int:
        """Live through the walk; ``step`` hears how many fixes are done. Return the attendance."""
        place = f"/activities/{self.activity['id']}"
        before = self.walk.fixes[0].t - timedelta(days=1)
        self.client.say_of_age(before)
        self.client.post(f"{place}/signups", {}, before)
        self._agree(before)
        first, attendance = self._check_in(place)
        step(first)
        kept_back = self._send_batches(attendance, first, step)
        end = self.walk.fixes[-1]
        self.client.post(
            f"/attendances/{attendance}/check-out",
            {"ping": self._ping(end, alone=True)},
            end.t,
        )
        for number, batch in kept_back:
            self._send(attendance, number, batch, end.t + timedelta(minutes=2))
        return attendance

    def _agree(self, at: datetime) -> None:
        """Let the phone be located: the text as it is now, read and agreed to."""
        for each in self.client.get("/me/consents", at):
            if each["purpose"] == "location_track":
                said = {"purpose": each["purpose"], "version": each["text"]["version"]}
                self.client.post("/me/consents", said, at)

    def _check_in(self, place: str) -> tuple[int, int]:
        """Try from time to time until the server says that we are there."""
        starts_at = datetime.fromisoformat(self.activity["slots"][0]["starts_at"])
        next_try = starts_at - CHECK_IN_OPENS
        for index, fix in enumerate(self.walk.fixes):
            if fix.t < next_try:
                continue
            body = {"method": "gps", "ping": self._ping(fix, alone=True)}
            try:
                found = self.client.post(f"{place}/check-in", body, fix.t)
                return self._index_at(found["checked_in_at"], index), found["id"]
            except Refused as refused:
                if refused.code not in {"outside_site", "accuracy_too_poor"}:
                    raise
                next_try = fix.t + EVERY
        raise LookupError(f"{self.walk.trace_id} never came near {self.walk.place}")

    def _index_at(self, text: str, index: int) -> int:
        """Return where in the walk we checked in: earlier, if the replay was interrupted."""
        at = datetime.fromisoformat(text)
        return next((k for k, fix in enumerate(self.walk.fixes) if fix.t >= at), index)

    def _send_batches(
        self, attendance: int, first: int, step: Callable[[int], None]
    ) -> list[tuple[int, tuple[Fix, ...]]]:
        kept_back = []
        for number, start in enumerate(range(first, len(self.walk.fixes), BATCH)):
            batch = self.walk.fixes[start : start + BATCH]
            if number % self.habits.late == self.habits.late - 1:
                kept_back.append((number, batch))
            else:
                self._send(attendance, number, batch, batch[-1].t)
            if number % self.habits.twice == 0 and (number, batch) not in kept_back:
                self._send(attendance, number, batch, batch[-1].t)  # the answer was lost
            step(len(batch))
        return kept_back

    def _send(self, attendance: int, number: int, batch: tuple[Fix, ...], at: datetime) -> None:
        body = {
            "batch_id": f"{self.walk.trace_id[-20:]}-{number}",
            "datum": self.habits.datum,
            "platform": "ios" if "ios" in self.walk.trace_id else "android",
            "device_id": self.walk.trace_id,
            "sent_at": at.isoformat(),
            "pings": [self._ping(fix) for fix in batch],
        }
        self.client.post(f"/attendances/{attendance}/pings", body, at)

    def _ping(self, fix: Fix, *, alone: bool = False) -> dict[str, Any]:
        lon, lat = fix.gcj02 if self.habits.datum == "gcj02" else fix.wgs84
        ping = {
            "t": fix.t.isoformat(),
            "longitude": lon,
            "latitude": lat,
            "accuracy": fix.accuracy,
        }
        own = {"datum": self.habits.datum, "device_id": self.walk.trace_id}
        return ping | own if alone else ping
