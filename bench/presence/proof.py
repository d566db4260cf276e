"""``python -m bench presence``: every rule on every scenario in every world, and the verdicts."""

import argparse
import time
from pathlib import Path

from bench.presence import charts, report, walk
from bench.presence.contenders import contenders
from bench.presence.phones import WORLDS, World
from bench.presence.scenarios import SCENARIOS
from bench.presence.scores import score
from bench.presence.sessions import sessions
from bench.presence.summary import Scores


def main(arguments: list[str]) -> int:
    """Print the tables of each world; end with 0 if every bound is kept."""
    options = _parser().parse_args(arguments)
    found = {}
    for name in options.world or WORLDS:
        start = time.perf_counter()
        found[name] = measure(WORLDS[name], options)
        report.print_world(name, found[name], time.perf_counter() - start)
        report.print_worst(found[name], options.worst)
    if options.charts:
        charts.draw_all(options.charts, found)
        walk.draw_walk(options.charts / "walk.svg")
    return report.print_verdicts(found)


def measure(world: World, options: argparse.Namespace) -> dict[str, Scores]:
    """Return the scores of every contender by scenario."""
    asked = contenders(options.ours_only)
    found: dict[str, Scores] = {name: {} for name in asked}
    for session in sessions(options.sessions, options.seed, world, options.scenario):
        for name, ask in asked.items():
            found[name].setdefault(session.scenario, []).append(score(session, ask(session)))
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m bench presence", description=__doc__)
    parser.add_argument("--sessions", type=int, default=400, help="for each world")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--world", action="append", choices=WORLDS)
    parser.add_argument("--scenario", default="", choices=["", *SCENARIOS])
    parser.add_argument("--ours-only", action="store_true", help="no baselines, no bootstrap")
    parser.add_argument("--worst", type=int, default=0, help="list so many of ours")
    parser.add_argument("--charts", type=Path, metavar="FOLDER", help="draw the pictures there")
    return parser
