"""Who is measured: the rules of the peers, the final estimator, the online filter."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from bench.presence.baselines import BASELINES, Rule, stays
from bench.presence.phones import BEGIN
from bench.presence.places import Column
from bench.presence.sessions import Session, Spans
from geofence.online import OnlineState, advance
from geofence.presence import settle_presence
from geofence.verdict import Presence

OURS, ONLINE, PERFECT = "ours", "online", "perfect"
NOT_RULES = (OURS, ONLINE, PERFECT)


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
    return ours | {name: _timed(rule) for name, rule in BASELINES.items()}


def final(session: Session) -> Answer:
    """Ask the estimator that pays."""
    start = time.perf_counter()
    presence = settle_presence(session.pings, session.sites)
    return answer_of(presence, time.perf_counter() - start)


def answer_of(presence: Presence, seconds: float = 0.0) -> Answer:
    """Turn instants into seconds of the session."""
    return Answer(
        _seconds([(stay.start, stay.end) for stay in presence.intervals]),
        seconds,
        np.array([stay.confidence for stay in presence.intervals]),
        _seconds([(rest.start, rest.end) for rest in presence.unverified]),
    )


def online(session: Session) -> Answer:
    """Ask the filter on the phone's screen, ping by ping; what it shows lasts until the next."""
    start = time.perf_counter()
    state, shown, sites = OnlineState(), [], session.sites
    for k in range(len(session.pings)):
        state = advance(state, session.pings.where(slice(k, k + 1)), sites)
        shown.append(state.present)
    taken = time.perf_counter() - start
    return Answer(shown_spans(session.t, np.array(shown)), taken)


def perfect(session: Session) -> Answer:
    """Tell what naive would make of fixes without error: what the cadence alone costs."""
    return Answer(stays(session.t, session.truth[session.t.astype(int)]), 0.0)


def shown_spans(t: Column, shown: np.ndarray) -> Spans:
    """Turn what was shown after each ping into spans from ping to ping."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], shown, [False]]).astype(np.int8)))
    return t[np.minimum(edges, len(t) - 1)].reshape(-1, 2)


def _timed(rule: Rule) -> Callable[[Session], Answer]:
    def ask(session: Session) -> Answer:
        assert len(session.distance_m)  # common to all rules: not of their time
        start = time.perf_counter()
        spans = rule(session)
        return Answer(spans, time.perf_counter() - start)

    return ask


def _seconds(pairs: list[tuple]) -> Spans:
    return np.array(
        [[edge.timestamp() - BEGIN for edge in pair] for pair in pairs], dtype=float
    ).reshape(-1, 2)
