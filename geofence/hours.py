"""From presence to credited time, rule by rule, with every second accounted for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from geofence.claims import Claim, Cut, Flag
from geofence.instants import instant_of
from geofence.intervals import Span, total, union
from geofence.rules import Rule
from geofence.ruleset import RULES, RuleSet

__all__ = ["RULES", "Credit", "Cut", "Flag", "Rule", "RuleSet", "credit"]


@dataclass(frozen=True, slots=True)
class Credit:
    """What a presence is worth, and the sum that leads there.

    Invariant, in whole seconds: present + sum of all cuts = credited.

    Parameters
    ----------
    present : timedelta
        Time present, in whole seconds, before any rule.
    credited : timedelta
        Time credited, never negative.
    spans : tuple of Span
        What remains on the clock before minimum and rounding, which act on the total alone.
    cuts : tuple of Cut
        In the order of the rules; what changed nothing is left out.
    flags : tuple of Flag
        Days that a person has to look at; they change nothing.
    version : str
        Of the rule set.

    Examples
    --------
    >>> nothing = timedelta(0)
    >>> Credit(nothing, nothing, (), (), (), "cn-2026.1").credited
    datetime.timedelta(0)
    """

    present: timedelta
    credited: timedelta
    spans: tuple[Span, ...]
    cuts: tuple[Cut, ...]
    flags: tuple[Flag, ...]
    version: str


def credit(
    presence_spans: Iterable[Span],
    slots: Iterable[Span],
    rules: RuleSet | None = None,
    breaks: Iterable[Span] = (),
    *,
    taken: Iterable[Span] = (),
) -> Credit:
    """Apply a rule set to a presence.

    All spans are first brought to whole seconds (both ends down; the end of a slot up), so that
    sums are exact integers.

    Parameters
    ----------
    presence_spans : iterable of Span
        When the volunteer was there; overlaps count once.
    slots : iterable of Span
        When the activity took place; none means that every moment counts.
    rules : RuleSet, optional
        The defaults if left out.
    breaks : iterable of Span
        Declared breaks, never credited.
    taken : iterable of Span
        Time already credited to another activity.

    Returns
    -------
    Credit

    Raises
    ------
    RuleError
        If the zone of the rules is unknown.
    InstantError
        If a span begins before the year 3 or ends after 9997.

    Examples
    --------
    >>> nine = datetime(2026, 5, 1, 1, tzinfo=UTC)
    >>> here = Span(nine - timedelta(minutes=10), nine + timedelta(hours=2))
    >>> slot = Span(nine, nine + timedelta(hours=3))
    >>> worth = credit([here], [slot])
    >>> worth.credited, [(cut.rule, cut.seconds) for cut in worth.cuts]
    (datetime.timedelta(seconds=7200), [('slot_window', -600)])
    """
    rules = rules or RuleSet()
    spans = _whole_seconds(presence_spans)
    present = total(spans)
    claim = Claim(
        spans=spans,
        seconds=_seconds(present),
        slots=_whole_seconds(slots, timedelta(microseconds=999_999)),
        breaks=_whole_seconds(breaks),
        taken=_whole_seconds(taken),
        zone=rules.zone_info,
    )
    for rule in rules.rules:
        claim = rule.apply(claim)
    credited = timedelta(seconds=claim.seconds)
    return Credit(present, credited, claim.spans, claim.cuts, claim.flags, rules.version)


def _whole_seconds(spans: Iterable[Span], late: timedelta = timedelta(0)) -> tuple[Span, ...]:
    kept = union(spans)
    for span in kept:
        for instant in (span.start, span.end):
            instant_of(instant.timestamp())  # graces and days are counted on from there
    floored = ((_floor(span.start), _floor(span.end + late)) for span in kept)
    return union(Span(start, end) for start, end in floored if start < end)


def _floor(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(microsecond=0)


def _seconds(duration: timedelta) -> int:
    return duration // timedelta(seconds=1)
