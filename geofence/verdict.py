"""What the estimator answers: intervals, what stays unverified, and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from geofence.errors import InstantError, PingError
from geofence.intervals import Span, total

__all__ = [
    "Evidence",
    "EvidenceKind",
    "Interval",
    "Presence",
    "Reason",
    "Signal",
    "Standing",
    "Unverified",
]


class Reason(StrEnum):
    """Why an interval, a gap or a cut is as it is: stable codes for phones and auditors.

    Examples
    --------
    >>> Reason.GAP_CREDITED.value
    'GAP_CREDITED'
    """

    ABSENCE_BRIDGED = "ABSENCE_BRIDGED"
    BELOW_MINIMUM = "BELOW_MINIMUM"
    BOUNDARY_INTERPOLATED = "BOUNDARY_INTERPOLATED"
    BREAK_DECLARED = "BREAK_DECLARED"
    CAP_APPLIED = "CAP_APPLIED"
    CLOCK_CORRECTED = "CLOCK_CORRECTED"
    CLOCK_IMPOSSIBLE = "CLOCK_IMPOSSIBLE"
    CLOCK_STEPPED = "CLOCK_STEPPED"
    DATUM_SUSPECT = "DATUM_SUSPECT"
    FIXES_FROZEN = "FIXES_FROZEN"
    GAP_CREDITED = "GAP_CREDITED"
    GAP_UNVERIFIED = "GAP_UNVERIFIED"
    JITTER_BOUNDED = "JITTER_BOUNDED"
    JITTER_WHITE = "JITTER_WHITE"
    LAST_KNOWN_REPEAT = "LAST_KNOWN_REPEAT"
    LATE_RECOMPUTED = "LATE_RECOMPUTED"
    OPEN_END_LAST_EVIDENCE = "OPEN_END_LAST_EVIDENCE"
    OUTLIER_IGNORED = "OUTLIER_IGNORED"
    OUTSIDE_SLOT = "OUTSIDE_SLOT"
    OVERLAP_APPORTIONED = "OVERLAP_APPORTIONED"
    READINGS_CONSTANT = "READINGS_CONSTANT"
    ROUNDED = "ROUNDED"
    SHARED_DEVICE = "SHARED_DEVICE"
    TELEPORT = "TELEPORT"
    TWIN_TRACE = "TWIN_TRACE"


class EvidenceKind(StrEnum):
    """What besides a ping shows that a person was at a site.

    Examples
    --------
    >>> EvidenceKind("roll_call").name
    'ROLL_CALL'
    """

    CHECK_IN = "check_in"
    CHECK_OUT = "check_out"
    CODE = "code"
    ROLL_CALL = "roll_call"


@dataclass(frozen=True, slots=True, order=True)
class Evidence:
    """A moment at which the person is known to have been at a site.

    Parameters
    ----------
    t : datetime
        Aware instant.
    kind : EvidenceKind
        How it is known. A check-out that is the last evidence ends the stay on the spot.
    site_id : str
        Which site.

    Raises
    ------
    InstantError, PingError
        If the time has no zone, or the kind is unknown.

    Examples
    --------
    >>> from datetime import UTC
    >>> Evidence(datetime(2026, 5, 1, 9, tzinfo=UTC), EvidenceKind.CODE, "a").site_id
    'a'
    """

    t: datetime
    kind: EvidenceKind
    site_id: str

    def __post_init__(self) -> None:
        if self.t.utcoffset() is None:
            raise InstantError("the time of the evidence has no zone", "凭证时间缺少时区")
        try:
            object.__setattr__(self, "kind", EvidenceKind(self.kind))
        except ValueError:
            raise PingError(
                f"unknown kind of evidence {self.kind!r}", f"未知的凭证类型 {self.kind!r}"
            ) from None


@dataclass(frozen=True, slots=True)
class Interval:
    """A stay at one site.

    Parameters
    ----------
    start, end : datetime
        UTC, whole seconds, half-open.
    start_range, end_range : tuple of datetime
        Earliest and latest likely instant (posterior 0.1 and 0.9).
    confidence : float
        Probability in [0, 1] that both ends are right within five minutes.
    site_id : str
        Which site explains the fixes best.
    reasons : tuple of Reason
        Sorted.

    Examples
    --------
    >>> from datetime import UTC
    >>> nine, ten = datetime(2026, 5, 1, 9, tzinfo=UTC), datetime(2026, 5, 1, 10, tzinfo=UTC)
    >>> Interval(nine, ten, (nine, nine), (ten, ten), 0.97, "a", ()).span.duration
    datetime.timedelta(seconds=3600)
    """

    start: datetime
    end: datetime
    start_range: tuple[datetime, datetime]
    end_range: tuple[datetime, datetime]
    confidence: float
    site_id: str
    reasons: tuple[Reason, ...]

    @property
    def span(self) -> Span:
        """The stay as a span."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Unverified:
    """Time that is plausible but not shown: for a coordinator, never credited by itself.

    Parameters
    ----------
    start, end : datetime
        UTC, whole seconds, half-open.
    reason : Reason
        Why it is not credited.
    confidence : float
        Probability in [0, 1] that it was spent at the site.

    Examples
    --------
    >>> from datetime import UTC
    >>> nine, ten = datetime(2026, 5, 1, 9, tzinfo=UTC), datetime(2026, 5, 1, 10, tzinfo=UTC)
    >>> Unverified(nine, ten, Reason.GAP_UNVERIFIED, 0.6).span.duration
    datetime.timedelta(seconds=3600)
    """

    start: datetime
    end: datetime
    reason: Reason
    confidence: float

    @property
    def span(self) -> Span:
        """The time as a span."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Signal:
    """Something about the pings that a person should look at.

    Parameters
    ----------
    code : Reason
        What was noticed.
    count : int
        How many pings it concerns.
    en, zh : str
        One sentence in each language.
    score : float
        How strongly it speaks of fraud, in [0, 1]; 0 for what is only a remark.

    Examples
    --------
    >>> Signal(Reason.CLOCK_IMPOSSIBLE, 1, "1 ping set aside", "1 个定位点未参与计算").count
    1
    """

    code: Reason
    count: int
    en: str
    zh: str
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class Presence:
    """When a person was at the sites, as far as the evidence shows.

    Parameters
    ----------
    intervals : tuple of Interval
        Sorted, disjoint.
    unverified : tuple of Unverified
        Sorted, disjoint from the intervals.
    signals : tuple of Signal
        What a person should look at.

    Examples
    --------
    >>> Presence((), (), ()).present
    datetime.timedelta(0)
    """

    intervals: tuple[Interval, ...]
    unverified: tuple[Unverified, ...]
    signals: tuple[Signal, ...]

    @property
    def spans(self) -> tuple[Span, ...]:
        """The intervals as spans."""
        return tuple(interval.span for interval in self.intervals)

    @property
    def present(self) -> timedelta:
        """Time covered by the intervals; unverified time is no part of it."""
        return total(self.spans)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one fix lies with respect to the best of several sites.

    Parameters
    ----------
    site_id : str
        The site that says most about where the person is.
    signed_distance_m : float
        Metres from its edge, negative inside.
    probability : float
        Probability in [0, 1] that the person is inside it.

    Examples
    --------
    >>> Standing("a", -12.0, 0.93).site_id
    'a'
    """

    site_id: str
    signed_distance_m: float
    probability: float
