"""Sites of an activity: from GeoJSON to rows, and back to fences that answer at once."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from app.activities.models import Activity, ActivitySite, Slot
from app.core import limits
from app.core.auth import Actor, RoleName
from app.core.cache import cached
from app.core.db import session
from app.core.errors import ForbiddenError, InvalidError
from geofence.datum import Datum, parse_datum
from geofence.fences import Site
from geofence.foreign import sites_from_text
from geofence.geojson import sites_from_geojson, to_geojson
from geofence.smallness import size_of


def read_sites(document: dict[str, Any]) -> list[ActivitySite]:
    """Return rows for a FeatureCollection that names its datum; raise on anything else."""
    sites = parse_sites(document)
    _require_short_ids(sites)
    datum = _datum_of(document)
    return [_row(site, datum.value) for site in sites]


def parse_sites(document: dict[str, Any]) -> tuple[Site, ...]:
    """Return the sites in such a document, which are not saved yet."""
    sites = sites_from_geojson(document, _datum_of(document))
    if len(sites) > limits.SITES_PER_ACTIVITY:
        raise InvalidError(
            "too_many_sites",
            f"一个活动最多 {limits.SITES_PER_ACTIVITY} 个地点，请减少后再保存。",
            f"An activity may have at most {limits.SITES_PER_ACTIVITY} sites. Remove some.",
            limit=limits.SITES_PER_ACTIVITY,
        )
    return sites


def preview(actor: Actor, text: str, datum: str | None, **sizes: float) -> dict[str, Any]:
    """Return the fences in a file of another program as ``read_sites`` takes them."""
    require_draws(actor)
    features = [to_geojson(site) for site in sites_from_text(text, datum, **sizes)]
    properties = {"datum": "wgs84"}
    return {"type": "FeatureCollection", "features": features, "properties": properties}


def check(actor: Actor, document: dict[str, Any]) -> dict[str, Any]:
    """Measure fences that nobody has saved, and say which are small for phones indoors."""
    require_draws(actor)
    return {"items": [_checked(site) for site in parse_sites(document)]}


def _checked(site: Site) -> dict[str, Any]:
    size = size_of(site)
    small = {"code": "small_indoors", "probability": size.indoors}
    warnings = [small | {"zh": said.zh, "en": said.en} for said in [size.warning] if said]
    return {
        "site_id": site.site_id,
        "area_m2": size.area_m2,
        "width_m": size.width_m,
        "warnings": warnings,
    }


def require_draws(actor: Actor) -> None:
    """Raise unless the actor coordinates anything: who draws fences may try them, too."""
    if all(grant.role is RoleName.VOLUNTEER for grant in actor.grants):
        raise ForbiddenError(
            "role_required",
            "只有协调员可以导入、检查和试算围栏，请联系管理员。",
            "Only coordinators import, check and try out fences. Ask an administrator.",
            role=RoleName.COORDINATOR.value,
        )


def _datum_of(document: dict[str, Any]) -> Datum:
    return parse_datum(str((document.get("properties") or {}).get("datum", "")))


def _require_short_ids(sites: Iterable[Site]) -> None:
    # Cut short, two could become one, and evidence would name a site that is not there.
    long = [site.name or site.site_id for site in sites if len(site.site_id) > limits.KEY_LENGTH]
    if long:
        raise InvalidError(
            "site_id_too_long",
            f"地点编号最多 {limits.KEY_LENGTH} 个字符，请改短：{long[0][: limits.NAME_LENGTH]}。",
            f"The id of a site has at most {limits.KEY_LENGTH} characters. Shorten the one of"
            f" {long[0][: limits.NAME_LENGTH]}.",
            limit=limits.KEY_LENGTH,
        )


def _row(site: Site, datum: str) -> ActivitySite:
    west, south, east, north = site.fence.bounds
    return ActivitySite(
        site_id=site.site_id,
        name=site.name[: limits.NAME_LENGTH],
        feature=to_geojson(site),
        datum=datum,
        lon=(west + east) / 2,
        lat=(south + north) / 2,
    )


def sites_at(activity: Activity, slot: Slot) -> tuple[Site, ...]:
    """Return the sites of a slot: its own, or all that the activity has."""
    only = () if slot.site_ids is None else tuple(slot.site_ids)
    return sites_of(activity.id, activity.sites_version, *only)


def require_known(activity: Activity, slots: Iterable[Slot]) -> None:
    """Raise if a slot names a site that the activity does not have."""
    known = {site.site_id for site in activity.sites}
    unknown = sorted({name for slot in slots for name in slot.site_ids or ()} - known)
    if unknown:
        raise InvalidError(
            "site_unknown",
            f"活动没有这些地点：{'、'.join(unknown)}；请先设定地点。",
            f"The activity has no site {', '.join(unknown)}. Give it its sites first.",
            fields={"site_ids": unknown},
        )


@cached(maxsize=1024)
def sites_of(activity_id: int, version: int, *only: str) -> tuple[Site, ...]:
    """Return an activity's sites, or only some, built once for each version and process."""
    rows = (
        session()
        .scalars(
            sa.select(ActivitySite)
            .join(Activity, Activity.id == ActivitySite.activity_id)
            .where(ActivitySite.activity_id == activity_id, Activity.sites_version == version)
            .order_by(ActivitySite.id)
        )
        .all()
    )
    rows = [row for row in rows if not only or row.site_id in only]
    collection = {"type": "FeatureCollection", "features": [row.feature for row in rows]}
    return sites_from_geojson(collection, parse_datum("wgs84"))
