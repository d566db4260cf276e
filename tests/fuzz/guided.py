"""One target under the coverage-guided fuzzer, in a process of its own (atheris never returns)."""

import sys

import atheris

with atheris.instrument_imports(include=["geofence", "tests.fuzz.targets"]):
    from tests.fuzz.targets import PLANTED, TARGETS

__all__ = ["main"]


def main(arguments):
    """Fuzz the target named first; the rest are options of libFuzzer."""
    name, *options = arguments
    if name.endswith("+"):
        run = structured(name.removesuffix("+"))
    else:
        run = ({"planted": PLANTED} | TARGETS)[name].run
    atheris.Setup([sys.argv[0], *options], run)
    atheris.Fuzz()


def structured(name):
    """Let the fuzzer choose what Hypothesis would draw: inputs that are nearly right."""
    from hypothesis import HealthCheck, given, settings  # noqa: PLC0415

    from tests.fuzz.structures import STRUCTURES  # noqa: PLC0415

    @settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(STRUCTURES[name])
    def asked(data):
        TARGETS[name].run(data)

    return asked.hypothesis.fuzz_one_input


if __name__ == "__main__":
    main(sys.argv[1:])
