"""How activities are found: near a place, by words, by time, with places left, page by page."""

import base64
import json

import pytest

from app.activities import finding, listing
from tests import factories
from tests.app.conftest import HOUR, LAT, LON, START, circle, east, slot

HERE = f"{LON},{LAT}"


def titles(person, **query) -> list[str]:
    status, found = person.get("/activities", **query)
    assert status == 200, found
    return [each["title"] for each in found["items"]]


def walk(person, between=lambda: None, **query) -> list[int]:
    """Every id of a list, a page of two at a time; something may happen between pages."""
    seen, cursor = [], {}
    while cursor is not None:
        found = person.get("/activities", limit=2, **query, **cursor)[1]
        seen += [each["id"] for each in found["items"]]
        cursor = {"cursor": found["next_cursor"]} if found["next_cursor"] else None
        between()
    return seen


WORDS = {
    "敬老": ["敬老院慰问"],
    "老": ["敬老院慰问"],
    "问": ["敬老院慰问"],  # the last of all
    "敬老院慰问": ["敬老院慰问"],
    "敬院": [],
    "院老": [],
    "包饺子": ["敬老院慰问"],  # from the description
    "ＣＰＲ": ["cpr 急救培训"],  # full-width
    "cp": ["cpr 急救培训"],
    "pr": [],
    "急救 CPR": ["cpr 急救培训"],
    "敬老 急救": [],
    "河滨公园": ["cpr 急救培训", "敬老院慰问"],  # the name of the site
    "慰%": [],
    "100%": [],
    "，": [],
}


def test_words_are_found_from_one_character_on(county):
    county.open(title="敬老院慰问", description="和老人一起包饺子")
    county.open(title="cpr 急救培训")
    volunteer = county.volunteer()
    assert {word: titles(volunteer, q=word) for word in WORDS} == WORDS
    assert titles(volunteer, q="敬老", near=HERE) == ["敬老院慰问"]


def test_frequent_words_and_rare_ones_give_the_same(county, monkeypatch):
    for number in range(4):
        county.open(title=f"清理河道第{number}号", sites=circle(lon=east(100 * number)))
    volunteer = county.volunteer()
    ways = []
    for few in (2, 2_000):
        monkeypatch.setattr(finding, "FEW", few)
        queries = [{"q": "清理"}, {"q": "第2号"}, {"q": "清理 3号", "near": HERE}, {"near": HERE}]
        ways.append([titles(volunteer, **query) for query in queries])
    assert ways[0] == ways[1]
    assert [len(found) for found in ways[0]] == [4, 1, 1, 4]


def test_frequent_words_that_never_meet_are_few(county, monkeypatch):
    monkeypatch.setattr(finding, "FEW", 3)
    for number in (1, 2, 12):
        county.open(title=f"官舟敬老第{number}号")
        county.open(title=f"淇滩敬老第{number}号")
    narrow = finding._few
    found = []
    monkeypatch.setattr(finding, "_few", lambda query: found.append(narrow(query)) or found[-1])
    volunteer = county.volunteer()
    assert titles(volunteer, q="官舟 淇滩", near=HERE) == []
    assert titles(volunteer, q="第1号") == ["淇滩敬老第1号", "官舟敬老第1号"]  # not 12
    assert titles(volunteer, q="官舟 第1号") == ["官舟敬老第1号"]
    assert [ids is not None and len(ids) for ids in found] == [0, 2, 2]


def test_with_places_left(county):
    full = county.open(title="已满", slots=[slot(START, START + HOUR, quota=1)])
    county.open(title="有名额")
    county.volunteer(full)
    volunteer = county.volunteer()
    assert titles(volunteer, open_places="true") == ["有名额"]
    assert titles(volunteer, open_places="true", near=HERE) == ["有名额"]
    assert len(titles(volunteer, open_places="false")) == 2


def test_by_category(county):
    county.open(title="敬老", category="elderly")
    county.open(title="未分类")
    volunteer = county.volunteer()
    assert titles(volunteer, category="elderly") == ["敬老"]
    assert titles(volunteer, category="elderly", near=HERE) == ["敬老"]
    assert volunteer.get("/activities", category="nothing")[0] == 422


def test_between_two_slots_there_is_nothing(county):
    late = START + 72 * HOUR
    county.open(slots=[slot(START, START + HOUR), slot(late, late + HOUR)])
    volunteer = county.volunteer()
    between = {
        "from": (START + 2 * HOUR).isoformat(),
        "to": (START + 24 * HOUR).isoformat(),
    }
    assert titles(volunteer, **between) == titles(volunteer, near=HERE, **between) == []
    assert titles(volunteer, **{"from": between["from"]}) == ["清理河道"]


