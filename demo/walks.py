"""The transplanted walks, moved in time so that they end just now."""

import csv
import gzip
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "walks"
AROUND = timedelta(minutes=40)  # of each walk, before arriving and after leaving, is replayed
ROUNDED = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Fix:
    """One fix of a walk, in both datums."""

    t: datetime
    wgs84: tuple[float, float]
    gcj02: tuple[float, float]
    accuracy: float | None


@dataclass(frozen=True, slots=True)
class Walk:
    """One phone's walk to a place and away, with the truth."""

    trace_id: str
    place: str
    arrive: datetime
    leave: datetime
    fixes: tuple[Fix, ...]

    @property
    def name(self) -> str:
        """The volunteer's name: which phone, on which walk."""
        phone, begun = self.trace_id.removeprefix("yh_mn_uni_").rsplit("_", 1)
        return f"{phone} {begun[4:6]}-{begun[6:8]} {begun[9:11]}:{begun[11:]}"


@dataclass(frozen=True, slots=True)
class Outing:
    """The walks that were made together: one activity."""

    place: str
    starts_at: datetime
    ends_at: datetime
    walks: tuple[Walk, ...]


def load_outings(end: datetime) -> list[Outing]:
    """Return the outings, each moved in time so that its last fix is at ``end``."""
    fixes = _read_fixes()
    together: dict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
    with (FOLDER / "truth.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            together[row["place"], row["arrive"], row["leave"]].append(row)
    return [_outing(rows, fixes, end) for rows in together.values()]


def load_fence(place: str) -> dict[str, Any]:
    """Return the FeatureCollection of one place, with its datum."""
    document = json.loads((FOLDER / "fences.geojson").read_text(encoding="utf-8"))
    features = [f for f in document["features"] if f["properties"]["name"] == place]
    return {"type": "FeatureCollection", "properties": {"datum": "wgs84"}, "features": features}


def _outing(rows: list[dict[str, str]], fixes: dict[str, list[Fix]], end: datetime) -> Outing:
    arrive, leave = (datetime.fromisoformat(rows[0][name]) for name in ("arrive", "leave"))
    kept = {
        row["trace_id"]: [
            f for f in fixes[row["trace_id"]] if arrive - AROUND <= f.t <= leave + AROUND
        ]
        for row in rows
    }
    move = end - max(walk[-1].t for walk in kept.values())
    walks = tuple(
        Walk(trace_id, rows[0]["place"], arrive + move, leave + move, _moved(walk, move))
        for trace_id, walk in kept.items()
    )
    # A timetable in round figures that has room for the whole visit.
    starts_at = _rounded(arrive + move - ROUNDED * 2)
    return Outing(rows[0]["place"], starts_at, _rounded(leave + move + ROUNDED * 3), walks)


def _moved(walk: list[Fix], move: timedelta) -> tuple[Fix, ...]:
    return tuple(Fix(f.t + move, f.wgs84, f.gcj02, f.accuracy) for f in walk)


def _rounded(instant: datetime) -> datetime:
    return instant - (instant - datetime.min.replace(tzinfo=instant.tzinfo)) % ROUNDED


def _read_fixes() -> dict[str, list[Fix]]:
    fixes: dict[str, list[Fix]] = defaultdict(list)
    with gzip.open(FOLDER / "traces.csv.gz", "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            fixes[row["trace_id"]].append(
                Fix(
                    datetime.fromisoformat(row["t"]),
                    (float(row["lon"]), float(row["lat"])),
                    (float(row["lon_gcj02"]), float(row["lat_gcj02"])),
                    float(row["accuracy_m"]) if row["accuracy_m"] else None,
                )
            )
    return fixes
