"""Jobs as the worker would run them now."""

import pytest

from app import schedule
from app.core import queue


@pytest.fixture
def run_jobs(app):
    """``run_jobs()``: what the scheduler asks for, and what follows from it."""

    def run() -> None:
        with app.app_context():
            queue.run_at_once()
            try:
                for each in schedule.PERIODIC:
                    each.job()
            finally:
                app.extensions.pop(queue.AT_ONCE)

    return run
