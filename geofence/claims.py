"""The sum from present to credited time, as it is handed from rule to rule."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from geofence.intervals import Span, total, union
from geofence.verdict import Reason
from geofence.words import duration

__all__ = ["Claim", "Cut", "Flag", "Why"]

Why = tuple[Reason, str, str]  # code, sentence in Chinese, sentence in English


@dataclass(frozen=True, slots=True)
class Cut:
    """One line of the sum from present to credited time.

    Parameters
    ----------
    rule : str
        Registry name of the rule.
    seconds : int
        Added if positive, taken off if negative; never zero.
    reason_code : Reason
        Stable code.
    zh, en : str
        The line as a volunteer reads it.

    Examples
    --------
    >>> Cut("breaks", -1800, Reason.BREAK_DECLARED, "未计入 30 分钟", "30 min not counted").seconds
    -1800
    """

    rule: str
    seconds: int
    reason_code: Reason
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A local day whose credited time needs a look by somebody.

    Parameters
    ----------
    day : str
        ISO date in the zone of the rule set.
    seconds : int
        Credited on that day by this claim.
    level : str
        "organisation" or "county": who has to look.

    Examples
    --------
    >>> Flag("2026-05-01", 30000, "organisation").level
    'organisation'
    """

    day: str
    seconds: int
    level: str


@dataclass(frozen=True, slots=True)
class Claim:
    """The state that is handed from rule to rule.

    Parameters
    ----------
    spans : tuple of Span
        What still counts on the clock.
    seconds : int
        What still counts in total; equal to the spans until a rule acts on the total.
    slots, breaks, taken : tuple of Span
        As given to `credit`.
    zone : ZoneInfo
        Where midnight is.
    cuts, flags : tuple
        Collected so far.

    Examples
    --------
    >>> Claim((), 0, (), (), (), ZoneInfo("Asia/Shanghai")).cuts
    ()
    """

    spans: tuple[Span, ...]
    seconds: int
    slots: tuple[Span, ...]
    breaks: tuple[Span, ...]
    taken: tuple[Span, ...]
    zone: ZoneInfo
    cuts: tuple[Cut, ...] = ()
    flags: tuple[Flag, ...] = ()

    def keeping(self, spans: Iterable[Span], rule: str, why: Why) -> "Claim":
        """Return the claim with other spans, and the cut that this makes."""
        kept = union(spans)
        return replace(self.amounting(total(kept) // timedelta(seconds=1), rule, why), spans=kept)

    def amounting(self, seconds: int, rule: str, why: Why) -> "Claim":
        """Return the claim with another total, and the cut that this makes."""
        change = seconds - self.seconds
        if change == 0:
            return self
        code, zh, en = why
        verb_zh, verb_en = ("计入", "counted") if change > 0 else ("未计入", "not counted")
        length = duration(change)
        zh = f"{verb_zh} {length.zh}：{zh}"
        en = f"{length.en} {verb_en}: {en}"
        cut = Cut(rule, change, code, zh, en)
        return replace(self, seconds=seconds, cuts=(*self.cuts, cut))
