"""What every request shares: transaction, errors as problem+json, the simulated clock."""

import contextlib
import functools
import logging
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, cast

import flask_smorest
from flask import Flask, Request, Response, g, jsonify, make_response, request
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, default_exceptions
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wsgi import ClosingIterator

from app.core import clock, db, idempotency
from app.core.errors import AppError, ConflictError, InvalidError, TooLargeError, UnavailableError
from app.core.limits import BODY_BYTES
from geofence.errors import GeofenceError

log = logging.getLogger(__name__)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SIMULATED_TIME = "Weiguang-Simulated-Time"  # honoured by trial installations only
# What a value that no database stores makes of itself on the way there.
_UNSTORABLE = (DataError, OverflowError, UnicodeEncodeError, RecursionError)


class KeyConverter(IntegerConverter):
    """The id of a row in a path; what no row can have leads nowhere."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, min=1, max=2**63 - 1)


class NoSession(SessionInterface):
    """Who is asking stands in the bearer token: no cookie is read, none is set."""

    def open_session(self, app: Flask, request: Request) -> SessionMixin:  # noqa: ARG002
        return self.make_null_session(app)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        pass


class Answer(Response):
    """What goes back: in one piece where it is there in one, for each piece costs the server."""

    def get_app_iter(self, environ: dict[str, Any]) -> Iterable[bytes]:
        """Return the body as a list, which a server may send at once, unless it is streamed."""
        body = super().get_app_iter(environ)
        if not self.is_sequence:
            return body
        with contextlib.closing(cast("ClosingIterator", body)) as pieces:
            return list(pieces)


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]  # it has no types
    """The routes of a feature."""

    # Whether unknown members are refused is for the schema to say, in a query as in a body.
    ARGUMENTS_PARSER = FlaskParser(unknown=None)

    def register(self, app: Flask, options: dict[str, Any]) -> None:
        """Mount the routes; ``<int:…>`` in their paths is the id of a row."""
        app.url_map.converters["int"] = KeyConverter
        super().register(app, options)


def init_app(app: Flask) -> None:
    """Wrap every view in its transaction, and turn every error into a problem."""
    app.session_interface = NoSession()
    app.response_class = Answer
    for endpoint, view in app.view_functions.items():
        app.view_functions[endpoint] = _handled(view)
    for kind, answer in _ANSWERS.items():
        app.register_error_handler(kind, answer)
    for status in default_exceptions:
        app.register_error_handler(status, _answer_http)
    if app.config["SETTINGS"].development:
        app.before_request(_simulate_time)
        app.teardown_request(_real_time)


def afterwards(effect: Callable[..., object], *args: Any) -> None:
    """Do something in a transaction of its own, behind the one statement of a straight view."""
    with db.transaction():
        effect(*args)


def _handled(view: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(view)
    def handled(**kwargs: Any) -> Any:
        if request.method in SAFE_METHODS or hasattr(view, "straight"):
            return view(**kwargs)
        with db.transaction():
            return idempotency.once(lambda: make_response(view(**kwargs)))

    return handled


def problem(error: AppError) -> Response:
    """Return an error as application/problem+json (RFC 9457)."""
    body = {
        "type": f"urn:weiguang:problem:{error.code}",
        "title": error.code.replace("_", " "),
        "status": error.status,
        "code": error.code,
        "detail": error.zh,
        "detail_en": error.en,
        **({"fields": error.fields} if error.fields else {}),
        **error.extra,
    }
    response = jsonify(body)
    response.status_code = error.status
    response.content_type = "application/problem+json"
    if error.status == UnavailableError.status:
        response.headers["Retry-After"] = "5"
    return response


def from_geofence(error: GeofenceError) -> InvalidError:
    """Return the library's error as one of ours, with the field it names."""
    fields = {error.where: [error.en]} if error.where else None
    where = re.sub(r"\bline (\d+)", r"第 \1 行", error.where)
    where = f"（{where}）" if where else ""
    return InvalidError(error.code, f"{error.zh}{where}", str(error), fields=fields)


