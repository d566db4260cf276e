"""All that is to be explained of one walk: what came in, what was inferred, what it is worth."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Final

from geofence.fences import Site
from geofence.hours import Credit, RuleSet, credit
from geofence.instants import instant_of
from geofence.intervals import Span
from geofence.model import Model
from geofence.pings import Pings
from geofence.presence import settle_presence
from geofence.verdict import Evidence, Presence
from geofence.walk import Walk, walk_of

__all__ = ["CHINA", "Case", "case_of"]

CHINA: Final = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One walk, settled.

    Parameters
    ----------
    trace_id : str
        Whose walk it is, in the words of the file.
    sites : tuple of Site
        At least one.
    slots : tuple of Span
        When the activity took place; may be empty.
    rules : RuleSet
        In force.
    model : Model
        Constants of the estimator.
    evidence : tuple of Evidence
        Besides the pings.
    walk : Walk
        What was inferred at each ping.
    presence : Presence
        Intervals, silences and signals.
    worth : Credit
        The sum.
    zone : tzinfo
        In which times are shown.

    Examples
    --------
    >>> Case.__slots__[0]
    'trace_id'
    """

    trace_id: str
    sites: tuple[Site, ...]
    slots: tuple[Span, ...]
    rules: RuleSet
    model: Model
    evidence: tuple[Evidence, ...]
    walk: Walk
    presence: Presence
    worth: Credit
    zone: tzinfo

    @property
    def dated(self) -> bool:
        """Whether times need their date, as they lie on several days."""
        days = {instant.astimezone(self.zone).date() for instant in self.instants()}
        return len(days) > 1

    def instants(self) -> tuple[datetime, ...]:
        """Return the first and the last instant of what is told; nothing if there is nothing."""
        silences = (each.span for each in self.presence.unverified)
        told = (*self.presence.spans, *silences, *self.slots)
        found = [instant for each in told for instant in (each.start, each.end)]
        if not found and len(self.walk):
            found = [instant_of(float(t)) for t in self.walk.t[[0, -1]]]
        return (min(found), max(found)) if found else ()

    def name_of(self, site_id: str) -> str:
        """Return what people call a site."""
        names = (site.name for site in self.sites if site.site_id == site_id)
        return next(names, site_id) or site_id


def case_of(
    trace_id: str,
    pings: Pings,
    sites: Sequence[Site],
    slots: Iterable[Span] = (),
    *,
    rules: RuleSet | None = None,
    evidence: Iterable[Evidence] = (),
    zone: tzinfo = CHINA,
) -> Case:
    """Settle one walk by the default model.

    Parameters
    ----------
    trace_id : str
        Whose walk it is.
    pings : Pings
        Of one person; may be empty.
    sites : sequence of Site
        At least one.
    slots : iterable of Span
        When the activity took place; none means that every moment counts.
    rules : RuleSet, optional
        The defaults if left out.
    evidence : iterable of Evidence
        Moments at which the person is known to have been at a site.
    zone : tzinfo
        In which times are shown.

    Returns
    -------
    Case

    Raises
    ------
    FenceError, PingError
        As `settle_presence` does.

    Examples
    --------
    >>> from geofence.fences import Circle
    >>> sites = [Site("a", Circle(108.5, 28.5, 100.0), "A")]
    >>> t = [1.7e9 + 60 * k for k in range(31)]
    >>> pings = Pings.of(t, [108.5] * 31, [28.5] * 31, [10] * 31, datum="wgs84")
    >>> case_of("yang", pings, sites).worth.credited
    datetime.timedelta(seconds=1830)
    """
    model, rules, known = Model(), rules or RuleSet(), tuple(sorted(set(evidence)))
    presence = settle_presence(pings, sites, model, evidence=known)
    times = tuple(sorted(slots))
    return Case(
        trace_id=trace_id,
        sites=tuple(sites),
        slots=times,
        rules=rules,
        model=model,
        evidence=known,
        walk=walk_of(pings, sites, model, known),
        presence=presence,
        worth=credit(presence.spans, times, rules),
        zone=zone,
    )
