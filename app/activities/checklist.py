"""What the law wants to be said and seen to before people are asked to come (条例 12, 14–17)."""

from collections.abc import Iterator

from app.activities.models import Activity
from app.core.errors import InvalidError

MISSING_ZH = {
    "slots": "场次",
    "sites": "地点",
    "risk_notice": "风险告知",
    "conditions": "参加条件（年龄、技能、健康等，没有要求也请写明）",
    "dangerous": "是否可能发生人身危险",
    "minors_allowed": "是否接受未成年人",
    "insurance_policy": "人身意外伤害保险单号（有人身危险时必填）",
    "safety": "安全保障措施（有人身危险时必填）",
}
DANGER_ZH = "有人身危险的活动不能接受未成年人"


def require_complete(activity: Activity) -> None:
    """Raise unless everything is there; what is missing is named field by field."""
    missing = list(_missing(activity))
    if missing:
        raise InvalidError(
            "activity_incomplete",
            f"提交前请补充：{'、'.join(MISSING_ZH[each] for each in missing)}。",
            f"Before it is submitted the activity needs: {', '.join(missing)}. Add them.",
            fields={each: ["missing", MISSING_ZH[each]] for each in missing},
        )
    if activity.dangerous and activity.minors_allowed:
        raise InvalidError(
            "danger_for_minors",
            f"{DANGER_ZH}，请把“是否接受未成年人”改为否。",
            "Dangerous work is not for minors. Say that minors are not allowed.",
            fields={"minors_allowed": ["dangerous", DANGER_ZH]},
        )


def _missing(activity: Activity) -> Iterator[str]:
    for name in ("slots", "sites", "risk_notice", "conditions"):
        value = getattr(activity, name)
        if not (value.strip() if isinstance(value, str) else value):
            yield name
    for name in ("dangerous", "minors_allowed"):
        if getattr(activity, name) is None:
            yield name
    if activity.dangerous:
        for name in ("insurance_policy", "safety"):
            if not getattr(activity, name).strip():
                yield name
