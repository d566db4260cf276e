"""Where the shared data lie; tests that need them are skipped where they are absent."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of the shared data, `../shared/data` unless WEIGUANG_SHARED names it."""
    named = os.environ.get("WEIGUANG_SHARED")
    folder = Path(named) if named else REPOSITORY.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no shared data in {folder}: set WEIGUANG_SHARED to their folder")
    return folder
