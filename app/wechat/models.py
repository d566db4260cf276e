"""What was asked about content that people wrote or uploaded, and what came of it."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Key
from app.wechat.contract import Suggestion


class ContentState(StrEnum):
    """Where a check stands; only ``PASS`` lets the content be shown."""

    MACHINE_CHECK = "machine_check"  # WeChat's verdict has not come yet
    PASS = "pass"  # noqa: S105 - the word of the state
    REVIEW = "review"  # WeChat is not sure: a person looks
    RISKY = "risky"
    HUMAN_REVIEW = "human_review"  # no verdict to be had: a person looks


# From what may be shown to what may not: of several checks the last of these counts.
SEVERITY = (
    ContentState.PASS,
    ContentState.MACHINE_CHECK,
    ContentState.REVIEW,
    ContentState.HUMAN_REVIEW,
    ContentState.RISKY,
)
FOR_PEOPLE = (ContentState.REVIEW, ContentState.HUMAN_REVIEW)


class ContentCheck(Base):
    """One check, for whoever asked for it."""

    __tablename__ = "content_checks"
    __table_args__ = (
        sa.Index(None, "subject_kind", "subject_id"),
        sa.Index(None, "state", "asked_at"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    subject_kind: Mapped[str] = mapped_column(sa.String(32))  # the asker's own word: "post"
    subject_id: Mapped[int | None] = mapped_column(sa.BigInteger)  # None until it has one
    trace_id: Mapped[str | None] = mapped_column(sa.String(64), unique=True)  # WeChat's
    state: Mapped[ContentState]
    suggestion: Mapped[Suggestion | None]  # WeChat's, even where a person has decided since
    label: Mapped[int | None]
    author_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    organisation_id: Mapped[int | None] = mapped_column(sa.BigInteger, index=True)  # who looks
    scene: Mapped[int | None]  # of words
    words: Mapped[str | None] = mapped_column(sa.Text)  # until they passed; a file's address
    superseded_at: Mapped[datetime | None]  # by other words about the same row
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]  # by WeChat
    decided_by: Mapped[int | None] = mapped_column(sa.BigInteger)  # the person, if one did
    decided_at: Mapped[datetime | None]
