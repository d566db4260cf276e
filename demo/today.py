"""Keep one activity of today under way: python -m demo.today --url URL --state FILE."""

import argparse
import heapq
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from config import DEMO_MARK
from demo.__main__ import load_state, save_state
from demo.after import object_once, wind_up
from demo.client import Refused
from demo.county import furnish, place
from demo.making import Plan, make
from demo.tracks import shifted, talkative, thinned, visit, visit_twice
from demo.walker import Walker
from demo.walks import Walk, load_fence, load_outings

HOURS = timedelta(hours=4)  # that it goes on; then nothing happens until the next day
EVERY = timedelta(seconds=100)  # somebody comes
AHEAD = timedelta(minutes=24)  # those who came before anybody watched
NAMES = "田", "杨", "冉", "张", "崔", "罗", "黄", "侯", "安", "肖"
GIVEN = "秀兰光明小琴志强玉梅建国桂英海燕文军春花永贵冬梅德胜金凤国庆丽娟"  # two characters each


@dataclass(frozen=True, slots=True)
class Stage:
    """The activity that is under way."""

    url: str
    activity_id: int
    begun: datetime
    walks: tuple[Walk, ...]

    def walker(self, number: int, progress: dict[str, Any]) -> Walker:
        """Return the n-th who comes; all about them follows from the number."""
        walk = self.walks[number % len(self.walks)]
        begin = self.begun - AHEAD + number * EVERY
        stay = timedelta(minutes=12 + number * 7 % 20)
        tour = (visit_twice if number % 3 == 1 else visit)(walk, begin, stay)
        apart = timedelta(seconds=6 + number % 9)
        return Walker(
            self.url,
            _name(number),
            self.activity_id,
            shifted(thinned(tour, apart), number),
            timedelta(seconds=15 + number * 13 % 46),
            f"today-{self.begun:%m%d}-{number}",
            progress,
        )


def main() -> None:
    """Furnish the county, then let people come and go until the hours are over."""
    parser = argparse.ArgumentParser(prog="python -m demo.today", description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--state", type=Path, required=True, help="remembers how far it came")
    options = parser.parse_args()
    state = load_state(options.state)
    begun = _begin(state)
    save_state(options.state, state)
    place(options.url, state, begun)
    stage = _stage(options.url, state, begun)
    save_state(options.state, state)
    furnish(options.url, state, begun)
    save_state(options.state, state)
    wind_up(options.url, state, begun)
    save_state(options.state, state)
    # As start.py marked it: from now on an empty page is empty.
    options.state.with_name(DEMO_MARK).unlink(missing_ok=True)
    for _ in run(stage, state["live"]):
        object_once(options.url, state)
        save_state(options.state, state)


def run(stage: Stage, live: dict[str, Any]) -> Iterator[None]:
    """Do what is due, one after another, and sleep in between; yield after each deed."""
    order = itertools.count()
    waiting: list[tuple[datetime, int, Iterator[datetime]]] = []
    for number in range((HOURS + AHEAD) // EVERY):
        walker = stage.walker(number, live.setdefault(str(number), {}))
        if _is_to_come(walker):
            heapq.heappush(waiting, (walker.fixes[0].t, next(order), walker.live()))
    while waiting:
        due, _, steps = heapq.heappop(waiting)
        time.sleep(max((due - datetime.now(UTC)).total_seconds(), 0.0))
        following = _go_on(steps)
        if following is not None:
            heapq.heappush(waiting, (following, next(order), steps))
        yield


def _name(number: int) -> str:
    """Return a made-up name; of the first 160 no two are the same."""
    given = (number + number // 10) % 16
    return NAMES[number % 10] + GIVEN[2 * given : 2 * given + 2]


def _go_on(steps: Iterator[datetime]) -> datetime | None:
    try:
        return next(steps, None)
    except Refused as refused:
        print(f"somebody stays away: {refused}", flush=True)
        return None


def _is_to_come(walker: Walker) -> bool:
    """Say whether somebody is on the way, or comes later; whom we missed does not come."""
    if walker.progress.get("left"):
        return False
    missed = walker.fixes[-1].t < datetime.now(UTC)
    return "attendance" in walker.progress or not missed


def _begin(state: dict[str, Any]) -> datetime:
    """Return when the day began, by its first start; of a day there is one."""
    now = datetime.now(UTC).replace(microsecond=0)
    begun = datetime.fromisoformat(state["begun"]) if "begun" in state else now
    if "activity" not in state or now - begun > timedelta(hours=24):
        begun = now
        state |= {"live": {}, "activity": None}
    state["begun"] = begun.isoformat()
    return begun


def _stage(url: str, state: dict[str, Any], begun: datetime) -> Stage:
    """Return the activity that is under way, made if it is not there."""
    outings = load_outings(begun)
    if state["activity"] is None:
        plan = Plan(
            f"demo-live-{begun:%Y%m%dT%H%M%S}", "图书馆志愿服务（正在进行）",
            "整理书架、引导读者。演示数据：真实轨迹移植，人名为虚构。",
            begun - AHEAD - timedelta(minutes=6), begun + HOURS, load_fence(outings[0].place),
            state["venues"][0], quota=200, category="culture",
        )  # fmt: skip
        state["activity"] = make(url, plan)["id"]
    return Stage(url, state["activity"], begun, tuple(talkative(outings)))


if __name__ == "__main__":
    main()
