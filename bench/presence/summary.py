"""What many scores come to: macro means over scenarios, bootstrap intervals, calibration."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.random import default_rng

from bench.presence.places import Column
from bench.presence.scores import Score

Scores = dict[str, list[Score]]  # by scenario
RESAMPLES = 2000
BINS = np.array([0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0])
# What ours is compared by: how a contender's sessions come to a figure, and +1 where more is worse.
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


def calibration(scores: Iterable[Score]) -> tuple[float, list[tuple[float, float, float, int]]]:
    """Return the Brier score, and (mean confidence, share right, its standard error, n) by bin."""
    scores = list(scores)
    confidence = np.concatenate([score.confidence for score in scores])
    right = np.concatenate([score.right for score in scores])
    rows = []
    where = np.clip(np.searchsorted(BINS, confidence, "right") - 1, 0, len(BINS) - 2)
    for k in range(len(BINS) - 1):
        if (count := int((where == k).sum())) > 0:
            share = float(right[where == k].mean())
            error = float(np.sqrt(max(share * (1.0 - share), 0.25 / count) / count))
            rows.append((float(confidence[where == k].mean()), share, error, count))
    return float(((confidence - right) ** 2).mean()), rows
