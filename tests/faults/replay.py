"""A few of the demo's walks through a real server, and a witness of what it acknowledged."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from demo.client import Client
from demo.phone import Phone
from demo.walks import Outing, load_fence, load_outings

WALKS = (0, 1, 2)  # of the first outing: two dense ones, and one that fell silent on the way
EVERY = 6  # which fix of a walk is sent: the faults need many requests, not many pings


@dataclass
class Witness:
    """What phones were told, beside what they sent."""

    attendances: dict[str, int] = field(default_factory=dict)  # of each walk
    batches: dict[tuple[int, str], dict] = field(default_factory=dict)  # acknowledged
    times: dict[tuple[int, str], list[datetime]] = field(default_factory=dict)

    def note(self, path: str, body: dict, answer: dict) -> None:
        """Remember an acknowledged batch, and what it held."""
        if path.endswith("/pings"):
            key = int(path.split("/")[2]), body["batch_id"]
            self.batches[key] = answer
            self.times[key] = [datetime.fromisoformat(each["t"]) for each in body["pings"]]


class WatchedPhone(Phone):
    """A phone of the demo that tells a witness what was acknowledged."""

    def __init__(self, witness: Witness, *args) -> None:
        super().__init__(*args)
        send = self.client.post

        def post(path, body, at, key=None):
            answer = send(path, body, at, key)
            witness.note(path, body, answer)
            return answer

        self.client.post = post


def load_outing() -> Outing:
    """Return a few walks to one place, thinned out."""
    end = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=6)
    outing = load_outings(end)[0]
    walks = (outing.walks[number] for number in WALKS)
    return replace(outing, walks=tuple(replace(w, fixes=w.fixes[::EVERY]) for w in walks))


def prepare(url: str, outing: Outing) -> dict:
    """Make the activity; return it as the API shows it."""
    at = outing.starts_at - timedelta(days=2)
    with connected(Client(url, "演示管理员", "administrator", at)) as leader:
        slot = {"starts_at": outing.starts_at.isoformat(), "ends_at": outing.ends_at.isoformat()}
        body = {"title": "清理河道", "slots": [slot | {"quota": 50}]}
        body |= {"risk_notice": "河边湿滑", "conditions": "身体健康"}
        body |= {"dangerous": False, "minors_allowed": True}
        path = f"/activities/{leader.post('/activities', body, at)['id']}"
        leader.put(f"{path}/sites", load_fence(outing.place), at)
        leader.post(f"{path}/submit", {}, at)
        return leader.post(f"{path}/approve", {}, at)


def replay(url: str, outing: Outing, activity: dict, who: str, step=lambda _: None) -> Witness:
    """Let volunteers of this name walk at the same time; ``step`` hears of each batch sent."""
    witness = Witness()

    def walk(number: int) -> None:
        one = outing.walks[number]
        name = one.trace_id.replace("uni_", f"uni_{who}-")
        phone = WatchedPhone(witness, url, replace(one, trace_id=name), number, activity)
        with connected(phone.client):
            witness.attendances[one.trace_id] = phone.replay(step)

    with ThreadPoolExecutor(len(WALKS)) as pool:
        list(pool.map(walk, range(len(WALKS))))
    return witness


@contextlib.contextmanager
def connected(client: Client):
    """Close the connection in the end."""
    try:
        yield client
    finally:
        client.http.close()
