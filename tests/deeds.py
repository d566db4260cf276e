"""Whatever a request changes is in the audit: asked of every route, by its source and as it runs.

A route whose own rows say who did what and when, and stay, is named here with its reason.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache

import sqlalchemy as sa
from flask import g, has_request_context, request

from tests.architecture import modules

SAFE = {"GET", "HEAD", "OPTIONS"}
RECORD = "app.core.audit.record"
# What goes along with a deed and is none.
ALONG = {"attempts", "audit_entries", "idempotent_requests"}
OWN_STORE = {
    "accounts.log_in_wechat": "`logins` has each, with its phone",
    "accounts.refresh": "goes on with a login",
    "development.log_in_development": "as any login; for trials",
    "desktop.log_in": "half a login",
    "desktop.go_on": "`logins`",
    "desktop.offer_second_factor": "counts for nothing before it is confirmed, which is noted",
    "attendance.check_in": "`evidence`: who, how, when and where; only added",
    "attendance.check_out": "`evidence`",
    "attendance.store_pings": "the batch itself, with when it was sent and came",
    "means.add_photo": "`evidence`, and the photo itself",
    "means.merge_receipts": "`receipts`: each with its counter and what became of it",
    "safeguarding.look": "`minor_looks`: which field, when; the database lets nobody change it",
    "notices.read": "one's own inbox",
    "notices.read_all": "one's own inbox",
    "notices.report": "what the phone says that WeChat was told; WeChat has the last word",
    "trainings.begin_quiz": "`quiz_attempts`: what was drawn, and when",
    "trainings.beat": "a heartbeat; what it comes to is noted",
    "trainings.submit_quiz": "`quiz_attempts`; a certificate is noted",
    "wechat.take_push": "WeChat's word: `content_checks` has it with its trace id",
}
STORE_NOTHING = {
    "activities.check_fences",
    "activities.import_fences",
    "imports.check_workbook",
    "organisations.preview_move",
    "walks.try_fences",
}
_WRITES = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM) (\w+)", re.IGNORECASE)
unnoted: list[str] = []  # what was changed without an entry since somebody looked


def watch(app, engine) -> None:
    """Look at what each request of an application writes; to be called before its first one."""
    sa.event.listen(engine, "before_cursor_execute", _see)
    app.after_request(_judge)


def writing_routes(app) -> dict[str, str]:
    """Return the routes that may change something: their endpoints, and where their views are."""
    found = {}
    for rule in app.url_map.iter_rules():
        if rule.methods - SAFE:
            view = inspect.unwrap(app.view_functions[rule.endpoint])
            found[rule.endpoint] = f"{view.__module__}.{view.__name__}"
    return found


def leads_to(name: str, goal: str) -> bool:
    """Say whether a function names another one, or one that leads to it."""
    seen, waiting = set(), [name]
    while waiting:
        each = waiting.pop()
        if each == goal:
            return True
        if each in _functions() and each not in seen:
            seen.add(each)
            waiting += _named_by(each)
    return False


def _see(_connection, _cursor, statement, *_) -> None:
    if has_request_context() and (found := _WRITES.match(statement)):
        g.setdefault("written", set()).add(found[1])


def _judge(response):
    written = g.get("written", set())
    changed = response.status_code < 400 and written - ALONG
    if changed and "audit_entries" not in written and request.endpoint not in OWN_STORE:
        unnoted.append(f"{request.endpoint}: {', '.join(sorted(changed))}")
    return response


@cache
def _functions() -> dict[str, tuple[str, ast.FunctionDef]]:
    return {
        f"{module.name}.{node.name}": (module.name, node)
        for module in modules("app")
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef)
    }


@cache
def _imported(module_name: str) -> dict[str, str]:
    [tree] = [each.tree for each in modules("app") if each.name == module_name]
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


@cache
def _named_by(function: str) -> frozenset[str]:
    module, node = _functions()[function]
    return frozenset(_full(module, each) for each in _dotted(node))


def _full(module: str, name: str) -> str:
    first, _, rest = name.partition(".")
    home = _imported(module).get(first)
    return f"{module}.{name}" if home is None else f"{home}.{rest}".rstrip(".")


def _dotted(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            yield ast.unparse(node)
