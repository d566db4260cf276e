"""A township with a venue, and people round it."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from app.orgs.models import OrganisationKind
from tests.app.conftest import LAT, LON
from tests.factories import make_organisation

NINE = datetime(2026, 5, 4, 1, 0, tzinfo=UTC)  # a Monday, nine in the morning in Yanhe


def described(**more) -> dict:
    """The body that describes the venue."""
    return {
        "longitude": LON,
        "latitude": LAT,
        "datum": "wgs84",
        "address": "团结街道河滨路 1 号",
        "contact": {"name": "王小芳", "phone": "13812345678"},
        "slogan": "微光成炬",
        "intro": "周末有书法课。",
        "weekly": [
            {"weekday": day, "opens": opens, "closes": closes}
            for day in range(1, 6)
            for opens, closes in (("08:30", "12:00"), ("14:00", "21:00"))
        ],
        "exceptions": [{"date": "2026-05-05", "spans": [], "note": "消毒"}],
    } | more


@dataclass
class Town:
    """The ids of places and a team, and people by what they are there."""

    login: object
    ids: dict

    @property
    def path(self) -> str:
        return f"/venues/{self.ids['station']}"

    def person(self, role: str, place: str | None = None):
        return self.login(role, f"{role} {place}", self.ids.get(place))


@pytest.fixture
def town(work, login, clock) -> Town:
    clock.freeze(NINE)
    with work():
        county = make_organisation(None, "沿河县", OrganisationKind.CENTRE)
        town = make_organisation(county, "团结街道")
        other = make_organisation(county, "和平街道")
        station = make_organisation(town, "河滨社区站")
        team = make_organisation(None, "书法队", OrganisationKind.SQUAD, place=station)
        rows = {"county": county, "town": town, "other": other, "station": station, "team": team}
        ids = {name: row.id for name, row in rows.items()}
    return Town(login, ids)


@pytest.fixture
def venue(town) -> Town:
    """Give the town once its venue is described, and a person has read its words."""
    status, found = town.person("coordinator", "town").put(town.path, described())
    assert status == 200, found
    reviewed = town.person("administrator", "town").post(f"{town.path}/review", {"shown": True})
    assert reviewed[0] == 200
    return town
