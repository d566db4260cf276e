"""Two curves of the join, as SVG: time by pings, time of a ping by fences."""

from collections.abc import Sequence
from pathlib import Path


def draw(
    by_pings: Sequence[tuple[int, float]],
    by_fences: Sequence[tuple[int, float, float, float]],
    indexed: int,
    path: Path,
) -> None:
    """Write the chart; the first curve is with so many fences."""
    import matplotlib  # noqa: PLC0415 - a development package, and slow to import

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "weiguang"  # the same curve, the same file
    from matplotlib import pyplot  # noqa: PLC0415 - after the choice of what draws

    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 3.8), layout="constrained")
    pings, seconds = zip(*by_pings, strict=True)
    left.loglog(pings, [1e3 * each for each in seconds], "o-", label="measured")
    last = [1e3 * seconds[-1] * n / pings[-1] for n in pings]
    left.loglog(pings, last, ":", color="grey", label="proportional")
    left.set(xlabel="pings", ylabel="ms", title=f"{indexed:,} fences: time by pings")
    fences, ours, tree, alone = zip(*by_fences, strict=True)
    for name, column in {
        "many at once": ours,
        "STRtree.query(points)": tree,
        "one alone": alone,
    }.items():
        right.loglog(fences, [1e6 * each for each in column], "o-", label=name)
    right.set(xlabel="fences", ylabel="µs a ping", title="time of a ping by fences")
    for side in (left, right):
        side.grid(visible=True, which="major", alpha=0.3)
        side.legend()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
