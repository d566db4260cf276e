"""Making a value fit a field of a WeChat template: WeChat refuses what does not (47003).

Bounds of domain.md §1.6. A character beyond the first plane counts twice, as phones count it.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime

from app.core import clock

_FIELD = re.compile(r"([a-z_]+)[0-9]{1,4}")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def fit(field: str, text: str) -> str:
    """Return what of a text the field takes; never empty.

    >>> fit("thing1", "清理乌江河道白色垃圾暨文明劝导志愿服务活动（第二场）")
    '清理乌江河道白色垃圾暨文明劝导志愿服务…'
    >>> fit("time2", "2026-05-04T01:00:00+00:00")
    '2026年5月4日 09:00'
    """
    return FITS[kind_of(field)](text)


def kind_of(field: str) -> str:
    """Return the kind that a field's name begins with; raise ``ValueError`` if there is none."""
    found = _FIELD.fullmatch(field)
    if found is None or found[1] not in FITS:
        raise ValueError(f"{field!r} is no field of a WeChat template that we can fill")
    return found[1]


def moment(text: str) -> str:
    """Return an instant (ISO 8601) as a clock in China shows it.

    >>> moment("2026-05-04T01:05:00+00:00")
    '2026年5月4日 09:05'
    """
    at = datetime.fromisoformat(text).astimezone(clock.CHINA)
    return f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"


def _time(text: str) -> str:
    return "~".join(map(moment, text.split("~", 1)))


def _thing(text: str) -> str:
    return cut(text, 20) or "—"


def cut(text: str, length: int) -> str:
    """Return one line of at most so many characters; what is missing shows as ``…``."""
    line = " ".join("".join(map(_printable, text)).split())
    if _units(line) <= length:
        return line
    while _units(line) >= length:
        line = line[:-1]
    return line.rstrip() + "…"


def _printable(character: str) -> str:
    kind = unicodedata.category(character)
    # Line ends part words; other characters that nobody sees are left out.
    return " " if character.isspace() else "" if kind.startswith("C") else character


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _phrase(text: str) -> str:
    return "".join(_HAN.findall(text))[:5] or "通知"


def _name(text: str) -> str:
    han = "".join(_HAN.findall(text))[:10]
    return han or re.sub(r"[^A-Za-z .]", "", text)[:20] or "志愿者"


def _number(text: str) -> str:
    found = re.search(r"-?[0-9]+(\.[0-9]+)?", text)
    return found[0][:32].rstrip(".") if found else "0"


def _character_string(text: str) -> str:
    return re.sub(r"[^\x21-\x7e]", "", text)[:32] or "-"


def _phone_number(text: str) -> str:
    return re.sub(r"[^0-9+-]", "", text)[:17] or "-"


FITS: dict[str, Callable[[str], str]] = {
    "thing": _thing,
    "time": _time,
    "date": _time,
    "phrase": _phrase,
    "name": _name,
    "number": _number,
    "character_string": _character_string,
    "phone_number": _phone_number,
}
