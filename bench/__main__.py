"""``python -m bench [PART [options]]``; without a part, all of them."""

import importlib
import sys

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
    return max(_run(part, arguments[1:]) for part in arguments[:1] or PARTS)


def _run(part: str, options: list[str]) -> int:
    status: int = importlib.import_module(PARTS[part]).main(options)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
