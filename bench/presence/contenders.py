"""Who is measured: the rules of the peers, the final estimator, the online filter."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from bench.presence.baselines import BASELINES, Rule, as_logged, half_way
from bench.presence.places import Column
from bench.presence.plain import plain
from bench.presence.sessions import Session, Spans
from geofence.intervals import Span
from geofence.online import OnlineState, advance
from geofence.presence import settle_presence
from geofence.verdict import Presence

OURS, ONLINE, PERFECT, PLAIN = "ours", "online", "perfect", "plain"
NOT_RULES = (OURS, ONLINE, PERFECT, PLAIN)


@dataclass(frozen=True)
class Answer:
    """What one contender made of one session."""

    spans: Spans
    seconds: float  # that it took
    confidence: Column = field(default_factory=lambda: np.empty(0))  # of each span
    unverified: Spans = field(default_factory=lambda: np.empty((0, 2)))


def contenders(ours_only: bool) -> dict[str, Callable[[Session], Answer]]:
    """Return everybody by name, ours first, then what is no rule of a peer."""
    ours = {OURS: final, ONLINE: online, PERFECT: perfect}
    if ours_only:
        return ours
    return ours | {name: timed(rule) for name, rule in ({PLAIN: plain} | BASELINES).items()}


def final(session: Session) -> Answer:
    """Ask the estimator that pays."""
    start = time.perf_counter()
    presence = settle_presence(session.pings, session.sites)
    return answer_of(presence, session, time.perf_counter() - start)


def answer_of(presence: Presence, session: Session, seconds: float = 0.0) -> Answer:
    """Turn instants into seconds of the session."""
    return Answer(
        _seconds([stay.span for stay in presence.intervals], session),
        seconds,
        np.array([stay.confidence for stay in presence.intervals]),
        _seconds([rest.span for rest in presence.unverified], session),
    )


def online(session: Session) -> Answer:
    """Ask the filter on the phone's screen, ping by ping; what it shows lasts until the next."""
    start = time.perf_counter()
    state, shown, sites = OnlineState(), [], session.sites
    for k in range(len(session.pings)):
        state = advance(state, session.pings.where(slice(k, k + 1)), sites)
        shown.append(state.present)
    taken = time.perf_counter() - start
    return Answer(as_logged((session.t, np.array(shown, dtype=bool))), taken)


def perfect(session: Session) -> Answer:
    """Tell what naive would make of fixes without error: what the cadence alone costs."""
    return Answer(half_way((session.t, session.truth[session.t.astype(int)])), 0.0)


def timed(rule: Rule) -> Callable[[Session], Answer]:
    """Measure how long a rule of a peer takes."""

    def ask(session: Session) -> Answer:
        _ = session.distance_m  # common to all rules: not of their time
        start = time.perf_counter()
        spans = rule(session)
        return Answer(spans, time.perf_counter() - start)

    return ask


def _seconds(spans: list[Span], session: Session) -> Spans:
    edges = [[span.start.timestamp(), span.end.timestamp()] for span in spans]
    return np.array(edges, dtype=float).reshape(-1, 2) - session.begin
