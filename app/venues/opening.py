"""When a venue is open: by the week, with days on which something else holds. China's time."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from app.core import clock
from app.core.errors import InvalidError

LONGEST_DAYS = 7  # that are looked at: what never closes is said to be open for a week
Span = Mapping[str, Any]  # {"opens": "09:00", "closes": "17:30"}; a day ends at "24:00"


def require_sound(weekly: Sequence[Span], exceptions: Sequence[Mapping[str, Any]]) -> None:
    """Raise unless every span ends after it begins, spans of a day are apart, and days once."""
    by_day: dict[Any, list[Span]] = {}
    for span in weekly:
        by_day.setdefault(span["weekday"], []).append(span)
    days = [each["date"] for each in exceptions]
    if len(set(days)) < len(days):
        raise _unsound("同一日期只能有一条例外", "A date may have one exception")
    for spans in (*by_day.values(), *(each["spans"] for each in exceptions)):
        _require_apart(spans)


def spans_on(
    day: date, weekly: Iterable[Span], exceptions: Iterable[Mapping[str, Any]]
) -> list[Span]:
    """Return the spans in which a venue is open on a day."""
    for each in exceptions:
        if each["date"] == day.isoformat():
            return list(each["spans"])
    return [span for span in weekly if span["weekday"] == day.isoweekday()]


def is_open(at: datetime, weekly: Sequence[Span], exceptions: Sequence[Mapping[str, Any]]) -> bool:
    """Say whether a venue is open at an instant; at the minute it closes it is not."""
    return today(at, weekly, exceptions).closes_at is not None


class Today(NamedTuple):
    """When a venue closes, if it is open, and when it opens later that day, if it is not."""

    closes_at: datetime | None = None
    opens_at: datetime | None = None


def today(at: datetime, weekly: Sequence[Span], exceptions: Sequence[Mapping[str, Any]]) -> Today:
    """Return what comes next; at the minute it closes it is closed."""
    here = at.astimezone(clock.CHINA)
    now = here.strftime("%H:%M")
    spans = sorted(spans_on(here.date(), weekly, exceptions), key=lambda each: str(each["opens"]))
    for span in spans:
        if now < span["opens"]:
            return Today(opens_at=_instant(here.date(), span["opens"]))
        if now < span["closes"]:
            return Today(closes_at=_closing(here.date(), span, weekly, exceptions))
    return Today()


def _closing(
    day: date, span: Span, weekly: Sequence[Span], exceptions: Sequence[Mapping[str, Any]]
) -> datetime:
    """Return when a span ends, going on over midnights at which it does not close."""
    for _ in range(LONGEST_DAYS):
        following = [
            each
            for each in spans_on(day + timedelta(days=1), weekly, exceptions)
            if (span["closes"], each["opens"]) == ("24:00", "00:00")
        ]
        if not following:
            break
        day, span = day + timedelta(days=1), following[0]
    return _instant(day, span["closes"])


def _instant(day: date, text: str) -> datetime:
    hours, minutes = map(int, text.split(":"))
    midnight = datetime.combine(day, time(), clock.CHINA)
    return midnight + timedelta(hours=hours, minutes=minutes)


def covers(
    begin: datetime,
    end: datetime,
    weekly: Sequence[Span],
    exceptions: Sequence[Mapping[str, Any]],
) -> bool:
    """Say whether a venue is open all the time from begin to end, on one day."""
    first, last = begin.astimezone(clock.CHINA), end.astimezone(clock.CHINA)
    wanted = (first.strftime("%H:%M"), last.strftime("%H:%M"))
    if last.date() != first.date():
        if (last.date() - first.date()).days > 1 or wanted[1] != "00:00":
            return False
        wanted = (wanted[0], "24:00")
    return any(
        span["opens"] <= wanted[0] and wanted[1] <= span["closes"]
        for span in spans_on(first.date(), weekly, exceptions)
    )


def _require_apart(spans: Iterable[Span]) -> None:
    ended = "00:00"
    for span in sorted(spans, key=lambda each: str(each["opens"])):
        if not ended <= span["opens"] < span["closes"]:
            raise _unsound(
                "开放时段须先开后关、互不重叠（跨零点请分两天写）",
                "Opening spans end after they begin and do not overlap; split them at midnight",
            )
        ended = span["closes"]


def _unsound(zh: str, en: str) -> InvalidError:
    return InvalidError(
        "opening_hours", f"{zh}，请修改。", f"{en}. Correct it.", fields={"weekly": []}
    )
