"""Reading the audit: what was done in the actor's organisations, page by page or as a file."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.accounts.models import User
from app.core import audit
from app.core.alone import execute_alone
from app.core.audit import AuditEntry
from app.core.auth import Actor, RoleName
from app.core.db import session
from app.core.errors import ForbiddenError, InvalidError
from app.core.paging import page
from app.orgs import roles, service
from app.orgs.models import Organisation

LONGEST_EXPORT = timedelta(days=93)
AT_ONCE = 1_000  # rows that are in memory while a file is written
COLUMNS = (
    "id", "at", "actor_id", "on_behalf_of", "deed", "kind", "row_id", "organisation_id",
    "reason", "before", "after",
)  # fmt: skip
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def list_entries(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of what was done in the actor's organisations, newest first."""
    found = page(_chosen(actor, query), [AuditEntry.id], query, newest=True)
    _name(found["items"])
    return found


def _name(entries: Sequence[AuditEntry]) -> None:
    """Say of each entry who did it and where, by name."""
    people = roles.names(User.id, User.nickname, {each.actor_id for each in entries})
    places = roles.names(
        Organisation.id, Organisation.name, {each.organisation_id for each in entries} - {None}
    )
    for each in entries:
        each.actor_name = people.get(each.actor_id)
        each.organisation_name = places.get(each.organisation_id)


def export(actor: Actor, query: dict[str, Any]) -> Iterator[str]:
    """Return the text of a file of entries, oldest first, piece by piece; note who asked for it."""
    if not timedelta() < query["to"] - query["from_"] <= LONGEST_EXPORT:
        raise InvalidError(
            "export_range",
            f"导出的时间范围须大于零且不超过 {LONGEST_EXPORT.days} 天，请分段导出。",
            f"An export spans at most {LONGEST_EXPORT.days} days, and ends after it begins. "
            "Export in parts.",
            fields={"to": ["range"]},
            limit=LONGEST_EXPORT.days,
        )
    chosen = _chosen(actor, query)
    last = session().scalar(sa.select(sa.func.max(AuditEntry.id))) or 0
    wanted = {name: value for name, value in query.items() if value is not None}
    audit.record(
        actor,
        "audit.export",
        _subject(query),
        organisation_id=query.get("organisation_id"),
        before={},
        after={"query": json.loads(json.dumps(wanted, default=datetime.isoformat))},
    )
    return _pieces(chosen.where(AuditEntry.id <= last), WRITERS[query["format"]])


def _subject(query: dict[str, Any]) -> Any:
    """Return the row that an export is about: an organisation, or the audit as a whole."""
    found = query.get("organisation_id")
    return service.get_organisation(found) if found else AuditEntry()


def _chosen(actor: Actor, query: dict[str, Any]) -> sa.Select[Any]:
    tests: dict[str, Callable[[Any], sa.ColumnElement[bool]]] = {
        "deed": lambda deed: AuditEntry.deed.startswith(deed, autoescape=True),
        "person_id": lambda person: sa.or_(
            AuditEntry.actor_id == person, AuditEntry.on_behalf_of == person
        ),
        "kind": lambda kind: AuditEntry.kind == kind,
        "row_id": lambda row_id: AuditEntry.row_id == row_id,
        "from_": lambda begin: AuditEntry.at >= begin,
        "to": lambda end: AuditEntry.at < end,
    }
    statement = sa.select(AuditEntry).where(_within(actor, query.get("organisation_id")))
    given = {name: query[name] for name in tests if query.get(name) is not None}
    return statement.where(*(tests[name](value) for name, value in given.items()))


def _within(actor: Actor, organisation_id: int | None) -> sa.ColumnElement[bool]:
    """Return the test for the entries of a subtree, or of all that the actor administers.

    What belongs to no organisation, as consents do, is for administrators of everything.
    """
    if organisation_id is not None:
        actor.require(RoleName.ADMINISTRATOR, service.path_of(organisation_id))
        return AuditEntry.organisation_id.in_(service.ids_below([organisation_id]))
    scopes = {g.organisation_id for g in actor.grants if g.role is RoleName.ADMINISTRATOR}
    if not scopes:
        raise ForbiddenError(
            "role_required",
            "需要管理员权限才能查看操作日志，请联系管理员。",
            "This needs the role administrator in some organisation. Ask an administrator.",
            role=RoleName.ADMINISTRATOR.value,
        )
    if None in scopes:
        return sa.true()
    return AuditEntry.organisation_id.in_(service.ids_below(scopes))


def _pieces(chosen: sa.Select[Any], write: Callable[[list[Any]], str]) -> Iterator[str]:
    """Yield the file in pieces, each read by itself: nothing stays open while a phone is slow."""
    columns = [getattr(AuditEntry, name) for name in COLUMNS]
    ordered = chosen.with_only_columns(*columns).order_by(AuditEntry.id).limit(AT_ONCE)
    yield write([])
    after = 0
    while rows := execute_alone(ordered.where(AuditEntry.id > after)):
        yield write(rows)
        after = rows[-1].id


def _csv(rows: list[Any]) -> str:
    """Return lines of CSV; the header if there are no rows."""
    text = io.StringIO()
    out = csv.writer(text)
    if not rows:
        text.write("\ufeff")  # or Excel takes Chinese for Latin-1
        out.writerow(COLUMNS)
    out.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, datetime):
        return value.isoformat()
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _json_lines(rows: list[Any]) -> str:
    return "".join(
        json.dumps(row._asdict(), default=datetime.isoformat, ensure_ascii=False) + "\n"
        for row in rows
    )


WRITERS: dict[str, Callable[[list[Any]], str]] = {"csv": _csv, "jsonl": _json_lines}
