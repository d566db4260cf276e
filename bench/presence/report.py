"""The tables of the proof, and the bounds that it holds itself to."""

from collections.abc import Iterator

from bench.presence.contenders import NOT_RULES, ONLINE, OURS, PLAIN
from bench.presence.scores import Score
from bench.presence.summary import (
    Scores,
    bootstrap,
    calibration,
    calibration_gap,
    macro,
    mean_error,
)

FIRST_WORLD, FIRST_BOUND, ANY_BOUND = "gm90", 0.9, 2.0  # min, macro mean of |error|
BEHIND, ONLINE_BOUND = 0.3, 1.0  # min
HALVED = 0.5  # of the error of the design's plain form
CALIBRATION_BOUND = 0.05  # mean difference between what was said and what was so
TITLES = (
    "MAE", "P90", "max", "bias", "excess", "over", "under", "> 15 %", "IoU", "edge s", "false",
    "missed", "unverified %", "µs/ping",
)  # fmt: skip
Found = dict[str, Scores]  # by contender


def print_world(world: str, found: Found, seconds: float) -> None:
    """Print the error by scenario, the macro figures, what the bootstrap says, the calibration."""
    count = sum(map(len, found[OURS].values()))
    print(f"\n== {world}: {count} sessions, {seconds:.0f} s; mean |error| of credited minutes")
    print(f"{'':16}" + "".join(f"{name:>12}" for name in found))
    for scenario in found[OURS]:
        errors = {name: mean_error(scores[scenario]) for name, scores in found.items()}
        best = min((errors[name] for name in _baselines(found)), default=float("inf"))
        mark = " behind" if errors[OURS] > best + BEHIND else ""
        print(f"{scenario:16}" + "".join(f"{error:12.2f}" for error in errors.values()) + mark)
    print(f"\n{'macro':12}" + "".join(f"{title:>13}" for title in TITLES))
    for name, scores in found.items():
        row = macro(scores)
        print(f"{name:12}" + "".join(f"{row[title]:13.3g}" for title in TITLES))
    _print_gains(found)
    _print_calibration([score for each in found[OURS].values() for score in each])


def print_worst(found: Found, count: int) -> None:
    """Print the sessions that ours is farthest off in."""
    rows = [(score, scenario) for scenario, each in found[OURS].items() for score in each]
    for score, scenario in sorted(rows, key=lambda row: -abs(row[0].error))[:count]:
        print(
            f"{scenario:16} session {score.number:4}, {score.pings:3} pings: truth "
            f"{score.truth:6.1f}, credited {score.credited:6.1f}, off {score.error:+6.1f}, "
            f"unverified {score.unverified:5.1f}, false {score.false}, missed {score.missed}"
        )


def _print_gains(found: Found) -> None:
    for name in _baselines(found):
        gains = bootstrap(found[OURS], found[name])
        text = "  ".join(f"{key} {low:+.3f}..{high:+.3f}" for key, (low, high) in gains.items())
        print(f"better than {name:12} by (95 %): {text}")


def _print_calibration(scores: list[Score]) -> None:
    brier, bins = calibration(scores)
    print(f"confidence of {sum(each.count for each in bins)} intervals: Brier {brier:.3f}")
    for each in bins:
        low, high = (f"{edge:.2f}" for edge in each.range)
        print(f"  said {each.said:.3f}, right {each.right:.3f} ({low}..{high}), n {each.count}")


def print_verdicts(found: dict[str, Found]) -> int:
    """Print one line a bound; return 0 if all are kept, else 1."""
    lines = [line for world, each in found.items() for line in _verdicts(world, each)]
    print()
    for kept, text in lines:
        print(f"{'PASS  ' if kept else 'MISSED'} {text}")
    return int(not all(kept for kept, _ in lines))


def _verdicts(world: str, found: Found) -> Iterator[tuple[bool, str]]:
    error = macro(found[OURS])["MAE"]
    bound = FIRST_BOUND if world == FIRST_WORLD else ANY_BOUND
    yield error <= bound, f"{world}: macro MAE {error:.2f} <= {bound} min"
    excess = macro(found[ONLINE])["excess"]
    yield excess <= ONLINE_BOUND, f"{world}: online over-credit {excess:.2f} <= {ONLINE_BOUND} min"
    gap = calibration_gap([score for each in found[OURS].values() for score in each])
    yield gap <= CALIBRATION_BOUND, f"{world}: confidence off by {gap:.3f} <= {CALIBRATION_BOUND}"
    if PLAIN in found:
        ratio = error / macro(found[PLAIN])["MAE"]
        yield ratio <= HALVED, f"{world}: {ratio:.2f} of the plain form's error <= {HALVED}"
    baselines = _baselines(found)
    if baselines:
        yield from _beside_peers(world, found, baselines)


def _beside_peers(world: str, found: Found, baselines: list[str]) -> Iterator[tuple[bool, str]]:
    behind = {}
    for scenario, mine in found[OURS].items():
        name = min(baselines, key=lambda name: mean_error(found[name][scenario]))
        behind[f"{scenario}, {name}"] = mean_error(mine) - mean_error(found[name][scenario])
    for where, minutes in behind.items():
        if minutes > BEHIND:
            yield False, f"{world}: {minutes:.2f} min behind in {where}"
    worst = max(behind, key=lambda where: behind[where])
    if behind[worst] <= BEHIND:
        yield True, f"{world}: nowhere behind by more than {behind[worst]:.2f} min ({worst})"
    for name in baselines:
        for figure, (low, _) in bootstrap(found[OURS], found[name]).items():
            yield low > 0.0, f"{world}: {figure} better than {name}, at least {low:+.3f}"


def _baselines(found: Found) -> list[str]:
    return [name for name in found if name not in NOT_RULES]
