"""Is a check-in's fix near enough? And if not: how far, which way, and what else would do."""

from typing import Any

from app.activities.models import Activity, Slot
from app.activities.sites import sites_at
from app.core import clock
from app.core.errors import ConflictError, InvalidError
from geofence.fences import direction_deg
from geofence.pings import Pings
from geofence.presence import standing
from geofence.projection import compass_point
from geofence.verdict import Standing

# A check-in opens the door; it does not pay. 98.9 % of true visits pass this bound and none of
# 360,725 pings from far away did (MobilityNet, Android).
REACH_M = 100.0
POOR_ACCURACY_M = 200.0
UNKNOWN_ACCURACY_M = 50.0
OTHER_WAYS = ["code", "qr", "roll_call"]


def require_near(activity: Activity, slot: Slot, ping: dict[str, Any] | None) -> dict[str, Any]:
    """Return what the fix shows; raise unless it can be one taken at a site of the slot."""
    if ping is None:
        raise ping_required()
    here = nearest(activity, slot, ping)
    accuracy = ping.get("accuracy") or 0.0
    # Zero and below mean unknown, never perfect; accuracy widens doubt, never the fence.
    reach = min(accuracy if accuracy > 0 else UNKNOWN_ACCURACY_M, REACH_M)
    if accuracy > POOR_ACCURACY_M:
        raise _too_vague(accuracy)
    if here.signed_distance_m > reach:
        raise _outside(activity, slot, ping, here)
    return {
        "distance_m": round(here.signed_distance_m, 1),
        "probability": round(here.probability, 3),
        "site_id": here.site_id,
        "received_late_s": round((clock.now() - ping["t"]).total_seconds()),
    }


def nearest(activity: Activity, slot: Slot, ping: dict[str, Any]) -> Standing:
    """Return how the fix lies to the nearest of the slot's sites."""
    return standing(_pings_of(ping), sites_at(activity, slot))


def ping_required() -> InvalidError:
    """Return the refusal of a GPS check-in without a fix."""
    return InvalidError(
        "ping_required",
        "定位签到需要位置；若无法定位，请改用签到码或请负责人点名。",
        "A GPS check-in needs a ping. Without one use the code, or ask for a roll-call.",
        fields={"ping": ["missing"]},
    )


def _pings_of(ping: dict[str, Any]) -> Pings:
    accuracy = ping.get("accuracy")
    return Pings.of(
        [ping["t"]],
        [ping["longitude"]],
        [ping["latitude"]],
        [float("nan") if accuracy is None else accuracy],
        datum=ping["datum"],
        platform=ping["platform"],
    )


def _too_vague(accuracy: float) -> ConflictError:
    return ConflictError(
        "accuracy_too_poor",
        f"定位误差约 {accuracy:.0f} 米，太大；请到室外稍等几秒再试，或使用签到码、请负责人点名。",
        f"The fix is only good to {accuracy:.0f} m. Step outside, wait a few seconds and try "
        "again, or use the code or a roll-call.",
        accuracy_m=round(accuracy, 1),
        alternatives=OTHER_WAYS,
    )


def _outside(activity: Activity, slot: Slot, ping: dict[str, Any], here: Standing) -> ConflictError:
    sites = {site.site_id: site for site in sites_at(activity, slot)}
    fix = _pings_of(ping)
    bearing = direction_deg(sites[here.site_id].fence, float(fix.lon[0]), float(fix.lat[0]))
    zh, en = compass_point(bearing)
    away = round(here.signed_distance_m)
    return ConflictError(
        "outside_site",
        f"距签到点 {away} 米，{zh}方向；请走近后再试，或使用签到码、请负责人点名。",
        f"The site is {away} m away, to the {en}. Come closer and try again, "
        "or use the code or a roll-call.",
        distance_m=away,
        direction_deg=round(bearing),
        site_id=here.site_id,
        alternatives=OTHER_WAYS,
    )
