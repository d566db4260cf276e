"""The hour rules that act on spans of time: what counts on the clock."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from datetime import time as clock
from typing import Any, ClassVar, Final, Protocol
from zoneinfo import ZoneInfo

from geofence.claims import Claim, Flag
from geofence.intervals import Span, bridge, intersection, subtract, total, union
from geofence.verdict import Reason

__all__ = [
    "AbsenceBridge",
    "Breaks",
    "DailyCap",
    "DailyReview",
    "Overlap",
    "Rule",
    "SlotWindow",
    "by_day",
]

_DAY_S: Final = 86_400


class Rule(Protocol):
    """One step from present to credited time.

    A new rule is a frozen dataclass with a name, whole-number or text fields, and `apply`.
    """

    __dataclass_fields__: ClassVar[dict[str, Any]]
    name: ClassVar[str]
    on_total: ClassVar[bool]  # acts on the total, so it stands after all rules on spans

    def apply(self, claim: Claim) -> Claim:
        """Return the claim after this rule."""
        ...


@dataclass(frozen=True, slots=True)
class SlotWindow:
    """Only time within a slot counts, with some grace before and after.

    Parameters
    ----------
    early_s, late_s : int
        Grace in seconds before the start and after the end.

    Examples
    --------
    >>> SlotWindow().late_s
    1800
    """

    name: ClassVar[str] = "slot_window"
    on_total: ClassVar[bool] = False
    early_s: int = 0
    late_s: int = 1800

    def apply(self, claim: Claim) -> Claim:
        """Intersect with the widened slots; without slots everything counts."""
        if not claim.slots:
            return claim
        early, late = timedelta(seconds=self.early_s), timedelta(seconds=self.late_s)
        windows = [Span(slot.start - early, slot.end + late) for slot in claim.slots]
        why = (Reason.OUTSIDE_SLOT, "不在活动时段内", "outside the hours of the activity")
        return claim.keeping(intersection(claim.spans, windows), self.name, why)


@dataclass(frozen=True, slots=True)
class AbsenceBridge:
    """A short absence within a slot is counted: fetching water is part of the service.

    Parameters
    ----------
    below_s : int
        Absences shorter than this many seconds.

    Examples
    --------
    >>> AbsenceBridge().below_s
    900
    """

    name: ClassVar[str] = "absence_bridge"
    on_total: ClassVar[bool] = False
    below_s: int = 900

    def apply(self, claim: Claim) -> Claim:
        """Close the gaps between spans that lie within one slot."""
        if self.below_s == 0:
            return claim
        longest = timedelta(seconds=self.below_s - 1)  # whole seconds: "shorter than" is exact
        closed = subtract(bridge(claim.spans, longest), claim.spans)
        within = [
            gap
            for gap in closed
            if any(slot.start <= gap.start and gap.end <= slot.end for slot in union(claim.slots))
        ]
        why = (Reason.ABSENCE_BRIDGED, "短暂离开", "short absence")
        return claim.keeping((*claim.spans, *within), self.name, why)


@dataclass(frozen=True, slots=True)
class Breaks:
    """Declared breaks do not count.

    Examples
    --------
    >>> Breaks().name
    'breaks'
    """

    name: ClassVar[str] = "breaks"
    on_total: ClassVar[bool] = False

    def apply(self, claim: Claim) -> Claim:
        """Take the breaks out."""
        why = (Reason.BREAK_DECLARED, "活动休息时间", "declared break")
        return claim.keeping(subtract(claim.spans, claim.breaks), self.name, why)


@dataclass(frozen=True, slots=True)
class Overlap:
    """A second counts for one activity only.

    Examples
    --------
    >>> Overlap().name
    'overlap'
    """

    name: ClassVar[str] = "overlap"
    on_total: ClassVar[bool] = False

    def apply(self, claim: Claim) -> Claim:
        """Take out what another activity was credited with."""
        why = (Reason.OVERLAP_APPORTIONED, "已计入其他活动", "counted for another activity")
        return claim.keeping(subtract(claim.spans, claim.taken), self.name, why)


@dataclass(frozen=True, slots=True)
class DailyCap:
    """No more than so much a local day; the last seconds of the day go.

    Parameters
    ----------
    limit_s : int
        Seconds a day; a day's length switches the cap off.

    Examples
    --------
    >>> DailyCap().limit_s
    86400
    """

    name: ClassVar[str] = "daily_cap"
    on_total: ClassVar[bool] = False
    limit_s: int = _DAY_S

    def apply(self, claim: Claim) -> Claim:
        """Keep the first seconds of each local day."""
        if self.limit_s >= _DAY_S:
            return claim
        kept: list[Span] = []
        for day in by_day(claim.spans, claim.zone).values():
            kept.extend(_first(day, timedelta(seconds=self.limit_s)))
        why = (Reason.CAP_APPLIED, "超过每日上限", "above the daily limit")
        return claim.keeping(kept, self.name, why)


@dataclass(frozen=True, slots=True)
class DailyReview:
    """Long days are credited, and shown to whom they concern.

    Parameters
    ----------
    organisation_above_s, county_above_s : int
        Seconds a local day above which the organisation, or the county, has to look.

    Examples
    --------
    >>> DailyReview().county_above_s
    43200
    """

    name: ClassVar[str] = "daily_review"
    on_total: ClassVar[bool] = False
    organisation_above_s: int = 28_800
    county_above_s: int = 43_200

    def apply(self, claim: Claim) -> Claim:
        """Flag the days; nothing is taken off."""
        flags = []
        for day, spans in by_day(claim.spans, claim.zone).items():
            seconds = total(spans) // timedelta(seconds=1)
            if seconds > self.county_above_s:
                flags.append(Flag(day, seconds, "county"))
            elif seconds > self.organisation_above_s:
                flags.append(Flag(day, seconds, "organisation"))
        return replace(claim, flags=(*claim.flags, *flags))


def by_day(spans: Iterable[Span], zone: ZoneInfo) -> dict[str, tuple[Span, ...]]:
    """Cut spans at local midnight.

    Parameters
    ----------
    spans : iterable of Span
        In any order.
    zone : ZoneInfo
        Where midnight is.

    Returns
    -------
    dict of str to tuple of Span
        By ISO date, in order.

    Examples
    --------
    >>> from datetime import UTC
    >>> night = Span(datetime(2026, 5, 1, 15, tzinfo=UTC), datetime(2026, 5, 1, 17, tzinfo=UTC))
    >>> sorted(by_day([night], ZoneInfo("Asia/Shanghai")))
    ['2026-05-01', '2026-05-02']
    """
    days: dict[str, tuple[Span, ...]] = {}
    for span in union(spans):
        start = span.start
        while start < span.end:
            date = start.astimezone(zone).date()
            midnight = datetime.combine(date + timedelta(days=1), clock(), zone)
            piece = Span(start, min(span.end, midnight.astimezone(start.tzinfo)))
            days[date.isoformat()] = (*days.get(date.isoformat(), ()), piece)
            start = piece.end
    return days


def _first(spans: Iterable[Span], limit: timedelta) -> list[Span]:
    kept = []
    for span in spans:
        if limit <= timedelta(0):
            break
        kept.append(Span(span.start, min(span.end, span.start + limit)))
        limit -= span.duration
    return kept
