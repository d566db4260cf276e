"""Notices, the WeChat messages that go with them, and what people have asked to be sent."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, Key
from app.notices.kinds import KINDS, Kind
from app.notices.speaking import Words, chinese, english

KEY_LENGTH = 128
TEMPLATE_LENGTH = 64


class Notice(Base):
    """Something one person is told."""

    __tablename__ = "notices"
    __table_args__ = (
        # Said once, however often it is meant to be said.
        sa.UniqueConstraint("user_id", "key"),
        sa.Index(
            "ix_notices_unread",
            "user_id",
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        ),
        sa.Index("ix_notices_user_id_id", "user_id", "id"),
        sa.Index(
            "ix_notices_to_copy",
            "id",
            sqlite_where=sa.text("to_copy"),
            postgresql_where=sa.text("to_copy"),
        ),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    kind: Mapped[Kind] = mapped_column(
        sa.Enum(Kind, native_enum=False, values_callable=list, length=32)
    )
    key: Mapped[str] = mapped_column(sa.String(KEY_LENGTH))
    values: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(index=True)
    read_at: Mapped[datetime | None]
    # The outbox: whether those who look after this person may have to be told as well.
    to_copy: Mapped[bool] = mapped_column(default=False)

    @property
    def words(self) -> Words:
        """How this kind speaks."""
        return KINDS[self.kind]

    @property
    def title(self) -> str:
        return self.words.zh_title

    @property
    def text(self) -> str:
        return chinese(self.words.zh, self.values)

    @property
    def title_en(self) -> str:
        return self.words.en_title

    @property
    def text_en(self) -> str:
        return english(self.words.en, self.values)


class Answer(StrEnum):
    """What ``wx.requestSubscribeMessage`` reports for one template."""

    ACCEPT = "accept"
    ACCEPT_WITH_ALERT = "acceptWithAlert"
    ACCEPT_WITH_AUDIO = "acceptWithAudio"
    ACCEPT_WITH_FORCE_PUSH = "acceptWithForcePush"
    REJECT = "reject"
    BAN = "ban"  # WeChat has closed the template
    FILTER = "filter"  # WeChat did not show it: another with the same title was asked for


class Subscription(Base):
    """How many messages of one template a person still wants: one acceptance, one message."""

    __tablename__ = "subscriptions"
    __table_args__ = (sa.CheckConstraint("messages_left >= 0", name="none_owed"),)

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    # WeChat's id: another template needs another consent.
    template_id: Mapped[str] = mapped_column(sa.String(TEMPLATE_LENGTH), primary_key=True)
    messages_left: Mapped[int] = mapped_column(default=0)
    last_answer: Mapped[Answer] = mapped_column(
        sa.Enum(Answer, native_enum=False, values_callable=list, length=32)
    )
    answered_at: Mapped[datetime]


class MessageState(StrEnum):
    """Where a WeChat message stands."""

    WAITING = "waiting"
    CLAIMED = "claimed"  # on its way: nobody else may send it, not even after a crash
    SENT = "sent"
    REFUSED = "refused"  # the person does not want it, or had theirs
    FAILED = "failed"  # WeChat will never take it
    EXPIRED = "expired"  # too late to be of use
    LOST = "lost"  # sent or not, nobody knows; never sent again


class Message(Base):
    """A notice on its way through WeChat; an acceptance is spent on it."""

    __tablename__ = "notice_messages"
    __table_args__ = (sa.Index("ix_notice_messages_state_due_at", "state", "due_at"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    notice_id: Mapped[int] = mapped_column(sa.ForeignKey("notices.id"), unique=True)
    template_id: Mapped[str] = mapped_column(sa.String(TEMPLATE_LENGTH))
    state: Mapped[MessageState]
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]  # when the sweep looks for it, or again
    expires_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    errcode: Mapped[int | None]  # WeChat's last
    wechat_id: Mapped[str | None] = mapped_column(sa.String(32))  # WeChat's id of the message

    notice: Mapped[Notice] = relationship(lazy="joined", innerjoin=True)
