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


def circle(name: str, longitude: float, latitude: float, radius_m: float) -> dict[str, Any]:
    """Return a round site as the API takes it."""
    feature = {
        "type": "Feature",
        "properties": {"name": name, "radius_m": radius_m},
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
    }
    properties = {"datum": "wgs84"}
    return {"type": "FeatureCollection", "properties": properties, "features": [feature]}


def _body(plan: Plan) -> dict[str, Any]:
    where = {"organisation_id": plan.organisation_id} if plan.organisation_id else {}
    times = {"starts_at": plan.starts_at.isoformat(), "ends_at": plan.ends_at.isoformat()}
    return where | {
        "title": plan.title,
        "description": plan.description,
        "risk_notice": "路面湿滑请慢行；身体不适请马上告诉负责人。",
        "conditions": "身体健康，愿意听从安排",
        "dangerous": False,
        "minors_allowed": True,
        "slots": [times | {"quota": plan.quota}],
    }
