"""Imports, the rows that they still have to write, and whom they brought."""

from datetime import datetime
from enum import StrEnum
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Key


class ImportState(StrEnum):
    """Where an import stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"  # what was written until then stays; the same file may be sent again


class Import(Base):
    """A workbook that was found good, and how far its rows are written."""

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    state: Mapped[ImportState] = mapped_column(index=True)
    total: Mapped[int]  # rows
    done: Mapped[int] = mapped_column(default=0)
    counts: Mapped[dict[str, Any]]  # of what was new and what was there already
    problem: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)  # why it failed
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]

    unclaimed = cast("Any", None)  # how many of its people never logged in, where it was asked


class ImportChunk(Base):
    """Some rows of an import, sealed; deleted as soon as they are written."""

    __tablename__ = "import_chunks"
    __table_args__ = (sa.UniqueConstraint("import_id", "number"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    import_id: Mapped[int] = mapped_column(sa.ForeignKey("imports.id"))
    number: Mapped[int]
    sealed: Mapped[bytes]


class ImportedPerson(Base):
    """Somebody who was imported under a phone number: the same number again is the same person."""

    __tablename__ = "imported_people"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), unique=True)
    lookup: Mapped[str] = mapped_column(sa.String(64), unique=True)  # HMAC of the number
    sealed: Mapped[bytes]
    imported_at: Mapped[datetime]
    import_id: Mapped[int | None] = mapped_column(sa.ForeignKey("imports.id"), index=True)
