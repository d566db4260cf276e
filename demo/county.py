"""What the county's screens show beside the walks: venues, activities, a queue of reviews."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from time import sleep
from typing import Any

from demo.client import Client
from demo.making import ADMINISTRATOR, Plan, circle, draft, make, polygon, route, together
from demo.report import COUNTY
from demo.tracks import long_stay, talkative, thinned, visit, without
from demo.walker import Walker, hurry
from demo.walks import Fix, load_fence, load_outings

# As whom the phone's screens are opened with ?as=volunteer and ?as=leader.
TRIAL_VOLUNTEER, TRIAL_LEADER = "试用志愿者", "试用负责人"
DAILY, EVENING = ("08:30", "17:30"), ("09:00", "21:00")
VENUES = (  # name, longitude, latitude, opening hours, address
    ("演示·图书馆服务站", 108.4928, 28.5641, EVENING, "示例路 1 号"),
    ("演示·河滨文明实践站", 108.4962, 28.5668, DAILY, "示例路 25 号"),
    ("演示·敬老院服务点", 108.4893, 28.5619, DAILY, "示例巷 8 号"),
    ("演示·24 小时志愿驿站", 108.4941, 28.5629, ("00:00", "24:00"), "示例广场东侧"),
)
SOON: tuple[tuple[int, float, float, str, str, str], ...] = (
    # venue, hours from now, hours long, category, title, what one does
    (0, 0.5, 2, "culture", "图书角整理", "把还回来的书擦干净，按编号放回书架。"),
    (1, 1.5, 2, "daily_life", "义务理发", "会理发的带上工具；不会的帮忙扫地、登记、扶老人。"),
    (3, 3, 1.5, "education", "夜读陪伴", "陪孩子写作业、读故事。"),
)
LATER: tuple[tuple[int, int, str, str, str, str, str], ...] = (
    # venue, days from now, begin, end, category, title, what one does
    (1, 1, "08:30", "10:30", "environment", "河边清洁", "沿河捡拾垃圾，工具由服务站提供。"),
    (2, 1, "15:00", "17:00", "elderly", "陪老人说说话", "陪老人聊天、读报、晒太阳。"),
    (2, 2, "09:00", "11:00", "science", "教老人用手机", "手把手教老人视频通话、挂号、看天气。"),
    (0, 4, "14:00", "17:00", "children", "儿童故事会", "给孩子讲故事，帮忙布置场地。"),
)
DRAWN: tuple[tuple[int, str, str, str, dict[str, Any]], ...] = (
    # venue, category, title, what one does, where
    (
        1, "environment", "河堤步道巡护", "沿步道巡查，劝导垂钓和乱扔垃圾。",
        together(
            route("河堤步道", 25.0, (108.4968, 28.5672), (108.4975, 28.5656), (108.4979, 28.5640)),
        ),
    ),
    (
        3, "safety", "广场文明劝导", "分两组，广场和公交站各一组。",
        together(
            polygon(
                "示例广场", (108.4936, 28.5633), (108.4947, 28.5634), (108.4948, 28.5625),
                (108.4937, 28.5624),
            ),
            polygon(
                "公交站", (108.4950, 28.5630), (108.4954, 28.5630), (108.4954, 28.5627),
                (108.4950, 28.5627),
            ),
        ),
    ),
    (2, "law", "法律咨询进社区", "解答邻里纠纷、赡养、劳动合同。", {}),  # not drawn yet
)  # fmt: skip
SIGNED_UP = {1, 3}  # the trial volunteer
YESTERDAY = timedelta(days=-1)
SETTLED_WITHIN = 40  # looks, one a second


def place(url: str, state: dict[str, Any], now: datetime) -> None:
    """Make the venues, and somebody who leads what the first of them does."""
    if "venues" in state:
        return
    state["venues"] = _venues(url, now)
    leader = {"name": TRIAL_LEADER, "role": "leader", "organisation_id": state["venues"][0]}
    Client(url, ADMINISTRATOR, "administrator", now).post("/auth/dev", leader, now)


def furnish(url: str, state: dict[str, Any], now: datetime) -> None:
    """Make what is not there yet; what was made is remembered in ``state``.

    ``now`` is fixed once a day, so that what is asked for twice is the same.
    """
    today = now.astimezone(COUNTY).date()
    if state.get("day") != today.isoformat():
        _activities(url, state["venues"], now)
        _waiting(url, state["venues"], today)
        _drafts(url, state["venues"], today)
        state["day"] = today.isoformat()
    if "queue" not in state:
        state["queue"] = _queue(url, state["venues"][0], today)


def at(day: date, clock: str) -> datetime:
    """Return an instant of the county's clock."""
    return datetime.combine(day, time.fromisoformat(clock), COUNTY).astimezone(UTC)