def test_what_is_over_or_cancelled_is_not_listed(county, clock):
    county.open(title="明天结束")
    gone = county.open(title="取消")
    later = START + 24 * HOUR
    county.open(title="后天", slots=[slot(later, later + HOUR)])
    county.coordinator.post(f"/activities/{gone['id']}/cancel", {"reason": "下雨"})
    volunteer = county.volunteer()
    assert sorted(titles(volunteer)) == sorted(titles(volunteer, near=HERE)) == ["后天", "明天结束"]
    clock.freeze(START + 5 * HOUR)
    volunteer = county.volunteer()
    assert titles(volunteer) == titles(volunteer, near=HERE) == ["后天"]


@pytest.mark.parametrize("query", [{}, {"near": HERE}], ids=["newest", "near"])
def test_pages_stay_right_while_activities_come_and_go(county, query):
    kept = [
        county.open(sites=circle(lon=east(40 * number + (number % 3) * 900)))["id"]
        for number in range(7)
    ]
    volunteer = county.volunteer()
    before = [each["id"] for each in volunteer.get("/activities", **query)[1]["items"]]
    assert sorted(before) == kept
    doomed = [before[1], before[5]]  # one that was shown, one that is not yet
    new = []

    def meanwhile():
        new.append(county.open(sites=circle(lon=east(1)))["id"])
        if doomed:
            path = f"/activities/{doomed.pop()}/cancel"
            assert county.coordinator.post(path, {"reason": "下雨"})[0] == 200

    seen = walk(volunteer, meanwhile, **query)
    assert len(seen) == len(set(seen))
    assert [each for each in seen if each not in new] == [x for x in before if x != before[5]]


def test_far_pages_go_on_where_the_near_ones_ended(county):
    distances = [0, 240, 260, 700, 800, 2300, 4000, 4900]
    ids = [county.open(sites=circle(lon=east(each)))["id"] for each in distances]
    assert walk(county.volunteer(), near=HERE) == ids
    assert walk(county.volunteer(), near=HERE, radius_m=750) == ids[:4]


def test_an_activity_of_several_sites_is_listed_once_under_the_nearest(county):
    sites = circle(lon=east(3000))
    sites["features"] += circle(lon=east(200))["features"]
    county.open(sites=sites)
    found = county.volunteer().get("/activities", near=HERE)[1]["items"]
    assert [each["distance_m"] for each in found] == pytest.approx([200], rel=0.01)


def test_what_was_listed_wrongly_is_put_right(county, app, work):
    from app.activities.jobs import relist_stale  # noqa: PLC0415

    activity = county.open()
    with work() as session:
        session.query(listing.ListedPlace).delete()
        session.query(listing.ListedWord).delete()
        session.query(listing.Listing).delete()
    volunteer = county.volunteer()
    assert titles(volunteer) == []
    with app.app_context():
        relist_stale()
    assert titles(volunteer, q="清理", near=HERE) == [activity["title"]]
    with work():
        assert listing.find_stale(10) == []


def test_words_of_a_text():
    text = listing.fold("敬老院 ＣＰＲ培训，2026年")
    assert list(listing.words_of(text)) == ["敬老", "老院", "院", "cpr", "培训", "训", "2026", "年"]


def test_who_leads_asks_for_their_own(county, login, work):
    activity = county.open(title="敬老")
    with work():
        place = factories.make_organisation().id
    elsewhere = login("coordinator", None, place)
    assert titles(county.coordinator, led="true") == [activity["title"]]
    assert titles(county.coordinator, led="true", near=HERE) == [activity["title"]]
    assert titles(elsewhere, led="true") == titles(county.volunteer(), led="true") == []
    assert titles(elsewhere, led="false") == [activity["title"]]


@pytest.mark.parametrize(
    "values",
    [
        ["x", 1],
        [["t", "2026-01-01T00:00:00+00:00"], 1],
        [None, 1],
        [{}, 1],
        [1.0, "x"],
        None,
        {},
    ],
)
def test_a_cursor_of_another_list_is_refused_near_a_place(login, values):
    cursor = base64.urlsafe_b64encode(json.dumps(values).encode()).decode()
    status, problem = login().get("/activities", near="108.5,28.56", cursor=cursor)
    assert (status, problem["code"]) == (422, "cursor_invalid")
