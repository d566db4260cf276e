"""Small caches of what never changes, or may be known late; one set for each application."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app

from app.core import clock

MOST = 65_536  # answers that a brief memory holds before it begins anew
Answer = TypeVar("Answer")


def cached(maxsize: int) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """Remember a function's answers, the latest ``maxsize`` of them; errors are not remembered.

    Only for facts that cannot change under the same arguments: nothing ever tells the cache.
    """

    def decorate(function: Callable[..., Answer]) -> Callable[..., Answer]:
        @functools.wraps(function)
        def answer(*args: Any) -> Answer:
            caches = current_app.extensions.setdefault("caches", {})
            remembered = caches.get(function)
            if remembered is None:
                remembered = caches[function] = functools.lru_cache(maxsize)(function)
            found: Answer = remembered(*args)
            return found

        return answer

    return decorate


class Brief:
    """Remember a function's answers for some seconds, or until they are forgotten here.

    For facts that may change, where others may go on with the old answer for so long.
    """

    def __init__(self, function: Callable[..., Any], seconds: float) -> None:
        """Take what to ask, and how long an answer holds."""
        self._function = function
        self._seconds = seconds

    def __call__(self, *args: Any) -> Any:
        """Return the answer, asked for at most so many seconds ago."""
        answers, now = self._answers(), clock.now().timestamp()
        asked, answer = answers.get(args, (0.0, None))
        if not 0.0 <= now - asked < self._seconds:
            answer = self._function(*args)
            if len(answers) >= MOST:
                answers.clear()
            answers[args] = now, answer
        return answer

    def forget(self, *args: Any) -> None:
        """Ask again next time."""
        self._answers().pop(args, None)

    def _answers(self) -> dict[tuple[Any, ...], tuple[float, Any]]:
        answers: dict[tuple[Any, ...], tuple[float, Any]]
        answers = current_app.extensions.setdefault("brief", {}).setdefault(self._function, {})
        return answers
