"""Use cases of imports: look at a workbook, write it some rows at a time, say how far it is."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from app.accounts import service as accounts
from app.accounts.models import Identity
from app.core import audit, clock, crypto, limits, paging, rotation
from app.core.auth import Actor, RoleName
from app.core.db import add, session
from app.core.errors import AppError, InvalidError, NotFoundError
from app.core.queue import find_job
from app.imports import reading, writing
from app.imports.models import Import, ImportChunk, ImportedPerson, ImportState
from app.imports.reading import Plan
from app.orgs import service as orgs
from app.orgs.models import Organisation

PURPOSE = "import"
JOB = "app.imports.jobs.run"


def check(actor: Actor, organisation_id: int, content: bytes) -> dict[str, Any]:
    """Say what a workbook would do, and name every cell that it cannot be done with."""
    found = _plan(_top(actor, organisation_id), content)
    return {
        "rows": Counter(kind for kind, _ in found.steps),
        "bad": found.bad[: limits.BAD_CELLS],
        "bad_count": len(found.bad),
    }


def start(actor: Actor, organisation_id: int, content: bytes) -> Import:
    """Begin to write a workbook, if every cell of it is good."""
    top = _top(actor, organisation_id)
    found = _plan(top, content)
    if found.bad:
        raise InvalidError(
            "workbook_has_bad_cells",
            f"有 {len(found.bad)} 个单元格有误，请先用检查功能逐个改正。",
            f"{len(found.bad)} cells are wrong. Check the workbook first and correct them.",
            fields={"cells": [f"{each.sheet}!{each.cell}" for each in found.bad[:20]]},
            bad_count=len(found.bad),
        )
    made = Import(organisation_id=top.id, created_by=actor.user_id, created_at=clock.now())
    made.state, made.total, made.counts = ImportState.RUNNING, len(found.steps), {}
    audit.record(actor, "import.start", made)
    _keep(made, found)
    find_job(JOB).enqueue_after_commit(made.id)
    return _counted([made])[0]


def run(import_id: int) -> bool:
    """Write the next rows of an import; say whether there are more."""
    found = _get(import_id, lock=True)
    if found.state is not ImportState.RUNNING:
        return False
    chunks = sa.select(ImportChunk).where(ImportChunk.import_id == import_id)
    chunk = session().scalar(chunks.order_by(ImportChunk.number).limit(1))
    if chunk is None:
        return _finish(found, ImportState.DONE)
    steps = json.loads(crypto.unseal(chunk.sealed, PURPOSE, f"{import_id}/{chunk.number}"))
    try:
        with session().begin_nested():
            actor = accounts.get_user(found.created_by).actor  # with the roles of this moment
            counts = writing.write(actor, _top(actor, found.organisation_id), steps, import_id)
    except AppError as error:
        found.problem = {"code": error.code, "zh": error.zh, "en": error.en}
        return _finish(found, ImportState.FAILED)
    found.done += len(steps)
    found.counts = dict(Counter(found.counts) + counts)
    session().delete(chunk)
    session().flush()
    return found.done < found.total or _finish(found, ImportState.DONE)


def go_on(import_id: int) -> None:
    """Write the next rows, and ask for those that come after."""
    if run(import_id):
        find_job(JOB).enqueue_after_commit(import_id)


def sweep() -> int:
    """Ask again for imports that are not finished; return how many."""
    owed = sa.select(Import.id).where(Import.state == ImportState.RUNNING).order_by(Import.id)
    found = session().scalars(owed.limit(20)).all()
    for import_id in found:
        find_job(JOB).enqueue_after_commit(import_id)
    return len(found)


def show(actor: Actor, import_id: int) -> Import:
    """Return an import, for administrators of its organisation."""
    found = _get(import_id)
    if not actor.holds(RoleName.ADMINISTRATOR, orgs.path_of(found.organisation_id)):
        raise NotFoundError("导入", "import")
    return _counted([found])[0]


def progress(import_id: int) -> Import:
    """Return an import as it stands."""
    return _get(import_id)


def list_imports(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Return a page of an organisation's imports, newest first."""
    top = _top(actor, query["organisation_id"])
    mine = sa.select(Import).where(Import.organisation_id == top.id)
    found = paging.page(mine, [Import.id], query, newest=True)
    return found | {"items": _counted(found["items"])}


def person_under(number: str) -> int | None:
    """Return who was imported under a number (with its country: +86…)."""
    return writing.person_under(number)


def forget_person(user_id: int) -> None:
    """Forget under which number somebody was imported: they have bound it themselves."""
    session().execute(sa.delete(ImportedPerson).where(ImportedPerson.user_id == user_id))


def reseal_people(after: int, limit: int) -> rotation.Progress | None:
    """Seal and index the next imported numbers under the present key; None at the end."""
    return rotation.walk(ImportedPerson, writing.reseal_people, after, limit)


def _counted(imports: Sequence[Import]) -> Sequence[Import]:
    """Say of each import how many of its people never logged in."""
    rows = session().execute(
        sa.select(ImportedPerson.import_id, sa.func.count().label("count"))
        .where(
            ImportedPerson.import_id.in_([each.id for each in imports]),
            ~sa.exists().where(Identity.user_id == ImportedPerson.user_id),
        )
        .group_by(ImportedPerson.import_id)
    )
    waiting = {import_id: count for import_id, count in rows}  # noqa: C416 - as mypy can read it
    for each in imports:
        each.unclaimed = waiting.get(each.id, 0)
    return imports


def _plan(top: Organisation, content: bytes) -> Plan:
    return reading.plan(content, writing.Names(top).known)


def _top(actor: Actor, organisation_id: int) -> Organisation:
    top = orgs.get_open(organisation_id)
    actor.require(RoleName.ADMINISTRATOR, top.scope)
    if top.kind.is_team:
        raise InvalidError(
            "not_a_place",
            "请选择一个阵地（中心、所或站）作为导入的位置。",
            "Choose a place, not a team, to import into.",
        )
    return top


def _get(import_id: int, *, lock: bool = False) -> Import:
    found = session().get(Import, import_id, with_for_update=lock, populate_existing=lock)
    if found is None:
        raise NotFoundError("导入", "import")
    return found


def _keep(made: Import, found: Plan) -> None:
    for number, first in enumerate(range(0, len(found.steps), limits.IMPORTED_AT_ONCE)):
        steps: Sequence[Any] = found.steps[first : first + limits.IMPORTED_AT_ONCE]
        plain = json.dumps(steps, ensure_ascii=False).encode()
        sealed = crypto.seal(plain, PURPOSE, f"{made.id}/{number}")
        add(ImportChunk(import_id=made.id, number=number, sealed=sealed))


def _finish(found: Import, state: ImportState) -> bool:
    found.state, found.finished_at = state, clock.now()
    session().execute(sa.delete(ImportChunk).where(ImportChunk.import_id == found.id))
    deed = f"import.{state.value}"
    audit.record(None, deed, found, before={}, after={"counts": found.counts})
    return False