def _venues(url: str, now: datetime) -> list[int]:
    administrator = Client(url, ADMINISTRATOR, "administrator", now)
    root = administrator.get("/organisations", now)["items"][0]["id"]
    known = administrator.get("/organisations", now, parent_id=root, limit=100)["items"]
    ids = {each["name"]: each["id"] for each in known}
    found = []
    for name, longitude, latitude, (opens, closes), address in VENUES:
        body = {"name": name, "kind": "station", "parent_id": root}
        own = ids.get(name) or administrator.post("/organisations", body, now)["id"]
        week = [{"weekday": d, "opens": opens, "closes": closes} for d in range(1, 8)]
        about = {"longitude": longitude, "latitude": latitude, "datum": "wgs84"}
        about |= {"radius_m": 150, "address": address, "weekly": week, "slogan": "有时间，来帮忙"}
        administrator.put(f"/venues/{own}", about, now)
        found.append(own)
    return found


def _activities(url: str, venues: list[int], now: datetime) -> None:
    today, yesterday = now.astimezone(COUNTY).date(), now + YESTERDAY
    for number, (venue, begin, end, category, title, what) in enumerate(_rows(now, today)):
        name, longitude, latitude, *_ = VENUES[venue]
        sites, key = circle(name, longitude, latitude, 150.0), f"demo-{today}-{number}"
        where = venues[venue]
        plan = Plan(key, title, what, begin, end, sites, where, quota=20, category=category)
        activity = make(url, plan, yesterday)
        if number in SIGNED_UP:
            volunteer = Client(url, TRIAL_VOLUNTEER, "volunteer", yesterday)
            volunteer.say_of_age(yesterday)
            volunteer.post(f"/activities/{activity['id']}/signups", {}, yesterday)


def _rows(now: datetime, today: date) -> Iterator[tuple[int, datetime, datetime, str, str, str]]:
    hour = timedelta(hours=1)
    half_past = now.replace(minute=now.minute // 30 * 30, second=0, microsecond=0)
    for venue, first, long, category, title, what in SOON:
        begin = half_past + first * hour
        yield venue, begin, begin + long * hour, category, title, what
    for venue, days, opens, closes, category, title, what in LATER:
        day = today + timedelta(days=days)
        yield venue, at(day, opens), at(day, closes), category, title, what


def _waiting(url: str, venues: list[int], today: date) -> None:
    """Have an activity wait for its review."""
    day = today + timedelta(days=6)
    span = at(day, "09:00"), at(day, "11:00")
    sites = circle("示例小区", 108.4951, 28.5622, 200.0)
    what = "两人一组，上门打扫、换灯泡、剪指甲。"
    title = "邻里互助日：帮独居老人打扫"
    plan = Plan(
        f"demo-{day}-review", title, what, *span, sites, venues[2], approved=False,
        category="elderly",
    )  # fmt: skip
    make(url, plan, at(today, "00:00"))


def _drafts(url: str, venues: list[int], today: date) -> None:
    """Have activities whose fences are still being drawn."""
    day = today + timedelta(days=8)
    span, midnight = (at(day, "09:00"), at(day, "11:30")), at(today, "00:00")
    for number, (venue, category, title, what, sites) in enumerate(DRAWN):
        key = f"demo-{day}-draft-{number}"
        draft(url, Plan(key, title, what, *span, sites, venues[venue], category=category), midnight)


def _queue(url: str, venue: int, today: date) -> int:
    """Make yesterday's service, and what about it somebody must look at."""
    begin = at(today + YESTERDAY, "08:00")
    outing = load_outings(begin)[0]
    plan = Plan(
        f"demo-{today}-yesterday", "图书馆志愿服务（昨天）", "整理书架，帮读者找书。",
        begin, begin + timedelta(hours=11), load_fence(outing.place), venue, category="culture",
    )  # fmt: skip
    activity: int = make(url, plan)["id"]
    steady, other, third, *_ = talkative(load_outings(begin))
    hour, minute = timedelta(hours=1), timedelta(minutes=1)
    ordinary = visit(steady, begin + 10 * minute, hour)
    silent = visit(other, begin + 20 * minute, hour)
    silent = without(silent, begin + 35 * minute, begin + 70 * minute)
    long = long_stay(steady, begin, 9 * hour)
    objecting = visit(third, begin + 30 * minute, 40 * minute)
    lying = tuple(Fix(f.t, long[90].wgs84, long[90].gcj02, 5.0) for f in ordinary)
    people = (
        (TRIAL_VOLUNTEER, ordinary, 11), ("田小琴", silent, 12), ("冉光明", long, 45),
        ("杨秀英", objecting, 13), ("张志强", lying, 30),
    )  # fmt: skip
    attendances = {}
    for number, (name, fixes, every) in enumerate(people):
        track = thinned(fixes, timedelta(seconds=every))
        walker = Walker(url, name, activity, track, 5 * minute, f"demo-{number}")
        hurry(walker)
        attendances[name] = walker.progress["attendance"]
    _object(url, "杨秀英", attendances["杨秀英"])
    return activity


def _object(url: str, name: str, attendance: int) -> None:
    person = Client(url, name, "volunteer", datetime.now(UTC))
    for _ in range(SETTLED_WITHIN):
        view = person.get(f"/attendances/{attendance}", datetime.now(UTC))
        if view["disputable_until"] and not view["settling"]:
            said = {"reason": "我九点半才走，后来手机没电了，带队的老师可以作证。"}
            person.post(f"/attendances/{attendance}/disputes", said, datetime.now(UTC))
            return
        sleep(1)
    # It is looked at anyway: without an objection it only waits in another place of the queue.
