"""One walk on a map, and the probability of presence over its time."""

from pathlib import Path

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import EllipseCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from numpy.random import default_rng

from bench.presence.baselines import BASELINES
from bench.presence.charts import BLUE, GREY, RED, STYLE, save
from bench.presence.contenders import final
from bench.presence.phones import WORLDS
from bench.presence.places import Column
from bench.presence.scenarios import SCENARIOS
from bench.presence.sessions import Session, Spans, session, spans_of
from geofence.model import Model
from geofence.track import track_of

GREEN = "#3b7d4f"
TITLE = (
    "A day with lunch outside: where the person went (green line), what the phone reported (dots)"
)
SCENARIO, NUMBER, SEED = "lunch 150 m off", 38, 1


def draw_walk(path: Path) -> None:
    """Draw one session of the first world."""
    found = session(SCENARIO, NUMBER, SEED, WORLDS["gm90"])
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(10.0, 8.2), layout="constrained")
        upper, middle, lower = figure.subplots(3, 1, height_ratios=[5.4, 1.4, 1.2])
        chance = probabilities(found)
        _map(upper, found, chance)
        _curve(middle, found, chance)
        _bars(lower, found)
        save(figure, path)


def probabilities(found: Session) -> Column:
    """Return the probability of presence at each fix, as the final estimator sees it."""
    return track_of(found.pings, found.sites, Model(), []).posterior


def true_way(found: Session) -> Column:
    """Walk the outing once more: x and y at each second, shape (2, n)."""
    route = SCENARIOS[SCENARIO](default_rng([SEED, NUMBER])).route
    return np.stack(route.at(np.arange(len(found.truth)) + 0.5))


def _map(axes: Axes, found: Session, chance: Column) -> None:
    way = true_way(found)
    axes.add_patch(_area(found.area, facecolor="#e3efe3", edgecolor=GREEN, lw=1.6))
    size = 2.0 * np.where(found.accuracy_m < 250.0, found.accuracy_m, 0.0)
    axes.add_collection(
        EllipseCollection(
            size, size, np.zeros(len(size)), units="xy", offsets=found.xy.T, lw=0.5, alpha=0.25,
            transOffset=axes.transData, facecolors="none", edgecolors=BLUE,
        )
    )  # fmt: skip
    axes.plot(*way, color=GREEN, lw=1.2, zorder=2)
    dots = axes.scatter(
        *found.xy, c=chance, cmap="RdYlBu", vmin=0, vmax=1, s=20, zorder=3, ec="#444444", lw=0.4
    )
    bar = axes.figure.colorbar(dots, ax=axes, shrink=0.55, pad=0.01)
    bar.set_label("probability of being inside")
    west, south, east, north = found.area.bounds
    axes.set(xlim=(west - 330, east + 330), ylim=(south - 170, north + 120), aspect="equal")
    axes.set(xticks=[], yticks=[], title=TITLE)
    axes.spines[:].set_visible(False)
    axes.plot([west - 310, west - 210], [south - 155] * 2, color="#333333", lw=2)
    axes.text(west - 260, south - 147, "100 m", ha="center")
    _remarks(axes, found, way)


def _remarks(axes: Axes, found: Session, way: Column) -> None:
    """Write what is worth a look above and below the map, each with a line to its place."""
    west, _, east, north = found.area.bounds
    stays = spans_of(found.truth).astype(int)
    lunch = way[:, stays[0, 1] : stays[-1, 0]].mean(axis=1)
    above = {"the fence": ((west + east) / 2.0, north)}
    below = {"lunch, truly outside": (lunch[0], lunch[1] - 30.0)}
    (x, y), off = found.xy, np.hypot(*(found.xy - way[:, found.t.astype(int)]))
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    seen = (x > left) & (x < right) & (y > low) & (y < high) & (off > 50.0)
    for k in np.flatnonzero(seen & (found.accuracy_m < 15.0)).tolist():
        below[f"claims {found.accuracy_m[k]:.0f} m, is {off[k]:.0f} m off"] = (x[k], y[k])
    for k in np.flatnonzero(seen & (found.accuracy_m > 250.0)).tolist():
        above[f"a cell tower's guess, accuracy {found.accuracy_m[k]:.0f} m"] = (x[k], y[k])
    _row(axes, above, 0.94)
    _row(axes, below, 0.04)


def _row(axes: Axes, remarks: dict[str, tuple[float, float]], height: float) -> None:
    arrow = {"arrowstyle": "-", "color": "#555555", "lw": 0.8}
    ordered = sorted(remarks.items(), key=lambda item: item[1][0])
    for at, (text, spot) in zip(np.linspace(0.36, 0.85, len(ordered)), ordered, strict=True):
        axes.annotate(
            text, spot, (at, height), textcoords="axes fraction", ha="center", arrowprops=arrow
        )


def _area(area: shapely.Geometry, **style: object) -> PathPatch:
    parts = getattr(area, "geoms", [area])
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    outlines = [Outline(shapely.get_coordinates(ring), closed=True) for ring in rings]
    return PathPatch(Outline.make_compound_path(*outlines), **style)


def _curve(axes: Axes, found: Session, chance: Column) -> None:
    axes.plot(found.t / 60.0, chance, ".-", color=BLUE, lw=1, ms=3)
    axes.axhline(0.5, color=GREY, lw=0.8, ls=":")
    axes.set(ylabel="probability", ylim=(-0.04, 1.04), xlim=(0, len(found.truth) / 60.0))
    axes.set_xticklabels([])


def _bars(axes: Axes, found: Session) -> None:
    rows: list[tuple[str, Spans, str]] = [
        ("truth", spans_of(found.truth), GREEN),
        ("this engine", final(found).spans, BLUE),
        ("Tracelet", BASELINES["Tracelet"](found), RED),
        ("naive in/out", BASELINES["naive"](found), GREY),
    ]
    for k, (_, spans, color) in enumerate(rows):
        bars = [(start / 60.0, (end - start) / 60.0) for start, end in spans]
        axes.broken_barh(bars, (k - 0.35, 0.7), color=color)
        total = sum(length for _, length in bars)
        axes.text(1.005, k, f"{total:.1f} min", transform=axes.get_yaxis_transform(), va="center")
    axes.set_yticks(range(len(rows)), [name for name, _, _ in rows])
    axes.set(xlim=(0, len(found.truth) / 60.0), xlabel="minutes")
    axes.invert_yaxis()
    axes.tick_params(axis="y", length=0)
