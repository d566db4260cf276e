"""The refusals that any request may get, described once for the whole API."""

from typing import Any

from apispec import APISpec, BasePlugin

from app.core import limits

_CONTENT = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
_REFUSALS = {
    400: ("Unreadable", "请求格式有误 · the request cannot be read"),
    401: ("NotLoggedIn", "未登录或登录已过期 · nobody is logged in, or not any more"),
    403: ("Forbidden", "没有权限 · known, but not allowed"),
    404: ("NotFound", "没有这项内容，或对您不可见 · no such thing, or not for you"),
    409: ("Conflict", "与当前状态冲突 · right in itself, but not in this state"),
    413: ("TooLarge", "超过上限，见 ``limit`` · a limit is crossed; ``limit`` says which"),
    415: ("NotJson", "请使用 application/json · send JSON"),
    422: ("Invalid", "填写有误，见 ``fields`` · impossible; ``fields`` says where"),
    429: ("TooMany", "过于频繁，请稍后重试 · too often; wait"),
    503: ("Unavailable", "暂时不可用，数据未保存 · not there now; nothing was stored"),
}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": limits.KEY_LENGTH},
    "description": "同一请求重发时用同一个值，只执行一次 · the same for a retry: done once",
}


class Problems(BasePlugin):
    """Gives every operation the refusals that its kind may meet, and the key for a retry."""

    def init_spec(self, spec: APISpec) -> None:
        """Describe each refusal once."""
        for name, meaning in _REFUSALS.values():
            answer = {"description": meaning, "content": _CONTENT}
            spec.components.response(name, answer, lazy=True)
        other = {"description": "其他错误 · any other error", "content": _CONTENT}
        spec.components.response("Problem", other, lazy=True)
        spec.components.parameter("IdempotencyKey", "header", _IDEMPOTENCY_KEY, lazy=True)

    def operation_helper(
        self, path: str | None = None, operations: dict[str, Any] | None = None, **_: Any
    ) -> None:
        """Refer to them from each operation of a path."""
        for method, operation in (operations or {}).items():
            possible = _possible(path or "", method, operation)
            operation["responses"] |= {status: _REFUSALS[status][0] for status in possible}
            operation["responses"]["default"] = "Problem"
            if method != "get" and "security" in operation:
                operation.setdefault("parameters", []).append("IdempotencyKey")


def _possible(path: str, method: str, operation: dict[str, Any]) -> set[int]:
    possible = {503}
    if "security" in operation:
        possible |= {401, 403, 404}
    if "{" in path:
        possible |= {404}
    if "parameters" in operation:
        possible |= {422}
    if method != "get":
        possible |= {400, 401, 403, 409, 413, 415, 422, 429}
    return possible
