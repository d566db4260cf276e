"""Which version of a row somebody has seen: ETag, If-None-Match and If-Match (RFC 9110 §13).

A tag is the row's version and a digest of the answer. ``If-None-Match`` asks whether the answer is
the same to the last byte; ``If-Match`` only whether the row is of the version that was seen, for a
place that somebody else takes meanwhile must not refuse a correction of the title.
flask-smorest's own support insists on If-Match (428) and compares whole answers, so it is not used.
"""

import functools
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from flask import Response, request

from app.core import crypto
from app.core.db import session
from app.core.errors import NotFoundError, PreconditionError
from app.core.schemas import ProblemSchema

View = Callable[..., Any]
TAG_HEADER = {"ETag": {"description": "版本标识 · version", "schema": {"type": "string"}}}
DIGITS = 16  # of the digest


def tagged(view: View) -> View:
    """Give an answer that names its ``version`` a tag, and say 304 to whoever has it already."""

    @functools.wraps(view)
    def tagging(**kwargs: Any) -> Response:
        response = _tag(view(**kwargs))
        tag, _ = response.get_etag()
        if tag is None or not request.if_none_match.contains_weak(tag):
            return response
        same = Response(status=304)
        same.set_etag(tag)
        return same

    same = {"description": "未变化 · as it was", "headers": TAG_HEADER, "content_type": None}
    return _described(tagging, "If-None-Match", 304, same)


def matched(find: Callable[..., Any]) -> Callable[[View], View]:
    """Refuse a change (412) unless the row that ``find`` returns is as ``If-Match`` has seen it.

    ``find`` returns what the actor may look at anyway. The row is locked, so that of two who have
    seen the same version only one changes it. Without the header nothing is asked.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def matching(*args: Any, **kwargs: Any) -> Response:
            if request.if_match and not request.if_match.star_tag:
                _require_version(find, kwargs)
            return _tag(view(*args, **kwargs))

        stale = {
            "description": "已被他人修改 · changed since",
            "schema": ProblemSchema(),
            "content_type": "application/problem+json",
        }
        return _described(matching, "If-Match", 412, stale)

    return decorate


def _require_version(find: Callable[..., Any], path: dict[str, Any]) -> None:
    try:
        row = find(**path)
    except NotFoundError:
        raise _stale(None) from None
    locked = {"of": type(row), "key_share": True}
    session().refresh(row, with_for_update=locked)
    if str(row.version) not in {tag.partition("-")[0] for tag in request.if_match.as_set()}:
        raise _stale(row.version)


def _stale(version: int | None) -> PreconditionError:
    return PreconditionError(
        "version_stale",
        "内容已被他人修改，请刷新后在新内容上修改。",
        "Somebody else has changed this since. Refresh, and change what is there now.",
        version=version,
    )


def _tag(response: Response) -> Response:
    if response.status_code == 200:
        version = (response.get_json() or {}).get("version")
        if version is not None:
            response.set_etag(f"{version}-{crypto.digest(response.get_data())[:DIGITS]}")
            response.headers["Cache-Control"] = "private, no-cache"
    return response


def _described(view: View, header: str, status: int, answer: dict[str, Any]) -> View:
    document = deepcopy(getattr(view, "_apidoc", {}))
    asked = {"in": "header", "name": header, "schema": {"type": "string"}}
    manual = document.setdefault("manual_doc", {})
    manual["parameters"] = [*manual.get("parameters", []), asked]
    answers = document["response"]["responses"]
    for each in answers[200]:
        each["headers"] = TAG_HEADER
    answers[status] = [answer]
    view._apidoc = document  # type: ignore[attr-defined]
    return view
