"""Venues: what anybody sees of one, what its own people see, who may say so."""

import dataclasses

import pytest
import sqlalchemy as sa

from app.core import limits
from app.wechat.models import ContentCheck, ContentState
from tests.app.conftest import LAT, LON, north
from tests.app.venues.conftest import described


def leave_to_people(work):
    """Let every check wait for a person, as when WeChat does not answer."""
    with work() as session:
        session.execute(sa.update(ContentCheck).values(state=ContentState.HUMAN_REVIEW))


def test_anybody_sees_a_venue_without_logging_in(venue, anyone):
    status, found = anyone.get(venue.path)
    assert (status, found["name"], found["kind"]) == (200, "河滨社区站", "station")
    assert (found["longitude"], found["latitude"], found["datum"]) == (LON, LAT, "wgs84")
    assert (found["slogan"], found["intro"]) == ("微光成炬", "周末有书法课。")
    assert found["open_now"] is True


def test_the_contact_is_masked_for_strangers_and_sealed(venue, anyone, login, work):
    masked = {"name": "王**", "phone": "138****5678"}
    for stranger in (anyone, login(), venue.person("coordinator", "other")):
        found = stranger.get(venue.path)[1]["contact"]
        assert found["name"] == masked["name"]
        assert "*" in found["phone"]
        assert found["phone"][:3] == "138"
    assert venue.person("volunteer", "station").get(venue.path)[1]["contact"] == {
        "name": "王小芳",
        "phone": "13812345678",
    }
    with work() as session:
        sealed = bytes(session.scalar(sa.text("SELECT contact FROM venues")))
        assert b"138" not in sealed


def test_a_position_is_converted_where_it_comes_in(town):
    api = town.person("coordinator", "town")
    _, found = api.put(town.path, described(datum="gcj02"))
    assert 300 < abs(found["latitude"] - LAT) * 111_000 < 450
    assert api.get("/venues", near=f"{LON},{LAT}", datum="gcj02")[1]["items"][0][
        "distance_m"
    ] == pytest.approx(0, abs=3)


def test_those_nearby_come_nearest_first(venue, anyone):
    api = venue.person("coordinator", "county")
    for place, metres in (("town", 900), ("other", 30_000)):
        body = described(latitude=north(metres))
        assert api.put(f"/venues/{venue.ids[place]}", body)[0] == 200
    query = {"near": f"{LON},{LAT}", "limit": 1}
    _, first = anyone.get("/venues", **query)
    _, second = anyone.get("/venues", cursor=first["next_cursor"], **query)
    far = [page["items"][0] for page in (first, second)]
    assert [each["organisation_id"] for each in far] == [venue.ids["station"], venue.ids["town"]]
    assert [each["distance_m"] for each in far] == pytest.approx([0, 900], abs=2)
    assert second["next_cursor"] is None
    assert len(anyone.get("/venues")[1]["items"]) == 3
    assert anyone.get("/venues", kind="base")[1]["items"] == []
    assert len(anyone.get("/venues", q="社区")[1]["items"]) == 1


def test_a_closed_place_is_not_listed(venue, anyone):
    admin = venue.person("administrator", "county")
    for name in ("team", "station"):
        path = f"/organisations/{venue.ids[name]}/close"
        assert admin.post(path, {"reason": "合并"})[0] == 200
    assert anyone.get("/venues")[1]["items"] == []
    assert anyone.get(venue.path)[1]["open_now"] is False
    assert admin.put(venue.path, described())[1]["code"] == "organisation_closed"


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        ("coordinator", "station", 200),
        ("coordinator", "county", 200),
        ("coordinator", "other", 403),
        ("volunteer", "station", 403),
    ],
)
def test_who_describes_a_venue(town, role, place, status):
    assert town.person(role, place).put(town.path, described())[0] == status


@pytest.mark.parametrize(
    "wrong",
    [
        {"intro": "字" * (limits.INTRO_LENGTH + 1)},
        {"slogan": "字" * (limits.SLOGAN_LENGTH + 1)},
        {"datum": "mars"},
        {"longitude": 999},
        {"weekly": [{"weekday": 8, "opens": "08:00", "closes": "09:00"}]},
        {"weekly": [{"weekday": 1, "opens": "09:00", "closes": "08:00"}]},
        {"weekly": [{"weekday": 1, "opens": "08:00", "closes": "25:00"}]},
        {"weekly": [{"weekday": 1, "opens": o, "closes": "12:00"} for o in ("08:00", "09:00")]},
        {"exceptions": [{"date": "2026-05-05", "spans": []}] * 2},
        {"contact": {"name": "王", "phone": "not a number"}},
        {"brand_team_ids": [99_999]},
    ],
)
def test_what_cannot_be_is_refused(town, wrong):
    assert town.person("coordinator", "town").put(town.path, described(**wrong))[0] == 422


def test_brand_teams_are_those_of_the_place(town, anyone):
    api = town.person("coordinator", "county")
    body = described(brand_team_ids=[town.ids["team"]])
    assert api.put(f"/venues/{town.ids['other']}", body)[1]["code"] == "brand_team_elsewhere"
    assert api.put(town.path, body)[0] == 200
    assert anyone.get(town.path)[1]["brand_teams"] == [{"id": town.ids["team"], "name": "书法队"}]


def test_a_team_is_no_venue(town):
    api = town.person("coordinator", "county")
    assert api.put(f"/venues/{town.ids['team']}", described())[1]["code"] == "not_a_place"
    assert api.get(f"/venues/{town.ids['team']}")[0] == 404


def test_words_are_shown_once_they_were_checked(venue, anyone, app, monkeypatch):
    settings = dataclasses.replace(app.config["SETTINGS"], look_at_words=True)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    venue.person("coordinator", "town").put(venue.path, described())
    assert anyone.get(venue.path)[1]["intro"] == ""
    mine = venue.person("coordinator", "town")
    assert mine.get(venue.path)[1]["intro"] == "周末有书法课。"
    assert mine.post(f"{venue.path}/review", {"shown": True})[0] == 403
    admin = venue.person("administrator", "town")
    assert admin.post(f"{venue.path}/review", {"shown": True})[1]["text_state"] == "pass"
    assert anyone.get(venue.path)[1]["intro"] == "周末有书法课。"
