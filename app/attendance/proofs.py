"""What a volunteer shows on arriving: a fix, a code, or both, as the activity asks for."""

from typing import Any, NamedTuple

from app.activities import service as activities
from app.activities.models import Activity, SignUp
from app.attendance import codes
from app.attendance.means import AT_ONCE, Means, second_needed
from app.attendance.models import Method
from app.attendance.nearness import nearest, require_near
from app.core.auth import Actor
from app.core.errors import ConflictError, ForbiddenError


class Shown(NamedTuple):
    """The means that a volunteer names, and what came with it."""

    method: Method
    ping: dict[str, Any] | None
    code: str | None


def prove(
    actor: Actor, activity: Activity, sign_up: SignUp, means: Means, shown: Shown
) -> dict[str, Any]:
    """Return what is kept as detail of the evidence; raise unless enough was shown."""
    others = means.second.get(shown.method, frozenset())
    detail = _first(actor, activity, sign_up, shown)
    if others:
        second = _second(actor, activity, sign_up, others, shown)
        if not second and others <= AT_ONCE:
            raise second_needed(others)
        detail |= second
    return detail


def prove_by_code(actor: Actor, activity: Activity, sign_up: SignUp, code: str) -> dict[str, Any]:
    """Return what a code shows, of either kind; raise unless it is the present one."""
    if activities.is_leader(actor, activity):
        raise ForbiddenError(
            "own_code",
            "负责人看得到签到码，不能用它给自己签到；请定位签到或由其他负责人点名。",
            "Leaders see the code, so it proves nothing of them. Use GPS, or ask another leader.",
        )
    method = Method.QR if code.startswith("WG") else Method.CODE
    return codes.check_code(sign_up, method, code)


def _first(actor: Actor, activity: Activity, sign_up: SignUp, shown: Shown) -> dict[str, Any]:
    if shown.method is Method.GPS:
        return require_near(activity, shown.ping)
    detail = prove_by_code(actor, activity, sign_up, shown.code or "")
    return detail | ({"site_id": nearest(activity, shown.ping).site_id} if shown.ping else {})


def _second(
    actor: Actor, activity: Activity, sign_up: SignUp, others: frozenset[Method], shown: Shown
) -> dict[str, Any]:
    """Return what else was shown, if it is one of these."""
    if others & {Method.CODE, Method.QR} and shown.code and shown.method is Method.GPS:
        return prove_by_code(actor, activity, sign_up, shown.code) | {"second": Method.CODE.value}
    if Method.GPS in others and shown.ping is not None:
        try:
            return require_near(activity, shown.ping) | {"second": Method.GPS.value}
        except ConflictError:
            # Who may show something else, be it later, is not sent away for a bad fix.
            if others == {Method.GPS}:
                raise
    return {}
