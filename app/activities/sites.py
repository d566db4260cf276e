"""Sites of an activity: from GeoJSON to rows, and back to fences that answer at once."""

from typing import Any

import sqlalchemy as sa

from app.activities.models import Activity, ActivitySite
from app.core import limits
from app.core.auth import Actor, RoleName
from app.core.cache import cached
from app.core.db import session
from app.core.errors import ForbiddenError, InvalidError
from geofence.datum import parse_datum
from geofence.fences import Site
from geofence.foreign import sites_from_text
from geofence.geojson import sites_from_geojson, to_geojson


def read_sites(document: dict[str, Any]) -> list[ActivitySite]:
    """Return rows for a FeatureCollection that names its datum; raise on anything else."""
    datum = parse_datum(str((document.get("properties") or {}).get("datum", "")))
    sites = sites_from_geojson(document, datum)
    if len(sites) > limits.SITES_PER_ACTIVITY:
        raise InvalidError(
            "too_many_sites",
            f"一个活动最多 {limits.SITES_PER_ACTIVITY} 个地点，请减少后再保存。",
            f"An activity may have at most {limits.SITES_PER_ACTIVITY} sites. Remove some.",
            limit=limits.SITES_PER_ACTIVITY,
        )
    return [_row(site, datum.value) for site in sites]


def preview(actor: Actor, text: str, datum: str | None, **sizes: float) -> dict[str, Any]:
    """Return the fences in a file of another program as ``read_sites`` takes them."""
    if all(grant.role is RoleName.VOLUNTEER for grant in actor.grants):
        raise ForbiddenError(
            "role_required",
            "只有协调员可以导入围栏，请联系管理员。",
            "Only coordinators import fences. Ask an administrator.",
            role=RoleName.COORDINATOR.value,
        )
    features = [to_geojson(site) for site in sites_from_text(text, datum, **sizes)]
    properties = {"datum": "wgs84"}
    return {"type": "FeatureCollection", "features": features, "properties": properties}


def _row(site: Site, datum: str) -> ActivitySite:
    west, south, east, north = site.fence.bounds
    return ActivitySite(
        site_id=site.site_id[: limits.KEY_LENGTH],
        name=site.name[: limits.NAME_LENGTH],
        feature=to_geojson(site),
        datum=datum,
        lon=(west + east) / 2,
        lat=(south + north) / 2,
    )


@cached(maxsize=1024)
def sites_of(activity_id: int, version: int) -> tuple[Site, ...]:
    """Return an activity's sites, built once for each version and process."""
    rows = session().scalars(
        sa.select(ActivitySite)
        .join(Activity, Activity.id == ActivitySite.activity_id)
        .where(ActivitySite.activity_id == activity_id, Activity.sites_version == version)
        .order_by(ActivitySite.id)
    )
    collection = {"type": "FeatureCollection", "features": [row.feature for row in rows]}
    return sites_from_geojson(collection, parse_datum("wgs84"))
