"""The fuzzer: `python -m tests.fuzz --seconds 120` shares the time among all targets.

What breaks a target is kept in var/fuzz, with the corpus from which the next run goes on.
"""

import argparse
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from tests.fuzz.structures import STRUCTURES
from tests.fuzz.targets import TARGETS, Target

ROOT = Path(__file__).parents[2]
EACH = [*TARGETS, *(f"{name}+" for name in STRUCTURES)]  # "+": nearly right, drawn by Hypothesis
INPUT_S, MEMORY_MB = 10, 1024  # the most that one input may cost
START_S = 60  # to import and to end


def main():
    """Run the targets one by one; 1 if any of them broke."""
    options = parser().parse_args()
    if find_spec("atheris") is None:
        sys.stdout.write(
            f"NOT FUZZED: atheris has no wheel for Python {sys.version.split()[0]} here; "
            "tests/fuzz/test_targets.py asks the same targets without coverage\n"
        )
        return 0
    names = options.target or EACH
    broken = [name for name in names if not passed(name, options.seconds / len(names), options)]
    return 1 if broken else 0


def parser():
    found = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    found.add_argument("--seconds", type=float, default=120.0, help="for all targets together")
    found.add_argument("--target", action="append", choices=[*EACH, "planted"])
    found.add_argument("--keep", type=Path, default=ROOT / "var" / "fuzz", metavar="FOLDER")
    return found


def passed(name, seconds, options):
    """Fuzz one target, print a line about it, and everything if it broke."""
    folder = options.keep / name
    command = [sys.executable, "-m", "tests.fuzz.guided", name, *settings(name, seconds, folder)]
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, check=False, cwd=ROOT, timeout=seconds + START_S,
            text=True, errors="replace",
        )  # fmt: skip
        code, said = done.returncode, done.stdout + done.stderr
    except subprocess.TimeoutExpired as error:
        code, said = "no end", (error.stderr or b"").decode(errors="replace")
    runs = re.search(r"Done (\d+) runs in (\d+) second", said)
    covered = re.findall(r"cov: (\d+)", said)
    sys.stdout.write(
        f"{name:10} {runs.group(1) if runs else '?':>9} inputs  "
        f"{covered[-1] if covered else '?':>6} edges  {'ok' if code == 0 else f'BROKEN ({code})'}\n"
    )
    if code != 0:
        sys.stdout.write(f"{said[-6000:]}\nkept in {folder}\n")
    sys.stdout.flush()
    return code == 0


def settings(name, seconds, folder):
    """Write seeds and words where libFuzzer finds them, and name its bounds."""
    corpus, words = folder / "corpus", folder / "words.txt"
    corpus.mkdir(parents=True, exist_ok=True)
    target = TARGETS.get(name, Target(bytes.decode, ()))
    for number, seed in enumerate(target.seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
    words.write_text("".join(f'"{quoted(word)}"\n' for word in target.words), encoding="ascii")
    options = [
        f"-max_total_time={max(1, round(seconds))}", f"-timeout={INPUT_S}",
        f"-rss_limit_mb={MEMORY_MB}", f"-max_len={target.longest}",
        f"-artifact_prefix={folder}/", "-print_final_stats=1", str(corpus),
    ]  # fmt: skip
    return [*options, f"-dict={words}"] if target.words else options


def quoted(word):
    return "".join(c if c.isalnum() else f"\\x{ord(c):02x}" for c in word)


if __name__ == "__main__":
    sys.exit(main())
