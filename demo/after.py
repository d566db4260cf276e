"""What comes after the end: a public notice with an objection, reports, claims of manual hours."""

from datetime import UTC, datetime, timedelta
from typing import Any

from demo.client import Client, Refused
from demo.county import at
from demo.making import ADMINISTRATOR, COORDINATOR, Plan, make
from demo.report import COUNTY
from demo.tracks import shifted, talkative, thinned, visit
from demo.walker import Walker, hurry
from demo.walks import load_fence, load_outings

REPORT = {
    "summary": "整理图书两千余册，引导读者，打扫阅览室。",
    "groups": [{"group": "到馆读者", "count": 86}, {"group": "留守儿童", "count": 12}],
}
SERVED = ("罗建国", "安桂英", "肖春花")
CLAIMS = (  # who, days ago, how many agree, what one did, evidence
    ("侯金凤", 3, 0, "下村送春联，山里没有信号。", ("村支书冉某在场", "签到表第 3 页")),
    ("崔国庆", 5, 1, "停电时帮图书馆搬书。", ("馆长在场", "照片 12 号")),
    ("黄丽娟", 6, 2, "手机没电，照看孩子们过马路。", ("带队老师在场", "签到表第 1 页")),
)
OBJECTOR, OBJECTION = "杨海燕", "名单里少了一位，她那天和我一起整理书架。"
BACK = timedelta(days=-3)


def wind_up(url: str, state: dict[str, Any], now: datetime) -> None:
    """Make what is over and reported, and what is claimed; once."""
    if "over" in state:
        return
    _claims(url, now)
    state["over"] = _served(url, state["venues"][0], now)
    _reports(url, state["over"])


def object_once(url: str, state: dict[str, Any]) -> None:
    """Object to what is on notice, as soon as it is there; nothing otherwise."""
    if "over" not in state or state.get("objected"):
        return
    now = datetime.now(UTC)
    person = Client(url, OBJECTOR, "volunteer", now)
    try:
        person.post(f"/activities/{state['over']}/objections", {"text": OBJECTION}, now)
    except Refused:
        return  # not on notice yet: the jobs that put it there come round once a minute
    state["objected"] = True


def _served(url: str, venue: int, now: datetime) -> int:
    """Let people serve some days ago; return the activity."""
    begin = at((now + BACK).astimezone(COUNTY).date(), "09:00")
    outing = load_outings(begin)[0]
    plan = Plan(
        f"demo-{begin:%Y%m%d}-over", "图书馆志愿服务（公示）", "整理书架，帮读者找书。",
        begin, begin + timedelta(hours=3), load_fence(outing.place), venue, category="culture",
    )  # fmt: skip
    activity: int = make(url, plan)["id"]
    people = zip(SERVED, talkative(load_outings(begin)), strict=False)
    for number, (name, walk) in enumerate(people):
        begins = begin + (10 + 7 * number) * timedelta(minutes=1)
        fixes = visit(walk, begins, timedelta(minutes=50))
        track = shifted(thinned(fixes, timedelta(seconds=11 + number)), number + 3)
        hurry(Walker(url, name, activity, track, timedelta(minutes=5), f"demo-over-{number}"))
    return activity


def _reports(url: str, over: int) -> None:
    """Report what is over and have it accepted; report another that waits for somebody."""
    now = datetime.now(UTC)
    coordinator = Client(url, COORDINATOR, "coordinator", now)
    coordinator.put(f"/activities/{over}/closing-report", REPORT, now)
    administrator = Client(url, ADMINISTRATOR, "administrator", now)
    administrator.post(f"/activities/{over}/closing-report/accept", {}, now)
    for other in coordinator.get("/closing-reports/missing", now, limit=1)["items"]:
        coordinator.put(f"/activities/{other['id']}/closing-report", REPORT, now)


def _claims(url: str, now: datetime) -> None:
    coordinator = Client(url, COORDINATOR, "coordinator", now)
    administrator = Client(url, ADMINISTRATOR, "administrator", now)
    root = coordinator.get("/organisations", now)["items"][0]["id"]
    for number, (who, days, agreed, what, evidence) in enumerate(CLAIMS):
        begin = now - timedelta(days=days)
        body = {"organisation_id": root, "description": what, "evidence": [*evidence]}
        body |= {"starts_at": begin.isoformat()}
        body |= {"ends_at": (begin + timedelta(hours=2)).isoformat()}
        person = Client(url, who, "volunteer", now)
        made = person.post("/manual-claims", body, now, key=f"demo-claim-{number}")
        path = f"/manual-claims/{made['id']}"
        if agreed > 0:
            coordinator.post(f"{path}/leader-ok", {}, now)
        if agreed > 1:
            administrator.post(f"{path}/organiser-ok", {}, now)
