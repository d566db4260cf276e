"""Every bound on what may come in, and the refusal when it is crossed."""

import math

import pytest

from app.core import limits
from tests.app.conftest import HOUR, LAT, LON, START, circle, slot

LONG = "长" * 6_000


def polygon(count: int, radius_degrees: float = 0.001) -> dict:
    """A FeatureCollection with one polygon of so many corners."""
    ring = [
        [
            LON + radius_degrees * math.cos(2 * math.pi * k / count),
            LAT + radius_degrees * math.sin(2 * math.pi * k / count),
        ]
        for k in range(count)
    ]
    document = circle()
    document["features"][0]["geometry"] = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    return document


def refused(answer, code="request_invalid", status=422):
    assert (answer[0], answer[1]["code"]) == (status, code), answer
    assert answer[1]["detail"]
    assert answer[1]["detail_en"]


@pytest.mark.parametrize(
    "more",
    [
        {"title": "长" * (limits.TITLE_LENGTH + 1)},
        {"title": ""},
        {"description": LONG},
        {"slots": []},
        {"slots": [slot(START, START + HOUR)] * (limits.SLOTS_PER_ACTIVITY + 1)},
        {"slots": [slot(START, START + HOUR, quota=0)]},
        {"slots": [slot(START, START + HOUR, quota=100_001)]},
        {"presence_policy": {"kind": "sampled", "gap_minutes": 481}},
        {"presence_policy": {"kind": "always"}},
        {"colour": "red"},
    ],
)
def test_an_activity_keeps_within_bounds(county, more):
    body = {"title": "清理河道", "slots": [slot(START, START + HOUR)]}
    body["organisation_id"] = county.organisation_id
    refused(county.coordinator.post("/activities", body | more))


def test_rules_that_cannot_be_applied_are_refused(county):
    body = {"title": "清理河道", "slots": [slot(START, START + HOUR)]}
    body |= {"organisation_id": county.organisation_id, "rules": {"version": "x", "rules": [{}]}}
    refused(county.coordinator.post("/activities", body), "role_required", 403)
    refused(county.administrator.post("/activities", body), "rule_invalid")
    bare = {"version": "x", "rules": []}
    refused(county.administrator.post("/activities", body | {"rules": bare}), "rules_incomplete")


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (polygon(2_001), "fence_too_large"),
        (polygon(12, radius_degrees=0.5), "fence_too_large"),
        (circle(25_001), "fence_too_large"),
        (circle(0), "fence_invalid"),
        (circle(lon=28.5, lat=108.5), "coordinate_invalid"),
        (circle() | {"features": []}, "fence_invalid"),
        (circle() | {"features": [None]}, "request_invalid"),
    ],
    ids=["corners", "width", "radius", "no radius", "swapped", "empty", "null"],
)
def test_sites_keep_within_bounds(county, document, code):
    activity = county.draft()
    answer = county.coordinator.put(f"/activities/{activity['id']}/sites", document)
    refused(answer, code)
    kept = county.coordinator.get(f"/activities/{activity['id']}")[1]
    assert kept["sites"] == []


def test_two_thousand_corners_are_enough(county):
    activity = county.draft()
    status, _ = county.coordinator.put(f"/activities/{activity['id']}/sites", polygon(2_000))
    assert status == 200


def test_more_than_fifty_sites_are_refused(county):
    activity = county.draft()
    many = circle() | {"features": [circle(lon=LON + k / 1000)["features"][0] for k in range(51)]}
    answer = county.coordinator.put(f"/activities/{activity['id']}/sites", many)
    refused(answer, "too_many_sites")
    assert answer[1]["limit"] == limits.SITES_PER_ACTIVITY


@pytest.mark.parametrize(
    "query",
    [
        {"limit": limits.PAGE_SIZE + 1},
        {"limit": 0},
        {"cursor": "x" * 201},
        {"near": f"{LON},{LAT}", "radius_m": limits.NEAR_RADIUS_M + 1},
        {"near": f"{LON},{LAT}", "datum": "gps"},
        {"q": "长" * (limits.NAME_LENGTH + 1)},
        {"from": "2026-05-04T01:00:00"},
    ],
)
def test_lists_keep_within_bounds(county, query):
    refused(county.volunteer().get("/activities", **query))


def test_a_roll_call_has_its_bound(county):
    activity = county.open()
    body = {"volunteer_ids": list(range(1, limits.ROLL_CALL_PEOPLE + 2))}
    refused(county.coordinator.post(f"/activities/{activity['id']}/roll-call", body))


def test_a_reason_has_its_bound(county):
    activity = county.open()
    body = {"reason": "长" * (limits.REASON_LENGTH + 1)}
    refused(county.coordinator.post(f"/activities/{activity['id']}/cancel", body))
