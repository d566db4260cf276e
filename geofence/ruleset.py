"""A versioned set of hour rules, and its strict JSON form."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from geofence.errors import RuleError
from geofence.refusal import shown
from geofence.rules import (
    AbsenceBridge,
    Breaks,
    DailyCap,
    DailyReview,
    Overlap,
    Rule,
    SlotWindow,
)
from geofence.totals import Minimum, Rounding

__all__ = ["RULES", "RuleSet"]

RULES: Final[dict[str, type[Rule]]] = {
    rule.name: rule
    for rule in (
        SlotWindow,
        AbsenceBridge,
        Breaks,
        Overlap,
        DailyCap,
        DailyReview,
        Minimum,
        Rounding,
    )
}

_DEFAULTS: Final[tuple[Rule, ...]] = (
    SlotWindow(),
    AbsenceBridge(),
    Breaks(),
    Overlap(),
    DailyReview(),
    Minimum(),
    Rounding(),
)
# What differs from machine to machine, or counts leap seconds, is no zone to pay by.
_NO_ZONES: Final = {"localtime", "posix", "posixrules", "right"}
_LONGEST_S: Final = 366 * 86_400  # no figure of a rule is longer than a year


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules in force, in the order in which they act.

    Parameters
    ----------
    version : str
        Stored with every record, so that it can be computed again.
    zone : str
        IANA name; days are cut at its midnight.
    rules : tuple of Rule
        At most one of a kind; rules on the total after rules on spans.

    Raises
    ------
    RuleError
        If a rule stands twice or in the wrong place, or the zone is unknown.

    Examples
    --------
    >>> RuleSet.from_json(RuleSet().to_json()) == RuleSet()
    True
    """

    version: str = "cn-2026.1"
    zone: str = "Asia/Shanghai"
    rules: tuple[Rule, ...] = _DEFAULTS

    def __post_init__(self) -> None:
        names = [rule.name for rule in self.rules]
        for name in names:
            if names.count(name) > 1:
                raise RuleError(f"the rule {name!r} stands twice", f"规则 {name!r} 重复")
        order = [rule.on_total for rule in self.rules]
        if order != sorted(order):
            raise RuleError(
                "rules on the total must stand after rules on spans", "总时长规则必须排在最后"
            )
        _zone(self.zone)

    @property
    def zone_info(self) -> ZoneInfo:
        """The zone, loaded."""
        return _zone(self.zone)

    def to_json(self) -> str:
        """Write the set as one line of JSON, every field of every rule included.

        Returns
        -------
        str
            Equal sets give equal text.
        """
        rules = [{"rule": rule.name, **asdict(rule)} for rule in self.rules]
        whole = {"version": self.version, "zone": self.zone, "rules": rules}
        return json.dumps(whole, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "RuleSet":
        """Read what `to_json` writes; fields of a rule that are left out take their default.

        Parameters
        ----------
        text : str
            A JSON object with version, zone (optional) and rules.

        Returns
        -------
        RuleSet

        Raises
        ------
        RuleError
            Naming the field that is wrong; unknown fields are refused.

        Examples
        --------
        >>> text = '{"version": "x", "rules": [{"rule": "minimum", "below_s": -1}]}'
        >>> RuleSet.from_json(text)
        Traceback (most recent call last):
        geofence.errors.RuleError: rules[0].below_s: -1 is not a whole number of seconds from 0 ...
        """
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise RuleError(f"no JSON: {error}", "规则文件不是有效的 JSON") from None
        if not isinstance(found, dict):
            raise RuleError("a rule set is a JSON object", "规则文件应为 JSON 对象")
        _only(found, {"version", "zone", "rules"}, "")
        version, zone = found.get("version"), found.get("zone", "Asia/Shanghai")
        if not isinstance(version, str) or not version:
            raise RuleError("a text is missing", "缺少版本号", where="version")
        if not isinstance(zone, str):
            raise RuleError("this is no text", "时区应为文本", where="zone")
        rules = found.get("rules")
        if not isinstance(rules, list):
            raise RuleError("a list is missing", "缺少规则列表", where="rules")
        return cls(version, zone, tuple(_rule(item, k) for k, item in enumerate(rules)))


def _rule(item: object, k: int) -> Rule:
    where = f"rules[{k}]"
    if not isinstance(item, dict) or not isinstance(item.get("rule"), str):
        raise RuleError('this is no object with a "rule"', "缺少规则名称", where=where)
    kind = RULES.get(item["rule"])
    if kind is None:
        raise RuleError(
            f"unknown rule {shown(item['rule'])}; use one of {', '.join(sorted(RULES))}",
            f"未知规则 {shown(item['rule'])}",
            where=where,
        )
    values = {key: value for key, value in item.items() if key != "rule"}
    defaults = {entry.name: entry.default for entry in fields(kind)}
    _only(values, set(defaults), f"{where}.")
    for key, value in values.items():
        _typed(value, defaults[key], f"{where}.{key}")
    return kind(**values)


def _typed(value: object, like: object, where: str) -> None:
    if isinstance(like, str):
        if not isinstance(value, str):
            raise RuleError(f"{shown(value)} is no text", f"{shown(value)} 不是文本", where=where)
        return
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _LONGEST_S:
        raise RuleError(
            f"{shown(value)} is not a whole number of seconds from 0 to {_LONGEST_S}",
            f"{shown(value)} 不是有效的秒数",
            where=where,
        )


def _only(found: Mapping[str, Any], known: set[str], prefix: str) -> None:
    for key in found:
        if key not in known:
            raise RuleError("unknown field", "未知字段", where=f"{prefix}{key[:40]}")


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo("" if name.partition("/")[0] in _NO_ZONES else name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise RuleError(
            f"unknown zone {shown(name)}", f"未知时区 {shown(name)}", where="zone"
        ) from None
