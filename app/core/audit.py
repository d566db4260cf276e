"""Who changed what, when, why and from which values: rows are added, never changed or deleted."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import InstanceState, Mapped, mapped_column

from app.core import clock, limits
from app.core.auth import Actor
from app.core.db import Base, Key, add, session

INSTALLATION = 0  # who acts when nobody does: a command, a job
MASK = "***"
# Columns of which an entry says that they were filled or changed, and never how.
HIDDEN = frozenset(
    {
        "address", "answers", "birth_date", "body", "code", "contact_name", "contact_phone",
        "content", "family", "lookup", "name_sealed", "nickname", "number_sealed", "openid",
        "password", "password_hash", "phone", "real_name", "seal", "sealed", "secret", "subject",
        "token", "totp_secret", "unionid", "volunteer_no", "words",
    }
)  # fmt: skip
DELETED_AT_ONCE = 5_000
_LONGEST = 500  # characters of one value that are kept


class AuditEntry(Base):
    """One deed. The database itself refuses to change a row, or to delete one in its time.

    What a trigger lets go (migration 0033) is older than three years by the database's own clock.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (
        sa.Index("ix_audit_entries_organisation_id_id", "organisation_id", "id"),
        sa.Index("ix_audit_entries_kind_row_id", "kind", "row_id"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    # No foreign keys: what was done outlives the people and things that it is about.
    actor_id: Mapped[int] = mapped_column(sa.BigInteger, index=True)
    on_behalf_of: Mapped[int | None] = mapped_column(sa.BigInteger, index=True)  # a person
    deed: Mapped[str] = mapped_column(sa.String(limits.DEED_LENGTH))  # "activity.approve"
    kind: Mapped[str] = mapped_column(sa.String(limits.DEED_LENGTH))  # table of the row
    row_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    organisation_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    before: Mapped[dict[str, Any]]  # only what changed; empty for what is new
    after: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH))

    # The names of these, where a list was asked for.
    actor_name = cast("Any", None)
    organisation_name = cast("Any", None)


def record(  # noqa: PLR0913 - all but three go by name, and most deeds need none of them
    actor: Actor | None,
    deed: str,
    row: Base,
    *,
    reason: str = "",
    organisation_id: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    on_behalf_of: int | None = None,
) -> AuditEntry:
    """Note that the actor (None: the installation) did something to a row.

    Call it when the row is changed and not flushed yet: what changed is read from the row. A row
    without changes, as one that was just added, is noted as it stands now. Before a row is deleted
    give ``before=values_of(row), after={}``.
    """
    if before is None and after is None:
        before, after = _changes(row)
    session().flush()
    return add(
        AuditEntry(
            at=clock.now(),
            actor_id=actor.user_id if actor else INSTALLATION,
            on_behalf_of=on_behalf_of,
            deed=deed,
            kind=row.__tablename__,
            row_id=_state(row).dict.get("id"),
            organisation_id=organisation_id or getattr(row, "organisation_id", None),
            before=_shown(before or {}),
            after=_shown(after or {}),
            reason=reason[: limits.REASON_LENGTH],
        )
    )


def note_gone(table: str, rows: int) -> None:
    """Note that rows of a table went because their time was over: how many, and nothing else."""
    session().add(
        AuditEntry(
            at=clock.now(),
            actor_id=INSTALLATION,
            deed="retention.delete",
            kind=table,
            before={"rows": rows},
            after={},
            reason="",
        )
    )


def delete_old(years: int) -> int:
    """Delete some of the entries that are older; return how many."""
    now = clock.now()
    limit = now - timedelta(days=366 * years)  # never a day too early
    old = sa.select(AuditEntry.id).where(AuditEntry.at < limit).order_by(AuditEntry.id)
    found = session().scalars(old.limit(DELETED_AT_ONCE)).all()
    if found:
        session().execute(
            sa.delete(AuditEntry)
            .where(AuditEntry.at < limit, AuditEntry.id <= found[-1])
            .execution_options(synchronize_session=False)
        )
    return len(found)


def values_of(row: Base) -> dict[str, Any]:
    """Return what is in a row's columns, whatever may not be shown masked."""
    return _shown({name: getattr(row, name) for name in _columns(row)})


def _changes(row: Base) -> tuple[dict[str, Any], dict[str, Any]]:
    if not _state(row).has_identity:
        return {}, values_of(add(row))
    histories = {name: _state(row).attrs[name].history for name in _columns(row)}
    changed = {name: each for name, each in histories.items() if each.has_changes()}
    if not changed:
        return {}, values_of(row)
    before = {name: each.deleted[0] for name, each in changed.items() if each.deleted}
    return before, {name: getattr(row, name) for name in changed}


def _columns(row: Base) -> Iterable[str]:
    return [each.key for each in _state(row).mapper.column_attrs]


def _state(row: Base) -> InstanceState[Any]:
    return sa.inspect(row)


def _shown(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(name, value) for name, value in values.items()}


def _plain(name: str, value: Any) -> Any:
    """Return the value as JSON can hold it; what is secret or personal as the mask."""
    if value is None or value == "":
        return value
    if name in HIDDEN or isinstance(value, bytes | memoryview):
        return MASK
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return value[:_LONGEST]
    return value
