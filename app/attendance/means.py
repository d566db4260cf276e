"""Means of attendance: which ones an activity takes, and which need a second one beside them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.activities import service as activities
from app.attendance import policy
from app.attendance.models import CheckInPolicy, EvidenceRow, Method
from app.core import audit, clock
from app.core.auth import Actor
from app.core.db import session
from app.core.errors import ConflictError, InvalidError

M = Method
OWN = (M.GPS, M.CODE, M.QR)  # what a volunteer does
LEADERS = (M.ROLL_CALL, M.CARD)  # what a leader does
BESIDE = (M.PHOTO,)  # what goes with another means
AT_ONCE = frozenset(OWN)  # a second one of these comes with the first; others may follow


@dataclass(frozen=True, slots=True)
class Means:
    """What an activity takes."""

    allowed: frozenset[Method] = frozenset((*OWN, *LEADERS, *BESIDE))
    second: Mapping[Method, frozenset[Method]] = field(default_factory=dict)

    def require(self, method: Method) -> None:
        """Raise unless the activity takes this means."""
        if method not in self.allowed:
            raise ConflictError(
                "means_not_allowed",
                "本活动不采用这种签到方式，请改用其他方式或请负责人点名。",
                "This activity does not take this means. Use another one, or ask for a roll-call.",
                alternatives=sorted(self.allowed),
            )


def set_policy(actor: Actor, activity_id: int, values: dict[str, Any]) -> dict[str, Any]:
    """Say which means an activity takes from now on; what was before stays as it was."""
    activity = activities.get_activity(activity_id)
    policy.require_sets_means(actor, activity)
    _require_possible(values["allowed"], values["second"])
    row = CheckInPolicy(
        activity_id=activity.id,
        allowed=sorted(set(values["allowed"])),
        second={method: sorted(set(others)) for method, others in values["second"].items()},
        set_by=actor.user_id,
        set_at=clock.now(),
    )
    audit.record(
        actor, "activity.set_means", row, organisation_id=activity.organisation_id,
    )  # fmt: skip
    return show_policy(actor, activity_id)


def show_policy(actor: Actor, activity_id: int) -> dict[str, Any]:
    """Return which means an activity takes now."""
    activities.show_activity(actor, activity_id)
    means = in_force(activity_id, clock.now())
    return {
        "allowed": [each.value for each in Method if each in means.allowed],
        "second": {first.value: sorted(others) for first, others in means.second.items()},
    }


def in_force(activity_id: int, at: datetime) -> Means:
    """Return what an activity took at a moment."""
    row = session().scalar(
        sa.select(CheckInPolicy)
        .where(CheckInPolicy.activity_id == activity_id, CheckInPolicy.set_at <= at)
        .order_by(CheckInPolicy.id.desc())
        .limit(1)
    )
    if row is None:
        return Means()
    second = {Method(first): _methods(others) for first, others in row.second.items()}
    return Means(_methods(row.allowed), second)


def lacking(activity_id: int, evidence: Sequence[EvidenceRow]) -> int:
    """Return how many check-ins have not the second means that they need."""
    arrivals = [row for row in evidence if row.kind == "check_in"]
    shown = {row.method for row in evidence}
    return sum(_lacks(in_force(activity_id, row.received_at), row, shown) for row in arrivals)


def by_photo(activity_id: int, evidence: Sequence[EvidenceRow]) -> int:
    """Return for how many check-ins a photo is the second means, which somebody has to look at."""
    without = [row for row in evidence if row.method is not M.PHOTO]
    return lacking(activity_id, without) - lacking(activity_id, evidence)


def second_needed(others: Iterable[Method]) -> ConflictError:
    """Return the refusal of a means that needs a second one at once."""
    return ConflictError(
        "second_means_needed",
        f"本活动还需要同时{'或'.join(_NAMES_ZH[each] for each in sorted(others))}，请补上后再试。",
        f"This activity needs a second means at once: {' or '.join(sorted(others))}.",
        alternatives=sorted(others),
    )


_NAMES_ZH = {M.GPS: "定位", M.CODE: "输入签到码", M.QR: "扫描二维码"}


def _lacks(means: Means, row: EvidenceRow, shown: set[Method]) -> bool:
    others = means.second.get(row.method, frozenset())
    return bool(others) and not row.detail.get("second") and not others & shown


def _methods(values: Iterable[str]) -> frozenset[Method]:
    return frozenset(map(Method, values))


def _require_possible(allowed: Sequence[str], second: Mapping[str, Sequence[str]]) -> None:
    for first, others in second.items():
        if first not in allowed or first in others or not set(others) <= set(allowed):
            raise InvalidError(
                "means_impossible",
                "第二种方式须是本活动采用的另一种方式，请检查。",
                "A second means must be another one that the activity takes. Check them.",
                fields={"second": {first: ["not allowed, or the same"]}},
            )
