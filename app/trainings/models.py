"""Courses with their questions and sessions, how far people came, certificates, learning hours."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts import words
from app.accounts.models import User
from app.core import limits
from app.core.db import Base, Key, Versioned
from app.wechat.models import ContentCheck


class CourseKind(StrEnum):
    """How one learns."""

    ARTICLE = "article"
    VIDEO = "video"
    SESSION = "session"  # together, at a place and a time


class CourseState(StrEnum):
    """Where a course stands; only a published one is taken."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class Course(Versioned, Base):
    """Something to learn."""

    __tablename__ = "courses"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    kind: Mapped[CourseKind]
    state: Mapped[CourseState] = mapped_column(default=CourseState.DRAFT)
    title: Mapped[str] = mapped_column(sa.String(limits.TITLE_LENGTH))
    text: Mapped[str] = mapped_column(sa.Text)
    video_url: Mapped[str | None] = mapped_column(sa.String(limits.URL_LENGTH))
    seconds: Mapped[int]  # that it takes, and that are credited; sessions have their own
    asked: Mapped[int]  # questions of a quiz; 0: there is none
    pass_percent: Mapped[int]
    attempts: Mapped[int]  # within the waiting time
    wait_hours: Mapped[int]
    valid_days: Mapped[int | None]  # of a certificate; none: for ever
    created_by: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime]

    questions: Mapped[list["Question"]] = relationship(
        order_by="Question.id", cascade="all, delete-orphan"
    )


class Question(Base):
    """One question of a course's bank."""

    __tablename__ = "course_questions"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    course_id: Mapped[int] = mapped_column(sa.ForeignKey("courses.id"), index=True)
    text: Mapped[str] = mapped_column(sa.String(limits.QUESTION_LENGTH))
    choices: Mapped[list[Any]]  # texts
    right: Mapped[list[Any]]  # places of the right ones among them; never leaves the server


class CourseSession(Base):
    """A course held at a place and a time."""

    __tablename__ = "course_sessions"
    __table_args__ = (sa.CheckConstraint("taken >= 0 AND taken <= quota", name="taken_in_quota"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    course_id: Mapped[int] = mapped_column(sa.ForeignKey("courses.id"), index=True)
    trainer_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    place: Mapped[str] = mapped_column(sa.String(limits.NAME_LENGTH))
    place_check_id: Mapped[int | None] = mapped_column(sa.ForeignKey("content_checks.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    quota: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    cancelled_at: Mapped[datetime | None]  # when it was called off
    cancelled_by: Mapped[int | None] = mapped_column(sa.BigInteger)
    cancel_reason: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH), default="")
    reason_check_id: Mapped[int | None] = mapped_column(sa.ForeignKey("content_checks.id"))
    told_at: Mapped[datetime | None]  # when all had been told of that

    course: Mapped[Course] = relationship(innerjoin=True)
    place_check: Mapped[ContentCheck | None] = relationship(
        foreign_keys=place_check_id, lazy="selectin"
    )
    reason_check: Mapped[ContentCheck | None] = relationship(
        foreign_keys=reason_check_id, lazy="selectin"
    )

    @property
    def shown_place(self) -> str:
        """Where it is held, as soon as that may be shown."""
        return self.place if words.shows(self.place_check) else "（地点审核中）"

    @property
    def shown_reason(self) -> str:
        """Why it was called off, as soon as that may be shown."""
        return self.cancel_reason if words.shows(self.reason_check) else ""


class Enrolment(Base):
    """Somebody's place in a session, and that the trainer saw them there."""

    __tablename__ = "course_enrolments"
    __table_args__ = (sa.UniqueConstraint("session_id", "user_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    session_id: Mapped[int] = mapped_column(sa.ForeignKey("course_sessions.id"))
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    attended_at: Mapped[datetime | None]  # when the trainer said so

    session: Mapped[CourseSession] = relationship(innerjoin=True)
    volunteer: Mapped[User] = relationship(viewonly=True)


class Progress(Base):
    """How far somebody came in a course, in the round that runs."""

    __tablename__ = "course_progress"
    __table_args__ = (sa.UniqueConstraint("user_id", "course_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    course_id: Mapped[int] = mapped_column(sa.ForeignKey("courses.id"), index=True)
    round: Mapped[int] = mapped_column(default=1)  # grows when it is taken again
    seconds: Mapped[int] = mapped_column(default=0)  # spent, as our clock saw it
    position_seconds: Mapped[int] = mapped_column(default=0)  # where to go on, as the phone says
    beaten_at: Mapped[datetime | None]  # the last heartbeat
    done_at: Mapped[datetime | None]  # all was read, watched or attended

    course: Mapped[Course] = relationship(lazy="joined", innerjoin=True)


class Attempt(Base):
    """One try at a quiz: which questions, in which order, and what came of it."""

    __tablename__ = "quiz_attempts"
    __table_args__ = (sa.UniqueConstraint("user_id", "course_id", "number"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    course_id: Mapped[int] = mapped_column(sa.ForeignKey("courses.id"), index=True)
    number: Mapped[int]  # 1, 2, … of this person in this course
    round: Mapped[int]
    drawn: Mapped[list[Any]]  # [[question, [its choices in the order shown]], …]
    began_at: Mapped[datetime]
    ends_at: Mapped[datetime]  # then it counts as failed
    submitted_at: Mapped[datetime | None]
    percent: Mapped[int | None]
    passed: Mapped[bool] = mapped_column(default=False)

    course: Mapped[Course] = relationship(lazy="joined", innerjoin=True)


class TrainingCertificate(Base):
    """That somebody has taken a course with success."""

    __tablename__ = "training_certificates"
    __table_args__ = (sa.UniqueConstraint("user_id", "course_id", "round"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    course_id: Mapped[int] = mapped_column(sa.ForeignKey("courses.id"), index=True)
    round: Mapped[int]
    number: Mapped[str] = mapped_column(sa.String(32), unique=True)
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
    reminded_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(sa.BigInteger)
    revoke_reason: Mapped[str] = mapped_column(sa.String(limits.REASON_LENGTH), default="")

    course: Mapped[Course] = relationship(lazy="joined", innerjoin=True)

    def valid_at(self, at: datetime) -> bool:
        """Say whether it holds, or held, at a moment."""
        return all(end is None or at < end for end in (self.expires_at, self.revoked_at))


class LearningRecord(Base):
    """Learning hours given to somebody; rows are added, never changed."""

    __tablename__ = "learning_records"
    __table_args__ = (
        # One course gives its hours once a round, however often that is asked for.
        sa.UniqueConstraint("user_id", "course_id", "round"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    course_id: Mapped[int] = mapped_column(sa.ForeignKey("courses.id"), index=True)
    round: Mapped[int]
    seconds: Mapped[int]
    learned_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(index=True)

    course: Mapped[Course] = relationship(lazy="joined", innerjoin=True)


class LearningBalance(Base):
    """The sum of somebody's learning records that were let go when their years were over."""

    __tablename__ = "learning_balances"

    user_id: Mapped[int] = mapped_column(
        sa.ForeignKey("users.id"), primary_key=True, autoincrement=False
    )
    seconds: Mapped[int]
    records: Mapped[int]
