"""Activities made through the API, as a coordinator and an administrator would."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from demo.client import Client

COORDINATOR, ADMINISTRATOR = "演示协调员", "演示管理员"
BEFORE = timedelta(days=2)  # its first slot an activity is published


@dataclass(frozen=True, slots=True)
class Plan:
    """An activity that is to be there."""

    key: str  # by which it is made once
    title: str
    description: str
    starts_at: datetime
    ends_at: datetime
    sites: dict[str, Any]
    organisation_id: int | None = None
    quota: int = 50
    approved: bool = True  # else it waits for a review
    category: str = "daily_life"


def make(url: str, plan: Plan, at: datetime | None = None) -> dict[str, Any]:
    """Make an activity, once for each key; it is as far as the plan says."""
    at = at or plan.starts_at - BEFORE
    coordinator = Client(url, COORDINATOR, "coordinator", at)
    activity = coordinator.post("/activities", _body(plan), at, key=plan.key)
    path = f"/activities/{activity['id']}"
    activity = coordinator.get(path, at)
    if activity["state"] == "draft":
        coordinator.put(f"{path}/sites", plan.sites, at)
        activity = coordinator.post(f"{path}/submit", {}, at)
    if activity["state"] == "submitted" and plan.approved:
        reviewer = Client(url, ADMINISTRATOR, "administrator", at)
        activity = reviewer.post(f"{path}/approve", {}, at)
    return dict(activity)


def draft(url: str, plan: Plan, at: datetime) -> dict[str, Any]:
    """Make an activity that is still being drawn: with its sites, if the plan has any."""
    coordinator = Client(url, COORDINATOR, "coordinator", at)
    activity = coordinator.post("/activities", _body(plan), at, key=plan.key)
    if plan.sites and activity["state"] == "draft":
        activity = coordinator.put(f"/activities/{activity['id']}/sites", plan.sites, at)
    return dict(activity)


def polygon(name: str, *corners: tuple[float, float]) -> dict[str, Any]:
    """Return a site with corners, longitude first."""
    ring = [list(corner) for corner in (*corners, corners[0])]
    return _feature(name, {}, {"type": "Polygon", "coordinates": [ring]})


def route(name: str, half_width_m: float, *places: tuple[float, float]) -> dict[str, Any]:
    """Return a site along a way."""
    line = {"type": "LineString", "coordinates": [list(place) for place in places]}
    return _feature(name, {"half_width_m": half_width_m}, line)


def together(*features: dict[str, Any]) -> dict[str, Any]:
    """Return sites as the API takes them."""
    return {"type": "FeatureCollection", "properties": {"datum": "wgs84"}, "features": [*features]}


def circle(name: str, longitude: float, latitude: float, radius_m: float) -> dict[str, Any]:
    """Return a round site as the API takes it."""
    point = {"type": "Point", "coordinates": [longitude, latitude]}
    return together(_feature(name, {"radius_m": radius_m}, point))


def _feature(name: str, about: dict[str, Any], geometry: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"name": name} | about, "geometry": geometry}


def _body(plan: Plan) -> dict[str, Any]:
    where = {"organisation_id": plan.organisation_id} if plan.organisation_id else {}
    times = {"starts_at": plan.starts_at.isoformat(), "ends_at": plan.ends_at.isoformat()}
    return where | {
        "title": plan.title,
        "category": plan.category,
        "description": plan.description,
        "risk_notice": "路面湿滑请慢行；身体不适请马上告诉负责人。",
        "conditions": "身体健康，愿意听从安排",
        "dangerous": False,
        "minors_allowed": True,
        "slots": [times | {"quota": plan.quota}],
    }
