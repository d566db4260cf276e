"""How far an answer is from the truth of its session."""

from dataclasses import dataclass

import numpy as np

from bench.presence.contenders import Answer
from bench.presence.places import Column
from bench.presence.sessions import Seconds, Session, Spans, seconds_of, spans_of

STEP_OUT_S = 120.0  # absences shorter than this part no interval: two fixes of a dense phone
LOOK_IN_S = 60.0  # presences shorter than this are none
RIGHT_S = 300.0  # an interval is right if both of its ends are this near to a true one's


@dataclass(frozen=True)
class Score:
    """One answer measured; times in minutes unless named otherwise."""

    truth: float
    credited: float
    over: float  # credited, not true
    under: float  # true, not credited
    iou: float
    boundary_s: Column  # distance of the ends of matched intervals
    false: int  # intervals that match no true one
    missed: int  # true intervals that nothing matches
    confidence: Column  # of each interval
    right: Column  # 1 for each interval that is right
    unverified: float  # minutes set aside for a person
    seconds: float
    pings: int
    number: int  # of the session

    @property
    def error(self) -> float:
        """Credited less true minutes."""
        return self.credited - self.truth


def score(session: Session, answer: Answer) -> Score:
    """Measure one answer."""
    truth, length = session.truth, len(session.truth)
    credited = seconds_of(answer.spans, length)
    both, either = (truth & credited).sum(), (truth | credited).sum()
    true_spans = steady(truth)
    pairs = matches(true_spans, answer.spans)
    return Score(
        truth=truth.sum() / 60.0,
        credited=credited.sum() / 60.0,
        over=(credited & ~truth).sum() / 60.0,
        under=(truth & ~credited).sum() / 60.0,
        iou=float(both / either) if either else 1.0,
        boundary_s=np.abs(
            np.array([true_spans[i] - answer.spans[j] for i, j in pairs]).reshape(-1)
        ),
        false=len(answer.spans) - len(pairs),
        missed=len(true_spans) - len(pairs),
        confidence=answer.confidence,
        right=right(true_spans, answer.spans),
        unverified=(seconds_of(answer.unverified, length) & ~credited).sum() / 60.0,
        seconds=answer.seconds,
        pings=len(session.pings),
        number=session.number,
    )


def steady(truth: Seconds) -> Spans:
    """Return the true intervals, without the flicker of somebody walking along the edge."""
    filled = truth.copy()
    for start, end in spans_of(~truth).astype(int):
        if end - start < STEP_OUT_S and start > 0 and end < len(truth):
            filled[start:end] = True
    spans = spans_of(filled)
    return spans[spans[:, 1] - spans[:, 0] >= LOOK_IN_S]


def matches(true: Spans, claimed: Spans) -> list[tuple[int, int]]:
    """Pair each true interval with the claimed one that shares most time with it.

    A claim counts only if half of it lies in that interval, or half of the interval in it; and
    for one interval alone. Ten fragments of a stay are one match and nine false intervals.
    """
    if not len(true) or not len(claimed):
        return []
    shared = np.minimum(true[:, None, 1], claimed[None, :, 1]) - np.maximum(
        true[:, None, 0], claimed[None, :, 0]
    )
    least = np.minimum(np.ptp(true, axis=1)[:, None], np.ptp(claimed, axis=1)[None, :])
    shared = np.where(shared >= 0.5 * least, shared, 0.0)
    pairs = []
    while shared.max() > 0.0:
        i, j = np.unravel_index(int(shared.argmax()), shared.shape)
        pairs.append((int(i), int(j)))
        shared[i, :] = 0.0
        shared[:, j] = 0.0
    return pairs


def right(true: Spans, claimed: Spans) -> Column:
    """Mark the intervals whose ends both lie within 5 min of the ends of one true interval."""
    if not len(true):
        return np.zeros(len(claimed))
    near = np.abs(true[:, None, :] - claimed[None, :, :]) <= RIGHT_S
    return near.all(axis=2).any(axis=0).astype(float)