def _answer_geofence(error: GeofenceError) -> Response:
    return problem(from_geofence(error))


def _answer_http(error: HTTPException) -> Response:
    messages = (getattr(error, "data", None) or {}).get("messages")
    if messages is not None:
        return problem(_invalid(messages))
    if isinstance(error, RequestEntityTooLarge):
        return problem(_too_large())
    plain = AppError(
        (error.name or "error").lower().replace(" ", "_"),
        _STATUS_ZH.get(error.code or 500, "请求无法处理，请检查后重试。"),
        error.description or error.name,
    )
    response = problem(plain)
    response.status_code = error.code or 500
    body = response.get_json() | {"status": response.status_code}
    response.set_data(jsonify(body).get_data())
    return response


def _invalid(messages: dict[str, Any]) -> InvalidError:
    # webargs files messages by where the value came from; the field's name is what helps.
    fields: dict[str, Any] = {}
    for found in messages.values():
        fields |= found if isinstance(found, dict) else {"body": found}
    return InvalidError(
        "request_invalid",
        f"填写有误，请检查：{'、'.join(map(str, fields))}。",
        f"The request is not valid. Check: {', '.join(map(str, fields))}.",
        fields=fields,
    )


def _too_large() -> TooLargeError:
    return TooLargeError(
        "body_too_large",
        f"请求过大（上限 {BODY_BYTES} 字节），请分批上传。",
        f"The body crosses the limit of {BODY_BYTES} bytes. Send it in parts.",
        limit=BODY_BYTES,
    )


def _answer_database(error: SQLAlchemyError) -> Response:
    if isinstance(error, IntegrityError):
        log.info("settled by the database: %s", db.broken_rule(error))
        return problem(
            ConflictError(
                "conflict",
                "操作与他人同时进行，请刷新后重试。",
                "Somebody did the same at the same time. Refresh and try again.",
            )
        )
    if db.is_unavailable(error):
        log.error("database not reached: %s", error)
        return problem(
            UnavailableError(
                "database_unavailable",
                "系统繁忙，数据未保存，请稍后重试。",
                "The database is not there; nothing was stored. Try again shortly.",
            )
        )
    return _answer_unexpected(error)


def _answer_unstorable(error: Exception) -> Response:
    log.warning("a value that cannot be stored", exc_info=error)
    return problem(
        InvalidError(
            "value_unusable",
            "请求中有无法保存的值（数字过大、嵌套过深或非法字符），请修改后重试。",
            "The request holds a value that cannot be stored: a number too large, a structure "
            "too deep or characters that are none. Change it and try again.",
        )
    )


def _answer_unexpected(error: Exception) -> Response:
    log.error("unexpected error", exc_info=error)
    return problem(
        AppError(
            "internal_error",
            "系统出错，已记录，请稍后重试。",
            "Something went wrong on our side. It is logged; try again later.",
        )
    )


_ANSWERS: dict[type[Exception], Callable[[Any], Response]] = {
    AppError: problem,
    GeofenceError: _answer_geofence,
    SQLAlchemyError: _answer_database,
    HTTPException: _answer_http,
    **dict.fromkeys(_UNSTORABLE, _answer_unstorable),
    Exception: _answer_unexpected,
}
_STATUS_ZH = {
    400: "请求格式有误，请检查后重试。",
    404: "没有这个地址，请检查链接。",
    405: "此地址不支持该操作。",
    415: "请使用 application/json 格式。",
}


def _simulate_time() -> None:
    text = request.headers.get(SIMULATED_TIME)
    if not text:
        return
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise InvalidError(
            "time_invalid",
            f"{SIMULATED_TIME} 要用带时区的时间。",
            f"{SIMULATED_TIME} needs an ISO 8601 time with an offset.",
        )
    g.simulation = clock.simulated(instant)
    g.simulation.__enter__()


def _real_time(_error: BaseException | None) -> None:
    if "simulation" in g:
        g.pop("simulation").__exit__(None, None, None)
