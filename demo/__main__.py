"""Replay the demo county against a running server: python -m demo --url URL --state FILE."""

import argparse
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console

from demo.report import print_report

BEFORE_NOW = timedelta(minutes=6)  # the walks end then


def main() -> None:
    """Replay what has not been replayed yet, then show what the engine made of it."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--state", type=Path, required=True, help="remembers how far it came")
    options = parser.parse_args()
    console = Console(width=None if Console().is_terminal else 110)
    state = load_state(options.state)
    if "end" not in state:
        # Fixed once: what is replayed twice is the same.
        state["end"] = (datetime.now(UTC) - BEFORE_NOW).replace(microsecond=0).isoformat()
        save_state(options.state, state)
    if "rows" not in state:
        console.print(
            "演示：重放 14 段真实手机轨迹（移植到沿河）· replaying 14 real walks, transplanted"
        )
        from demo.replay import replay  # noqa: PLC0415 - the second start is to be quick

        state["rows"] = replay(options.url, datetime.fromisoformat(state["end"]), console)
        save_state(options.state, state)
    print_report(console, state["rows"])


def load_state(path: Path) -> dict[str, Any]:
    """Return what is remembered of earlier runs."""
    if path.exists():
        return dict(json.loads(path.read_text(encoding="utf-8")))
    return {}


def save_state(path: Path, state: dict[str, Any]) -> None:
    """Remember how far it came; a crash leaves the old state or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(state, ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(path)


if __name__ == "__main__":
    main()
