"""Finding activities: the list near a place, of 1,000 to 100,000 activities, as a phone asks."""

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from statistics import median, quantiles
from typing import Any

import sqlalchemy as sa

from app.activities import listing
from app.activities.models import Activity, ActivitySite, ActivityState, Slot
from app.core import clock
from app.core.db import Base, transaction
from app.core.extensions import db
from bench import stage
from bench.county import lonlat
from geofence.hours import RuleSet

SIZES = (1_000, 10_000, 100_000)
ASKED = 100  # lists of each kind
TARGET_MS = 30.0
# Where activities are (side of the square in metres, or that many venues) and how many are over.
PLACES = {"county": 50_000.0, "town": 3_000.0, "venues": 1_500.0, "one place": 0.0}
DEEDS = ["敬老", "清理河道", "义诊进社区", "反诈宣传", "交通劝导", "图书整理", "理论宣讲"]
WHERE = ["和平街道", "官舟镇", "淇滩镇", "谯家镇", "夹石镇", "黑水镇", "泉坝镇", "甘溪镇"]
TEXTURE = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工"


def main(arguments: list[str]) -> int:
    """Print one line for each database, spread and size; 1 if the target is missed."""
    parser = argparse.ArgumentParser("python -m bench finding", description=__doc__)
    parser.add_argument("--database", action="append", choices=stage.DATABASES)
    parser.add_argument("--spread", action="append", choices=PLACES)
    parser.add_argument("--size", action="append", type=int)
    parser.add_argument("--over", type=float, default=0.9, help="share that is over already")
    options = parser.parse_args(arguments)
    print(f"ms a request: median / p95 (processor time of ours); p95 is to be < {TARGET_MS:g}")
    print(f"{'':32}" + "".join(f"{name:>22}" for name in _questions(random.Random(0))))
    worst = 0.0
    for database in options.database or stage.DATABASES:
        for spread in options.spread or PLACES:
            for size in options.size or SIZES:
                with stage.staged(database, 1, checked_in=False) as place:
                    _fill(place, size, spread, options.over)
                    figures = _measured(place)
                worst = max(worst, figures["near"][1])
                line = "".join(f"{a:7.1f} /{b:6.1f} ({c:4.1f})" for a, b, c in figures.values())
                print(f"{database:12}{spread:11}{size:8,} {line}", flush=True)
    return int(worst >= TARGET_MS)


def _questions(draw: random.Random) -> dict[str, Callable[[], dict[str, Any]]]:
    """Return what is asked, each time of another place."""

    def near() -> dict[str, Any]:
        x, y = draw.uniform(0, 50_000), draw.uniform(0, 50_000)
        if draw.random() < 0.5:  # half of all ask from the middle of the town
            x, y = draw.uniform(0, 3_000), draw.uniform(0, 3_000)
        lon, lat = lonlat(x, y)
        return {"near": f"{lon:.5f},{lat:.5f}"}

    def on(days: int) -> dict[str, Any]:
        begin = clock.now() + timedelta(days=days)
        return {"from": begin.isoformat(), "to": (begin + timedelta(days=1)).isoformat()}

    return {
        "near": near,
        "near, a day": lambda: near() | on(draw.randint(1, 28)),
        "near, 敬老": lambda: near() | {"q": "敬老"},
        "near, rare word": lambda: near() | {"q": f"第{draw.randint(1, 1_000)}号"},
        "near, never met": lambda: near() | {"q": "官舟 淇滩"},
        "50 km, a day": lambda: near() | on(29) | {"radius_m": 50_000},
        "newest": dict,
        "newest, 敬老": lambda: {"q": "敬老"},
        "newest, 2 words": lambda: {"q": "官舟 义诊"},
    }


def _measured(place: stage.Stage) -> dict[str, tuple[float, float, float]]:
    client = place.app.test_client()
    headers = {"Authorization": f"Bearer {place.tokens[0]}"}
    found = {}
    for name, question in _questions(random.Random(2)).items():
        times, own = [], []
        for _ in range(ASKED + 5):
            query = question()
            start, begun = time.perf_counter(), time.thread_time()
            answer = client.get("/api/v1/activities", query_string=query, headers=headers)
            times.append(1e3 * (time.perf_counter() - start))
            own.append(1e3 * (time.thread_time() - begun))
            if answer.status_code != 200:
                raise SystemExit(f"{query}: {answer.get_data(as_text=True)}")
        found[name] = median(times[5:]), quantiles(times[5:], n=20)[-1], median(own[5:])
    return found


def _fill(place: stage.Stage, size: int, spread: str, over: float) -> None:
    draw, now = random.Random(1), clock.now()
    with transaction() as session:
        first = session.get_one(Activity, place.activity_id)
        model = {"organisation_id": first.organisation_id, "created_by": first.created_by}
        for begin in range(0, size, 5_000):
            numbers = range(begin + 1_000, min(begin + 5_000, size) + 1_000)
            for table, rows in _rows(draw, numbers, model, now, spread, over):
                session.execute(sa.insert(table), rows)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")
    db.session.remove()


def _rows(
    draw: random.Random,
    numbers: range,
    model: dict[str, Any],
    now: datetime,
    spread: str,
    over: float,
) -> Iterator[tuple[type[Base], list[dict[str, Any]]]]:
    rules = json.loads(RuleSet().to_json())
    activities, sites, slots, listings, places, words = [], [], [], [], [], []
    for number in numbers:
        lon, lat = _place(draw, spread)
        begin = now + timedelta(minutes=draw.randint(60, 60 * 24 * 30))
        if draw.random() < over:
            begin = now - timedelta(minutes=draw.randint(60 * 24, 60 * 24 * 1_000))
        title = f"{draw.choice(WHERE)}{draw.choice(DEEDS)}第{draw.randint(1, 1_000)}号"
        text = "".join(draw.choices(TEXTURE, k=100))
        span = {"starts_at": begin, "ends_at": begin + timedelta(hours=3)}
        activities.append(
            {
                "id": number,
                "title": title,
                "description": text,
                "state": ActivityState.APPROVED,
                "rules": rules,
                "presence_policy": {"kind": "continuous"},
                "sites_version": 1,
                "created_at": begin - timedelta(days=7),
                **model,
            }
        )
        sites.append(
            {
                "activity_id": number,
                "site_id": "site-1",
                "name": "活动点",
                "feature": stage.FEATURE,
                "datum": "wgs84",
                "lon": lon,
                "lat": lat,
            }
        )
        slots.append({"activity_id": number, "quota": 20, "open": True} | span)
        folded = listing.fold(f"{title} 活动点 {text}")[: listing.TEXT_LENGTH]
        listings.append({"activity_id": number, "text": folded, "sites_version": 1} | span)
        places.append({"activity_id": number, "lat": lat, "lon": lon} | span)
        found = dict.fromkeys(listing.words_of(folded))
        words += [{"word": word, "activity_id": number} for word in found]
    yield Activity, activities
    yield ActivitySite, sites
    yield Slot, slots
    yield listing.Listing, listings
    yield listing.ListedPlace, places
    yield listing.ListedWord, words


def _place(draw: random.Random, spread: str) -> tuple[float, float]:
    side = PLACES[spread]
    if spread == "venues":
        venue = random.Random(draw.randrange(1_500))
        return lonlat(venue.uniform(0, 50_000), venue.uniform(0, 50_000))
    return lonlat(draw.uniform(0, side), draw.uniform(0, side))
