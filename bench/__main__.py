"""``python -m bench settle|ingest|crowd|servers [options]``."""

import importlib
import sys

PARTS = {
    "settle": "bench.attendance",  # the engine alone, then an attendance as a job settles it
    "ingest": "bench.ingest",
    "crowd": "bench.crowd",
    "servers": "bench.servers",
}


def main(arguments: list[str]) -> int:
    """Run one part; without a name, say which there are."""
    if not arguments or arguments[0] not in PARTS:
        print(f"python -m bench {'|'.join(PARTS)} [--help]", file=sys.stderr)
        return 2
    status: int = importlib.import_module(PARTS[arguments[0]]).main(arguments[1:])
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
