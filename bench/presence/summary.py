"""What many scores come to: macro means over scenarios, bootstrap intervals, calibration."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import default_rng

from bench.presence.places import Column
from bench.presence.scores import Score

Scores = dict[str, list[Score]]  # by scenario
RESAMPLES = 2000
BINS = np.array([0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0])
COMPARED = ("MAE", "P90", "IoU", "wrong intervals")


def macro(scores: Scores) -> dict[str, float]:
    """Average over scenarios, each counting alike."""
    rows = [_figures(each) for each in scores.values()]
    out = {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}
    everything = [score for each in scores.values() for score in each]
    out["max"] = max(abs(score.error) for score in everything)
    edges = np.concatenate([score.boundary_s for score in everything])
    out["edge s"] = float(np.median(edges)) if len(edges) else float("nan")
    out["µs/ping"] = 1e6 * sum(s.seconds for s in everything) / sum(s.pings for s in everything)
    return out


def mean_error(scores: Iterable[Score]) -> float:
    """Mean of |credited - true|, minutes."""
    return float(np.mean([abs(score.error) for score in scores]))


def _figures(scores: Sequence[Score]) -> dict[str, float]:
    errors = np.array([score.error for score in scores])
    return {
        "MAE": float(np.abs(errors).mean()),
        "P90": float(np.quantile(np.abs(errors), 0.9)),
        "bias": float(errors.mean()),
        "excess": float(np.maximum(errors, 0.0).mean()),
        "over": float(np.mean([score.over for score in scores])),
        "under": float(np.mean([score.under for score in scores])),
        "> 15 %": 100.0 * float((np.abs(errors) > 15.0).mean()),
        "IoU": float(np.mean([score.iou for score in scores])),
        "false": float(np.mean([score.false for score in scores])),
        "missed": float(np.mean([score.missed for score in scores])),
        "unverified %": 100.0
        * sum(score.unverified for score in scores)
        / max(sum(score.truth for score in scores), 1.0),
    }


def bootstrap(ours: Scores, theirs: Scores, seed: int = 0) -> dict[str, tuple[float, float]]:
    """Return 95 % intervals of theirs less ours, so signed that above 0 ours is better.

    Paired: a resample draws sessions within each scenario, the same for both (Efron 1979).
    """
    rng = default_rng(seed)
    gains: dict[str, Column] = defaultdict(lambda: np.zeros(RESAMPLES))
    for name, mine in ours.items():
        rows = rng.integers(len(mine), size=(RESAMPLES, len(mine)))
        a, b = _resampled(mine, rows), _resampled(theirs[name], rows)
        for figure in COMPARED:
            gains[figure] += (b[figure] - a[figure]) / len(ours)
    gains["IoU"] = -gains["IoU"]
    return {name: tuple(np.quantile(gain, [0.025, 0.975]).tolist()) for name, gain in gains.items()}


def _resampled(scores: Sequence[Score], rows: Column) -> dict[str, Column]:
    error = np.array([abs(score.error) for score in scores])[rows]
    iou = np.array([score.iou for score in scores])[rows]
    wrong = np.array([score.false + score.missed for score in scores])[rows]
    return {
        "MAE": error.mean(axis=1),
        "P90": np.quantile(error, 0.9, axis=1),
        "IoU": iou.mean(axis=1),
        "wrong intervals": wrong.mean(axis=1),
    }


@dataclass(frozen=True)
class Bin:
    """Intervals of nearly the same confidence."""

    said: float  # mean confidence
    right: float  # share that was right
    range: tuple[float, float]  # in which that share truly lies (95 %)
    count: int


def calibration(scores: Iterable[Score]) -> tuple[float, list[Bin]]:
    """Return the Brier score, and how often intervals were right, by what was said of them."""
    scores = list(scores)
    said = np.concatenate([score.confidence for score in scores])
    right = np.concatenate([score.right for score in scores])
    where = np.clip(np.searchsorted(BINS, said, "right") - 1, 0, len(BINS) - 2)
    bins = []
    for k in np.unique(where).tolist():
        share, count = float(right[where == k].mean()), int((where == k).sum())
        bins.append(Bin(float(said[where == k].mean()), share, wilson(share, count), count))
    return float(((said - right) ** 2).mean()), bins


def calibration_gap(scores: Iterable[Score]) -> float:
    """Return the mean distance between confidence and share right, over bins by their counts.

    The expected calibration error of M. P. Naeini et al., 2015.
    """
    _, bins = calibration(scores)
    total = sum(each.count for each in bins)
    return sum(each.count * abs(each.said - each.right) for each in bins) / total


def wilson(share: float, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (E. B. Wilson, 1927)."""
    z2 = 1.96**2 / count
    middle = (share + z2 / 2.0) / (1.0 + z2)
    half = np.sqrt(z2 * (share * (1.0 - share) + z2 / 4.0)) / (1.0 + z2)
    return float(middle - half), float(middle + half)
