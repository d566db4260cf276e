"""What is kept of passwords, second factors and recovery codes: nothing that opens a door."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, Key

LOGIN_NAME_LENGTH = 40


class Password(Base):
    """A name to log in with, and the hash of the password that goes with it."""

    __tablename__ = "passwords"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), unique=True)
    login_name: Mapped[str] = mapped_column(sa.String(LOGIN_NAME_LENGTH), unique=True)
    hash: Mapped[str] = mapped_column(sa.String(160))  # argon2id, with its salt and cost
    set_at: Mapped[datetime]


class SecondFactor(Base):
    """The secret that an authenticator shares with us (TOTP, RFC 6238), sealed."""

    __tablename__ = "second_factors"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"), unique=True)
    sealed: Mapped[bytes | None]  # in force
    pending: Mapped[bytes | None]  # offered, until a first code confirms it
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)  # no code of this step or before counts again


class RecoveryCode(Base):
    """One of the codes for somebody whose authenticator is lost; each is good once."""

    __tablename__ = "recovery_codes"
    __table_args__ = (sa.UniqueConstraint("user_id", "digest"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id"))
    digest: Mapped[str] = mapped_column(sa.String(64))
    used_at: Mapped[datetime | None]
