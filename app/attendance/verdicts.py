"""Verdicts: what the engine answered, as JSON that is kept, shown and compared."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from geofence.hours import Credit, Flag
from geofence.intervals import Span, total
from geofence.plain import plain_cuts, plain_instant, plain_presence
from geofence.signals import REVIEW_AT, fraud_score
from geofence.verdict import Interval, Presence, Reason, Signal, Unverified

WORTH_A_LOOK = timedelta(minutes=15)  # of unverified time
# Probability that a stay is right within five minutes: below the first somebody looks while the
# hours stand, below the second they wait. A stay with an open end is seen by the silence after it.
DOUBTFUL = 0.8
UNSURE = 0.5
HELD_AT = 0.9  # fraud score from which hours wait for a look; from REVIEW_AT they do not wait
# What a person must look at before hours are credited; other signals are remarks.
GRAVE = frozenset({Reason.DATUM_SUSPECT, Reason.CLOCK_IMPOSSIBLE})


def clipped(presence: Presence, end: datetime) -> Presence:
    """Return the presence as it was before an instant."""
    intervals = tuple(
        replace(i, end=min(i.end, end), end_range=_ordered(i.end_range, end))
        for i in presence.intervals
        if i.start < end
    )
    unverified = tuple(
        replace(u, end=min(u.end, end)) for u in presence.unverified if u.start < end
    )
    return replace(presence, intervals=intervals, unverified=unverified)


def to_json(
    presence: Presence,
    credit: Credit,
    flags: tuple[Flag, ...],
    offset: timedelta,
    remarks: list[dict[str, Any]],
) -> dict[str, Any]:
    """Return the verdict; the same input gives the same text to the last byte."""
    return shown(presence, remarks) | {
        "present_seconds": int(credit.present.total_seconds()),
        "credited_seconds": int(credit.credited.total_seconds()),
        "credited_spans": [_span(each) for each in credit.spans],
        "cuts": plain_sum(credit),
        "flags": plain_flags(flags),
        "remarks": len(remarks),
        "clock_offset_seconds": offset.total_seconds(),
        "rule_set": credit.version,
        "review": _review(presence, flags, remarks),
    }


def shown(presence: Presence, remarks: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what phone and people have shown: the part that no rule and no reviewer changes."""
    return plain_presence(presence) | {"signals": [*map(plain_signal, presence.signals), *remarks]}


def from_json(verdict: dict[str, Any]) -> tuple[Presence, timedelta, list[dict[str, Any]]]:
    """Return presence, clock correction and remarks as a verdict remembers them."""
    engine = len(verdict["signals"]) - verdict["remarks"]  # the engine's signals come first
    presence = Presence(
        tuple(
            Interval(
                _instant(each["start"]),
                _instant(each["end"]),
                _range(each["start_range"]),
                _range(each["end_range"]),
                each["confidence"],
                each["site"],
                tuple(map(Reason, each["reasons"])),
            )
            for each in verdict["intervals"]
        ),
        tuple(
            Unverified(
                _instant(each["start"]),
                _instant(each["end"]),
                Reason(each["reason"]),
                each["confidence"],
            )
            for each in verdict["unverified"]
        ),
        tuple(
            Signal(
                Reason(each["code"]), each["count"], each["en"], each["zh"], each.get("score", 0.0)
            )
            for each in verdict["signals"][:engine]
        ),
    )
    offset = timedelta(seconds=verdict["clock_offset_seconds"])
    return presence, offset, verdict["signals"][engine:]


def confidence_of(verdict: dict[str, Any]) -> float | None:
    """Return how sure the least certain stay of a verdict is; None without any."""
    return min((each["confidence"] for each in verdict["intervals"]), default=None)


def _range(texts: list[str]) -> tuple[datetime, datetime]:
    return _instant(texts[0]), _instant(texts[1])


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _review(
    presence: Presence, flags: tuple[Flag, ...], remarks: list[dict[str, Any]]
) -> str | None:
    """Say who must look: the county, the organisation, or somebody at leisure.

    One signal of fraud alone is looked at while the hours stand: most people are honest.
    """
    if any(flag.level == "county" for flag in flags):
        return "county"
    doubt = fraud_score(presence.signals)
    grave = doubt >= HELD_AT or any(signal.code in GRAVE for signal in presence.signals)
    sure = _least_confidence(presence)
    if flags or grave or sure < UNSURE or remarks:
        return "organisation"
    if doubt >= REVIEW_AT:
        return "signals"
    if total(each.span for each in presence.unverified) >= WORTH_A_LOOK:
        return "unverified"
    return "doubtful" if sure < DOUBTFUL else None


def _least_confidence(presence: Presence) -> float:
    return min(
        (
            interval.confidence
            for interval in presence.intervals
            if Reason.OPEN_END_LAST_EVIDENCE not in interval.reasons
            or Reason.GAP_CREDITED in interval.reasons
        ),
        default=1.0,
    )


def _ordered(span: tuple[datetime, datetime], end: datetime) -> tuple[datetime, datetime]:
    return min(span[0], end), min(span[1], end)


def plain_sum(credit: Credit) -> list[dict[str, Any]]:
    """Return the lines from present to credited time, in words too."""
    lines = zip(plain_cuts(credit.cuts), credit.cuts, strict=True)
    return [line | {"zh": cut.zh, "en": cut.en} for line, cut in lines]


def plain_flags(flags: tuple[Flag, ...]) -> list[dict[str, Any]]:
    """Return the days that are so long that somebody must look."""
    return [{"day": f.day, "seconds": f.seconds, "level": f.level} for f in flags]


def plain_signal(each: Signal) -> dict[str, Any]:
    """Return what a person should look at, in words."""
    found = {"code": each.code, "count": each.count, "zh": each.zh, "en": each.en}
    # What has no score stays as reviewers saw it before there were scores.
    return found | {"score": each.score} if each.score else found


def _span(each: Span) -> list[str]:
    return [plain_instant(each.start), plain_instant(each.end)]
