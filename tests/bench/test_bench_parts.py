"""Every part of the measurements can be begun, and one that cannot run here is no failure."""

import importlib
from pathlib import Path

import pytest

from bench import SKIPPED, __main__
from bench.presence import real


@pytest.mark.parametrize("part", __main__.PARTS)
def test_every_part_can_be_begun(part):
    assert callable(importlib.import_module(__main__.PARTS[part]).main)


def test_without_the_shared_data_it_is_said_what_was_skipped(monkeypatch, capsys):
    monkeypatch.setattr(real, "SHARED", Path("nowhere"))
    monkeypatch.setattr(__main__, "PARTS", {"real": "bench.presence.real"})
    assert __main__.main([]) == 0
    said = capsys.readouterr()
    assert "NOT MEASURED" in said.out
    assert "real" in said.out
    assert "WEIGUANG_SHARED" in said.err


def test_a_part_that_misses_its_bound_is_a_failure_beside_one_that_is_skipped(monkeypatch):
    answers = {"real": SKIPPED, "fences": 1}
    monkeypatch.setattr(__main__, "PARTS", dict.fromkeys(answers, ""))
    monkeypatch.setattr(__main__, "_run", lambda part, _options: answers[part])
    assert __main__.main([]) == 1
