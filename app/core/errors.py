"""The error tree of the application: a stable code, a status, a sentence in each language.

::

    AppError
    ├── NotFoundError        404
    ├── AuthenticationError  401   nobody we know
    ├── ForbiddenError       403   known, but not allowed
    ├── InvalidError         422   a request that says something impossible
    ├── ConflictError        409   right in itself, but not in this state
    ├── PreconditionError    412   not any more as it was when the request was made
    ├── TooManyError         429   tried too often
    ├── TooLargeError        413   crosses a limit
    └── UnavailableError     503   a part we need is not there; try again
"""

from typing import Any, ClassVar


class AppError(Exception):
    """Something a person has to be told.

    ``code`` is stable and for machines; ``zh`` and ``en`` say what is wrong and what to do next;
    ``fields`` names the offending fields; ``extra`` are further members of the answer. An error
    rolls back what the request did, unless it ``commits`` (a counted wrong code, say).
    """

    status: ClassVar[int] = 500

    def __init__(
        self,
        code: str,
        zh: str,
        en: str,
        *,
        fields: dict[str, Any] | None = None,
        commits: bool = False,
        **extra: Any,
    ) -> None:
        super().__init__(en)
        self.code, self.zh, self.en = code, zh, en
        self.fields, self.extra, self.commits = fields or {}, extra, commits


class NotFoundError(AppError):
    """There is no such thing, or not for this actor."""

    status = 404

    def __init__(self, zh: str = "内容", en: str = "object") -> None:
        super().__init__(
            "not_found",
            f"没有找到该{zh}，请返回列表刷新后重试。",
            f"No such {en}. Go back to the list and refresh.",
        )


class AuthenticationError(AppError):
    """The request comes from nobody we know."""

    status = 401


class ForbiddenError(AppError):
    """The actor is known, but may not do this."""

    status = 403


class InvalidError(AppError):
    """The request says something impossible."""

    status = 422


class ConflictError(AppError):
    """The request would be right in another state."""

    status = 409


class PreconditionError(AppError):
    """Something is not any more as the one who asks has seen it."""

    status = 412


class TooManyError(AppError):
    """Tried too often."""

    status = 429


class TooLargeError(AppError):
    """The request crosses a limit."""

    status = 413


class UnavailableError(AppError):
    """A part we need is not there for the moment."""

    status = 503
