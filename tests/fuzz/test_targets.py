"""The targets of the fuzzer, asked by Hypothesis: any bytes, and inputs that are nearly right."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import targets
from tests.fuzz.structures import STRUCTURES
from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).parents[2]
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("name", TARGETS)
def test_the_seeds_pass(name):
    for seed in TARGETS[name].seeds:
        TARGETS[name].run(seed)


@pytest.mark.parametrize("name", TARGETS)
def test_any_bytes_are_refused_or_right(name):
    @settings(patient, max_examples=60)
    @given(st.binary(max_size=300) | st.text(max_size=60).map(lambda text: text.encode()))
    def asked(data):
        TARGETS[name].run(data)

    asked()


@pytest.mark.parametrize("name", STRUCTURES)
def test_what_is_nearly_right_is_refused_or_right(name):
    @settings(patient, max_examples=200)
    @given(STRUCTURES[name])
    def asked(data):
        TARGETS[name].run(data)

    asked()


def fuzz(*words):
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "tests.fuzz", *words],
        capture_output=True,
        check=False,
        cwd=ROOT,
        text=True,
        timeout=120,
    )


@pytest.mark.skipif(find_spec("atheris") is None, reason="no wheel of atheris for this Python")
def test_the_runner_finds_what_is_planted_and_keeps_it(tmp_path):
    found = fuzz("--seconds", "20", "--target", "planted", "--keep", str(tmp_path))
    assert found.returncode == 1
    assert "planted" in found.stdout
    assert "only to be found" in found.stdout
    (crash,) = (tmp_path / "planted").glob("crash-*")
    with pytest.raises(AssertionError, match="only to be found"):
        targets.PLANTED.run(crash.read_bytes())


@pytest.mark.skipif(find_spec("atheris") is None, reason="no wheel of atheris for this Python")
def test_the_runner_asks_a_target_and_counts(tmp_path):
    found = fuzz("--seconds", "2", "--target", "instants", "--keep", str(tmp_path))
    assert found.returncode == 0, found.stdout
    assert "instants" in found.stdout


def test_an_unknown_target_is_refused():
    found = fuzz("--target", "everything")
    assert found.returncode == 2
    assert "everything" in found.stderr
