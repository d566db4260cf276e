"""The pictures of the engine's page: error by scenario, calibration, one walk explained."""

from collections.abc import Sequence
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.presence.contenders import NOT_RULES, OURS, PERFECT
from bench.presence.scores import Score
from bench.presence.summary import Scores, calibration, mean_error

BLUE, RED, ORANGE, GREY, BLACK = "#0072b2", "#c8501e", "#e69f00", "#a8a8a8", "#222222"
WORLD_TITLES = {
    "gm90": "errors last 90 s",
    "gm300": "errors last 300 s",
    "spikes": "4 % proud spikes",
    "student": "heavy tails (Student t, 3)",
}
STYLE = {
    "svg.hashsalt": "weiguang",  # the same picture from the same numbers, to the last byte
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#666666",
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
}


def draw_all(folder: Path, found: dict[str, dict[str, Scores]]) -> None:
    """Draw what was measured in every world."""
    with mpl.rc_context(STYLE):
        save(error_by_scenario(found), folder / "error-by-scenario.svg")
        save(confidence(found), folder / "confidence.svg")


def save(figure: Figure, path: Path) -> None:
    """Write a picture without the date and the program that drew it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None, "Creator": None})
    text = path.read_text(encoding="utf-8")
    path.write_text("\n".join(map(str.rstrip, text.splitlines())) + "\n", encoding="utf-8")


def error_by_scenario(found: dict[str, dict[str, Scores]]) -> Figure:
    """Draw a dot a contender, a row a scenario, a panel a world; minutes on a log scale."""
    figure = Figure(figsize=(11.0, 4.6), layout="constrained")
    panels = np.atleast_1d(figure.subplots(1, len(found), sharey=True, sharex=True))
    for axes, (world, scores) in zip(panels, found.items(), strict=True):
        _panel(axes, scores)
        axes.set_title(WORLD_TITLES.get(world, world))
    panels[0].invert_yaxis()
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=5, frameon=False)
    figure.supxlabel("mean error of a session's credited time, minutes (log scale)", fontsize=9)
    return figure


def _panel(axes: Axes, scores: dict[str, Scores]) -> None:
    rows = list(scores[OURS])
    peers = [name for name in scores if name not in NOT_RULES]
    marked = {"Tracelet": RED, "overlap": ORANGE}
    drawn = [(name, GREY, "o", 4.0) for name in peers if name not in marked]
    drawn += [(name, color, "o", 5.5) for name, color in marked.items() if name in peers]
    drawn += [(PERFECT, BLACK, "|", 9.0), (OURS, BLUE, "D", 7.0)]
    titles = {OURS: "this engine", PERFECT: "fixes without error, same cadence"}
    titles |= {drawn[0][0]: f"{len(drawn) - len(marked) - 2} other peers"}
    for name, color, marker, size in drawn:
        errors = [max(mean_error(scores[name][row]), 0.1) for row in rows]
        quiet = color == GREY and name not in titles
        label = "_" if quiet else titles.get(name, name)
        axes.plot(errors, rows, marker, color=color, markersize=size, label=label, mew=1.5)
    axes.set_xscale("log")
    axes.set_xticks([0.1, 1, 10, 100], ["0.1", "1", "10", "100"])
    axes.grid(axis="y", color="#eeeeee")
    axes.grid(axis="x", color="#e2e2e2")
    axes.set_axisbelow(True)
    axes.tick_params(length=0)


def confidence(found: dict[str, dict[str, Scores]]) -> Figure:
    """Draw how often an interval was right, against what was said."""
    figure = Figure(figsize=(6.4, 5.6), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[4, 1])
    scores = [s for world in found.values() for each in world[OURS].values() for s in each]
    brier, bins = calibration(scores)
    upper.plot([0, 1], [0, 1], color=GREY, lw=1, ls="--")
    upper.text(0.44, 0.33, "said and so are the same", color="#777777", rotation=28)
    for each in bins:
        upper.plot([each.said] * 2, each.range, color=BLUE, lw=1.5)
        upper.plot(each.said, each.right, "D", color=BLUE, ms=4.0 + 1.2 * np.log10(each.count))
        upper.annotate(
            f"{each.count}",
            (each.said, each.right),
            (-7, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=8,
        )
    upper.set(ylabel="share right: both ends within 5 min of the truth", ylim=(0, 1.04))
    upper.set_title(f"Confidence of the intervals, all worlds (Brier score {brier:.3f})")
    upper.grid(color="#eeeeee")
    _confidences(lower, scores)
    lower.set(xlabel="confidence that was said", xlim=(0.2, 1.01), ylabel="intervals")
    return figure


def _confidences(axes: Axes, scores: Sequence[Score]) -> None:
    values = np.concatenate([score.confidence for score in scores])
    right = np.concatenate([score.right for score in scores]) > 0.5
    bins = np.linspace(0.0, 1.0, 51)
    axes.hist([values[right], values[~right]], bins, stacked=True, color=[BLUE, RED])
    axes.set_yscale("log")
    axes.text(0.02, 0.75, "right", color=BLUE, transform=axes.transAxes)
    axes.text(0.1, 0.75, "wrong", color=RED, transform=axes.transAxes)
