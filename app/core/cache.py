"""Small caches of what never changes, one set for each application."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app

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
