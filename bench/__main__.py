"""``python -m bench [PART [options]]``; without a part, all of them."""

import importlib
import sys

from bench import SKIPPED

PARTS = {
    "settle": "bench.attendance",  # the engine alone, then an attendance as a job settles it
    "presence": "bench.presence.proof",
    "real": "bench.presence.real",
    "fences": "bench.fences",
    "join": "bench.join",
    "ingest": "bench.ingest",
    "crowd": "bench.crowd",
    "rush": "bench.rush",
    "servers": "bench.servers",
    "finding": "bench.finding",
    "notices": "bench.notices",
    "workbook": "bench.workbook",
    "signals": "bench.signals",  # signals of fraud and twin tracks
}


def main(arguments: list[str]) -> int:
    """Run one part; without a name, all of them."""
    if arguments and arguments[0] not in PARTS:
        print(f"python -m bench {'|'.join(PARTS)} [--help]", file=sys.stderr)
        return 2
    found = {part: _run(part, arguments[1:]) for part in arguments[:1] or PARTS}
    skipped = [part for part, status in found.items() if status == SKIPPED]
    if skipped:
        print(f"NOT MEASURED, for what it needs is not here (see above): {', '.join(skipped)}")
    return max(0 if part in skipped else status for part, status in found.items())


def _run(part: str, options: list[str]) -> int:
    status: int = importlib.import_module(PARTS[part]).main(options)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
