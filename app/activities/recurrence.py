"""Recurring slots: a rule of RFC 5545, read in local time and kept within bounds."""

import itertools
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

from dateutil.rrule import rrule, rrulestr

from app.core import clock, limits
from app.core.errors import InvalidError

# Rules below a day, of weeks by number or of days of the year nobody writes for a service; some of
# them a computer would work at for minutes before it finds nothing.
PARTS = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
)
FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY"})
HORIZON = timedelta(days=366)  # after the first
LONGEST_INTERVAL = 53


def occurrences(rule: str, first: datetime, exceptions: Collection[date] = ()) -> list[datetime]:
    """Return when a rule that begins at the first instant comes round, days excepted left out.

    In China's time: every Saturday at nine is nine there, whatever zone the instant was written
    in. A rule says how often (COUNT) or how long (UNTIL).

    Notes
    -----
    RFC 5545, section 3.3.10. COUNT counts what is excepted, as EXDATE does there.
    """
    parts = _parts(rule)
    count = _number(parts.pop("COUNT", ""), limits.SLOTS_PER_ACTIVITY)
    until = _until(parts.pop("UNTIL", ""), first)
    if "INTERVAL" in parts:
        _number(parts["INTERVAL"], LONGEST_INTERVAL)
    most = count or limits.SLOTS_PER_ACTIVITY + 1
    found = list(itertools.islice(_read(parts, first.astimezone(clock.CHINA), until), most))
    if len(found) > limits.SLOTS_PER_ACTIVITY or not found:
        raise _wrong(
            f"规则应得到 1 到 {limits.SLOTS_PER_ACTIVITY} 个场次",
            f"It must come round once to {limits.SLOTS_PER_ACTIVITY} times.",
        )
    return [each.astimezone(UTC) for each in found if each.date() not in set(exceptions)]


def _parts(rule: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in rule.strip().upper().removeprefix("RRULE:").split(";")]
    parts = {name: value for name, _, value in pairs}
    unknown = parts.keys() - PARTS
    if unknown or len(parts) != len(pairs):
        raise _wrong(
            f"只能使用 {'、'.join(sorted(PARTS))}，各一次",
            f"Use these parts, each once: {', '.join(sorted(PARTS))}.",
        )
    if parts.get("FREQ") not in FREQUENCIES:
        raise _wrong(
            "FREQ 只能是 DAILY、WEEKLY 或 MONTHLY", "FREQ is one of DAILY, WEEKLY and MONTHLY."
        )
    if ("COUNT" in parts) == ("UNTIL" in parts):
        raise _wrong("须写明 COUNT 或 UNTIL 其中之一", "Say one of COUNT and UNTIL.")
    return parts


def _read(parts: dict[str, str], begin: datetime, until: datetime) -> rrule:
    text = ";".join(f"{name}={value}" for name, value in parts.items())
    try:
        found = rrulestr(f"{text};UNTIL={until.astimezone(UTC):%Y%m%dT%H%M%SZ}", dtstart=begin)
    except (ValueError, TypeError, KeyError, IndexError, OverflowError) as error:
        raise _wrong("规则无法识别", "It cannot be read.") from error
    if not isinstance(found, rrule):
        raise _wrong("只能写一条规则", "Write one rule.")
    return found


def _number(text: str, most: int) -> int | None:
    """Return a number of a rule; None if it has none."""
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:9]) <= most:
        raise _wrong(f"COUNT、INTERVAL 应为 1 到 {most} 的整数", f"A number is from 1 to {most}.")
    return int(text)


def _until(text: str, first: datetime) -> datetime:
    """Return the last moment at which the rule may come round; a day counts to its end."""
    if not text:
        return first + HORIZON
    zone = UTC if text.endswith("Z") else clock.CHINA
    whole = f"{text}T235959" if len(text) == 8 else text.removesuffix("Z")
    try:
        moment = datetime.strptime(whole, "%Y%m%dT%H%M%S").replace(tzinfo=zone)
    except ValueError as error:
        raise _wrong("UNTIL 应写成 20261231 或 20261231T235959Z", "UNTIL is 20261231.") from error
    return min(first + HORIZON, moment)


def _wrong(zh: str, en: str) -> InvalidError:
    return InvalidError(
        "rule_invalid",
        f"重复规则有误：{zh}。例：FREQ=WEEKLY;BYDAY=SA;COUNT=10。",
        f"The rule cannot be used. {en} For instance: FREQ=WEEKLY;BYDAY=SA;COUNT=10.",
        fields={"rule": [en]},
    )
