"""A volunteer of today: comes, checks in, sends where they are now and then, leaves."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from demo.client import Client, Refused
from demo.walks import Fix

TRIES_EVERY = timedelta(seconds=30)
NOT_YET = {"outside_site", "accuracy_too_poor", "check_in_too_early"}
SIGNED_UP_BEFORE = timedelta(hours=20)
AT_ONCE = 200  # fixes a batch


@dataclass
class Walker:
    """One phone on its way; ``progress`` is all that it must remember over a restart."""

    url: str
    name: str
    activity_id: int
    fixes: tuple[Fix, ...]
    sends_every: timedelta
    device: str
    progress: dict[str, Any] = field(default_factory=dict)

    def live(self) -> Iterator[datetime]:
        """Live through the walk; yield when there is something to do next."""
        client = Client(self.url, self.name, "volunteer", self.fixes[0].t)
        yield from self._arrive(client)
        while self.progress.get("attendance") and self.progress["sent"] < len(self.fixes):
            yield self._due()
            self._send(client)
        if self.progress.get("attendance") and not self.progress.get("left"):
            end = self.fixes[-1]
            path = f"/attendances/{self.progress['attendance']}/check-out"
            client.post(path, {"ping": self._ping(end, alone=True)}, end.t)
            self.progress["left"] = True

    def _arrive(self, client: Client) -> Iterator[datetime]:
        if "attendance" in self.progress:
            return
        self._sign_up(client)
        tried = None
        for index, fix in enumerate(self.fixes):
            if tried is not None and fix.t < tried + TRIES_EVERY:
                continue
            yield fix.t
            tried = fix.t
            body = {"method": "gps", "ping": self._ping(fix, alone=True)}
            try:
                found = client.post(f"/activities/{self.activity_id}/check-in", body, fix.t)
            except Refused as refused:
                if refused.code not in NOT_YET:
                    raise
                continue
            self.progress |= {"attendance": found["id"], "sent": index}
            return

    def _sign_up(self, client: Client) -> None:
        before = self.fixes[0].t - SIGNED_UP_BEFORE
        client.log_in_again(before)
        client.say_of_age(before)
        client.post(f"/activities/{self.activity_id}/signups", {}, before)
        for each in client.get("/me/consents", before):
            if each["purpose"] == "location_track":
                said = {"purpose": each["purpose"], "version": each["text"]["version"]}
                client.post("/me/consents", said, before)
        client.log_in_again(self.fixes[0].t)

    def _due(self) -> datetime:
        first: int = self.progress["sent"]
        begin = self.fixes[first].t
        return min(begin + self.sends_every, self.fixes[-1].t)

    def _send(self, client: Client) -> None:
        """Send what has come together since the last time."""
        first, due = self.progress["sent"], self._due()
        batch = [fix for fix in self.fixes[first : first + AT_ONCE] if fix.t <= due]
        body = {
            "batch_id": f"t{first}",
            "datum": "gcj02",
            "platform": "wechat",
            "device_id": self.device,
            "sent_at": due.isoformat(),
            "pings": [self._ping(fix) for fix in batch],
        }
        client.post(f"/attendances/{self.progress['attendance']}/pings", body, due)
        self.progress["sent"] = first + len(batch)

    def _ping(self, fix: Fix, *, alone: bool = False) -> dict[str, Any]:
        lon, lat = fix.gcj02
        ping = {"t": fix.t.isoformat(), "longitude": lon, "latitude": lat}
        ping |= {"accuracy": fix.accuracy}
        return ping | {"datum": "gcj02", "device_id": self.device} if alone else ping


def hurry(walker: Walker) -> None:
    """Live through a walk that is over already."""
    for _ in walker.live():
        pass
